"""Dialects: what stands between fields, and whether the first row names columns."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

DELIMITERS = "\t;|,"
"""In the order in which they are preferred: a comma often stands in numbers."""

_ROWS = 200


@dataclass(frozen=True)
class Dialect:
    """How a table is written: what its columns are called, and where rows begin."""

    delimiter: str
    has_header: bool
    names: tuple[str, ...]
    ending: str = "\n"

    @property
    def width(self) -> int:
        """Tell how many fields a row has."""
        return len(self.names)


def dialect_of(
    head: str,
    delimiter: str | None = None,
    *,
    header: bool | None = None,
    stated: Sequence[str] = (),
) -> Dialect:
    """Find out how a text is written by its beginning.

    `stated` are columns that are known to be in it. Names are as they are written,
    which may be none or twice the same.
    """
    is_old = "\r" in head and "\n" not in head
    lines = head.split("\r") if is_old else head.splitlines(keepends=True)
    delimiter = delimiter or max(DELIMITERS, key=lambda each: _agreement(lines, each))
    rows = _rows(lines, delimiter)
    first = [field.strip() for field in rows[0]] if rows else []
    has_header = _has_header(rows, stated) if header is None else header
    names = first if has_header else [f"column_{i + 1}" for i in range(len(first))]
    return Dialect(delimiter, has_header, tuple(names), "\r" if is_old else "\n")


def likely_delimiters(head: str) -> list[str]:
    """List what divides all first rows of a text into the same number of fields."""
    lines = head.splitlines(keepends=True)
    return [each for each in DELIMITERS + " :^~" if _agreement(lines, each) == 1]


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Read the first rows, without those that are blank."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(field.strip() for field in row):
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass
    return rows


def _agreement(lines: Sequence[str], delimiter: str) -> float:
    """Tell which part of the rows has as many fields as most of them; 0 for one."""
    widths = [len(row) for row in _rows(lines, delimiter)]
    most, times = Counter(widths).most_common(1)[0] if widths else (1, 1)
    return times / len(widths) if most > 1 else 0.0


def _has_header(rows: Sequence[Sequence[str]], stated: Sequence[str]) -> bool:
    """Take the first row for names if it has those stated, or differs from the rest."""
    if not rows:
        return True
    first = [field.strip() for field in rows[0]]
    if stated:
        return not set(stated).isdisjoint(first) or not _are_numbered(stated)
    if len(rows) == 1 or not any(map(_is_number, first)):
        return not any(map(_is_number, first))
    return any(
        _is_number(other) and name and not _is_number(name)
        for row in islice(rows, 1, None)
        for name, other in zip(first, row, strict=False)
    )


def _are_numbered(names: Sequence[str]) -> bool:
    return all(name.startswith("column_") and name[7:].isdecimal() for name in names)


def _is_number(field: str) -> bool:
    try:
        float(field.strip().replace(",", "."))
    except ValueError:
        return False
    return field.strip().lower() not in ("nan", "inf", "-inf", "infinity")
