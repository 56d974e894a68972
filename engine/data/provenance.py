"""Where a table came from, and what was noticed while it was read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError

if TYPE_CHECKING:
    from polars import DataFrame

    from engine.errors import Problem


@dataclass(frozen=True)
class Origin:
    """A file as it was when its table was read; `changed` is when it was written."""

    file: Path
    size: int
    changed: int

    @classmethod
    def of(cls, file: Path) -> Origin:
        """Look at a file that is about to be read."""
        found = file.stat()
        return cls(file, found.st_size, found.st_mtime_ns)

    @property
    def is_same(self) -> bool:
        """Whether the file is still the one that was read."""
        try:
            return Origin.of(self.file) == self
        except OSError:
            return False

    def digest(self) -> str | None:
        """Give the SHA-256 of what was read; None if the file has changed since."""
        try:
            found = file_digest(self.file)
        except LonghandError:
            return None
        return found if self.is_same else None


def file_digest(file: Path) -> str:
    """Give the SHA-256 of a file, of which little is held at a time.

    Raises
    ------
    LonghandError
        If it cannot be read.
    """
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        msg = f"{file}: the file cannot be read: {error.strerror}"
        raise LonghandError(msg) from None


FIRST = 16
"""How many rows are kept as they stand in the table, to show them."""


@dataclass(frozen=True, eq=False)
class Noted:
    """What else there is to tell of a table.

    Attributes
    ----------
    guessed : the columns whose types the spec does not say
    missing : how many values columns lack, those that lack any
    left_out : how many rows are left out, as they lack a value
    empty : how many rows were passed over because nothing stands in them
    first : the first rows to train on, as they stand in the table
    origin : the file; None if the table comes from elsewhere
    notes : what was found out of the file that a person may want to hear
    doubts : what may be a mistake about columns, with their places in the spec
    """

    guessed: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict[str, int])
    left_out: int = 0
    empty: int = 0
    first: DataFrame | None = None
    origin: Origin | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()


class Noting:
    """Looks at rows as they are read; `train` are the places of the training rows."""

    def __init__(self, train: NDArray[Any]) -> None:
        self._wanted = train[:FIRST]
        self._first: list[DataFrame] = []
        self.missing: dict[str, int] = {}

    def add(self, start: int, frame: DataFrame) -> None:
        """Look at some more rows, the first of which is row `start` of the table."""
        for name, count in frame.null_count().row(0, named=True).items():
            if count:
                self.missing[name] = self.missing.get(name, 0) + count
        places = self._wanted - start
        places = places[(places >= 0) & (places < len(frame))]
        if len(places) or not self._first:
            self._first.append(frame[np.sort(places)])

    @property
    def first(self) -> DataFrame | None:
        """Give the first rows to train on."""
        import polars as pl  # noqa: PLC0415 - only where tables are read

        return pl.concat(self._first) if self._first else None
