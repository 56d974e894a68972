"""Regularizers: a twin takes an array and gives the number to add to the loss."""

from collections.abc import Iterator
from typing import Any

from engine.core.graph import Graph
from engine.vocabulary.entry import read
from engine.vocabulary.regularizers import Regularizer
from tests.golden import frameworks as f
from tests.golden.graphs import torch_values_and_slopes, values_and_slopes
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Regularizer


def keras(name: str, **fields: Any) -> Any:
    """Name a regularizer of Keras's, as a twin."""
    return lambda w: getattr(f.keras.regularizers, name)(**fields)(w)


def both(word: str, name: str, **fields: Any) -> Row:
    """Write a word of Keras's fields."""
    return Row({"type": word, **fields}, keras(name, **fields))


ROWS = [
    Row("l1", keras("L1")),
    Row("l2", keras("L2")),
    both("l1", "L1", l1=0.3),
    both("l2", "L2", l2=0.3),
    both("l1_l2", "L1L2", l1=0.3),
    both("l1_l2", "L1L2", l2=0.2),
    both("l1_l2", "L1L2", l1=0.3, l2=0.2),
]


def points() -> Array:
    """Give weights, one of which is 0."""
    w = normal("regularized", 3, 4)
    w[1, 2] = 0
    return w


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    regularizer = read(Regularizer, row.word, (), problems := [])
    assert regularizer, problems
    graph = Graph()
    w = graph.input("w", (3, 4), "float64")
    return values_and_slopes(graph, regularizer(w), {w: points()})


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    return torch_values_and_slopes(row.twin, {"w": points()})


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    hidden = dense(4, "tanh", kernel_regularizer=row.word)
    last = dense(2, bias_regularizer=row.word)
    yield f"{row.title} of weights", spec([hidden, last])
