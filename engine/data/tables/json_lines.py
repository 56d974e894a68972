"""JSON lines: an object for each row, whose values are taken as texts."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from engine.data.tables import check_names
from engine.data.tables.finding import refusal
from engine.data.tables.frames import FrameTable, taken, told_by
from engine.data.tables.texts import Text, text_in
from engine.errors import Place, Problem, SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from polars import LazyFrame

    from engine.data.tables import Asked


class JsonTable(FrameTable):
    """A table that knows in which lines its rows stand."""

    text: Text

    def place(self, row: int, name: str) -> Place | None:
        rows = (each for each in _lines(self.text) if _has_something(each[1]))
        line, source = next(islice(rows, row, None), (0, ""))
        key = json.dumps(name, ensure_ascii=False)
        column = max(source.find(key), 0)
        length = len(key) if key in source else len(source)
        return Place(self.called, line, column + 1, length, source) if line else None


def read_json_lines(path: Path, asked: Asked) -> JsonTable:
    """Read a text with an object in each line; all its keys become columns.

    Raises
    ------
    SpecError
        With the line that is not one, or that holds more than single values.
    """
    from polars.exceptions import PanicException, PolarsError  # noqa: PLC0415

    text = text_in(path, has_mark=False)
    is_large = asked.is_large(3 * path.stat().st_size)
    try:
        lazy = _scan(text)
        held = taken(text.called, lazy, asked.missing, is_large=is_large)
    except (PolarsError, PanicException) as error:
        _check_lines(text)
        msg = f"{text.called}: it cannot be read: {told_by(error)}"
        raise refusal(msg) from None
    if _may_be_nested(held):
        _check_lines(text)
    _check_keys(text)
    table = JsonTable(text.called, held.frame, held.rows)
    table.text, table.notes = text, text.notes
    table.empty, table.scratch = held.empty, held.scratch
    return table


def _scan(text: Text) -> LazyFrame:
    """Find the keys of all rows, then read their values as texts."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    schema = pl.scan_ndjson(text.path, infer_schema_length=None).collect_schema()
    if not schema.names() or any(kind.is_nested() for kind in schema.values()):
        _check_lines(text)
        raise refusal(f"{text.called}: there are no values in it")
    check_names(text.called, schema.names(), "every key needs a name")
    return pl.scan_ndjson(text.path, schema=dict.fromkeys(schema, pl.String))


def _may_be_nested(table: FrameTable) -> bool:
    """Tell whether a value reads like a list or an object, which may be a text, too."""
    import polars as pl  # noqa: PLC0415 - as above

    marked = pl.any_horizontal(pl.all().str.contains(r"^[\[{]").fill_null(value=False))
    lazy = table.frame.lazy().select(marked.any())
    return bool(lazy.collect(engine="streaming").item())


class _TwiceError(ValueError):
    """A key that stands twice in an object."""


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Take an object apart whose keys all differ."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_single)


def _check_keys(text: Text) -> None:
    """Find the first line in which a key stands twice; polars takes one of the two."""
    for line, source in _lines(text):
        try:
            _DECODER.decode(source)
        except _TwiceError as error:
            problem = _twice(text.called, line, source, str(error))
            raise SpecError([problem]) from None
        except ValueError:
            continue  # polars has read it, with whatever is odd


def _twice(called: str, line: int, source: str, key: str) -> Problem:
    written = json.dumps(key, ensure_ascii=False)
    first = source.find(written)
    column = max(source.find(written, first + 1), 0)
    length = len(written) if column else len(source)
    place = Place(called, line, column + 1, length, source)
    hint = "give one of the two another name, or remove it"
    path = ("dataset", "path")
    return Problem(f"{key!r} stands twice in this line", path, hint, place=place)


def _check_lines(text: Text) -> None:
    """Find the first line that is no object of single values."""
    for line, source in _lines(text):
        if problem := _wrong(text.called, line, source):
            raise SpecError([problem])


def _wrong(called: str, line: int, source: str) -> Problem | None:
    path = ("dataset", "path")
    try:
        row = json.loads(source, parse_constant=_refuse, object_pairs_hook=_single)
    except _TwiceError as error:
        return _twice(called, line, source, str(error))
    except ValueError as error:
        column = getattr(error, "colno", 1)
        place = Place(called, line, column, 1, source)
        return Problem(f"this is not JSON: {error}", path, place=place)
    place = Place(called, line, 1, len(source), source)
    if not isinstance(row, dict):
        hint = 'such as {"age": 41, "color": "red"}'
        return Problem("expected an object in braces", path, hint, place=place)
    for key, value in cast("dict[str, Any]", row).items():
        if isinstance(value, dict | list):
            message = f"{key!r} holds more than one value"
            hint = "write it as several keys"
            return Problem(message, path, hint, place=place)
    return None


def _refuse(constant: str) -> None:
    msg = f"{constant} is not a number in JSON"
    raise ValueError(msg)


def _lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines in which something stands, with their numbers."""
    with text.path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\r\n")


def _has_something(line: str) -> bool:
    values: dict[str, Any] = json.loads(line)
    return any(str(v).strip() for v in values.values() if v is not None)
