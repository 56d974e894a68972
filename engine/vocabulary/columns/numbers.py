"""Columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from engine.errors import LonghandError, Problem
from engine.vocabulary.cells import among, known_of
from engine.vocabulary.columns import (
    CellError,
    Column,
    Floats,
    Learned,
)
from engine.vocabulary.columns.decimals import (
    Mark,
    likeliest,
    no_mark,
    notation_of,
    read_as_thousands,
    without,
)
from engine.vocabulary.columns.notation import (
    POINTS,
    Decimal,
    Notation,
    Thousands,
    not_a_number,
)
from engine.vocabulary.imputations import Constant
from engine.vocabulary.scalers import Scaler, Standardize, Unscaled

if TYPE_CHECKING:
    from typing import Self

    from polars import Series


class Number(Column):
    """Numbers, scaled.

    Durations and times of day count in seconds.

    Use: what is measured or counted.
    Source: Longhand's own.
    """

    has_numbers = True

    scaling: Scaler | None = None
    """How numbers are scaled; if left out, inputs are standardized, outputs are not."""
    decimal: Decimal = "."
    """What stands before decimals, where numbers are texts.

    It is found out if neither this nor `thousands` is said.
    """
    thousands: Thousands | None = None
    """What stands between thousands, if anything does."""
    unit: str | None = Field(default=None, min_length=1)
    """What stands behind numbers that are texts, or before them: "kg", "%", "$"."""

    @classmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        known = known_of(values)
        if known.dtype.is_numeric() or isinstance(known.dtype, pl.Duration | pl.Time):
            return cls()
        with among(values):
            found = notation_of(known, mark) if known.dtype == pl.String else None
        if found is None:
            return None
        said = {"decimal": found.decimal, "thousands": found.thousands}
        return cls.model_validate(said if found.keys else {})

    @property
    def _is_open(self) -> bool:
        return not {"decimal", "thousands"} & self.model_fields_set

    def settled(self, values: Series, mark: Mark) -> Self:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if not self._is_open or values.dtype != pl.String:
            return self
        with among(values):
            found = likeliest(without(self.unit, values.drop_nulls()), mark)
        said = {"decimal": found.decimal, "thousands": found.thousands}
        return self.model_copy(update=said if found.keys else {})

    def doubts(self, known: Series, *, is_guessed: bool) -> Iterator[Problem]:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if not self._is_open or known.dtype != pl.String:
            return
        row = read_as_thousands(known := without(self.unit, known))
        if row is not None:
            text, points = known[row], POINTS.read(known.gather([row]))[0]
            message = f"{text!r} is read as {float(text):.15g}; it may be {points:.15g}"
            hint = f'say which: {{"decimal": "."}} or {{{POINTS.keys}}}'
            yield Problem(message, (), hint)

    def in_role(self, *, is_output: bool) -> Self:
        made = super().in_role(is_output=is_output)
        if made.scaling is not None:
            return made
        scaling = Unscaled() if is_output else Standardize()
        return made.model_copy(update={"scaling": scaling})

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.decimal == self.thousands:
            both = "both the decimal and the thousands separator"
            message = f"{self.decimal!r} cannot be {both}"
            yield Problem(message, ("thousands",), "say both 'decimal' and 'thousands'")
        given = self.missing.value if isinstance(self.missing, Constant) else 0
        if isinstance(given, str | bool):
            hint = "write a number, without quotes"
            yield Problem("expected a number", ("missing", "value"), hint)

    def typed(self, values: Series) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        numbers = self._read(values).fill_nan(None)
        wrong = numbers.is_infinite().fill_null(value=False).arg_true()
        if len(wrong):
            row = int(wrong[0])
            hint = "if it stands for a missing value, add it to 'missing_values'"
            message = f"{values[row]!r} is not finite"
            raise CellError(row, message, hint, len(wrong) - 1)
        return numbers.cast(pl.Float64)

    def _read(self, values: Series) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        kind = values.dtype
        if isinstance(kind, pl.Duration | pl.Time):
            return values.cast(pl.Duration("ns")).dt.total_nanoseconds() / 1e9
        if kind.is_numeric() or isinstance(kind, pl.Boolean | pl.Null):
            return values.cast(pl.Float64)
        if isinstance(kind, pl.String | pl.Categorical | pl.Enum):
            return self._read_texts(values.cast(pl.String))
        row = int(values.is_not_null().arg_true()[0])
        raise CellError(row, f"a value of type {kind} is not a number")

    def _read_texts(self, texts: Series) -> Series:
        notation = Notation(self.decimal, self.thousands)
        numbers = notation.read(without(self.unit, texts))
        if numbers.null_count() > texts.null_count():
            wrong = (numbers.is_null() & texts.is_not_null()).arg_true()
            raise not_a_number(texts, wrong, notation)
        return numbers

    def measure(self, known: Series) -> Learned:
        if self.scaling is None:
            return {}
        return {"scaling": self.scaling.learn(known.to_numpy())}

    def learn(self, values: Series) -> Learned:
        learned = super().learn(values)
        if learned["fill"] is not None:
            try:
                self._scaled(np.array([learned["fill"]]), learned)
            except CellError as error:
                msg = f"what stands for a missing value: {error}"
                raise LonghandError(msg) from None
        return learned

    def names(self, name: str, learned: Learned) -> list[str]:
        return [name]

    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        return self._scaled(values.to_numpy(), learned)[:, np.newaxis], 0

    def _scaled(self, x: Floats, learned: Learned) -> Floats:
        if self.scaling is None:
            return x
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = self.scaling.forward(x, learned["scaling"])
        wrong = np.flatnonzero(~np.isfinite(scaled))
        if len(wrong):
            row = int(wrong[0])
            message = f"{x[row]:g} is too far from what the training rows hold"
            hint = "another 'scaling' takes all numbers"
            raise CellError(row, message, hint, len(wrong) - 1)
        return scaled

    def values(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        x = np.ascontiguousarray(numbers[:, 0])
        if self.scaling is not None:
            with np.errstate(over="ignore", invalid="ignore"):
                x = self.scaling.back(x, learned["scaling"])
        return pl.Series(x)


WORDS = (Number,)
