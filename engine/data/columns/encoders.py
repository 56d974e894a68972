"""How the columns of a table become numbers, and numbers become values again."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError
from engine.vocabulary.columns import CellError, Column, Encoded, Floats, Learned
from engine.vocabulary.entry import read

if TYPE_CHECKING:
    from polars import DataFrame, Series

    from engine.errors import Problem

Truths = NDArray[np.bool_]

BLOCK = 1 << 10
"""How many rows are put together at once: so many stay in the processor's cache."""


@dataclass(frozen=True)
class Coded:
    """A column of the table with all that was learned of it."""

    name: str
    column: Column
    learned: Learned

    @property
    def features(self) -> list[str]:
        """Name the numbers that a value becomes."""
        return self.column.features(self.name, self.learned)

    @property
    def classes(self) -> list[str]:
        """Name the classes of an output."""
        return self.column.classes(self.learned)

    def encode(self, values: Series) -> Encoded:
        """Turn values, as the table holds them, into numbers."""
        return self.column.encode(self.column.typed(values), self.learned)

    def written(self) -> dict[str, Any]:
        """Write it as JSON data."""
        return {"column": self.column.written(), "learned": self.learned}


@dataclass
class Met:
    """What was met while rows became numbers, counted by column."""

    missing: dict[str, int] = field(default_factory=dict[str, int])
    unseen: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, name: str, found: Encoded) -> None:
        """Count what stands in some more rows."""
        for counts, count in (
            (self.missing, found.missing),
            (self.unseen, found.unseen),
        ):
            if count:
                counts[name] = counts.get(name, 0) + count


@dataclass(frozen=True)
class Coding:
    """All columns of one side, inputs or outputs, in the order of their features."""

    columns: tuple[Coded, ...]

    @property
    def names(self) -> list[str]:
        """Name the columns."""
        return [coded.name for coded in self.columns]

    @property
    def features(self) -> list[str]:
        """Name all numbers of a row."""
        return [name for coded in self.columns for name in coded.features]

    @property
    def groups(self) -> dict[str, slice]:
        """Say where the numbers of each column stand."""
        ends = np.cumsum([len(coded.features) for coded in self.columns]).tolist()
        spans = zip([0, *ends], ends, strict=False)
        return {n: slice(*span) for n, span in zip(self.names, spans, strict=True)}

    def encode(self, frame: DataFrame, met: Met) -> Floats:
        """Turn rows into numbers (rows, features).

        Raises
        ------
        CellError
            At the first value that its column cannot take.
        """
        numbers = np.empty((len(frame), len(self.features)))
        self.fill(numbers, frame, met)
        return numbers

    def fill(self, numbers: NDArray[Any], frame: DataFrame, met: Met) -> None:
        """Do as `encode` does, into an array that is there.

        Raises
        ------
        CellError
            At the first value that its column cannot take.
        """
        parts = [np.empty((len(frame), 0))]
        for coded in self.columns:
            with _naming(coded.name):
                found = coded.encode(frame[coded.name])
            met.add(coded.name, found)
            parts.append(found.numbers)
        for start in range(0, len(frame), BLOCK):
            rows = slice(start, start + BLOCK)
            np.concatenate([part[rows] for part in parts], axis=1, out=numbers[rows])

    def whole(self, frame: DataFrame) -> Truths:
        """Tell of which rows (rows,) no value is missing that they are left out for.

        Raises
        ------
        CellError
            At the first value that its column cannot take.
        """
        kept = np.ones(len(frame), bool)
        for coded in self.columns:
            if coded.column.missing.drops:
                with _naming(coded.name):
                    typed = coded.column.typed(frame[coded.name])
                kept &= typed.is_not_null().to_numpy()
        return kept

    def decode(self, numbers: Floats) -> dict[str, Series]:
        """Turn numbers (rows, features) into the values of each column."""
        spans = self.groups.values()
        pairs = zip(self.columns, spans, strict=True)
        return {c.name: c.column.decode(numbers[:, s], c.learned) for c, s in pairs}

    def written(self) -> dict[str, Any]:
        """Write it as JSON data."""
        return {coded.name: coded.written() for coded in self.columns}


@contextmanager
def _naming(column: str) -> Generator[None]:
    """Let errors know the column."""
    try:
        yield
    except CellError as error:
        error.column = column
        raise


def coding_of(data: Mapping[str, Any]) -> Coding:
    """Read what `Coding.written` wrote.

    Raises
    ------
    LonghandError
        If it is damaged.
    """
    problems: list[Problem] = []
    columns = [
        Coded(name, column, each["learned"])
        for name, each in data.items()
        if (column := read(Column, each["column"], (name,), problems))
    ]
    if problems:
        msg = "\n".join(map(str, problems))
        raise LonghandError(msg)
    return Coding(tuple(columns))
