"""Imputations: what is done where a table holds no value."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from engine.vocabulary.entry import Word

if TYPE_CHECKING:
    from polars import Series


class Imputation(Word):
    """A rule for values that are not there."""

    called = "a rule for missing values"
    families = (__name__,)
    drops: ClassVar[bool] = False
    """Whether a row without a value is left out."""
    needs_numbers: ClassVar[bool] = False
    """Whether only a column of numbers can follow it."""

    @abstractmethod
    def filler(self, known: Series) -> Any:
        """Give what takes the place, from the values to train on that are there.

        None if nothing does. A number for numbers, else a text.
        """


class Error(Imputation):
    """Refuse the table, and name the row.

    Use: where every value should be there; to hear of it when one is not.
    Source: Longhand's own.
    """

    def filler(self, known: Series) -> None:
        return None


class DropRow(Imputation):
    """Leave out the row; when predicting, it gets no prediction. They are counted.

    Use: where few rows have gaps, and it is chance which.
    Source: Little and Rubin (1987), Statistical analysis with missing data: complete
    cases.
    """

    drops = True

    def filler(self, known: Series) -> None:
        return None


WORDS = (Error, DropRow)
