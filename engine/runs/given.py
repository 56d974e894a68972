"""Rows to predict: in a file, in the table that a run learned from, or typed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from engine.data.load import opened
from engine.data.tables.finding import needs
from engine.data.tables.frames import FrameTable
from engine.data.tables.opening import open_file, open_table
from engine.errors import LonghandError, did_you_mean
from engine.memory import EXAMPLES_SHARE, allowed
from engine.runs.predicting import coding_of_inputs, missing_values, nulled
from engine.runs.sources import found_again
from engine.spec.model import Spec, load
from engine.vocabulary.columns import CellError
from engine.vocabulary.columns.notation import PLAIN
from engine.vocabulary.columns.numbers import Number
from engine.vocabulary.datasets.files import Csv, Tabular

if TYPE_CHECKING:
    from polars import DataFrame, Series

    from engine.data.table_data import Opened
    from engine.data.tables import Table
    from engine.runs.opening import Saved

PART = "part"
MOST = 12
"""So many inputs are named in a hint."""


def table_in(saved: Saved, path: Path) -> Table:
    """Open a file of rows to predict, as that of the run if it is of its kind.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    known = saved.model.schema
    inputs, outputs = list(known.inputs), list(known.outputs)
    plain = Csv(path=str(path), inputs=inputs, outputs=outputs)
    return open_file(path, _budget(), _as_written(_source(saved) or plain))


def own_table(saved: Saved) -> Table:
    """Open the table that a run learned from, if it is still the same.

    A column `part` tells what each row was for, unless there is one of that name.

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
    table = open_table(_as_written(source), base, _budget())
    if isinstance(table, FrameTable) and PART not in table.names:
        return _with_parts(table, opened(load(saved.folder / "spec.json", base)))
    return table


def _with_parts(table: FrameTable, spec: Spec) -> FrameTable:
    import polars as pl  # noqa: PLC0415 - only where tables are read

    parts = np.full(table.rows, None, dtype=object)
    for name, rows in cast("Opened", spec.dataset).taken.items():
        parts[rows] = name
    column = pl.Series(PART, parts.tolist(), pl.String)
    made = FrameTable(table.called, table.frame.with_columns(column), table.rows)
    made.empty, made.notes, made.scratch = table.empty, table.notes, table.scratch
    return made


def typed_table(saved: Saved, texts: Sequence[str]) -> Table:
    """Read rows as they were typed: values in the order of the inputs, or by name.

    Raises
    ------
    LonghandError
        If one is no row of the inputs.
    """
    needs("polars", "predicting rows of a table")
    import polars as pl  # noqa: PLC0415 - only where tables are read

    names = coding_of_inputs(saved).names
    rows = [_row(text, names) for text in texts]
    columns = {name: [row[name] for row in rows] for name in names}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    return framed(frame.with_columns(_pointed(saved, frame)))


def _pointed(saved: Saved, frame: DataFrame) -> list[Series]:
    """Read numbers with a point, where a column's own way to write them fails.

    Commas stand between the values of a row that is typed.
    """
    known = nulled(frame, missing_values(saved.model))
    found: list[Series] = []
    for coded in coding_of_inputs(saved).columns:
        texts = known[coded.name]
        try:
            coded.column.typed(texts)
        except CellError:
            numbers = PLAIN.read(texts)
            is_number = isinstance(coded.column, Number)
            if is_number and numbers.null_count() == texts.null_count():
                found.append(numbers)
    return found


def framed(frame: DataFrame) -> Table:
    """Take rows that are held already for a table."""
    return FrameTable("the rows given", frame, len(frame))


def _as_written(source: Tabular) -> Tabular:
    """Let what stands for a missing value be, but for nothing at all."""
    return source.model_copy(update={"missing_values": [""]})


def _budget() -> int:
    return int(EXAMPLES_SHARE * allowed())


def _source(saved: Saved) -> Tabular | None:
    found = getattr(saved.model.spec.dataset, "source", None)
    return found if isinstance(found, Tabular) else None


def _row(text: str, names: Sequence[str]) -> Mapping[str, str]:
    outside = _QUOTED.sub(r'\1"\2\3"', text)
    cells = [c.strip() for c in next(csv.reader([outside], skipinitialspace=True))]
    if all("=" in cell for cell in cells):
        return _named(text, cells, names)
    if len(cells) != len(names):
        msg = (
            f"{text!r} is not a row of inputs\n"
            f"hint: write {len(names)} values with commas: {few(names)}; "
            "or each as NAME=VALUE"
        )
        raise LonghandError(msg)
    return dict(zip(names, cells, strict=True))


_QUOTED = re.compile(r'((?:^|,)\s*)([^",=]+=)"((?:[^"]|"")*)"')
"""A value in quotes behind its name: the quotes go around both."""


def few(names: Sequence[str]) -> str:
    """Write the first names of a row, with commas."""
    return ",".join([*names[:MOST], *["..."] * (len(names) > MOST)])


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
