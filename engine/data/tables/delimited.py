"""Comma-separated values: polars reads them, and all is a text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.data.tables.asking import Asked
from engine.data.tables.dialects import Dialect, dialect_of, likely_delimiters
from engine.data.tables.finding import refusal
from engine.data.tables.frames import FrameTable, taken, told_by
from engine.data.tables.names import check_names
from engine.data.tables.records import (
    Record,
    UnclosedError,
    field_place,
    first_ragged,
    record_at,
)
from engine.data.tables.texts import Text, text_in
from engine.errors import Place, Problem, SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from polars import LazyFrame

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
