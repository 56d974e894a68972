"""Several ways to read the texts of a column, and how the best is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from engine.vocabulary.cells import CellError

if TYPE_CHECKING:
    from polars import Series

Way = TypeVar("Way")

LOOKED_AT = 1000
"""How many values tell whether it is worth to look at all."""
SO_FEW = 0.1
"""The part of values that may be others, and still be mistakes."""


def few_of(texts: Series) -> Series:
    """Give some texts, from all over the column."""
    return texts.gather_every(max(1, len(texts) // LOOKED_AT))


def share(read: Series) -> float:
    """Tell which part of texts was read; null stands for the others."""
    return 1 - read.null_count() / max(1, len(read))


def best_of(readings: Mapping[Way, Series]) -> dict[Way, Series]:
    """Give the readings by which most texts were read."""
    least = min((read.null_count() for read in readings.values()), default=0)
    return {way: read for way, read in readings.items() if read.null_count() == least}


def suit(best: Mapping[Way, Series], texts: Series, what: str) -> bool:
    """Tell whether texts, none missing, are what the best readings make of them.

    Raises
    ------
    CellError
        At the first text that is not, where nearly all are.
    """
    read = next(iter(best.values()), None)
    if read is None or share(read) <= 1 - SO_FEW:
        return False
    wrong = read.is_null().arg_true()
    if len(wrong):
        row = int(wrong[0])
        message = f"{texts[row]!r} is not {what}, as nearly all others are"
        hint = "add it to 'missing_values', or say the type, such as \"category\""
        raise CellError(row, message, hint, len(wrong) - 1)
    return True
