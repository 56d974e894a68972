"""Dates as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vocabulary.cells import CellError
from engine.vocabulary.columns.readings import SO_FEW, best_of, few_of, share, suit

if TYPE_CHECKING:
    from polars import Series

DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
TIMES = ("", " %H:%M", " %H:%M:%S%.f", " %I:%M %p", " %I:%M:%S %p")
ISO = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
)
"""What a date is written like if nothing is said."""
YEAR = r"\d{4}"
"""A year has four digits: 24 is not the year 24."""


def dates(texts: Series, form: str | None) -> Series:
    """Read dates, in UTC if they say where they are; null where a text is none."""
    if form is not None:
        return _parsed(texts, form)
    made = _parsed(texts, ISO[0])
    for iso in ISO[1:]:
        if made.null_count() == texts.null_count():
            break
        made = made.zip_with(made.is_not_null(), _parsed(texts, iso))
    return made


def format_of(texts: Series) -> str | None:
    """Find how dates are written, "" if as ISO does; None if they are no dates.

    Raises
    ------
    CellError
        Where they may be read in two ways, and at the first text that is no date where
        nearly all are.
    """
    few = few_of(texts)
    if few.str.contains(YEAR).sum() < len(few) / 2:
        return None
    best = _best(texts)
    return _only(best, texts) or "" if suit(best, texts, "a date") else None


def likeliest_format(texts: Series) -> str | None:
    """Find how those texts are written that are dates; None if as ISO does.

    Raises
    ------
    CellError
        Where they may be read in two ways.
    """
    best = _best(texts)
    return _only(best, texts) if best else None


def _parsed(texts: Series, form: str) -> Series:
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if "%Y" in form:
        texts = texts.set(~texts.str.contains(YEAR), None)
    read = texts.str.to_datetime(form, strict=False, time_unit="us")
    return read.dt.replace_time_zone(None).cast(pl.Datetime("us"))


def _best(texts: Series) -> dict[str | None, Series]:
    """Give the readings by which most texts are dates, if nearly all of some are."""
    few = few_of(texts)
    forms: list[str | None] = [None, *(day + time for day in DAYS for time in TIMES)]
    near = [form for form in forms if share(dates(few, form)) > 1 - 2 * SO_FEW]
    return best_of({form: dates(texts, form) for form in near})


def _only(readings: dict[str | None, Series], texts: Series) -> str | None:
    first, *others = readings
    for other in others:
        differ = (readings[first] != readings[other]).arg_true()
        if len(differ):
            row = int(differ[0])
            a, b = (f"{readings[form][row]:%d %B %Y}" for form in (first, other))
            hint = f'say which: "format": "{first}" or "{other}"'
            raise CellError(row, f"{texts[row]!r} may be {a} or {b}", hint)
    return first
