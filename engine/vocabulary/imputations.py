"""Imputations: what is done where a table holds no value."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from engine.errors import listed
from engine.vocabulary.cells import CellError
from engine.vocabulary.entry import Word

if TYPE_CHECKING:
    from polars import Series


class Imputation(Word):
    """A rule for values that are not there.

    What takes their place is found in the training rows.

    Shapes: values (N,), and as many, or fewer if rows are left out.
    """

    called = "a rule for missing values"
    families = (__name__,)
    drops: ClassVar[bool] = False
    """Whether a row without a value is left out."""
    needs_numbers: ClassVar[bool] = False
    """Whether only a column of numbers or dates can follow it."""

    @property
    def fills(self) -> bool:
        """Whether something takes the place of what is missing."""
        return True

    @abstractmethod
    def filler(self, known: Series) -> Any:
        """Give what takes the place, from the values to train on that are there.

        There is at least one; None if nothing takes the place.
        """

    def check(self, values: Series) -> None:
        """Refuse values among which some are missing, if that is the rule.

        Raises
        ------
        CellError
            At the first that is.
        """


class Error(Imputation):
    """Refuse the table, and name the row.

    Use: where every value should be there; to hear of it when one is not.
    Source: Longhand's own.
    """

    @property
    def fills(self) -> bool:
        return False

    def filler(self, known: Series) -> None:
        return None

    def check(self, values: Series) -> None:
        wrong = values.is_null().arg_true()
        if len(wrong):
            row, more = int(wrong[0]), len(wrong) - 1
            rules = [
                "drop_row",
                "most_frequent",
                *["median"] * values.dtype.is_numeric(),
            ]
            some = listed([f'"{rule}"' for rule in rules])
            hint = f'fill it in, or say what the rule is: "missing": {some}'
            raise CellError(row, "a value is missing", hint, more)


class DropRow(Imputation):
    """Leave out the row; when predicting, it gets no prediction. They are counted.

    Use: where few rows have gaps, and it is chance which.
    Source: Little and Rubin (1987), Statistical analysis with missing data: complete
    cases.
    """

    drops = True

    @property
    def fills(self) -> bool:
        return False

    def filler(self, known: Series) -> None:
        return None


class Mean(Imputation):
    """sum(x) / N: the mean of the values that are there.

    Use: numbers without far outliers.
    Source: scikit-learn's `SimpleImputer`.
    """

    needs_numbers = True

    def filler(self, known: Series) -> Any:
        return known.mean()


class Median(Imputation):
    """The middle one of the values that are there; of two, the mean of both.

    Use: numbers, some of which are far off.
    Source: scikit-learn's `SimpleImputer`.
    """

    needs_numbers = True

    def filler(self, known: Series) -> Any:
        return known.median()


class MostFrequent(Imputation):
    """The value that is there most often; of several, the smallest.

    Use: categories; numbers of which there are few.
    Source: scikit-learn's `SimpleImputer`.
    """

    def filler(self, known: Series) -> Any:
        return known.mode().min()


class Constant(Imputation):
    """A value that is given.

    Use: where a gap means something: 0 of what was not counted, or a name of its own.
    Source: scikit-learn's `SimpleImputer`.
    """

    value: str | float | bool
    """What takes the place; in quotes if it is a text or a date."""

    def filler(self, known: Series) -> Any:
        return self.value


WORDS = (Error, DropRow, Mean, Median, MostFrequent, Constant)
