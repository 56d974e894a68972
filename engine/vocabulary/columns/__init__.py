"""Columns: what a table holds, and how it becomes numbers."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError
from engine.vocabulary.entry import Word
from engine.vocabulary.imputations import Error, Imputation

if TYPE_CHECKING:
    from polars import Series

Floats = NDArray[np.float64]
Learned = dict[str, Any]
"""What was learned from the rows to train on, as JSON data."""


class CellError(LonghandError):
    """A value that its column cannot take; `row` counts from 0."""

    def __init__(self, row: int, message: str, hint: str = "") -> None:
        self.row, self.message, self.hint, self.column = row, message, hint, ""
        super().__init__(message)


@dataclass(frozen=True)
class Encoded:
    """Numbers (rows, features), and what was met on the way.

    `missing` counts values that were not there, `unseen` those that the rows to train
    on did not have.
    """

    numbers: Floats
    missing: int = 0
    unseen: int = 0


class Column(Word):
    """What a column holds, and how it becomes numbers: `features`, one or more.

    Everything is learned from the rows to train on alone, and applied unchanged to all
    others. Values come as polars gives them, texts or numbers or dates, null where one
    is missing.

    Shapes: values (N,), numbers (N, features).
    """

    called = "a type of column"
    families = (
        "engine.vocabulary.columns.numbers",
        "engine.vocabulary.columns.categories",
    )
    has_classes: ClassVar[bool] = False
    """Whether each value is one of a few classes, when it is an output."""

    missing: Imputation = Error()
    """What is done where there is no value."""
    indicator: bool = False
    """Another input that is 1 where the value was missing, else 0."""

    @classmethod
    @abstractmethod
    def guess(cls, values: Series) -> Column | None:
        """Give the column that such values suggest; None if they are not of its kind.

        `values` are those to train on. The words are asked in order.
        """

    def in_role(self, *, is_output: bool) -> Column:
        """Fill in what depends on whether it is an input or an output."""
        return self

    @abstractmethod
    def typed(self, values: Series) -> Series:
        """Bring values to the type of the column: Float64, String or Datetime.

        Raises
        ------
        CellError
            At the first value that is not of it.
        """

    @abstractmethod
    def learn(self, values: Series) -> Learned:
        """Measure typed values to train on.

        Raises
        ------
        LonghandError
            Where there is nothing to learn from, such as a column without values.
        """

    @abstractmethod
    def features(self, name: str, learned: Learned) -> list[str]:
        """Name the numbers that a value of column `name` becomes."""

    @abstractmethod
    def encode(self, values: Series, learned: Learned) -> Encoded:
        """Turn typed values into numbers.

        Raises
        ------
        CellError
            At a value that is missing or unseen, where that is an error.
        """

    @abstractmethod
    def decode(self, numbers: Floats, learned: Learned) -> Series:
        """Turn numbers into values again, as near as they tell."""

    def classes(self, learned: Learned) -> list[str]:
        """List the classes of an output, in the order of their numbers."""
        return []
