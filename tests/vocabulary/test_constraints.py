"""Constraints: what they promise holds after every step of a training."""

from typing import Any

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.core.printing.textbook import Textbook
from engine.errors import SpecError
from tests.building import Run, batch, compiled, values
from tests.core.test_plan import LITTLE, most_allocated
from tests.training.making import by_textbook, seen, trainer, training
from tests.writing import Array, Entry, dense, spec

BOTH = pytest.mark.parametrize("run", [PlannedSteps, TextbookSteps])
ROOM = 1e-12
STEPS = 30


def norm(w: Array, axis: Any = 0) -> Array:
    return np.sqrt((w**2).sum(axis=axis))


def limits(word: str, **fields: Any) -> Entry:
    return {"type": word, **fields}


# What is written, where, and what then holds of the weights after each step.
PROMISES: dict[str, tuple[str, Any, Any]] = {
    "largest norms": (
        "kernel",
        limits("max_norm", max_value=0.4),
        lambda w: (norm(w) <= 0.4 + ROOM).all() and np.isclose(norm(w), 0.4).any(),
    ),
    "largest norms of rows": (
        "kernel",
        limits("max_norm", max_value=0.4, axis=1),
        lambda w: (norm(w, 1) <= 0.4 + ROOM).all(),
    ),
    "largest norm of all": (
        "kernel",
        limits("max_norm", max_value=0.4, axis=[0, 1]),
        lambda w: norm(w, None) <= 0.4 + ROOM,
    ),
    "largest norm of a bias": (
        "bias",
        limits("max_norm", max_value=0.02, axis=-1),
        lambda w: 0 < norm(w) <= 0.02 + ROOM,
    ),
    "norms of 1": (
        "kernel",
        "unit_norm",
        lambda w: np.abs(norm(w) - 1).max() <= ROOM,
    ),
    "norms between": (
        "kernel",
        limits("min_max_norm", min_value=0.9, max_value=1.1),
        lambda w: (norm(w) >= 0.9 - ROOM).all() and (norm(w) <= 1.1 + ROOM).all(),
    ),
    "nothing negative": (
        "kernel",
        "non_neg",
        lambda w: (w >= 0).all() and (w == 0).any(),
    ),
}
ADAM = {"type": "adam", "learning_rate": 0.1}


def entry(field: str, word: Any, **more: Any) -> Entry:
    """Write a network whose first layer has the constraint."""
    first = dense(4, "tanh", **{f"{field}_constraint": word})
    more = {"optimizer": ADAM, "training": training(STEPS, 3), **more}
    return spec([first, dense(2)], **more)


@pytest.mark.parametrize("name", PROMISES)
def test_promises_hold_after_every_step(name: str) -> None:
    field, word, holds = PROMISES[name]
    made = trainer(entry(field, word))
    weights = made.arrays.parameters[f"dense_1.{field}"]
    while not made.stopped:
        made.step()
        assert holds(weights)
    free = trainer(entry(field, None))
    free.step(10**6)
    assert not holds(free.arrays.parameters[f"dense_1.{field}"])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", PROMISES)
def test_both_printings_train_to_the_same_bits(name: str, dtype: str) -> None:
    field, word, _ = PROMISES[name]
    written = entry(field, word, dtype=dtype, training=training(5, 3))
    made, slow = trainer(written), by_textbook(written)
    made.step(10**6)
    slow.step(10**6)
    assert seen(made) == seen(slow)


def test_what_is_allowed_stays_to_the_bit() -> None:
    for word in (
        limits("max_norm", max_value=50.0),
        limits("min_max_norm", max_value=50.0),
        limits("min_max_norm", min_value=2.0, max_value=3.0, rate=0.0),
    ):
        written = entry("kernel", word)
        same_data = entry("kernel", None) | {"dataset": written["dataset"]}
        bound, free = trainer(written), trainer(same_data)
        bound.step(10**6)
        free.step(10**6)
        assert seen(bound) == seen(free)


def test_a_rate_goes_part_of_the_way() -> None:
    word = limits("min_max_norm", min_value=3.0, max_value=3.0, rate=0.5)
    program = compiled(entry("kernel", word)).program
    held = Arrays(program, values(program))
    before = norm(held.parameters["dense_1.kernel"])
    run = PlannedSteps(program, held)
    for step in range(1, 4):
        run.apply(0.0, step)
        after = norm(held.parameters["dense_1.kernel"])
        np.testing.assert_allclose(3 - after, (3 - before) / 2**step)


ZEROS = [
    limits("max_norm"),
    limits("unit_norm"),
    limits("min_max_norm", min_value=0.5, rate=0.5),
]


@BOTH
@pytest.mark.parametrize("word", ZEROS, ids=str)
def test_a_unit_without_weights_stays_so(word: Entry, run: Run) -> None:
    program = compiled(entry("kernel", word)).program
    held = Arrays(program, values(program))
    kernel = held.parameters["dense_1.kernel"]
    kernel[:, 2] = 0
    run(program, held).apply(0.0, 1)
    assert not kernel[:, 2].any()
    assert np.isfinite(kernel).all()


@BOTH
def test_frozen_weights_are_not_constrained(run: Run) -> None:
    layers = [
        dense(3, "tanh", trainable=False, kernel_constraint="unit_norm"),
        dense(2, kernel_constraint="unit_norm"),
    ]
    made = compiled(spec(layers))
    held, before = Arrays(made.program, values(made.program)), values(made.program)
    does = run(made.program, held)
    does.gradients(*batch(made))
    does.apply(0.1, 1)
    frozen, trained = "dense_1.kernel", "dense_2.kernel"
    assert (held.parameters[frozen] == before[frozen]).all()
    np.testing.assert_allclose(norm(held.parameters[trained]), 1)
    assert "def constrain(W2):" in made.source


def test_what_training_starts_from_is_not_constrained() -> None:
    made = trainer(entry("kernel", limits("max_norm", max_value=0.01)))
    assert norm(made.arrays.parameters["dense_1.kernel"]).min() > 0.01


@pytest.mark.parametrize("word", ["max_norm", "unit_norm", "min_max_norm", "non_neg"])
def test_a_plan_allocates_no_array(word: str) -> None:
    bound = {"kernel_constraint": word, "bias_constraint": word}
    layers = [dense(200, **bound), dense(200, **bound), dense(2)]
    program = compiled(spec(layers, optimizer={"type": "sgd", "clipnorm": 1.0})).program
    run = PlannedSteps(program, Arrays(program, values(program)))
    peak, kept = most_allocated(lambda: run.apply(0.1, 1))
    assert kept <= LITTLE
    assert peak <= LITTLE


CONSTRAIN = """\
def constrain(W1, b1, W2):
    # layers[0]: dense, 4 units, tanh
    norm_W1 = np.sqrt(np.square(W1).sum(axis=0, keepdims=True))  # (1, 4)
    W1 = W1 * (2.0 / np.maximum(norm_W1, 2.0))            # (3, 4)
    b1 = np.maximum(b1, 0)                                # (4,)
    # layers[1]: dense, 2 units, linear
    norm_W2 = np.sqrt(np.square(W2).sum(axis=0, keepdims=True))  # (1, 2)
    W2 = W2 / np.where(norm_W2 > 0, norm_W2, 1)           # (4, 2)
    return W1, b1, W2
"""

APPLY = """\
def apply(rate, t):
    d_W1[:], d_b1[:], d_W2[:], d_b2[:] = clip(d_W1, d_b1, d_W2, d_b2)
    w[:] = update(w, g, rate)
    limit()


def limit():
    W1[:], b1[:], W2[:] = constrain(W1, b1, W2)
"""


def test_the_text() -> None:
    hidden = dense(4, "tanh", kernel_constraint="max_norm", bias_constraint="non_neg")
    clipped = {"type": "sgd", "clipnorm": 1.0}
    layers = [hidden, dense(2, kernel_constraint="unit_norm")]
    made = compiled(spec(layers, optimizer=clipped))
    assert made.source.endswith(CONSTRAIN)
    book = Textbook(made.program)
    assert APPLY in book.glue
    lines = [line.strip() for line in book.printed.text.splitlines()]
    line = next(i for i, text in enumerate(lines) if text.startswith("b1 = np.max"))
    assert book.printed.notes[line + 1].path == ("layers", 0, "bias_constraint")


def test_nothing_is_printed_where_nothing_is_constrained() -> None:
    nothing = limits("min_max_norm", rate=0.0)
    for word in (None, nothing):
        made = compiled(entry("kernel", word))
        assert "constrain" not in made.program.functions
        assert "constrain" not in made.source


@pytest.mark.parametrize(
    ("field", "axis", "message"),
    [
        ("kernel", 2, r"there is no axis 2 in the shape \[3, 4\]"),
        ("kernel", -3, r"there is no axis -3"),
        ("kernel", [0, 2], r"there is no axis 2"),
        ("kernel", [0, -2], r"an axis of the shape \[3, 4\] is named twice"),
        ("bias", 1, r"there is no axis 1 in the shape \[4\]"),
        ("bias", [], "expected at least one axis"),
        ("kernel", 0.5, "expected a whole number or a list, not 0.5"),
        ("kernel", "0", "expected a whole number or a list"),
    ],
)
def test_axes_that_are_not_there(field: str, axis: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        compiled(entry(field, limits("unit_norm", axis=axis)))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, f"{field}_constraint", "axis")


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("max_value", limits("max_norm", max_value=0)),
        ("min_value", limits("min_max_norm", min_value=-1.0)),
        ("min_value", limits("min_max_norm", min_value=2.0)),
        ("max_value", limits("min_max_norm", max_value=0.0)),
        ("min_value", limits("min_max_norm", min_value=0.5, max_value=0.4)),
        ("rate", limits("min_max_norm", rate=1.5)),
    ],
    ids=str,
)
def test_bounds_that_make_no_sense(field: str, fields: Entry) -> None:
    with pytest.raises(SpecError) as caught:
        compiled(entry("kernel", fields))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, "kernel_constraint", field)
