"""How the numbers of a column are written, found out where nobody says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from engine.vocabulary.cells import CellError
from engine.vocabulary.columns.notation import (
    NOTATIONS,
    PLAIN,
    POINTS,
    Decimal,
    Notation,
)
from engine.vocabulary.columns.readings import best_of, few_of, share, suit

if TYPE_CHECKING:
    from polars import Series

Mark = Callable[[], Decimal | None]
"""Tells what stands before decimals in other columns of a table, if that is known."""
NUMERIC = "+-0123456789.,'\u2019 \u00a0\u202f"
"""What numbers are written with."""


def no_mark() -> None:
    """Tell that nothing is known of other columns."""


def notation_of(texts: Series, mark: Mark = no_mark) -> Notation | None:
    """Find how numbers are written; None if the texts, none missing, are no numbers.

    Raises
    ------
    CellError
        Where they may be read in two ways, and at the first text that is no number
        where nearly all are.
    """
    best = _best(texts)
    return _only(best, texts, mark) if suit(best, texts, "a number") else None


def likeliest(texts: Series, mark: Mark) -> Notation:
    """Find how those texts are written that are numbers.

    Raises
    ------
    CellError
        Where they may be read in two ways.
    """
    best = _best(texts)
    return _only(best, texts, mark) if best else PLAIN


def mark_of(columns: Iterable[Series]) -> Decimal | None:
    """Find what stands before decimals in all columns that leave no doubt."""
    marks: set[Decimal] = {mark for values in columns for mark in _certain(values)}
    return marks.pop() if len(marks) == 1 else None


def read_as_thousands(texts: Series) -> int | None:
    """Find the first text of a point that may as well stand between thousands."""
    if not _may_be_thousands(texts) or POINTS.read(texts).null_count():
        return None
    return int(texts.str.contains(".", literal=True).arg_true()[0])


def unit_of(texts: Series) -> str | None:
    """Find what stands behind all of several numbers, or before them if no letters."""
    few = few_of(texts)
    behind, before = (
        strip(NUMERIC).str.strip_chars()
        for strip in (few.str.strip_chars_start, few.str.strip_chars_end)
    )
    for found, may_be_letters in ((behind, True), (before, False)):
        unit = found[0]
        is_one = (
            unit and (found == unit).all() and (may_be_letters or not unit.isalpha())
        )
        if is_one and _are_numbers(without(unit, few)):
            return unit
    return None


def _are_numbers(texts: Series) -> bool:
    return any(not read.null_count() for read in _best(texts).values())


def without(unit: str | None, texts: Series) -> Series:
    """Leave away what stands behind numbers, or before them."""
    if unit is None:
        return texts
    behind = texts.str.strip_suffix(unit).str.strip_chars()
    return behind.str.strip_prefix(unit).str.strip_chars()


def _best(texts: Series) -> dict[Notation, Series]:
    """Give the readings by which most texts are numbers, if half of some are."""
    few = few_of(texts)
    likely = [notation for notation in NOTATIONS if share(notation.read(few)) > 0.5]
    if likely and likely[0] == PLAIN and not _may_be_thousands(texts):
        numbers = PLAIN.read(texts)
        if not numbers.null_count():
            return {PLAIN: numbers}
    return best_of({notation: notation.read(texts) for notation in likely})


def _may_be_thousands(texts: Series) -> bool:
    """Tell whether what stands before decimals may stand between thousands."""
    if POINTS.read(few_of(texts)).null_count():
        return False
    return bool(texts.str.contains(".", literal=True).any())


def _certain(values: Series) -> Iterator[Decimal]:
    """Give what stands before decimals, if there is but one way to read a column."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if values.dtype != pl.String:
        return
    few = few_of(values.drop_nulls())
    best = _best(few)
    first = next(iter(best), PLAIN)
    is_number = best and not best[first].null_count()
    if is_number and few.str.contains("[.,]").any() and not _others(best):
        yield first.decimal


def _others(readings: Mapping[Notation, Series]) -> list[Notation]:
    """Give the notations that read other numbers than the first."""
    first, *others = readings.values()
    pairs = zip([*readings][1:], others, strict=True)
    return [notation for notation, read in pairs if (read != first).any()]


def _only(readings: Mapping[Notation, Series], texts: Series, mark: Mark) -> Notation:
    first, others = next(iter(readings)), _others(readings)
    if not others:
        return first
    known = mark()
    fitting = [n for n in (first, *others) if n.decimal == known]
    if fitting or first == PLAIN:
        return [*fitting, first][0]
    row = int((readings[first] != readings[others[0]]).arg_true()[0])
    a, b = (f"{readings[n][row]:.15g}" for n in (first, others[0]))
    hint = f"say which: {{{first.keys}}} or {{{others[0].keys}}}"
    raise CellError(row, f"{texts[row]!r} may be {a} or {b}", hint)
