"""Where numbers stopped being finite: the line, and what in the spec it is of."""

import math

import numpy as np
import pytest

from engine.core.printing.textbook import Textbook
from engine.training.diagnosis import find_fault
from tests.training.making import (
    HIDDEN,
    KINDS,
    at_once,
    by_textbook,
    trained,
    trainer,
    training,
)
from tests.writing import Entry, dense, l2, spec


def of(number: float, units=2, activation="linear", **more) -> Entry:
    """Write a layer whose kernel holds one number in all places."""
    literal = {"type": "literal", "value": number}
    return dense(units, activation, kernel_initializer=literal, **more)


ENDLESS = {
    "type": "exponential_decay",
    "initial_learning_rate": 1e-300,
    "decay_steps": 1,
    "decay_rate": 1e200,
}


def faulty(layers, **more) -> Entry:
    return spec(layers, **{"training": training(60), **more})


FAST = {"type": "sgd", "learning_rate": 1e90}
WAVES = {
    "type": "cosine_decay_restarts",
    "initial_learning_rate": 1e90,
    "first_decay_steps": 9,
}

FAULTS = {
    "forward": (
        faulty([of(1e200, 4, "relu"), of(1e200)]),
        (("layers", 1), "z2 = h1 @ W2 + b2", 0),
    ),
    "in the first layer": (
        faulty([of(1e308, 2, "softmax"), dense(2)]),
        (("layers", 0), "z1 = x @ W1 + b1", 0),
    ),
    "loss": (
        faulty([of(1e160)]),
        (("loss",), "return np.square(z1 - y).sum() / y.size", 0),
    ),
    "backward": (
        faulty([of(1e200, 4), of(1e100)]),
        (("layers", 1), "d_W2 = z1.T @ d_z2", 0),
    ),
    "gradient of a penalty": (
        faulty([of(1e10, 2, "tanh", kernel_regularizer=l2(1e300))]),
        (("layers", 0), "d_W1 = x.T @ d_z1 + 2e+300 * W1", 0),
    ),
    "float32": (
        faulty([of(1e30, 4, "relu"), of(1e10)], dtype="float32"),
        (("layers", 1), "z2 = h1 @ W2 + b2", 0),
    ),
    "a rate that is too high": (
        faulty([of(0.5)], optimizer=FAST),
        (("loss",), "return np.square(z1 - y).sum() / y.size", 2),
    ),
    "a rate that is scheduled too high": (
        faulty([of(0.5)], optimizer=FAST | {"learning_rate": WAVES}),
        (("loss",), "return np.square(z1 - y).sum() / y.size", 2),
    ),
    "a rate that is too high, in batches": (
        faulty([of(0.5)], optimizer=FAST, training=training(60, 3)),
        (("loss",), "return np.square(z1 - y).sum() / y.size", 0),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_first_line_that_is_not_finite_is_named(name):
    entry, expected = FAULTS[name]
    made = trained(entry)
    assert made.stopped == "diverged"
    assert (made.fault.path, made.fault.text, made.epoch) == expected
    assert np.isfinite(made.arrays.w).all()


@pytest.mark.parametrize("size", [None, 3])
def test_a_rate_that_outgrows_all_numbers_ends_training(size):
    fast = FAST | {"learning_rate": ENDLESS}
    entry = faulty([of(0.5)], optimizer=fast, training=training(60, size))
    made = trained(entry)
    assert (made.stopped, made.loop.state.updates, made.rate) == (
        "diverged",
        2,
        math.inf,
    )
    assert made.fault is None
    assert np.isfinite(made.arrays.w).all()
    done = trained(entry | {"training": training(2)})
    assert (done.stopped, done.loop.state.updates) == ("epochs", 2)


SHRUNK = {"type": "sgd", "learning_rate": 1e300, "weight_decay": 1e10}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [None, 3])
@pytest.mark.parametrize("average", [False, True])
def test_an_update_that_fails_leaves_the_weights_before_it(dtype, size, average):
    """Loss and gradient are finite, but weights are to shrink by more than that."""
    layers = [of(0.0, 4), {"type": "batch_normalization"}, of(0.5)]
    layers[0]["trainable"] = False
    entry = faulty(layers, dtype=dtype, training=training(9, size))
    entry["optimizer"] = SHRUNK | {"use_ema": average}
    made = trainer(entry)
    before = [array.copy() for array in [made.arrays.w, *made.arrays.states.values()]]
    made.step(99)
    after = [made.arrays.w, *made.arrays.states.values()]
    assert (made.stopped, made.loop.state.updates, made.epoch) == (
        "diverged",
        0,
        0,
    )
    assert made.fault is None
    for array, kept in zip(after, before, strict=True):
        assert (array == kept).all()


def test_the_average_does_not_replace_what_a_run_that_diverged_keeps():
    made = trainer(faulty([of(0.5)], optimizer=FAST | {"use_ema": True}))
    while not made.stopped:
        kept = made.arrays.w.copy()
        made.step()
    assert (made.stopped, made.loop.state.updates) == ("diverged", 2)
    assert (made.arrays.w == kept).all()


@pytest.mark.parametrize("name", FAULTS)
def test_the_line_is_that_of_the_text_that_people_read(name):
    made = trained(FAULTS[name][0])
    source = made.model.source.splitlines()
    assert source[made.fault.line - 1].partition("#")[0].strip() == made.fault.text
    text = Textbook(made.model.program).text.splitlines()
    assert text[: len(source)] == source
    where = {"layers": "(layers[", "loss": "(loss)"}[made.fault.path[0]]
    assert str(made.fault).startswith(f"line {made.fault.line} ")
    assert where in str(made.fault)
    assert made.fault.text in str(made.fault)


def test_a_sum_of_loss_and_penalty_belongs_to_the_loss():
    """Each is finite, and only together are they not."""
    entry = faulty([of(1e153, kernel_regularizer=l2(29.2))])
    entry["dataset"] |= {"rows": [[1, 1, 1, 0, 0]] * 7}
    made = trained(entry)
    text = "return loss(y, z1) + penalty(W1)"
    assert made.stopped == "diverged"
    assert (made.fault.path, made.fault.text) == (("loss",), text)


def test_a_penalty_belongs_to_its_layer():
    made = trained(faulty([of(1e160, 2, "tanh", kernel_regularizer=l2(1.0))]))
    assert made.stopped == "diverged"
    assert made.fault.text == "return np.square(W1).sum()"
    assert made.fault.path[:2] == ("layers", 0)


@pytest.mark.parametrize("name", ["adam with a schedule", "batch normalization"])
def test_nothing_but_the_gradient_changes_while_a_fault_is_looked_for(name):
    made = trainer(KINDS[name])
    made.step(2)
    before = {name: array.copy() for name, array in made.arrays.parameters.items()}
    others = [*made.arrays.slots.values(), *made.arrays.states.values()]
    slots = [array.copy() for array in others]
    given = made.loop.batch()
    assert find_fault(made.model.program, made.arrays, given) is None
    for name, array in made.arrays.parameters.items():
        assert (array == before[name]).all()
    for array, kept in zip(others, slots, strict=True):
        assert (array == kept).all()


def test_a_row_that_is_not_finite_is_found_where_it_enters():
    made = trainer(KINDS["full batch"])
    x, *others = made.loop.batch()
    fault = find_fault(made.model.program, made.arrays, [x * np.nan, *others])
    assert fault.text == "z1 = x @ W1 + b1"


def test_both_printings_diverge_alike():
    entry = faulty(HIDDEN, optimizer=FAST)
    made, other = trained(entry), by_textbook(entry)
    other.step(100)
    assert (other.stopped, other.fault) == (made.stopped, made.fault)
    assert other.arrays.w.tobytes() == made.arrays.w.tobytes()


def test_a_run_that_goes_well_has_no_fault():
    assert all(at_once(name).fault is None for name in KINDS)
