"""Losses: a twin takes target, prediction and weights, and gives the loss.

`more` may say `points`, where predictions and targets come from (`numbers`, `shares`,
...), and `weight`, the shape of the weights of the targets.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.core.graph import Graph
from engine.vocabulary.entry import read
from engine.vocabulary.losses import Loss
from tests.golden import frameworks as f
from tests.golden.graphs import torch_values_and_slopes, values_and_slopes
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Loss
ROWS_OF_DATA = 5


def _softmax(z: Array) -> Array:
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


NUMBERS = normal("prediction", ROWS_OF_DATA, 3), normal("target", ROWS_OF_DATA, 3)
POINTS = {
    "numbers": NUMBERS,
    "shares": (_softmax(NUMBERS[0]), np.eye(3)[[0, 2, 1, 1, 0]]),
    "logits": (NUMBERS[0], np.eye(3)[[0, 2, 1, 1, 0]]),
}
"""Predictions and targets."""

SHARES, LOGITS = {"points": "shares"}, {"points": "logits"}


def loss(name: str, **fields: Any) -> Any:
    """Name a loss of Keras's, as a twin."""

    def twin(y: Any, p: Any, weight: Any) -> Any:
        return getattr(f.keras.losses, name)(**fields)(y, p, sample_weight=weight)

    return twin


def both(word: str, name: str, more: Any = None, **fields: Any) -> list[Row]:
    """Write a word of Keras's fields in both reductions."""
    return [
        Row({"type": word, **fields, **way}, loss(name, **fields, **way), more or {})
        for way in ({}, {"reduction": "sum"})
    ]


ROWS = [
    *both("mean_squared_error", "MeanSquaredError"),
    *both("mean_absolute_error", "MeanAbsoluteError"),
    *both("huber", "Huber"),
    *both("huber", "Huber", delta=0.4),
    *both("binary_crossentropy", "BinaryCrossentropy", SHARES),
    *both("binary_crossentropy", "BinaryCrossentropy", SHARES, label_smoothing=0.1),
    *both("binary_crossentropy", "BinaryCrossentropy", LOGITS, from_logits=True),
    *both("categorical_crossentropy", "CategoricalCrossentropy", SHARES),
    *both(
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        SHARES,
        label_smoothing=0.1,
    ),
    *both(
        "categorical_crossentropy", "CategoricalCrossentropy", LOGITS, from_logits=True
    ),
]


def points(row: Row) -> tuple[Array, Array]:
    """Give the row's predictions and targets."""
    return POINTS[row.more.get("points", "numbers")]


def weight_of(row: Row) -> Array | None:
    """Give the row's weights."""
    shape = row.more.get("weight")
    return None if shape is None else 0.5 + np.abs(normal("weight", *shape))


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    word = read(Loss, row.word, (), problems := [])
    assert word, problems
    (p, y), graph = points(row), Graph()
    prediction = graph.input("p", ("N", *p.shape[1:]), "float64")
    target = graph.input("y", ("N", *y.shape[1:]), "float64")
    given, weight = {target: y}, weight_of(row)
    counts = None
    if weight is not None:
        counts = graph.input("weight", ("N", *weight.shape[1:]), "float64")
        given[counts] = weight
    out = word(prediction, target, counts)
    return values_and_slopes(graph, out, {prediction: p}, given)


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    (p, y), weight = points(row), weight_of(row)
    targets = f.torch.tensor(y)
    counts = None if weight is None else f.torch.tensor(weight)
    return torch_values_and_slopes(lambda p: row.twin(targets, p, counts), {"p": p})


LAST = {
    "numbers": ("linear", "numbers"),
    "shares": ("softmax", "one of two"),
    "logits": ("linear", "one of two"),
}
"""The activation of the last layer and the targets, for each kind of points."""


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    last, targets = LAST[row.more.get("points", "numbers")]
    layers = [dense(3, "tanh"), dense(2, last)]
    for gaps in (False, True):
        title = f"{row.title} behind {last}{' with gaps' * gaps}"
        yield title, spec(layers, row.word, targets=targets, gaps=gaps)
