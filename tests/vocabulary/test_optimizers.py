"""Optimizers and schedules against Keras's formulas, written here once more."""

import math
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.core.running.load import load
from engine.errors import SpecError
from engine.vocabulary.entry import Word
from engine.vocabulary.optimizers import Optimizer
from tests.building import Run, compiled
from tests.writing import Array, Entry, dense, normal, spec

BOTH = pytest.mark.parametrize("run", [PlannedSteps, TextbookSteps])
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


ENDS = [0, 12, 16, 24, 26]
"""Where the parameters of the network begin and end among all numbers."""


def shortened(g: Array, limit: float) -> Array:
    norm = math.sqrt(sum(x * x for x in g.tolist()))
    return g * limit / max(norm, limit)


def wrapped(
    step: Step,
    *,
    weight_decay: float = 0.0,
    clipnorm: float | None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> Step:
    """Clip first, then decay, then step."""

    def whole(w: Array, g: Array, rate: float, t: int) -> Array:
        if global_clipnorm is not None:
            g = shortened(g, global_clipnorm)
        if clipnorm is not None:
            parts = [g[i:j] for i, j in pairwise(ENDS)]
            g = np.concatenate([shortened(part, clipnorm) for part in parts])
        if clipvalue is not None:
            g = np.array([max(-clipvalue, min(x, clipvalue)) for x in g.tolist()])
        return step(w - w * weight_decay * rate, g, rate, t)

    return whole


PLAIN: dict[str, Callable[..., Step]] = {"sgd": sgd, "adam": adam}
OWN: list[Entry] = [
    {"type": "sgd"},
    {"type": "sgd", "momentum": 0.9},
    {"type": "sgd", "momentum": 1.0},
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
    {"clipnorm": 0.5},
    {"clipnorm": 2.0},
    {"clipvalue": 0.4},
    {"weight_decay": 0.2, "clipnorm": 1.0},
    {"weight_decay": 0.2, "clipvalue": 1.0},
]
WRAPPED = {key for fields in COMMON for key in fields}
RATES = [0.1, 0.05, 0.2]


def plain(written: Entry) -> Step:
    """Find the plain form of an optimizer."""
    fields = dict(written)
    common = {k: fields.pop(k) for k in WRAPPED & {*fields}}
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
    for run in (PlannedSteps, TextbookSteps):
        for ours, theirs in walks(program, plain(own | common), run):
            assert np.abs(ours - theirs).max() <= 1e-12 * np.abs(theirs).max()


def test_clipping_happens_sometimes() -> None:
    is_long = np.linalg.norm(GRADIENTS, axis=1) > 4
    assert 5 < np.count_nonzero(is_long) < STEPS - 5


@pytest.mark.parametrize("word", Optimizer.words(), ids=Word.tag.__func__)
def test_every_optimizer_says_the_usual_rates(word: Any) -> None:
    low, high = word.usual
    assert 0 < low < word().learning_rate < high


def test_a_gradient_of_zero_is_no_danger() -> None:
    clips: list[Entry] = [{}, {"global_clipnorm": 1.0}, {"clipnorm": 1.0}]
    for clip in clips:
        program = network({"type": "adam", **clip}).program
        held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
        PlannedSteps(program, held).apply(0.1, 1)
        assert (held.w == 1).all()


@BOTH
def test_no_variance_is_negative_by_rounding(run: Run) -> None:
    """Of equal gradients nothing is left around their mean."""
    written = {"type": "rmsprop", "centered": True, "epsilon": 1e-12}
    program = network(written, dtype="float32").program
    held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
    steps = run(program, held)
    for t in range(1, 400):
        held.g[:] = normal("equal gradients", held.g.size)
        steps.apply(0.0, t)
        assert np.isfinite(held.w).all()


@BOTH
def test_gradients_of_rprop_may_be_tiny(run: Run) -> None:
    """The product of two of them would be 0; their signs are not."""
    program = network("rprop", dtype="float32").program
    held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
    steps = run(program, held)
    for t, size in enumerate((1, 1, 1, -1), 1):
        held.g[:] = size * 1e-30
        steps.apply(0.01, t)
        expected = 0.01 * 1.2 ** min(t - 1, 2) * (0.5 if size < 0 else 1)
        assert held.slots["step_size"] == pytest.approx(expected, rel=1e-6)


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
        ({"type": "adam", "amsgrad": True}, ["m", "v", "v_max"]),
        ("adadelta", ["u", "v"]),
        ({"type": "radam", "beta_2": 0.5}, ["m"]),
    ],
    ids=str,
)
def test_slots_begin_at_zero(written: Any, slots: list[str]) -> None:
    program = network(written).program
    held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
    assert [*held.slots] == slots
    assert all(slot.shape == held.w.shape for slot in held.slots.values())
    assert not any(slot.any() for slot in held.slots.values())


def test_a_slot_may_have_a_shape_and_a_start_of_its_own() -> None:
    for written, slot, starts in (
        ("nadam", "mu_product", [1.0]),
        ("adagrad", "v", [0.1] * 26),
        ("rprop", "step_size", [0.01] * 26),
    ):
        program = network(written).program
        held = Arrays(program, {p.key: np.ones(p.shape) for p in program.parameters})
        assert held.slots[slot].tolist() == starts


DIVIDING = ["adam", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "radam"]
"""Optimizers that divide by the size of gradients, which may be 0."""

START = {"type": "exponential_decay", "initial_learning_rate": 0.1}
DECAY = {**START, "decay_steps": 10, "decay_rate": 0.5}


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "sgd", "momentum": 1.1},
        {"type": "sgd", "momentum": -0.1},
        {"type": "sgd", "nesterov": True},
        {"type": "sgd", "weight_decay": -1.0},
        {"type": "sgd", "global_clipnorm": 0.0},
        {"type": "sgd", "clipnorm": 0.0},
        {"type": "adam", "clipvalue": -1.0},
        {"type": "adam", "beta_1": 1.0},
        {"type": "adam", "beta_2": -0.1},
        {"type": "adam", "epsilon": -1e-7},
        *({"type": name, "epsilon": 0.0} for name in DIVIDING),
        {"type": "adam", "momentum": 0.9},
        {"type": "sgd", "learning_rate": "fast"},
        {"type": "adamw", "weight_decay": -0.1},
        {"type": "rmsprop", "rho": 1.0},
        {"type": "rmsprop", "momentum": 1.1},
        {"type": "adagrad", "initial_accumulator_value": -0.1},
        {"type": "adadelta", "rho": 1.0},
        {"type": "adamax", "beta_2": 1.0},
        {"type": "nadam", "beta_1": 1.0},
        {"type": "radam", "beta_2": 1.0},
        {"type": "lion", "beta_2": 1.0},
        {"type": "rprop", "learning_rate": -0.1},
        {"type": "rprop", "learning_rate": DECAY},
        {"type": "rprop", "etas": [0.5]},
        {"type": "rprop", "etas": [0.5, 1.2, 2.0]},
        {"type": "rprop", "etas": [1.2, 0.5]},
        {"type": "rprop", "etas": [0.0, 1.2]},
        {"type": "rprop", "step_sizes": [0.0, 1.0]},
        {"type": "rprop", "step_sizes": [2.0, 1.0]},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(wrong: Entry) -> None:
    with pytest.raises(SpecError) as caught:
        network(wrong)
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", [*wrong][1])


CLIPS = ["clipnorm", "clipvalue", "global_clipnorm"]


@pytest.mark.parametrize(("first", "second"), [*combinations(CLIPS, 2)])
def test_there_is_one_way_to_clip(first: str, second: str) -> None:
    with pytest.raises(SpecError, match=f"there is '{first}' as well") as caught:
        network({"type": "sgd", first: 1.0, second: 2.0})
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", second)


CLIP = """\
def clip(d_W1, d_b1):
    # optimizer: sgd
    norm_d_W1 = np.sqrt(np.square(d_W1).sum())
    d_W1 = d_W1 * (0.5 / max(norm_d_W1, 0.5))   # (3, 2)
    norm_d_b1 = np.sqrt(np.square(d_b1).sum())
    d_b1 = d_b1 * (0.5 / max(norm_d_b1, 0.5))   # (2,)
    return d_W1, d_b1


def update(w, g, rate):
"""


def test_the_text_of_clipping() -> None:
    entry = spec([dense(2)], optimizer={"type": "sgd", "clipnorm": 0.5})
    assert CLIP in compiled(entry).source
    entry["optimizer"] = {"type": "sgd", "global_clipnorm": 0.5}
    assert "    length = np.sqrt(np.square(g).sum())\n" in compiled(entry).source


# Schedules: the printed function, for each step from 0 on.

SCHEDULES: list[Entry] = [
    {**START, "decay_steps": 10, "decay_rate": 0.5},
    {**START, "decay_steps": 10, "decay_rate": 0.5, "staircase": True},
    {**START, "decay_steps": 1, "decay_rate": 0.96},
    {**START, "decay_steps": 1, "decay_rate": 0.96, "staircase": True},
    {**START, "decay_steps": 7, "decay_rate": 1.02},
    {**START, "decay_steps": 3, "decay_rate": 1.0},
    {**START, "initial_learning_rate": 1.0, "decay_steps": 4, "decay_rate": 0.9},
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
    assert "schedule" not in made.program.functions
    assert "schedule" not in made.source


def test_the_text_of_a_schedule() -> None:
    made = network({"type": "sgd", "learning_rate": SCHEDULES[1]})
    text = "def schedule(step):\n    return 0.1 * 0.5 ** (step // 10)\n"
    assert made.source.endswith(text)


def cycle(**fields: Any) -> Entry:
    return {"type": "one_cycle", "max_learning_rate": 0.1, "total_steps": 100, **fields}


def steps(boundaries: list[Any], values: list[Any]) -> Entry:
    kind = "piecewise_constant_decay"
    return {"type": kind, "boundaries": boundaries, "values": values}


def cosine(**fields: Any) -> Entry:
    start = {"initial_learning_rate": 0.1, "decay_steps": 10}
    return {"type": "cosine_decay", **start, **fields}


def restarts(**fields: Any) -> Entry:
    start = {"initial_learning_rate": 0.1, "first_decay_steps": 10}
    return {"type": "cosine_decay_restarts", **start, **fields}


@pytest.mark.parametrize(
    ("wrong", "path", "message"),
    [
        (steps([10], [0.1]), ["values"], "expected a list of at least 2, not [0.1]"),
        (steps([10], [0.1] * 3), ["values"], "expected 2 numbers, not 3"),
        (steps([10, 20], [0.1, 0.2]), ["values"], "expected 3 numbers, not 2"),
        (
            steps([], [0.1, 0.2]),
            ["boundaries"],
            "expected a list of at least 1, not []",
        ),
        (
            steps([10, 10], [0.1] * 3),
            ["boundaries", 1],
            "expected a number greater than 10, not 10",
        ),
        (
            steps([10, -1], [0.1] * 3),
            ["boundaries", 1],
            "expected a number of at least 0, not -1",
        ),
        (
            steps([1.5], [0.1] * 2),
            ["boundaries", 0],
            "expected a whole number, not 1.5",
        ),
        (
            steps([1], [0.1, -0.1]),
            ["values", 1],
            "expected a number of at least 0.0, not -0.1",
        ),
        (cosine(warmup_steps=5), ["warmup_steps"], "a warm-up needs a target"),
        (cosine(warmup_target=0.2), ["warmup_target"], "a warm-up needs steps"),
        (cosine(alpha=1.1), ["alpha"], "expected a number of at most 1.0, not 1.1"),
        (restarts(t_mul=0.9), ["t_mul"], "expected a number of at least 1.0, not 0.9"),
        (cycle(pct_start=0.01), ["pct_start"], "1 steps are too few to rise in"),
        (
            cycle(pct_start=0.6, three_phase=True),
            ["pct_start"],
            "expected at most 0.5 with three_phase, not 0.6",
        ),
        (
            cycle(anneal_strategy="cosine"),
            ["anneal_strategy"],
            "expected 'cos' or 'linear', not \"cosine\"",
        ),
    ],
    ids=str,
)
def test_what_makes_no_schedule_is_refused(
    wrong: Entry, path: list[Any], message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        network({"type": "sgd", "learning_rate": wrong})
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", "learning_rate", *path)
    assert problem.message == message


POWER = {"type": "polynomial_decay", "initial_learning_rate": 0.1, "decay_steps": 10}


@pytest.mark.parametrize(
    "written",
    [
        steps([0, 3, 9], [1.0, 0.5, 0.2, 0.1]),
        {**POWER, "power": 0.5, "end_learning_rate": 0.0},
        {**POWER, "power": 0.5, "cycle": True},
        cosine(warmup_target=0.3, warmup_steps=1),
        cosine(warmup_target=0.0, warmup_steps=7, alpha=1.0),
        restarts(t_mul=1.0),
        restarts(t_mul=1.0000001),
        restarts(t_mul=3.0, m_mul=0.1),
        cycle(),
        cycle(pct_start=0.5, three_phase=True, total_steps=3),
        cycle(pct_start=0.99, anneal_strategy="linear", total_steps=2),
    ],
    ids=str,
)
def test_a_rate_is_a_number_at_every_step(written: Entry) -> None:
    made = network({"type": "sgd", "learning_rate": written})
    schedule = printed(made)["schedule"]
    for step in [*range(300), 10**6, 10**12]:
        assert type(schedule(step)) is float
        assert -1e-12 < schedule(step) <= 1 + 1e-12


@pytest.mark.parametrize(
    ("factor", "first", "count"),
    [
        (2.0, 10, 20),
        (3.0, 10, 15),
        (3.0, 7, 15),
        (5.0, 1, 12),
        (10, 3, 9),
        (1.5, 64, 7),
    ],
)
def test_a_restart_begins_at_the_top(factor: float, first: int, count: int) -> None:
    written = restarts(t_mul=factor, first_decay_steps=first)
    schedule = printed(network({"type": "sgd", "learning_rate": written}))["schedule"]
    start = 0.0
    for n in range(count):
        assert start == int(start)
        assert schedule(int(start)) == pytest.approx(0.1, rel=1e-12)
        start += first * factor**n
        if first * factor**n > 100:
            assert schedule(int(start) - 1) < 0.001


PRINTED = {
    "piecewise": (
        steps([100, 200], [0.1, 0.05, 0.01]),
        """
def schedule(step):
    return 0.1 if step <= 100 else 0.05 if step <= 200 else 0.01
""",
    ),
    "cosine with a warm-up": (
        cosine(warmup_target=0.5, warmup_steps=5, alpha=0.2),
        """
def schedule(step):
    # learning rate: cosine decay
    done = min(max(step - 5, 0), 10) / 10
    cosine = 0.5 * (1 + math.cos(math.pi * done))
    decay = 0.5 * (0.2 + (1 - 0.2) * cosine)
    warmup = 0.1 + (0.5 - 0.1) * step / 5
    return warmup if step < 5 else decay
""",
    ),
    "restarts": (
        restarts(),
        """
def schedule(step):
    # learning rate: cosine decay restarts
    falls = math.log(1 + (2.0 - 1) * step / 10) / math.log(2.0)
    restarts = math.floor(falls + 1e-09)
    length = 10 * 2.0 ** restarts
    start = (length - 10) / (2.0 - 1)
    done = (step - start) / length
    cosine = 0.5 * (1 + math.cos(math.pi * done))
    return 0.1 * cosine
""",
    ),
}


@pytest.mark.parametrize("name", PRINTED)
def test_schedules_read_as_a_person_would_have_written_them(name: str) -> None:
    written, text = PRINTED[name]
    made = network({"type": "sgd", "learning_rate": written})
    assert made.source.endswith(text)


RADAM = """
def update(w, g, rate, t, m, v):
    # optimizer: radam
    m = m + (1 - 0.9) * (g - m)                           # (26,)
    v = v + (1 - 0.999) * (np.square(g) - v)              # (26,)
    rho_max = 2 / (1 - 0.999) - 1
    missing = 2 * t * 0.999 ** t / (1 - 0.999 ** t)
    rho = max(rho_max - missing, 4)
    known = (rho - 4) * (rho - 2) / rho
    known_max = (rho_max - 4) * (rho_max - 2) / rho_max
    r = (known / known_max * (1 - 0.999 ** t)) ** 0.5
    scale = np.where(rho > 5, r / (np.sqrt(v) + 1e-08), 1)  # (26,)
    alpha = rate / (1 - 0.9 ** t)
    w = w - alpha * m * scale                             # (26,)
    return w, m, v
"""


def test_a_choice_within_an_update_reads_as_a_person_would_have_written_it() -> None:
    assert network("radam").source.endswith(RADAM)
