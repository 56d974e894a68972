"""What is odd about a column that nobody says anything of, and may be a mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series

    from engine.vocabulary.columns import Column

HEAD = 1_000
"""So many values tell whether it is worth to look at all."""
_NAMES_OF_KEYS = re.compile(r"(?:.*[\W_])?(?:id|index|uuid|key|row)|unnamed.*", re.I)


def objection(name: str, column: Column, known: Series, rows: int) -> str:
    """Say why a column of so many rows is most likely of no use as an input."""
    head = known.head(HEAD)
    distinct = head.n_unique()
    if distinct < 2 and known.n_unique() < 2:
        return "it is always the same"
    if isinstance(column, Number):
        is_key = _counts(name, column, head) and known.n_unique() == rows
        return "it numbers the rows" * is_key
    if not column.has_classes or 2 * distinct < len(head):
        return ""
    count = known.n_unique()
    is_name = count > max(50, rows // 2) or count == rows
    return "almost each row has another one" * is_name


def are_whole(column: Number, values: Series) -> bool:
    """Tell whether all of some numbers are whole."""
    numbers = column.typed(values)
    return bool((numbers == numbers.round()).all())


def _counts(name: str, column: Number, known: Series) -> bool:
    """Tell whether numbers count, or are called as what counts."""
    if not are_whole(column, known):
        return False
    steps = column.typed(known).diff().drop_nulls()
    return bool((steps == 1).all()) or bool(_NAMES_OF_KEYS.fullmatch(name.strip()))
