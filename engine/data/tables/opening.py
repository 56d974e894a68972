"""Tables by the words of the spec that name them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.data.tables import Asked, asked_by
from engine.data.tables.columnar import read_parquet
from engine.data.tables.delimited import read_delimited
from engine.data.tables.finding import file_below, needs, plain_file
from engine.data.tables.frames import FrameTable, read_in_pieces, taken
from engine.data.tables.json_lines import read_json_lines
from engine.data.tables.workbooks import read_workbook
from engine.errors import SpecError
from engine.vocabulary.datasets.files import (
    Csv,
    Excel,
    FileTable,
    JsonLines,
    Parquet,
    Sklearn,
    Tabular,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.data.tables import Table


def read_bundled(name: str, asked: Asked) -> FrameTable:
    """Read a table by its name; column `target` has the names of classes, or numbers.

    Raises
    ------
    SpecError
        If scikit-learn is not installed.
    """
    needs("sklearn", f"the dataset {name!r}", "sklearn")
    import polars as pl  # noqa: PLC0415 - only where tables are read

    made: Any = getattr(import_module("sklearn.datasets"), f"load_{name}")()
    features = zip(map(str, made.feature_names), made.data.T, strict=True)
    target = made.target
    if "target_names" in made:
        target = [str(made.target_names[number]) for number in target]
    frame = pl.DataFrame({**dict(features), "target": target})
    return taken(f"scikit-learn's {name}", frame.lazy(), asked.missing)


_READERS: dict[type[Tabular], Callable[[Path, Asked], Table]] = {
    Csv: read_delimited,
    Parquet: read_parquet,
    Excel: read_workbook,
    JsonLines: read_json_lines,
}
ENDINGS: dict[str, type[FileTable]] = {
    ".parquet": Parquet,
    ".pq": Parquet,
    ".xlsx": Excel,
    ".xlsm": Excel,
    ".xlsb": Excel,
    ".xls": Excel,
    ".ods": Excel,
    ".jsonl": JsonLines,
    ".ndjson": JsonLines,
}
"""Which word reads files of an ending; `csv` all others."""


def open_table(dataset: Tabular, folder: Path, budget: int | None = None) -> Table:
    """Open the table that a dataset names, in a folder that it may not leave.

    With a `budget` in bytes, what would not fit is kept in a temporary file.

    Raises
    ------
    SpecError
        If it cannot be read, with the key of the spec, and the place in the file; or
        if a package is missing.
    """
    needs("polars", "reading a table")
    read_in_pieces()
    asked = asked_by(dataset, budget)
    match dataset:
        case Sklearn(name=name):
            return read_bundled(name, asked)
        case FileTable(path=path):
            return _READERS[type(dataset)](file_below(folder, path), asked)
        case _:
            raise TypeError(dataset)


def open_file(
    path: Path, budget: int | None = None, like: Tabular | None = None
) -> Table:
    """Open a table that is named on the command line; its ending tells its kind.

    `like` is the dataset that a model was trained on: what is missing is written as
    there, its columns tell whether there is a header, and all else that it says holds
    as well if the file is of its kind.

    Raises
    ------
    SpecError
        If it cannot be read, or a package is missing.
    """
    needs("polars", "reading a table", path=())
    read_in_pieces()
    kind = ENDINGS.get(path.suffix.lower(), Csv)
    asked = Asked(budget=budget)
    if like is not None:
        asked = asked_by(like, budget)
    if not isinstance(like, kind):
        asked = Asked(asked.stated, asked.missing, budget)
    try:
        return _READERS[kind](plain_file(path), asked)
    except SpecError as error:
        raise SpecError(replace(each, path=()) for each in error.problems) from None
