"""Tables that polars holds or scans: missing values, empty rows, and the budget."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from engine.data.tables import Table
from engine.data.tables.finding import refusal
from engine.errors import printable
from engine.memory import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polars import DataFrame, Expr, LazyFrame, Series

BATCH = 16_384
"""How many rows of a table that does not fit into memory are read at least."""

_PIECES = {
    "POLARS_CSV_CHUNK_SIZE": "1000000",
    "POLARS_NDJSON_CHUNK_SIZE": "1000000",
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "1",
}
"""Polars reads files in pieces of so many bytes; its own grow with the file."""


def read_in_pieces() -> None:
    """Let polars take little memory while it copies a table that does not fit."""
    for name, size in _PIECES.items():
        os.environ.setdefault(name, size)


class FrameTable(Table):
    """A table as polars has it: whole in memory, or in a temporary file."""

    def __init__(self, called: str, frame: DataFrame | LazyFrame, rows: int) -> None:
        self.called, self.frame, self.rows = called, frame, rows
        self.names = tuple(frame.collect_schema().names())
        self.scratch: Scratch | None = None

    def column(self, name: str) -> Series:
        from polars import DataFrame  # noqa: PLC0415 - only where tables are read

        chosen = self.frame.select(name)
        return (chosen if isinstance(chosen, DataFrame) else chosen.collect())[name]

    def chunks(self, names: Sequence[str], size: int) -> Iterator[DataFrame]:
        from polars import DataFrame  # noqa: PLC0415 - as above

        chosen = self.frame.select(names)
        for start in range(0, self.rows, size):
            part = chosen.slice(start, size)
            yield part if isinstance(part, DataFrame) else part.collect()


def cleaned(lazy: LazyFrame, missing: Sequence[str]) -> LazyFrame:
    """Trim texts; make null what stands for a missing value, is empty or NaN."""
    import polars as pl  # noqa: PLC0415 - as above
    import polars.selectors as cs  # noqa: PLC0415 - as above

    trimmed = lazy.with_columns(cs.string().str.strip_chars())
    kept = pl.when(~cs.string().is_in(["", *missing])).then(cs.string())
    return trimmed.with_columns(kept, cs.float().fill_nan(None))


def has_something() -> Expr:
    """Tell whether anything stands in a row."""
    import polars as pl  # noqa: PLC0415 - as above
    import polars.selectors as cs  # noqa: PLC0415 - as above

    texts = cs.string().str.strip_chars() != ""
    return pl.any_horizontal(texts.fill_null(value=False), (~cs.string()).is_not_null())


def taken(
    called: str, lazy: LazyFrame, missing: Sequence[str], *, is_large: bool = False
) -> FrameTable:
    """Read all of a table without its empty rows, into memory or a temporary file.

    Empty rows are rare, and only looked for where a row has no value.

    Raises
    ------
    SpecError
        If no row is left.
    """
    table = _without_blanks(called, lazy, missing, is_large=is_large)
    if not table.rows:
        raise refusal(f"{called}: there are no rows in it, only names of columns")
    return table


def _without_blanks(
    called: str, lazy: LazyFrame, missing: Sequence[str], *, is_large: bool
) -> FrameTable:
    table = _held(called, cleaned(lazy, missing), is_large=is_large)
    if not table.rows or not _has_blanks(table):
        return table
    full = _held(
        called, cleaned(lazy.filter(has_something()), missing), is_large=is_large
    )
    full.empty = table.rows - full.rows
    return full


def _held(called: str, lazy: LazyFrame, *, is_large: bool) -> FrameTable:
    import polars as pl  # noqa: PLC0415 - as above

    if not is_large:
        frame = lazy.collect(engine="streaming")
        return FrameTable(called, frame, frame.height)
    scratch = Scratch()
    lazy.sink_ipc(scratch.file("table"), record_batch_size=BATCH)
    scanned = pl.scan_ipc(scratch.file("table"))
    rows: Any = scanned.select(pl.len()).collect().item()
    table = FrameTable(called, scanned, rows)
    table.scratch = scratch
    return table


def _has_blanks(table: FrameTable) -> bool:
    """Tell whether there is a row without any value; no more is read than tells."""
    import polars as pl  # noqa: PLC0415 - as above

    if not all(table.column(name).null_count() for name in table.names):
        return False
    blank = pl.all_horizontal(pl.all().is_null()).any()
    return table.frame.lazy().select(blank).collect(engine="streaming").item()


def told_by(error: Exception) -> str:
    """Give the first line of what a library says."""
    return printable(str(error).strip().split("\n")[0])
