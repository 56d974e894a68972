"""Records: where in a text the rows of a table stand, and which are ragged."""

import csv
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engine.data.tables.dialects import Dialect
from engine.errors import Place

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
