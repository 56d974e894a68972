"""Tables: rows of named columns, wherever they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from engine.errors import Path, Place, Problem, SpecError
from engine.vocabulary.cells import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
