"""Columns: numbers, dates, two values, texts and categories, with their own keys.

What their rules and encodings are has modules of its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from engine.vocabulary.columns import Column
from tests.golden.row import Array, Row
from tests.golden.tables import (
    GIVEN,
    HOT,
    ORDER,
    PLAIN,
    dropped,
    encoded,
    flat,
    imputed,
    lengths,
    marked,
    pre,
    row,
    theirs,
)
from tests.writing import Entry

__all__ = ["theirs"]
BASE = Column
ELSEWHERE = {
    "decimal": "tests/vocabulary/test_columns_guessing.py",
    "thousands": "tests/vocabulary/test_columns_guessing.py",
    "unit": "tests/vocabulary/test_columns_guessing.py",
    "format": "tests/vocabulary/test_columns_guessing.py",
}


def other(train: Any, x: Any) -> Any:
    """Add a feature of the names that OneHotEncoder ignores."""
    found = pre("OneHotEncoder", handle_unknown="ignore")(train, x)
    return np.hstack([found, 1 - found.sum(axis=1, keepdims=True)])


def since(train: Any, x: Any) -> Any:
    """Count days since the first date."""
    days = [[_date(t[0]).timestamp() / 86400 for t in each] for each in (train, x)]
    return np.array(days[1])[:, None] - min(days[0])


def mean_since(train: Any, x: Any) -> Any:
    """Count days since the first date; the mean date takes the place of a gap."""
    known = np.array([text for text in train if text[0] is not None])
    mean = np.mean(since(known, known))
    return np.array(
        [[mean] if text is None else since(known, [[text]])[0] for (text,) in x]
    )


def unscaled_lengths(_: Any, x: Any) -> Any:
    """Count the characters of each text."""
    return np.array([[len(text)] for (text,) in x])


def parts(train: Any, x: Any) -> Any:
    """Take dates apart with the standard library."""
    found = [_date(text) for (text,) in x]
    rows = [
        [
            d.year,
            (d.month + 2) // 3,
            d.month,
            d.isocalendar().week,
            d.day,
            d.timetuple().tm_yday,
            d.isoweekday(),
            d.hour,
            d.minute,
            d.second,
        ]
        for d in found
    ]
    return np.array(rows, float)


def circles(train: Any, x: Any) -> Any:
    """Give months and hours on their circles, a year between them."""
    found = [_date(text) for (text,) in x]
    month = np.array([2 * np.pi * d.month / 12 for d in found])
    hour = np.array([2 * np.pi * d.hour / 24 for d in found])
    year = np.array([float(d.year) for d in found])
    turns = [np.sin(month), np.cos(month), year, np.sin(hour), np.cos(hour)]
    return np.column_stack(turns)


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def number(**fields: Any) -> Entry:
    return {"type": "number", **fields}


def category(**fields: Any) -> Entry:
    return {"type": "category", **fields}


PARTS = [
    *("year", "quarter", "month", "week", "day", "day_of_year", "weekday"),
    *("hour", "minute", "second"),
]
ROWS = [
    row(number(**PLAIN), lambda _, x: x, "whole"),
    row(number(), lambda _, x: x, "whole"),
    row(number(scaling="standardize"), pre("StandardScaler"), "whole"),
    row(
        number(missing="median", indicator=True, **PLAIN),
        marked(imputed("median")),
        "numbers",
    ),
    row(
        number(missing="drop_row", scaling="min_max"),
        dropped(pre("MinMaxScaler")),
        "numbers",
    ),
    row({"type": "binary"}, flat(pre("LabelBinarizer")), "answers"),
    row(
        {"type": "binary", "positive": "no", "missing": "most_frequent"},
        lambda train, x: 1 - flat(pre("LabelBinarizer"))(train, x),
        "answers",
    ),
    row(
        {"type": "binary", "unseen": "error", "missing": "drop_row"},
        flat(pre("LabelBinarizer")),
        "answers",
    ),
    row(category(), HOT, "names"),
    row(category(), HOT, "whole"),
    row(category(unseen="error"), pre("OneHotEncoder"), "known names"),
    row(category(unseen="other"), other, "names"),
    row(
        category(categories=GIVEN),
        pre("OneHotEncoder", handle_unknown="ignore", categories=[GIVEN]),
        "names",
    ),
    row(
        category(encoding="ordinal", unseen="other"),
        pre("OrdinalEncoder", **ORDER, unknown_value=4),
        "names",
    ),
    row(
        category(missing={"type": "constant", "value": "none"}, indicator=True),
        marked(imputed("constant", HOT, fill_value="none")),
        "gaps",
    ),
    row({"type": "text", "encoding": "length"}, lengths(len), "texts"),
    row(
        {"type": "binary", "missing": "most_frequent", "indicator": True},
        marked(imputed("most_frequent", flat(pre("LabelBinarizer")))),
        "answers with gaps",
    ),
    row(
        {
            "type": "text",
            "encoding": {"type": "length", "scaling": "unscaled"},
            "missing": {"type": "constant", "value": "none"},
            "indicator": True,
        },
        marked(imputed("constant", unscaled_lengths, fill_value="none")),
        "texts with gaps",
    ),
    row(
        {"type": "date", "missing": "mean", "indicator": True, **PLAIN},
        marked(mean_since),
        "dates with gaps",
    ),
    row({"type": "date", **PLAIN}, since, "dates"),
    row({"type": "date", "parts": PARTS, **PLAIN}, parts, "dates"),
    row(
        {"type": "date", "parts": ["month", "year", "hour"], "cyclic": True, **PLAIN},
        circles,
        "dates",
    ),
    row(
        {"type": "date", "parts": ["month", "year"], "scaling": "standardize"},
        lambda train, x: pre("StandardScaler")(
            parts(train, train)[:, [2, 0]], parts(x, x)[:, [2, 0]]
        ),
        "dates",
    ),
]


def ours(row: Row) -> dict[str, Array]:
    """Encode with the engine."""
    return encoded(row.word, row)


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
