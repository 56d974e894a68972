"""A table once it is read: rows of numbers, and how they came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from engine.data.answers import Answers
from engine.data.coding import Coding, Met
from engine.vocabulary.columns import Floats
from engine.vocabulary.datasets import Dataset, Integers
from engine.vocabulary.datasets.files import Tabular


@dataclass(frozen=True)
class Codes:
    """How rows of a table become numbers, and predictions become values."""

    inputs: Coding
    answers: Answers


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as numbers: x (rows, features), y (rows, columns), weights (rows,) or None.

    `parts` says which belong to which part; rows that were left out are in none.
    `taken` says the same of the rows of the table.
    """

    x: Floats
    y: Floats
    weights: Floats | None
    parts: Mapping[str, Integers]
    met: Met
    taken: Mapping[str, Integers]


class Opened(Dataset):
    """A table that was read.

    `source` is what the spec says, with the types of all columns.
    """

    may_be_on_disk = True

    source: Tabular
    _codes: Codes = PrivateAttr()
    _rows: Rows = PrivateAttr()
    _state: str = PrivateAttr(default="")

    @classmethod
    def of(cls, source: Tabular, codes: Codes, rows: Rows) -> Opened:
        """Put together what was read."""
        made = cls(source=source)
        made._codes, made._rows = codes, rows
        return made

    def stamped(self, state: str) -> Opened:
        """Note of when the file is, to tell it from the same file at another time."""
        self._state = state
        return self

    @property
    def codes(self) -> Codes:
        """How rows become numbers."""
        return self._codes

    @property
    def taken(self) -> Mapping[str, Integers]:
        """The rows of the table that belong to each part."""
        return self._rows.taken

    @property
    def met(self) -> Met:
        """What was met while reading."""
        return self._rows.met

    def columns(self) -> tuple[list[str], list[str]]:
        return self._codes.inputs.features, self._codes.answers.names

    def groups(self) -> dict[str, slice]:
        return self._codes.inputs.groups

    def state(self) -> str:
        return self._state

    def count(self) -> int:
        return len(self._rows.y)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return self._rows.x, self._rows.y

    def weights(self) -> Floats | None:
        return self._rows.weights

    def parts(self) -> Mapping[str, Integers]:
        return self._rows.parts

    def class_names(self) -> list[str]:
        return self._codes.answers.classes

    def original(self, y: Floats) -> Floats:
        return self._codes.answers.original(y)

    def written(self) -> Any:
        return self.source.written()
