"""Tables written to files, by their ending."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from engine.data.tables.finding import needs
from engine.data.whole import write_whole
from engine.errors import LonghandError, listed

if TYPE_CHECKING:
    from pathlib import Path

    from polars import DataFrame

ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")


def write_table(frame: DataFrame, path: Path) -> None:
    """Write a table, whole or not at all.

    Raises
    ------
    LonghandError
        If no such file can be written.
    """
    check_ending(path)
    try:
        write_whole(path, _content(frame, path.suffix.lower()))
    except OSError as error:
        msg = f"{path}: it cannot be written ({error.strerror})"
        raise LonghandError(msg) from None


def check_ending(path: Path) -> None:
    """Refuse a file that no table can be written to, before there is one.

    Raises
    ------
    LonghandError
        With the endings that there are.
    """
    needs("polars", "writing a table")
    if path.suffix.lower() in ENDINGS:
        return
    msg = f"{path}: tables are written as {listed(ENDINGS)}, by the ending of the file"
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        msg += "\nhint: Excel opens .csv as well"
    raise LonghandError(msg)


def _content(frame: DataFrame, ending: str) -> bytes:
    buffer = BytesIO()
    match ending:
        case ".csv":
            frame.write_csv(buffer)
        case ".tsv":
            frame.write_csv(buffer, separator="\t")
        case ".parquet":
            frame.write_parquet(buffer)
        case _:
            frame.write_ndjson(buffer)
    return buffer.getvalue()
