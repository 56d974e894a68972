"""Tables by the words of the spec that name them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.data.tables.delimited import Asked, read_delimited
from engine.data.tables.finding import file_below, needs, plain_file
from engine.errors import SpecError
from engine.vocabulary.datasets.files import MISSING, Csv

if TYPE_CHECKING:
    from pathlib import Path

    from engine.data.tables import Table
    from engine.vocabulary.datasets.files import Tabular


def open_table(dataset: Tabular, folder: Path, budget: int | None = None) -> Table:
    """Open the table that a dataset names, in a folder that it may not leave.

    With a `budget` in bytes, what would not fit is kept in a temporary file.

    Raises
    ------
    SpecError
        If it cannot be read, with the key of the spec, and the place in the file.
    LonghandError
        If a package is missing.
    """
    needs("polars", "reading a table")
    if isinstance(dataset, Csv):
        inputs, outputs = dataset.columns()
        stated = [*inputs, *outputs]
        asked = Asked(dataset.delimiter, dataset.encoding, dataset.header, stated)
        path = file_below(folder, dataset.path)
        return read_delimited(path, asked, dataset.missing_values, budget)
    raise NotImplementedError


def open_file(path: Path, budget: int | None = None) -> Table:
    """Open a table that is named on the command line; its ending tells its kind.

    Raises
    ------
    SpecError
        If it cannot be read.
    LonghandError
        If a package is missing.
    """
    needs("polars", "reading a table")
    try:
        return read_delimited(plain_file(path), Asked(), MISSING, budget)
    except SpecError as error:
        raise SpecError(replace(each, path=()) for each in error.problems) from None
