"""Columns of dates and times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pydantic import Field

from engine.errors import LonghandError, Problem
from engine.vocabulary.cells import among, known_of
from engine.vocabulary.columns import CellError, Column, Floats, Learned
from engine.vocabulary.columns.calendars import dates, format_of, likeliest_format
from engine.vocabulary.columns.cycles import PERIODS, Part, circle, labels
from engine.vocabulary.columns.decimals import Mark, no_mark
from engine.vocabulary.imputations import Constant
from engine.vocabulary.scalers import Scaler, Standardize, Unscaled

if TYPE_CHECKING:
    from typing import Self

    from polars import Series

A_DAY = 86_400_000_000
"""Its microseconds."""


class Date(Column):
    """Days since the first training date, or parts of the date.

    Times that say how far they are off become UTC.

    Use: when something was; `weekday`, `month` or `hour` for what returns.
    Source: Longhand's own.
    """

    has_numbers = True

    format: str | None = Field(default=None, min_length=2)
    """How dates are written, such as "%d.%m.%Y %H:%M"; found out if left out."""
    parts: list[Part] = Field(default=["days"], min_length=1)
    """What of the date becomes a number.

    `days` since the first training date, with the time as a fraction; the weekday
    counts from 1, a Monday.
    """
    cyclic: bool = False
    """Whether a part that returns becomes a sine and a cosine.

    sin(2 pi part / period) and cos(2 pi part / period), so December is near January;
    all parts return but `days` and `year`.
    """
    scaling: Scaler | None = None
    """How numbers are scaled, but no sine; if left out, inputs are standardized."""

    @classmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        known = known_of(values)
        if isinstance(known.dtype, pl.Date | pl.Datetime):
            return cls()
        with among(values):
            found = format_of(known) if known.dtype == pl.String else None
        said = {"format": found} if found else {}
        return None if found is None else cls.model_validate(said)

    def settled(self, values: Series, mark: Mark) -> Self:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if self.format is not None or values.dtype != pl.String:
            return self
        with among(values):
            found = likeliest_format(values.drop_nulls())
        return self.model_copy(update={"format": found} if found else {})

    def in_role(self, *, is_output: bool) -> Self:
        made = super().in_role(is_output=is_output)
        if is_output and self.parts != ["days"]:
            msg = 'a date that is an output has the one part "days"'
            raise LonghandError(msg)
        if made.scaling is not None:
            return made
        scaling = Unscaled() if is_output else Standardize()
        return made.model_copy(update={"scaling": scaling})

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.format is not None and "%" not in self.format:
            hint = 'write %d for the day, %m the month, %Y the year: "%d.%m.%Y"'
            yield Problem(f"{self.format!r} has no part of a date", ("format",), hint)
        for i, part in enumerate(self.parts):
            if part in self.parts[:i]:
                yield Problem(f"{part!r} stands here twice", ("parts", i))
        if self.cyclic and not {*self.parts} & {*PERIODS}:
            message = "'cyclic' needs a periodic part, such as 'month'"
            yield Problem(message, ("cyclic",), "add one to 'parts', such as \"month\"")
        given = self.missing.value if isinstance(self.missing, Constant) else ""
        if not isinstance(given, str):
            hint = "write a date in quotes"
            yield Problem("expected a date", ("missing", "value"), hint)

    def typed(self, values: Series) -> Series:
        found = self._dated(values)
        years = found.dt.year()
        wrong = ((years < 1) | (years > 9999)).arg_true()
        if len(wrong):
            message = f"the year {years[wrong[0]]} is not between 1 and 9999"
            raise CellError(int(wrong[0]), message, others=len(wrong) - 1)
        return found

    def _dated(self, values: Series) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        kind = values.dtype
        if isinstance(kind, pl.Null | pl.Date | pl.Datetime):
            return _plain(values)
        is_text = isinstance(kind, pl.String | pl.Categorical | pl.Enum)
        if not is_text and not (kind.is_integer() and self.format is not None):
            row = int(values.is_not_null().arg_true()[0])
            what = f"a value of type {kind}" if kind.is_nested() else repr(values[row])
            hint = 'say how whole numbers are written: "format": "%Y%m%d"'
            raise CellError(
                row, f"{what} is not a date", hint if kind.is_integer() else ""
            )
        return self._read(values.cast(pl.String))

    def _read(self, texts: Series) -> Series:
        found = dates(texts, self.format)
        if found.null_count() > texts.null_count():
            wrong = (found.is_null() & texts.is_not_null()).arg_true()
            form = self.format or "%Y-%m-%d"
            hint = f'it should be like "{form}"; say "format" if all are written so'
            message = f"{texts[wrong[0]]!r} is not a date"
            raise CellError(int(wrong[0]), message, hint, len(wrong) - 1)
        return found

    def _filler(self, known: Series) -> Any:
        found: datetime | None = super()._filler(known)
        return None if found is None else found.isoformat()

    def filled(self, values: Series, fill: Any) -> Series:
        return values.fill_null(datetime.fromisoformat(fill))

    def measure(self, known: Series) -> Learned:
        first = cast("datetime", known.min())
        learned: Learned = {"first": first.isoformat()}
        if self.scaling is None:
            return learned
        scaled = {
            part: self.scaling.learn(self._part(known, part, learned))
            for part in self.parts
            if not self._turns(part)
        }
        return {**learned, "scaling": scaled}

    def _turns(self, part: Part) -> bool:
        return self.cyclic and part in PERIODS

    def _part(self, values: Series, part: Part, learned: Learned) -> Floats:
        if part == "days":
            since = values.to_physical().to_numpy() - _microseconds(learned["first"])
            return since / A_DAY
        name = "ordinal_day" if part == "day_of_year" else part
        return getattr(values.dt, name)().to_numpy().astype(float)

    def names(self, name: str, learned: Learned) -> list[str]:
        return [
            f"{name} {label}"
            for part in self.parts
            for label in labels(part, turns=self._turns(part))
        ]

    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        columns: list[Floats] = []
        for part in self.parts:
            x = self._part(values, part, learned)
            if self._turns(part):
                columns += circle(x, PERIODS[part])
            elif self.scaling is None:
                columns.append(x)
            else:
                columns.append(self.scaling.forward(x, learned["scaling"][part]))
        return np.column_stack(columns), 0

    def values(self, numbers: Floats, learned: Learned) -> Series:
        """Give the dates, if `days` is one of the parts; the others do not tell.

        Null takes the place of what no calendar has.
        """
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if "days" not in self.parts:
            return pl.Series([None] * len(numbers), dtype=pl.Datetime("us"))
        before = self.parts[: self.parts.index("days")]
        place = sum(len(labels(part, turns=self._turns(part))) for part in before)
        x = numbers[:, place]
        with np.errstate(over="ignore", invalid="ignore"):
            if self.scaling is not None:
                x = self.scaling.back(x, learned["scaling"]["days"])
            since = np.rint(x * A_DAY)
        first = _microseconds(learned["first"])
        known = np.isfinite(since) & (np.abs(since) < 1e17)
        dates = pl.Series(np.where(known, since, 0).astype(np.int64) + first)
        return dates.cast(pl.Datetime("us")).set(pl.Series(~known), None)


def _plain(values: Series) -> Series:
    """Bring dates to UTC, without a time zone."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if isinstance(values.dtype, pl.Datetime) and values.dtype.time_zone:
        values = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return values.cast(pl.Datetime("us"))


def _microseconds(written: str) -> int:
    since = datetime.fromisoformat(written) - datetime(1970, 1, 1)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


WORDS = (Date,)
