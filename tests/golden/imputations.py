"""Imputations: what a column of numbers, or of names, is filled with."""

from collections.abc import Iterator
from typing import Any

from engine.vocabulary.imputations import Imputation
from tests.golden.row import Array, Row
from tests.golden.tables import HOT, PLAIN, dropped, encoded, imputed, row, theirs
from tests.writing import Entry

__all__ = ["theirs"]
BASE = Imputation


def as_they_are(_: Any, x: Any) -> Any:
    """Encode nothing, as a twin."""
    return x


ROWS = [
    row("error", as_they_are, "whole"),
    row("drop_row", dropped(as_they_are), "numbers"),
    row("mean", imputed("mean"), "numbers"),
    row("median", imputed("median"), "numbers"),
    row("most_frequent", imputed("most_frequent"), "numbers"),
    row("most_frequent", imputed("most_frequent"), "ties"),
    row("most_frequent", imputed("most_frequent", HOT), "gaps"),
    row(
        {"type": "constant", "value": -7.5},
        imputed("constant", fill_value=-7.5),
        "numbers",
    ),
    row(
        {"type": "constant", "value": "none"},
        imputed("constant", HOT, fill_value="none"),
        "gaps",
    ),
]


def column(row: Row) -> Entry:
    """Write a column of the row's values."""
    if row.more["values"] == "gaps":
        added = [] if row.word == "most_frequent" else ["none"]
        return {"type": "category", "categories": ["a", "b", "c", *added]}
    return {"type": "number", **PLAIN}


def ours(row: Row) -> dict[str, Array]:
    """Encode with the engine."""
    return encoded({**column(row), "missing": row.word}, row)


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
