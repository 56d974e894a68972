"""Constraints: a twin takes an array and gives what is made of it.

`more` may say `shape`, that of the array.
"""

from collections.abc import Iterator
from typing import Any

from engine.core.function import extract
from engine.core.graph import Graph
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.entry import read
from tests.core.printings import textbook
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, spec
from tests.writing import normal as normal_numbers

BASE = Constraint
SHAPE = (4, 4)


def keras(name: str, **fields: Any) -> Any:
    """Name a constraint of Keras's, as a twin."""
    return lambda w: getattr(f.keras.constraints, name)(**fields)(w)


def both(word: str, name: str, shape: Any = None, **fields: Any) -> Row:
    """Write a word of Keras's fields."""
    more = {"shape": shape} if shape else {}
    return Row({"type": word, **fields}, keras(name, **fields), more)


ROWS = [
    Row("max_norm", keras("MaxNorm")),
    Row("non_neg", keras("NonNeg")),
    Row("unit_norm", keras("UnitNorm")),
    Row("min_max_norm", keras("MinMaxNorm")),
    both("max_norm", "MaxNorm", max_value=0.7),
    both("max_norm", "MaxNorm", max_value=0.7, axis=1),
    both("max_norm", "MaxNorm", [5], max_value=0.7),
    both("max_norm", "MaxNorm", max_value=0.7, axis=[0, 1]),
    both("max_norm", "MaxNorm", [2, 1, 2, 3], max_value=0.7, axis=[0, 1, 2]),
    both("non_neg", "NonNeg", [5]),
    both("unit_norm", "UnitNorm", axis=-1),
    both("unit_norm", "UnitNorm", [5]),
    both("unit_norm", "UnitNorm", axis=[0, 1]),
    both("min_max_norm", "MinMaxNorm", min_value=0.6),
    both("min_max_norm", "MinMaxNorm", min_value=0.6, max_value=1.2, rate=0.3),
    both("min_max_norm", "MinMaxNorm", min_value=1.5, max_value=2.0, rate=0.0),
    both("min_max_norm", "MinMaxNorm", min_value=1.5, max_value=1.5, axis=[1]),
    both("min_max_norm", "MinMaxNorm", [5], min_value=4.0, max_value=5.0),
]


def points(row: Row) -> Array:
    """Give weights large and small, and where there are columns one of zeros."""
    shape = tuple(row.more.get("shape", SHAPE))
    w = normal_numbers("constrained", *shape)
    if len(shape) > 1:
        w[..., 0] = 0
        w[..., 1] *= 0.1
        w[0, ..., :] *= 3
    return w


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    constraint = read(Constraint, row.word, (), problems := [])
    assert constraint, problems
    w, graph = points(row), Graph()
    given = graph.input("W1", w.shape, "float64")
    new = constraint(given)
    if new is given:
        return {"value": w}
    (value,) = textbook(extract("constrain", graph, [new]))({given: w})
    return {"value": value}


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    return {"value": row.twin(f.torch.tensor(points(row)))}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    rank = len(row.more.get("shape", SHAPE))
    if rank == 1:
        layer = dense(4, "tanh", bias_constraint=row.word)
    else:
        axes = {"axis": [0, 1]} if rank > 2 else {}
        layer = dense(4, "tanh", kernel_constraint=_with(row.word, axes))
    yield f"{row.title} of weights", spec([layer, dense(2, **_also(row.word))])


def _with(word: Any, more: Entry) -> Any:
    return {**word, **more} if more else word


def _also(word: Any) -> Entry:
    """Let a second layer have a constraint, if it is the first of its word."""
    return {"kernel_constraint": "non_neg"} if isinstance(word, str) else {}
