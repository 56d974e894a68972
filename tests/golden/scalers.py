"""Scalers: a twin takes numbers (N,), the training rows first, and gives them scaled.

`more` may say `points`, by name: what the numbers are.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from engine.vocabulary.entry import read
from engine.vocabulary.scalers import Scaler
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, normal

BASE = Scaler
TRAINED = 15
"""How many of the numbers are measured; the others are only scaled."""
FAR = 3 * normal("scaled", 21) + 5
POINTS = {
    "far": FAR,
    "outlier": np.append(1000.0, FAR),
    "positive": np.exp(FAR),
    "constant": np.append(np.full(TRAINED, 0.1), FAR),
    "zeros": np.append(np.zeros(TRAINED), FAR),
    "large and constant": np.append(np.full(TRAINED, 1e9 + 0.1), FAR),
}


def sklearn(name: str, **fields: Any) -> Any:
    """Name a scaler of scikit-learn's, as a twin."""

    def twin(x: Array) -> Any:
        assert f.sklearn
        scaler = getattr(import_module("sklearn.preprocessing"), name)(**fields)
        return scaler.fit(x[:TRAINED, None]).transform(x[:, None])[:, 0]

    return twin


def logged(then: Any) -> Any:
    """Let a scaler follow the logarithm, as a twin."""
    return lambda x: then(np.log1p(x))


def rows(word: Any, twin: Any, *points: str) -> list[Row]:
    """Write rows for some points."""
    return [Row(word, twin, {"points": name}) for name in points]


ALL = [*POINTS]
LOG = sklearn("FunctionTransformer", func=np.log1p)
ROWS = [
    *rows("standardize", sklearn("StandardScaler"), *ALL),
    *rows("min_max", sklearn("MinMaxScaler"), *ALL),
    *rows(
        {"type": "min_max", "feature_range": [-1, 3]},
        sklearn("MinMaxScaler", feature_range=(-1, 3)),
        *("far", "constant"),
    ),
    *rows("max_abs", sklearn("MaxAbsScaler"), *ALL),
    *rows("robust", sklearn("RobustScaler"), *ALL),
    *rows(
        {"type": "robust", "quantile_range": [10, 95]},
        sklearn("RobustScaler", quantile_range=(10, 95)),
        *("far", "outlier"),
    ),
    *rows("log1p", LOG, "positive"),
    *rows(
        {"type": "log1p", "then": "standardize"},
        logged(sklearn("StandardScaler")),
        *("positive", "zeros"),
    ),
    *rows("unscaled", lambda x: x, "far"),
]


def points(row: Row) -> Array:
    """Give the numbers of a row."""
    x = POINTS[row.more["points"]]
    return np.abs(x) if "log1p" in row.title else x


def ours(row: Row) -> dict[str, Array]:
    """Scale with the engine."""
    scaler = read(Scaler, row.word, (), problems := [])
    assert scaler, problems
    x = points(row)
    return {"scaled": scaler.forward(x, scaler.learn(x[:TRAINED]))}


def theirs(row: Row) -> dict[str, object]:
    """Let the twin scale."""
    return {"scaled": row.twin(points(row))}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
