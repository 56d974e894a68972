"""Tables: rows of named columns, wherever they come from."""

from __future__ import annotations

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engine.errors import Path, Place, Problem, SpecError
from engine.vocabulary.cells import CellError
from engine.vocabulary.datasets.files import MISSING, Csv, Excel, Tabular

if TYPE_CHECKING:
    from polars import DataFrame, Series


class Table(ABC):
    """Rows of named columns; values are texts, or what the file says they are.

    What is missing is null, whatever stands for it in the file; texts have no white
    space around them.

    Attributes
    ----------
    called : what messages call it
    names : the columns, each with a name of its own
    rows : how many there are, without those that are empty
    empty : how many rows were left out because nothing stands in them
    notes : what was found out of the file that a person may want to hear
    """

    called: str
    names: tuple[str, ...]
    rows: int
    empty: int = 0
    notes: tuple[str, ...] = ()

    @abstractmethod
    def column(self, name: str) -> Series:
        """Give all values of a column."""

    @abstractmethod
    def chunks(self, names: Sequence[str], size: int) -> Iterator[DataFrame]:
        """Give some columns, up to `size` rows at a time, in order."""

    def place(self, row: int, name: str) -> Place | None:
        """Find where a value stands, if it stands in a text; `row` counts from 0."""
        return None

    def refused(
        self, error: CellError, name: str, path: Path = (), *, is_placed: bool = True
    ) -> SpecError:
        """Say what is wrong with a value, and where it stands, unless nobody asks.

        `error.row` is its row of the table. All above it are read again to find it.
        """
        row, message = error.row, error.message
        place = self.place(row, name) if is_placed else None
        if error.others:
            message += f" (and {error.others} more in this column)"
        where = f"row {row + 1}, column {name!r}"
        if place is None:
            where = f"{self.called}: {where}"
        problem = Problem(f"{where}: {message}", path, error.hint, place=place)
        return SpecError([problem])


HELD = 128 * 2**20
"""So many bytes of a table are held in memory in any case."""

SPARE = 4
"""How many times a table must fit on the disk that is not forced to take it."""


@dataclass(frozen=True)
class Asked:
    """What a person says of a table; None is to be found out.

    Attributes
    ----------
    stated : columns that are known to be in it
    missing : texts that stand where a value is missing
    budget : how many bytes of memory it may take
    """

    stated: Sequence[str] = ()
    missing: Sequence[str] = tuple(MISSING)
    budget: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    sheet: str | None = None

    def is_large(self, size: float) -> bool:
        """Tell whether so many bytes are better kept in a temporary file.

        They are if they exceed the budget, or where the disk has room for them: what
        columns become needs memory as well.
        """
        if self.budget is None or size <= min(self.budget, HELD):
            return False
        free = shutil.disk_usage(tempfile.gettempdir()).free
        return size > self.budget or free > SPARE * size


def asked_by(dataset: Tabular, budget: int | None) -> Asked:
    """Tell what a spec asks."""
    inputs, outputs = dataset.columns()
    stated, missing = [*inputs, *outputs], dataset.missing_values
    match dataset:
        case Csv(delimiter=delimiter, encoding=encoding, header=header):
            return Asked(stated, missing, budget, delimiter, encoding, header)
        case Excel(sheet=sheet):
            return Asked(stated, missing, budget, sheet=sheet)
        case _:
            return Asked(stated, missing, budget)


MOST = 6
"""So many columns are told of."""


def check_names(
    called: str,
    names: Sequence[str],
    hint: str,
    place_of: Callable[[int], Place | None] = lambda _: None,
) -> None:
    """Refuse a table whose columns cannot be called by name.

    Raises
    ------
    SpecError
        With the first such columns.
    """
    problems = [
        Problem(
            message if place_of(index) else f"{called}: {message}",
            ("dataset", "path"),
            hint,
            place=place_of(index),
        )
        for index, message in islice(_wrong(names), MOST)
    ]
    if problems:
        raise SpecError(problems)


def _wrong(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Find columns without a name, and the first of those that share one."""
    times = Counter(names)
    for index, name in enumerate(names):
        if not name:
            yield index, f"column {index + 1} has no name"
        elif times[name] > 1 and names.index(name) == index:
            yield index, f"{times[name]} columns are called {name!r}"
