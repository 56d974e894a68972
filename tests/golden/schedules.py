"""Schedules: a twin gives a function of the step, or (PyTorch's) a list of rates."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.core.builder import Memory
from engine.core.function import extract
from engine.core.graph import Value
from engine.vocabulary.entry import read
from engine.vocabulary.schedules import Schedule
from tests.core.printings import Planned, textbook
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, spec

BASE = Schedule
STEPS = (0, 1, 2, 9, 10, 11, 20, 21, 29, 30, 31, 50, 59, 60, 99, 100, 101, 170)
"""The steps whose rates are compared: before, at and after each change of the rows."""


def keras(name: str, **fields: Any) -> Callable[[int], Any]:
    """Name a schedule of Keras's, as a twin."""

    def twin(step: int) -> Any:
        return float(getattr(f.keras.optimizers.schedules, name)(**fields)(step))

    return twin


def one_cycle(total_steps: int, max_lr: float, **fields: Any) -> Callable[[int], Any]:
    """Take PyTorch's rates; after the last step the last one stays."""

    def twin(step: int) -> Any:
        optimizer = f.torch.optim.SGD([f.torch.zeros(1)], lr=1.0)
        cycle = f.torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr, total_steps, cycle_momentum=False, **fields
        )
        for _ in range(min(step, total_steps - 1)):
            optimizer.step()
            cycle.step()
        return cycle.get_last_lr()[0]

    return twin


def alike(word: str, name: str, **fields: Any) -> Row:
    """Write a word whose fields are Keras's."""
    return Row({"type": word, **fields}, keras(name, **fields))


START: dict[str, Any] = {"initial_learning_rate": 0.1}
FALL: dict[str, Any] = {**START, "decay_steps": 10, "decay_rate": 0.5}
WARM: dict[str, Any] = {"warmup_target": 0.1, "warmup_steps": 10}

ROWS = [
    alike("exponential_decay", "ExponentialDecay", **FALL),
    alike("exponential_decay", "ExponentialDecay", **FALL, staircase=True),
    alike("inverse_time_decay", "InverseTimeDecay", **FALL),
    alike("inverse_time_decay", "InverseTimeDecay", **FALL, staircase=True),
    alike(
        "piecewise_constant_decay",
        "PiecewiseConstantDecay",
        boundaries=[10],
        values=[1.0, 0.5],
    ),
    alike(
        "piecewise_constant_decay",
        "PiecewiseConstantDecay",
        boundaries=[0, 10, 29, 60, 100],
        values=[0.01, 0.02, 0.03, 0.025, 0.0, 0.001],
    ),
    alike("polynomial_decay", "PolynomialDecay", **START, decay_steps=30),
    alike(
        "polynomial_decay",
        "PolynomialDecay",
        **START,
        decay_steps=60,
        end_learning_rate=0.3,
        power=0.5,
    ),
    alike(
        "polynomial_decay",
        "PolynomialDecay",
        **START,
        decay_steps=10,
        end_learning_rate=0.0,
        power=2.0,
        cycle=True,
    ),
    alike("cosine_decay", "CosineDecay", **START, decay_steps=100),
    alike("cosine_decay", "CosineDecay", **START, decay_steps=60, alpha=0.2),
    alike(
        "cosine_decay", "CosineDecay", initial_learning_rate=0.0, decay_steps=50, **WARM
    ),
    alike(
        "cosine_decay",
        "CosineDecay",
        initial_learning_rate=0.2,
        decay_steps=90,
        alpha=0.1,
        **WARM,
    ),
    alike(
        "cosine_decay_restarts", "CosineDecayRestarts", **START, first_decay_steps=10
    ),
    alike(
        "cosine_decay_restarts",
        "CosineDecayRestarts",
        **START,
        first_decay_steps=10,
        t_mul=1.0,
        m_mul=0.5,
        alpha=0.2,
    ),
    alike(
        "cosine_decay_restarts",
        "CosineDecayRestarts",
        **START,
        first_decay_steps=20,
        t_mul=1.5,
        m_mul=1.1,
    ),
    alike(
        "cosine_decay_restarts",
        "CosineDecayRestarts",
        **START,
        first_decay_steps=20,
        m_mul=2.0,
    ),
    Row(
        {"type": "one_cycle", "max_learning_rate": 0.1, "total_steps": 100},
        one_cycle(100, 0.1),
    ),
    Row(
        {
            "type": "one_cycle",
            "max_learning_rate": 0.1,
            "total_steps": 101,
            "pct_start": 0.25,
            "div_factor": 4.0,
            "final_div_factor": 10.0,
            "three_phase": True,
        },
        one_cycle(
            101,
            0.1,
            pct_start=0.25,
            div_factor=4.0,
            final_div_factor=10.0,
            three_phase=True,
        ),
    ),
    *[
        Row(
            {
                "type": "one_cycle",
                "max_learning_rate": 2.0,
                "total_steps": 60,
                "anneal_strategy": "linear",
                "three_phase": three_phase,
            },
            one_cycle(60, 2.0, anneal_strategy="linear", three_phase=three_phase),
        )
        for three_phase in (False, True)
    ],
]


def ours(row: Row) -> dict[str, Array]:
    """Compute the rates by both printings; each must be a number of Python's."""
    word = read(Schedule, row.word, (), problems := [])
    assert word, problems
    memory = Memory("float64")
    step = memory.graph.input("step", (), "number")
    anchor = memory.graph.input("anchor", (1,), "float64")
    function = extract("schedule", memory.graph, [word(step, memory)])
    read_out, planned = textbook(function), Planned(function, 1, (), anchor)
    return {"rates": np.array([_rate(read_out, planned, step, n) for n in STEPS])}


def _rate(read_out: Any, planned: Any, step: Value, n: int) -> float:
    (rate,), (other,) = read_out({step: n}), planned({step: n})
    assert type(rate) is type(other) is float
    assert rate == other
    return rate


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute them."""
    return {"rates": [row.twin(step) for step in STEPS]}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    optimizer = {"type": "sgd", "learning_rate": row.word}
    layers = [dense(3, "tanh"), dense(2)]
    yield f"{row.title} of a network", spec(layers, optimizer=optimizer)
