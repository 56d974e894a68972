"""Predictions in a file, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.data.tables.opening import write_table
from engine.errors import LonghandError
from engine.runs.writing import whole, write

if TYPE_CHECKING:
    from polars import DataFrame

SEPARATORS = {".csv": ",", ".tsv": "\t"}
"""Texts, which are written as the rows come; of others all is held before."""


def check_place(path: Path) -> None:
    """Refuse a place where no file can be, before there is work to lose.

    Raises
    ------
    LonghandError
        With what is there instead.
    """
    if not path.parent.is_dir():
        msg = f"{path}: there is no folder {str(path.parent)!r}"
        raise LonghandError(f"{msg}\nhint: make it first, or choose another place")
    if path.exists() and not path.is_file():
        msg = f"{path}: this is no file\nhint: name a file, such as predictions.csv"
        raise LonghandError(msg)


def save_table(frames: Iterator[DataFrame], path: Path) -> int:
    """Write rows to a file, in place of what is there; give how many they are.

    Raises
    ------
    LonghandError
        If it cannot be written; then all is as before.
    """
    from polars.exceptions import PolarsError  # noqa: PLC0415 - only with tables

    check_place(path)
    try:
        if separator := SEPARATORS.get(path.suffix.lower()):
            return _text(frames, path, separator)
        return _others(frames, path)
    except (OSError, PolarsError) as error:
        why = getattr(error, "strerror", None) or str(error)
        msg = f"{path}: the predictions could not be written: {why}"
        raise LonghandError(msg) from None


def _text(frames: Iterator[DataFrame], path: Path, separator: str) -> int:
    rows = 0

    def add(file: BinaryIO) -> None:
        nonlocal rows
        for frame in frames:
            text = frame.write_csv(include_header=not rows, separator=separator)
            file.write(text.encode())
            rows += len(frame)

    write(path, add)
    return rows


def _others(frames: Iterator[DataFrame], path: Path) -> int:
    import polars as pl  # noqa: PLC0415 - only with tables

    frame = pl.concat(frames)
    with whole(path) as part:
        write_table(frame, part)
    return len(frame)
