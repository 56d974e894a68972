"""Tables written to files, by their ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from engine.atomic_write import check_folder, write_whole
from engine.data.tables.finding import needs
from engine.errors import LonghandError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    write_frames([frame], path)


def write_frames(frames: Iterable[DataFrame], path: Path) -> int:
    """Write rows as they come, all of them or none; give how many there are.

    Raises
    ------
    LonghandError
        If no such file can be written.
    """
    check_place(path)
    rows = 0

    def counted() -> Iterator[DataFrame]:
        nonlocal rows
        for frame in frames:
            rows += len(frame)
            yield frame

    def write(file: BinaryIO) -> None:
        _write(counted(), file, path.suffix.lower())

    try:
        write_whole(path, write)
    except OSError as error:
        msg = f"{path}: it cannot be written ({error.strerror or error})"
        raise LonghandError(msg) from None
    return rows


def check_place(path: Path) -> None:
    """Refuse a place where no table can be written, before there is one.

    Raises
    ------
    LonghandError
        With what is wrong with it.
    """
    check_ending(path)
    check_folder(path)


def check_ending(path: Path) -> None:
    """Refuse a file that no table can be written to, before there is one.

    Raises
    ------
    LonghandError
        With the endings that there are.
    """
    needs("polars", "writing a table", path=())
    if path.suffix.lower() in ENDINGS:
        return
    msg = f"{path}: tables are written as {listed(ENDINGS)}, by the ending of the file"
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        msg += "\nhint: Excel opens .csv as well"
    raise LonghandError(msg)


def _write(frames: Iterator[DataFrame], file: BinaryIO, ending: str) -> None:
    import polars as pl  # noqa: PLC0415 - only where tables are written

    if ending == ".parquet":
        pl.concat(frames).write_parquet(file)
        return
    for i, frame in enumerate(frames):
        if ending in (".csv", ".tsv"):
            separator = "\t" if ending == ".tsv" else ","
            frame.write_csv(file, include_header=not i, separator=separator)
        else:
            frame.write_ndjson(file)
