"""Workbooks: a sheet of cells, which are taken as the texts that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from engine.data.tables import check_names
from engine.data.tables.finding import DAMAGED, needs, refusal
from engine.data.tables.frames import FrameTable, taken, told_by
from engine.errors import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from polars import DataFrame

    from engine.data.tables import Asked

LARGEST = 2**31
"""How many bytes a workbook may have when it is unpacked, if no budget is given."""


def read_workbook(path: Path, asked: Asked) -> FrameTable:
    """Read a sheet of a workbook; its first row names the columns.

    Raises
    ------
    SpecError
        If the file or the sheet is none, or too large.
    """
    needs("fastexcel", "reading a workbook")
    import fastexcel  # noqa: PLC0415 - only where workbooks are read

    _check_size(path, min(asked.budget or LARGEST, LARGEST))
    try:
        book = fastexcel.read_excel(path)
        sheet = _sheet(path, book.sheet_names, asked.sheet)
        cells = _cells(book, sheet)
    except fastexcel.FastExcelError as error:
        msg = f"{path}: this is no whole workbook: {told_by(error)}"
        raise refusal(msg, DAMAGED) from None
    return taken(str(path), _named(path, cells).lazy(), asked.missing)


def _check_size(path: Path, limit: int) -> None:
    """Refuse a workbook before it is unpacked, if it has no room."""
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        msg = f"{path}: this is no whole workbook: {error}"
        raise refusal(msg, DAMAGED) from None
    if size > limit:
        msg = f"{path}: it has {size >> 20} MB unpacked, and {limit >> 20} MB are free"
        raise refusal(msg, "save the sheet as CSV, which need not be read at once")


def _sheet(path: Path, names: list[str], asked: str | None) -> str:
    """Choose the sheet that is asked for, or the first."""
    if asked is None and names:
        return names[0]
    if asked is None or asked not in names:
        hint = did_you_mean(asked or "", names) or f"there are {', '.join(names)}"
        raise refusal(f"{path}: there is no sheet {asked!r}", hint, "sheet")
    return asked


def _cells(book: Any, sheet: str) -> DataFrame:
    """Read all cells as texts.

    The library rounds numbers when it writes them; those are written anew.
    """
    import polars as pl  # noqa: PLC0415 - only where tables are read

    texts, numbers = (
        book.load_sheet(
            sheet, header_row=None, dtypes=kind, whitespace_as_null=True
        ).to_polars()
        for kind in ("string", "float")
    )
    columns = [
        pl.DataFrame({"text": texts[name], "number": numbers[name]}).select(
            pl.when(pl.col("text").cast(pl.Float64, strict=False) != pl.col("number"))
            .then(pl.col("number").cast(pl.String))
            .otherwise(pl.col("text"))
            .alias(name)
        )
        for name in texts.columns
    ]
    return pl.concat(columns, how="horizontal") if columns else texts


def _named(path: Path, cells: DataFrame) -> DataFrame:
    """Take the first row for names; columns without anything are left out."""
    kept = [column.name for column in cells if column.null_count() < len(column)]
    if not kept:
        raise refusal(f"{path}: the sheet is empty", "name another one in 'sheet'")
    cells = cells.select(kept)
    names = [str(name or "").strip() for name in cells.row(0)]
    check_names(str(path), names, "change it in the first row of the sheet")
    return cells.slice(1).rename(dict(zip(kept, names, strict=True)))
