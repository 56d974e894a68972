"""Values of a table: those that are there, and those that cannot be taken."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.errors import LonghandError

if TYPE_CHECKING:
    from polars import Series


class CellError(LonghandError):
    """A value that its column cannot take.

    Attributes
    ----------
    row : where it stands in what was given, counted from 0
    column : the name of its column, where it is known
    others : how many more of the values that were given cannot be taken either
    """

    def __init__(self, row: int, message: str, hint: str = "", others: int = 0) -> None:
        self.row, self.message, self.hint, self.column = row, message, hint, ""
        self.others = others
        super().__init__(message)

    def of(self, column: str) -> CellError:
        """Let it know its column."""
        self.column = column
        return self


@contextmanager
def among(values: Series) -> Generator[None]:
    """Point errors about the values that are there at their rows among all."""
    try:
        yield
    except CellError as error:
        there = values.is_not_null()
        if values.dtype.is_float():
            there &= values.is_not_nan()
        error.row = int(there.arg_true()[error.row])
        raise


def known_of(values: Series) -> Series:
    """Give the values that are there, in one piece: sums depend on the pieces.

    Raises
    ------
    LonghandError
        If there are none.
    """
    known = values.drop_nulls()
    if values.dtype.is_float():
        known = known.drop_nans()
    if not len(known):
        msg = "there are no values to learn from"
        raise LonghandError(msg)
    return known.rechunk()
