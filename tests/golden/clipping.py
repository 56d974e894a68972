"""Clipping: a twin is an optimizer of Keras's, which makes a few steps.

The gradients are those of a network's parameters, longer and shorter than the limit.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.compile import compile_spec
from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.spec.model import load
from engine.vocabulary.optimizers import Optimizer
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE, FORM = None, Optimizer
STEPS = 3
SHAPES = ((3, 2), (2,), (2, 2), (2,))
SCALES = (1.5, 0.2, 0.6, 0.05)


def both(word: str, name: str, **fields: Any) -> Row:
    """Write an optimizer of Keras's fields."""
    return Row(
        {"type": word, **fields}, lambda: getattr(f.keras.optimizers, name)(**fields)
    )


ROWS = [
    both("sgd", "SGD", learning_rate=0.1, clipnorm=0.5),
    both("sgd", "SGD", learning_rate=0.1, clipvalue=0.3),
    both("sgd", "SGD", learning_rate=0.1, global_clipnorm=0.5),
    both("sgd", "SGD", learning_rate=0.1, momentum=0.9, weight_decay=0.2, clipnorm=0.5),
    both("adam", "Adam", learning_rate=0.1, epsilon=0.1, clipnorm=0.5),
    both("adam", "Adam", learning_rate=0.1, epsilon=0.1, clipvalue=0.3),
    both("adam", "Adam", learning_rate=0.1, weight_decay=0.2, clipvalue=0.05),
]


def weights() -> list[Array]:
    """Give the parameters to begin with."""
    return [normal(f"weights {i}", *shape) for i, shape in enumerate(SHAPES)]


def gradients(step: int) -> list[Array]:
    """Give the gradients of a step."""
    pairs = enumerate(zip(SHAPES, SCALES, strict=True))
    return [s * normal(f"gradient {step} {i}", *shape) for i, (shape, s) in pairs]


def ours(row: Row) -> dict[str, Array]:
    """Make the steps with the engine."""
    entry = spec([dense(2), dense(2)], optimizer=row.word)
    program = compile_spec(load(entry)).program
    keys = [p.key for p in program.trained]
    held = Arrays(program, dict(zip(keys, weights(), strict=True)))
    does = PlannedSteps(program, held)
    for step in range(STEPS):
        held.g[:] = np.concatenate([d.ravel() for d in gradients(step)])
        does.apply(row.word["learning_rate"], step + 1)
    return {"w": held.w}


def theirs(row: Row) -> dict[str, object]:
    """Let the twin make them."""
    optimizer = row.twin()
    variables = [f.keras.Variable(w, dtype="float64") for w in weights()]
    for step in range(STEPS):
        optimizer.apply([f.torch.tensor(d) for d in gradients(step)], variables)
    return {"w": np.concatenate([v.numpy().ravel() for v in variables])}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: the cases take their optimizers in turns."""
    yield from ()
