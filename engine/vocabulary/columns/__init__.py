"""Columns: what a table holds, and how it becomes numbers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError, Problem, listed
from engine.vocabulary.cells import CellError as CellError
from engine.vocabulary.cells import among, known_of
from engine.vocabulary.columns.decimals import Mark, no_mark
from engine.vocabulary.entry import Word
from engine.vocabulary.imputations import Error, Imputation

if TYPE_CHECKING:
    from polars import Series

Floats = NDArray[np.float64]
Learned = dict[str, Any]
"""What was learned from the training rows, as JSON data."""


@dataclass(frozen=True)
class Encoded:
    """Numbers (rows, features), and what was met on the way.

    `missing` counts values that were not there, `unseen` those that the rows to train
    on did not have. The numbers of a row that is to be left out are NaN.
    """

    numbers: Floats
    missing: int = 0
    unseen: int = 0


class Column(Word):
    """What a column holds, and how it becomes numbers: `features`, one or more.

    Everything is learned from the training rows alone, and applied unchanged to all
    others. Values come as polars gives them, texts or numbers or dates, null where one
    is missing.

    Shapes: values (N,), numbers (N, features).
    """

    called = "a type of column"
    families = (
        "engine.vocabulary.columns.numbers",
        "engine.vocabulary.columns.dates",
        "engine.vocabulary.columns.binary",
        "engine.vocabulary.columns.texts",
        "engine.vocabulary.columns.categories",
    )
    has_classes: ClassVar[bool] = False
    """Whether each value is one of a few classes, when it is an output."""
    has_numbers: ClassVar[bool] = False
    """Whether values have a mean."""

    missing: Imputation = Error()
    """What is done where there is no value."""
    indicator: bool = False
    """Whether there is another feature, 1 where the value was missing, else 0."""

    @classmethod
    @abstractmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        """Give the column that such values suggest; None if they are not of its kind.

        `values` are those of the training rows, `mark` says what stands before decimals
        in other columns. The words are asked in order.

        Raises
        ------
        CellError
            Where they are of its kind, but the first that is named is not, or may be
            read in two ways.
        LonghandError
            Where there are no values.
        """

    @abstractmethod
    def typed(self, values: Series) -> Series:
        """Bring values to the type of the column: Float64, String or Datetime.

        Raises
        ------
        CellError
            At the first value that is not of it.
        """

    @abstractmethod
    def measure(self, known: Series) -> Learned:
        """Measure typed values to train on, of which none is missing.

        Raises
        ------
        LonghandError
            Where they are not what the column needs.
        """

    @abstractmethod
    def names(self, name: str, learned: Learned) -> list[str]:
        """Name the numbers that a value of column `name` becomes."""

    @abstractmethod
    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        """Turn typed values, none missing, into numbers; count those that are unseen.

        Raises
        ------
        CellError
            At a value that is unseen, where that is an error.
        """

    @abstractmethod
    def values(self, numbers: Floats, learned: Learned) -> Series:
        """Turn numbers into values again, as near as they tell."""

    def in_role(self, *, is_output: bool) -> Self:
        """Fill in what depends on whether it is an input or an output.

        Raises
        ------
        LonghandError
            Where it cannot be an output.
        """
        if is_output and self.indicator:
            msg = "an output has no 'indicator': nothing would learn from it"
            raise LonghandError(msg)
        return self

    def settled(self, values: Series, mark: Mark) -> Self:
        """Fill in how texts are written, where it is not said; else as `guess`.

        Raises
        ------
        CellError
            Where they may be read in two ways.
        """
        return self

    def doubts(self, known: Series, *, is_guessed: bool) -> Iterator[Problem]:
        """Find what may be meant otherwise in values to train on, none missing.

        `is_guessed` tells that nothing is said of the column.
        """
        yield from ()

    def problems(self) -> Iterator[Problem]:
        rule = self.missing
        if rule.needs_numbers and not self.has_numbers:
            rules = [w.tag() for w in _fitting_rules()]
            message = f"values of a {self.tag()} column have no {rule.tag()}"
            yield Problem(message, ("missing",), f"it may be {listed(rules)}")
        if self.indicator and not rule.fills:
            message = f"{rule.tag()!r} leaves nothing to mark"
            hint = '"missing" says what is filled in, such as "most_frequent"'
            yield Problem(message, ("indicator",), hint)

    def learn(self, values: Series) -> Learned:
        """Measure typed values to train on.

        Raises
        ------
        LonghandError
            Where there is nothing to learn from, such as a column without values.
        """
        known = known_of(values)
        with among(values):
            return {"fill": self._filler(known), **self.measure(known)}

    def features(self, name: str, learned: Learned) -> list[str]:
        """Name the numbers that a value of column `name` becomes, and the indicator."""
        more = [f"{name} missing"] if self.indicator else []
        return [*self.names(name, learned), *more]

    def encode(self, values: Series, learned: Learned) -> Encoded:
        """Turn typed values into numbers.

        Raises
        ------
        CellError
            At a value that is missing or unseen, where that is an error.
        """
        gaps = values.null_count()
        if not gaps:
            numbers, unseen = self.numbers(values, learned)
        elif learned["fill"] is None:
            numbers, unseen = self._with_gaps(values, learned)
        else:
            filled = self.filled(values, learned["fill"])
            numbers, unseen = self.numbers(filled, learned)
        if self.indicator:
            marks = values.is_null().to_numpy().astype(float)
            numbers = np.column_stack([numbers, marks])
        return Encoded(numbers, gaps, unseen)

    def decode(self, numbers: Floats, learned: Learned) -> Series:
        """Turn numbers into values again, as near as they tell.

        What was filled in stays, unless the indicator tells that it was missing.
        """
        if not self.indicator:
            return self.values(numbers, learned)
        import polars as pl  # noqa: PLC0415 - only where tables are read

        found = self.values(numbers[:, :-1], learned)
        return found.set(pl.Series(numbers[:, -1] > 0.5), None)

    def classes(self, learned: Learned) -> list[str]:
        """List the classes of an output, in the order of their numbers."""
        return []

    def filled(self, values: Series, fill: Any) -> Series:
        """Put what was learned in the place of what is missing."""
        return values.fill_null(fill)

    def _filler(self, known: Series) -> Any:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        found = self.missing.filler(known)
        if found is None:
            return None
        try:
            return self.typed(pl.Series([found]))[0]
        except CellError as error:
            msg = f"what stands for a missing value: {error}"
            raise LonghandError(msg) from None

    def _with_gaps(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        """Leave NaN in the rows without a value, if they are left out."""
        self.missing.check(values)
        rows = values.is_not_null().arg_true().to_numpy()
        with among(values):
            some, unseen = self.numbers(values.drop_nulls(), learned)
        numbers = np.full((len(values), some.shape[1]), np.nan)
        numbers[rows] = some
        return numbers, unseen


def _fitting_rules() -> list[type[Word]]:
    """List the rules that suit columns of any type."""
    words = Imputation.words()
    return [w for w in words if issubclass(w, Imputation) and not w.needs_numbers]
