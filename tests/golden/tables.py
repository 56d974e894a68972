"""What the columns of the golden rows hold, and scikit-learn's twins of their rules.

A twin takes the values to train on (N, 1), and all of them, and gives their numbers.
"""

from importlib import import_module
from typing import Any

import numpy as np

from engine.vocabulary.columns import Column
from engine.vocabulary.entry import read
from tests.golden import frameworks as f
from tests.golden.row import Array, Row

TRAINED = 8
"""How many values are measured; the others are only encoded."""
GAP = None
COLOURS = ["red", "blue", "red", "green", "Ärger", "blue", "red", "green", "red"]
VALUES: dict[str, list[Any]] = {
    "names": [*COLOURS, "blue", "pink", "violet"],
    "known names": COLOURS,
    "gaps": ["b", GAP, "a", "b", "c", "a", GAP, "c", GAP, "b", "a"],
    "numbers": [3, 1.5, GAP, 2, 2, GAP, 7, 100, 5, GAP, 2],
    "ties": [4, 3, GAP, 3, 4, 1, GAP, 2, GAP, 4, 9],
    "whole": [3, 1, 2, 2, 10, 3, 1, 9, 2, 3, 7],
    "answers": ["yes", "no", "no", "yes", "no", "no", "yes", "yes", "no", "yes"],
    "answers with gaps": ["yes", GAP, "no", "yes", "no", "no", GAP, "yes", GAP, "no"],
    "texts with gaps": ["one", GAP, "", "two words", "x", GAP, "y", "z", GAP, "seen"],
    "dates with gaps": [
        *("2024-01-15", GAP, "2024-02-29T06:30:15", "2020-01-01", GAP, "2020-01-02"),
        *("2024-06-30", "2021-01-03", GAP, "2024-01-01"),
    ],
    "texts": [
        "The cat sat on the mat, the MAT!",
        "A dog; a dog? A dog_2 and 12 cats.",
        "Größe und Straße: naïve façade",
        "",
        "cat cat dog mat",
        "no",
        "I x y z",
        "the end of the cat",
        "an unseen word, the dog and THE CAT",
    ],
    "dates": [
        "2024-01-15",
        "2023-12-31",
        "2024-02-29T06:30:15",
        "2020-01-01 23:59:59",
        "2024-06-30",
        "2021-01-03",
        "2000-12-31",
        "2024-03-01",
        "1999-12-31T12:00",
        "2030-07-04",
    ],
}


def pre(name: str, **fields: Any) -> Any:
    """Name a transformer of scikit-learn's preprocessing, as a twin."""
    return made("sklearn.preprocessing", name, **fields)


def made(module: str, name: str, **fields: Any) -> Any:
    """Name a transformer of a module of scikit-learn's, as a twin."""

    def twin(train: Any, x: Any) -> Any:
        assert f.sklearn
        done = getattr(import_module(module), name)(**fields).fit(train).transform(x)
        return done.toarray() if hasattr(done, "toarray") else done

    return twin


def imputed(strategy: str, then: Any = None, **fields: Any) -> Any:
    """Fill gaps as scikit-learn's SimpleImputer does, then encode, as a twin."""

    def twin(train: Any, x: Any) -> Any:
        fill = made(
            "sklearn.impute",
            "SimpleImputer",
            strategy=strategy,
            missing_values=_gap(x),
            **fields,
        )
        return (
            fill(train, x) if then is None else then(fill(train, train), fill(train, x))
        )

    return twin


def marked(then: Any) -> Any:
    """Add what scikit-learn's MissingIndicator gives, as a twin."""

    def twin(train: Any, x: Any) -> Any:
        mark = made(
            "sklearn.impute",
            "MissingIndicator",
            features="all",
            missing_values=_gap(x),
        )
        return np.hstack([then(train, x), mark(train, x).astype(float)])

    return twin


def dropped(then: Any) -> Any:
    """Leave NaN in the rows with a gap, as a twin."""

    def twin(train: Any, x: Any) -> Any:
        gaps = np.isnan(x[:, 0])
        found = np.full(x.shape, np.nan)
        found[~gaps] = then(train[~np.isnan(train[:, 0])], x[~gaps])
        return found

    return twin


def lengths(count: Any) -> Any:
    """Standardize what is counted of each text, as a twin."""

    def twin(train: Any, x: Any) -> Any:
        a, b = (np.array([[float(count(t[0]))] for t in each]) for each in (train, x))
        return pre("StandardScaler")(a, b)

    return twin


def flat(then: Any) -> Any:
    """Give texts as a list, as a twin of what takes texts."""
    return lambda train, x: then(train[:, 0], x[:, 0])


def _gap(x: Any) -> Any:
    return np.nan if x.dtype == float else None


HOT = pre("OneHotEncoder", handle_unknown="ignore")
ORDER = {"handle_unknown": "use_encoded_value"}
GIVEN = ["pink", "red", "green", "blue"]
PLAIN = {"scaling": "unscaled"}


def row(word: Any, twin: Any, values: str) -> Row:
    """Write a word with the name of the values it encodes."""
    return Row(word, twin, {"values": values})


def encoded(word: Any, row: Row) -> dict[str, Array]:
    """Encode a row's values with the engine, as a type of column."""
    import polars as pl

    column = read(Column, word, (), problems := [])
    assert column, problems
    values = column.typed(pl.Series(VALUES[row.more["values"]], strict=False))
    learned = column.learn(values[:TRAINED])
    return {"numbers": column.encode(values, learned).numbers}


def theirs(row: Row) -> dict[str, object]:
    """Let the twin encode."""
    values = VALUES[row.more["values"]]
    kind = float if isinstance(values[0], int | float) else object
    x = np.array(values, kind)[:, None]
    return {"numbers": row.twin(x[:TRAINED], x)}
