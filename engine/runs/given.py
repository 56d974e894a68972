"""Rows to predict: in a file, in the table that a run learned from, or typed."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.data.tables.frames import FrameTable
from engine.data.tables.opening import open_file, open_table
from engine.errors import LonghandError, SpecError, did_you_mean
from engine.runs.predicting import coding_of_inputs
from engine.runs.sources import found_again
from engine.vocabulary.datasets.files import FileTable, Tabular

if TYPE_CHECKING:
    from polars import DataFrame

    from engine.data.tables import Table
    from engine.runs.opening import Saved

ONLY_NOTHING = [""]
"""What stands for a missing value is kept as it is, and found out later."""


def table_in(saved: Saved, path: Path) -> Table:
    """Open a file of rows to predict, as that of the run if its ending is the same.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    source = _source(saved)
    is_alike = isinstance(source, FileTable) and path.suffix == Path(source.path).suffix
    if source is None or not is_alike or not path.is_file():
        return open_file(path, missing=ONLY_NOTHING)
    same = {"path": path.name, "missing_values": ONLY_NOTHING}
    try:
        table = open_table(source.model_copy(update=same), path.parent)
    except SpecError as error:
        raise SpecError(replace(each, path=()) for each in error.problems) from None
    table.called = str(path)
    return table


def own_table(saved: Saved) -> Table:
    """Open the table that a run learned from, if it is still the same.

    Raises
    ------
    LonghandError
        If its file is gone, or has changed.
    """
    source = _source(saved)
    if source is None:
        msg = f"{saved.folder}: this run learned from no table"
        raise LonghandError(msg)
    base = found_again(saved.folder, source, None) or Path()
    return open_table(source.model_copy(update={"missing_values": ONLY_NOTHING}), base)


def typed_table(saved: Saved, texts: Sequence[str]) -> Table:
    """Read rows as they were typed: values in the order of the inputs, or by name.

    Raises
    ------
    LonghandError
        If one is no row of the inputs.
    """
    import polars as pl  # noqa: PLC0415 - only where tables are read

    names = coding_of_inputs(saved).names
    rows = [_row(text, names) for text in texts]
    columns = {name: [row[name] for row in rows] for name in names}
    return framed(pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)))


def framed(frame: DataFrame) -> Table:
    """Take rows that are held already for a table."""
    return FrameTable("the rows given", frame, len(frame))


def _source(saved: Saved) -> Tabular | None:
    found = getattr(saved.model.spec.dataset, "source", None)
    return found if isinstance(found, Tabular) else None


def _row(text: str, names: Sequence[str]) -> Mapping[str, str]:
    cells = [cell.strip() for cell in next(csv.reader([text], skipinitialspace=True))]
    if all("=" in cell for cell in cells):
        return _named(text, cells, names)
    if len(cells) != len(names):
        msg = (
            f"{text!r} is not a row of inputs\n"
            f"hint: write {len(names)} values with commas: {','.join(names)}; "
            "or each as NAME=VALUE"
        )
        raise LonghandError(msg)
    return dict(zip(names, cells, strict=True))


def _named(text: str, cells: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """Read a row such as color=red,size=3."""
    row: dict[str, str] = {}
    for cell in cells:
        name, _, value = cell.partition("=")
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            msg = f"{text!r}: there is no input {name!r}\nhint: {hint}"
            raise LonghandError(msg)
        if name in row:
            msg = f"{text!r}: {name!r} is there twice"
            raise LonghandError(msg)
        row[name] = value
    if absent := [name for name in names if name not in row]:
        msg = f"{text!r}: {', '.join(map(repr, absent))} is missing"
        raise LonghandError(f"{msg}\nhint: {absent[0]}= if its value is not known")
    return row
