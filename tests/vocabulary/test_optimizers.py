"""Optimizers and schedules against Keras's formulas, written here once more."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from engine.core.program import Program
from engine.core.run import load
from engine.core.steps import Arrays, Planned, textbook_steps
from engine.core.textbook import Textbook
from engine.errors import SpecError
from engine.spec.model import load as load_spec
from engine.vocabulary.entry import Word
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule
from tests.building import Run, compiled, words_in
from tests.writing import Array, Entry, dense, normal, spec

BOTH = pytest.mark.parametrize("run", [Planned, textbook_steps])
STEPS = 50


def network(optimizer: Any, **more: Any) -> Any:
    return compiled(spec([dense(4, "tanh"), dense(2)], optimizer=optimizer, **more))


# One step in plain NumPy: the formulas of Keras, as its documentation has them.

Step = Callable[[Array, Array, float, int], Array]


def sgd(momentum: float = 0.0, nesterov: bool = False) -> Step:
    velocity: list[Array] = []

    def step(w: Array, g: Array, rate: float, t: int) -> Array:
        if momentum == 0:
            return w - rate * g
        v = momentum * (velocity[-1] if velocity else np.zeros_like(w)) - rate * g
        velocity.append(v)
        return w + momentum * v - rate * g if nesterov else w + v

    return step


def adam(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> Step:
    moments: list[Any] = [0.0, 0.0]

    def step(w: Array, g: Array, rate: float, t: int) -> Array:
        m, v = moments
        alpha = rate * math.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        m = m + (g - m) * (1 - beta_1)
        v = v + (g**2 - v) * (1 - beta_2)
        moments[:] = m, v
        return w - alpha * m / (np.sqrt(v) + epsilon)

    return step


def wrapped(
    step: Step, weight_decay: float = 0.0, global_clipnorm: float | None = None
) -> Step:
    """Clip first, then decay, then step."""

    def whole(w: Array, g: Array, rate: float, t: int) -> Array:
        if global_clipnorm is not None:
            norm = math.sqrt(sum(x * x for x in g.tolist()))
            g = g * global_clipnorm / max(norm, global_clipnorm)
        return step(w - w * weight_decay * rate, g, rate, t)

    return whole


PLAIN: dict[str, Callable[..., Step]] = {"sgd": sgd, "adam": adam}
OWN: list[Entry] = [
    {"type": "sgd"},
    {"type": "sgd", "momentum": 0.9},
    {"type": "sgd", "momentum": 1.0},
    {"type": "sgd", "nesterov": True},
    {"type": "sgd", "momentum": 0.7, "nesterov": True},
    {"type": "adam"},
    {"type": "adam", "beta_1": 0.5},
    {"type": "adam", "beta_1": 0.0, "beta_2": 0.9},
    {"type": "adam", "beta_2": 0.0, "epsilon": 0.01},
    {"type": "adam", "epsilon": 0.5},
]
# The gradients below are about 4 long: they are clipped always, sometimes and never.
COMMON: list[Entry] = [
    {},
    {"weight_decay": 0.0},
    {"weight_decay": 0.3},
    {"global_clipnorm": 0.5},
    {"global_clipnorm": 4.0},
    {"global_clipnorm": 100.0},
    {"weight_decay": 0.2, "global_clipnorm": 2.0},
]
RATES = [0.1, 0.05, 0.2]


def plain(written: Entry) -> Step:
    """Find the plain form of an optimizer."""
    fields = dict(written)
    common = {k: fields.pop(k) for k in COMMON[-1] if k in fields}
    return wrapped(PLAIN[fields.pop("type")](**fields), **common)


GRADIENTS = normal("gradients", STEPS, 26) * normal("sizes", STEPS, 1)


def walks(program: Program, step: Step, run: Run) -> Iterator[tuple[Array, Array]]:
    """Give the weights after each step: ours, and those of the plain form."""
    held = Arrays(program, {p.key: normal(p.key, *p.shape) for p in program.parameters})
    does, w = run(program, held), held.w.copy()
    for t, g in enumerate(GRADIENTS, 1):
        held.g[:] = g
        rate = RATES[t % 3]
        does.apply(rate, t)
        w = step(w, g, rate, t)
        yield held.w, w


@pytest.mark.parametrize("common", COMMON, ids=str)
@pytest.mark.parametrize("own", OWN, ids=str)
def test_fifty_steps(own: Entry, common: Entry) -> None:
    program = network(own | common).program
    for run in (Planned, textbook_steps):
        for ours, theirs in walks(program, plain(own | common), run):
            assert np.abs(ours - theirs).max() <= 1e-12 * np.abs(theirs).max()


def test_clipping_happens_sometimes() -> None:
    is_long = np.linalg.norm(GRADIENTS, axis=1) > 4
    assert 5 < np.count_nonzero(is_long) < STEPS - 5


def tried(base: type[Word]) -> tuple[set[type[Word]], set[tuple[type[Word], str]]]:
    rates = [{"learning_rate": schedule} for schedule in SCHEDULES]
    written = [own | common for own in OWN for common in COMMON]
    entries = [*written, *({"type": "sgd", **rate} for rate in rates)]
    specs = [load_spec(spec([dense(2)], optimizer=entry)) for entry in entries]
    words = [w for one in specs for w in words_in(one) if isinstance(w, base)]
    return {type(word) for word in words}, {
        (type(word), field)
        for word in words
        for field, info in type(word).model_fields.items()
        if info.is_required() or getattr(word, field) != info.default
    }


# What the loop does is tried in `tests/training` and `tests/golden/training.py`.
DECIDED = {"lbfgs", "reduce_on_plateau"}
BY_THE_LOOP = {
    "learning_rate",
    "use_ema",
    "ema_momentum",
    "ema_overwrite_frequency",
    "gradient_accumulation_steps",
}


@pytest.mark.parametrize("base", [Optimizer, Schedule])
def test_every_word_and_field_is_tried(base: type[Word]) -> None:
    words, fields = tried(base)
    known = {word for word in base.words() if word.tag() not in DECIDED}
    assert words == known
    every = {(word, field) for word in known for field in word.model_fields}
    # Rates are handed in at each step, by whoever trains.
    handed = {(word, field) for word, field in every if field in BY_THE_LOOP}
    assert every - handed <= fields


def test_a_gradient_of_zero_is_no_danger() -> None:
    for written in ({"type": "adam", "global_clipnorm": 1.0}, {"type": "adam"}):
        program = network(written).program
        held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
        Planned(program, held).apply(0.1, 1)
        assert (held.w == 1).all()


@BOTH
def test_weights_that_are_not_trained_do_not_decay(run: Run) -> None:
    layers = [dense(4, trainable=False), dense(2)]
    written = {"type": "sgd", "weight_decay": 0.5}
    program = compiled(spec(layers, optimizer=written)).program
    held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
    run(program, held).apply(1.0, 1)
    assert (held.parameters["dense_1.kernel"] == 1).all()
    assert (held.parameters["dense_2.kernel"] == 0.5).all()


@pytest.mark.parametrize(
    ("written", "slots"),
    [
        ("sgd", []),
        ({"type": "sgd", "momentum": 0.9}, ["v"]),
        ("adam", ["m", "v"]),
    ],
    ids=str,
)
def test_slots_begin_at_zero(written: Any, slots: list[str]) -> None:
    program = network(written).program
    held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
    assert [*held.slots] == slots
    assert all(slot.shape == held.w.shape for slot in held.slots.values())
    assert not any(slot.any() for slot in held.slots.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "sgd", "momentum": 1.1},
        {"type": "sgd", "momentum": -0.1},
        {"type": "sgd", "weight_decay": -1.0},
        {"type": "sgd", "global_clipnorm": 0.0},
        {"type": "adam", "beta_1": 1.0},
        {"type": "adam", "beta_2": -0.1},
        {"type": "adam", "epsilon": -1e-7},
        {"type": "adam", "momentum": 0.9},
        {"type": "sgd", "learning_rate": "fast"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(wrong: Entry) -> None:
    with pytest.raises(SpecError) as caught:
        network(wrong)
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", [*wrong][1])


# Schedules: the printed function, for each step from 0 on.

DECAY = {"type": "exponential_decay", "initial_learning_rate": 0.1}
SCHEDULES: list[Entry] = [
    {**DECAY, "decay_steps": 10, "decay_rate": 0.5},
    {**DECAY, "decay_steps": 10, "decay_rate": 0.5, "staircase": True},
    {**DECAY, "decay_steps": 1, "decay_rate": 0.96},
    {**DECAY, "decay_steps": 1, "decay_rate": 0.96, "staircase": True},
    {**DECAY, "decay_steps": 7, "decay_rate": 1.02},
    {**DECAY, "decay_steps": 3, "decay_rate": 1.0},
    {**DECAY, "initial_learning_rate": 1.0, "decay_steps": 4, "decay_rate": 0.9},
]


def exponential_decay(
    step: int, initial_learning_rate: float, decay_steps: int, decay_rate: float
) -> float:
    return initial_learning_rate * decay_rate ** (step / decay_steps)


def expected_rate(written: Entry, step: int) -> float:
    fields = {k: v for k, v in written.items() if k != "type"}
    if fields.pop("staircase", False):
        step -= step % fields["decay_steps"]
    return exponential_decay(step, **fields)


def printed(made: Any) -> dict[str, Any]:
    return load(Textbook(made.program).printed.text, "schedule")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("written", SCHEDULES, ids=str)
def test_the_printed_schedule(written: Entry, dtype: str) -> None:
    made = network({"type": "sgd", "learning_rate": written}, dtype=dtype)
    schedule = printed(made)["schedule"]
    assert schedule(0) == written["initial_learning_rate"]
    for step in range(100):
        assert type(schedule(step)) is float
        assert schedule(step) == pytest.approx(expected_rate(written, step), rel=1e-12)


def test_a_staircase_has_steps() -> None:
    made = network({"type": "adam", "learning_rate": SCHEDULES[1]})
    rates = [printed(made)["schedule"](step) for step in range(40)]
    assert rates == [rate for rate in rates[::10] for _ in range(10)]
    assert len({*rates}) == 4


def test_a_constant_rate_is_no_function() -> None:
    made = network({"type": "adam", "learning_rate": 0.1})
    assert made.program.schedule is None
    assert "schedule" not in made.source


def test_the_text_of_a_schedule() -> None:
    made = network({"type": "sgd", "learning_rate": SCHEDULES[1]})
    text = "def schedule(step):\n    return 0.1 * 0.5 ** (step // 10)\n"
    assert made.source.endswith(text)
