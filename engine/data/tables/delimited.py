"""Comma-separated values: the dialect is found out, polars reads them as texts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from engine.data.tables import Asked, check_names
from engine.data.tables.finding import refusal
from engine.data.tables.frames import FrameTable, taken, told_by
from engine.data.tables.texts import Text, text_in
from engine.errors import Place, Problem, SpecError

if TYPE_CHECKING:
    from polars import LazyFrame

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


_LONGEST_FIELD = 2**31 - 1
_SPACE = "".join(
    c for c in map(chr, range(0x3001)) if c.isspace() and c not in "\x1c\x1d\x1e\x1f"
)
"""What polars takes for white space; Python has a few more."""


@dataclass(frozen=True)
class Record:
    """A row of a text: its fields, and the lines that it is written in."""

    line: int
    text: str
    fields: list[str]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands in it."""
        return not any(field.strip(_SPACE) for field in self.fields)


class UnclosedError(Exception):
    """Quotes that do not go together, from `line` on."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.text = line, text
        super().__init__(f"line {line}")


def first_ragged(path: Path, dialect: Dialect) -> Record | None:
    """Find the first row that has fewer or more fields than there are columns.

    Raises
    ------
    UnclosedError
        If a quote is not closed before that.
    """
    with _long_fields():
        rows = (each for each in _records(path, dialect) if not each.is_blank)
        return next((each for each in rows if len(each.fields) != dialect.width), None)


def record_at(path: Path, dialect: Dialect, row: int) -> Record | None:
    """Find a row; they count from 0 behind the header, without those that are empty."""
    with _long_fields():
        try:
            rows = (each for each in _records(path, dialect) if not each.is_blank)
            return next(islice(rows, row + dialect.has_header, None), None)
        except UnclosedError:
            return None


def field_place(record: Record, index: int, dialect: Dialect, called: str) -> Place:
    """Find where a field of a row stands; the end of the row if it has too few."""
    start = end = 0
    delimiter = re.escape(dialect.delimiter)
    field = re.compile(rf'"(?:[^"]|"")*"[^{delimiter}]*|[^{delimiter}]*')
    text = record.text.rstrip("\r\n")
    for place in range(index + 1):
        if found := field.match(text, start if place == 0 else end + 1):
            start, end = found.span()
        if end >= len(text) and place < index:
            start = end = len(text)
            break
    before = text[:start]
    line = before.count("\n")
    source = text.split("\n")[line].rstrip("\r")
    column = start - (before.rfind("\n") + 1)
    length = min(end - start, len(source) - column)
    return Place(called, record.line + line, column + 1, length, source)


def _records(path: Path, dialect: Dialect) -> Iterator[Record]:
    """Read a text row by row."""
    taken: list[str] = []
    with path.open(encoding="utf-8-sig", newline=dialect.ending) as file:
        lines = (taken.append(line) or _plain(line) for line in file)
        reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
        line = 1
        try:
            for fields in reader:
                yield Record(line, "".join(taken), fields)
                line += len(taken)
                taken.clear()
        except csv.Error:
            raise UnclosedError(line, "".join(taken[:1]).rstrip("\r\n")) from None


def _plain(line: str) -> str:
    """End a line as Python's reader expects it, and nowhere else."""
    body = line.rstrip("\r\n")
    return body.replace("\r", " ") + "\n" * (len(body) < len(line))


@contextmanager
def _long_fields() -> Generator[None]:
    """Let fields be longer than Python's reader expects."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


CELL = 16
"""How many bytes a text takes in memory beside what is written in the file."""


class DelimitedTable(FrameTable):
    """A table of texts that knows in which lines they stand."""

    text: Text
    dialect: Dialect

    def place(self, row: int, name: str) -> Place | None:
        record = record_at(self.text.path, self.dialect, row)
        if record is None:
            return None
        index = self.names.index(name)
        return field_place(record, index, self.dialect, self.called)


def read_delimited(path: Path, asked: Asked) -> DelimitedTable:
    """Read a text of fields apart by commas or the like.

    Raises
    ------
    SpecError
        If it is none, with the line.
    """
    text = text_in(path, asked.encoding)
    dialect = dialect_of(
        text.head, asked.delimiter, header=asked.header, stated=asked.stated
    )
    _check_names(text, dialect)
    is_large = asked.is_large(_size(text, dialect))
    table = _read(text, dialect, asked.missing, is_large=is_large)
    _check_short(table)
    return table


def _read(
    text: Text, dialect: Dialect, missing: Sequence[str], *, is_large: bool
) -> DelimitedTable:
    from polars.exceptions import PolarsError  # noqa: PLC0415 - only for tables

    try:
        held = taken(text.called, _scan(text, dialect), missing, is_large=is_large)
    except PolarsError as error:
        raise _explained(text, dialect, error) from None
    table = DelimitedTable(text.called, held.frame, held.rows)
    table.text, table.dialect, table.scratch = text, dialect, held.scratch
    table.empty, table.notes = held.empty, (*text.notes, *_doubts(text, dialect))
    return table


def _scan(text: Text, dialect: Dialect) -> LazyFrame:
    import polars as pl  # noqa: PLC0415 - as above

    return pl.scan_csv(
        text.path,
        separator=dialect.delimiter,
        has_header=dialect.has_header,
        new_columns=dialect.names,
        eol_char=dialect.ending,
        infer_schema=False,
        empty_string_is_null=False,
        glob=False,
    )


def _doubts(text: Text, dialect: Dialect) -> Iterator[str]:
    """Say that another delimiter is likely where all is one column."""
    if dialect.width == 1 and (others := likely_delimiters(text.head)):
        yield (
            f"{text.called}: there is one column; if {others[0]!r} stands between "
            f'fields, say "delimiter": "{others[0]}"'
        )


def _size(text: Text, dialect: Dialect) -> int:
    """Estimate how much memory a table takes: its lines are taken for rows."""
    head = text.head
    size = text.path.stat().st_size
    lines = size / len(head.encode()) * max(head.count(dialect.ending), 1)
    return int(size + lines * dialect.width * CELL)


def _check_names(text: Text, dialect: Dialect) -> None:
    if not dialect.width:
        raise refusal(f"{text.called}: there is nothing but white space in it")
    first = record_at(text.path, replace(dialect, has_header=False), 0)
    hint = 'change the first line; "header": false if it names no columns'

    def place_of(index: int) -> Place | None:
        return first and field_place(first, index, dialect, text.called)

    check_names(text.called, dialect.names, hint, place_of)


def _check_short(table: DelimitedTable) -> None:
    """Refuse rows with too few fields, which polars fills up.

    Only where the last column has gaps can there be any.
    """
    has_gaps = table.empty or table.column(table.names[-1]).null_count()
    if has_gaps and (record := _ragged(table.text, table.dialect)):
        raise _misfit(table.text, table.dialect, record)


def _explained(text: Text, dialect: Dialect, error: Exception) -> SpecError:
    """Find what polars stumbled over."""
    if record := _ragged(text, dialect):
        return _misfit(text, dialect, record)
    return refusal(f"{text.called}: it cannot be read: {told_by(error)}")


def _ragged(text: Text, dialect: Dialect) -> Record | None:
    try:
        return first_ragged(text.path, dialect)
    except UnclosedError as error:
        column = error.text.rfind('"') + 1
        place = Place(text.called, error.line, max(column, 1), 1, error.text)
        message = "a quote is not closed, or text follows it"
        hint = 'a quote inside of quotes is written twice: ""'
        raise SpecError(
            [Problem(message, ("dataset", "path"), hint, place=place)]
        ) from None


def _misfit(text: Text, dialect: Dialect, record: Record) -> SpecError:
    found, width = len(record.fields), dialect.width
    message = f"expected {width} field{'s' * (width > 1)}, not {found}"
    place = field_place(record, min(found, width), dialect, text.called)
    hint = f'a text that contains {dialect.delimiter!r} stands in quotes: "..."'
    if found < width:
        missing = dialect.names[found:]
        hint = f"there is nothing for {', '.join(map(repr, missing[:5]))}"
    return SpecError([Problem(message, ("dataset", "path"), hint, place=place)])
