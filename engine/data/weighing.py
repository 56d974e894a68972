"""How much rows of a table count, as one of its columns says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vocabulary.columns import CellError
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series


def weights_in(values: Series) -> Series:
    """Read a column of weights.

    Raises
    ------
    CellError
        At the first that is missing, negative, or no number.
    """
    weights = (Number.guess(values) or Number()).typed(values)
    for odd, why in ((weights.is_null(), "missing"), (weights < 0, "negative")):
        if odd.any():
            wrong = odd.arg_true()
            row, more = int(wrong[0]), len(wrong) - 1
            raise CellError(row, f"a weight is {why}", others=more)
    return weights
