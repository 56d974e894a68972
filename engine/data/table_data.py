"""A table once it is read: rows of numbers, and how they came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import PrivateAttr

from engine.data.columns.encoders import Coding, Met, coding_of
from engine.data.columns.targets import Answers, answers_of
from engine.data.provenance import Noted
from engine.memory import is_on_disk
from engine.vocabulary.columns import Floats
from engine.vocabulary.datasets import Dataset, Integers
from engine.vocabulary.datasets.files import Tabular

if TYPE_CHECKING:
    from engine.data.tables import Table
    from engine.errors import Problem


@dataclass(frozen=True)
class Codes:
    """How rows of a table become numbers, and predictions become values."""

    inputs: Coding
    answers: Answers

    def written(self) -> dict[str, Any]:
        """Write it as JSON data."""
        return {"inputs": self.inputs.written(), "outputs": self.answers.written()}


def codes_of(data: Mapping[str, Any]) -> Codes:
    """Read what `Codes.written` wrote.

    Raises
    ------
    LonghandError
        If it is damaged.
    """
    return Codes(coding_of(data["inputs"]), answers_of(data["outputs"]))


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
    taken: Mapping[str, Integers] = field(default_factory=dict[str, Integers])

    @classmethod
    def unknown(cls, codes: Codes, counts: Mapping[str, int]) -> Rows:
        """Stand for so many rows of each part, whose numbers are not there."""
        rows, inputs = sum(counts.values()), codes.inputs.features
        x, y = (
            np.broadcast_to(0.0, (rows, len(names)))
            for names in (inputs, codes.answers.names)
        )
        places = {n: np.broadcast_to(np.int64(0), count) for n, count in counts.items()}
        return cls(x, y, None, places, Met())


class Opened(Dataset):
    """A table that was read.

    `source` is what the spec says, with the types of all columns.
    """

    from_files = wants_report = True

    source: Tabular
    _codes: Codes = PrivateAttr()
    _rows: Rows = PrivateAttr()
    _noted: Noted = PrivateAttr()
    _table: Any = PrivateAttr(default=None)

    @classmethod
    def of(
        cls, source: Tabular, codes: Codes, rows: Rows, noted: Noted | None = None
    ) -> Opened:
        """Put together what was read."""
        made = cls(source=source)
        made._codes, made._rows, made._noted = codes, rows, noted or Noted()
        return made

    @property
    def codes(self) -> Codes:
        """How rows become numbers."""
        return self._codes

    def keep(self, table: Table | None) -> None:
        """Hold the table that was read, for those who show it."""
        self._table = table

    @property
    def table(self) -> Table | None:
        """The table as it was read, if it is held."""
        return self._table

    @property
    def taken(self) -> Mapping[str, Integers]:
        """The rows of the table that belong to each part."""
        return self._rows.taken

    @property
    def met(self) -> Met:
        """What was met while reading."""
        return self._rows.met

    @property
    def noted(self) -> Noted:
        """What else there is to tell of the table."""
        return self._noted

    @property
    def is_on_disk(self) -> bool:
        return is_on_disk(self._rows.x)

    @property
    def notes(self) -> Sequence[str]:
        return self._noted.notes

    @property
    def doubts(self) -> Sequence[Problem]:
        return self._noted.doubts

    def columns(self) -> tuple[list[str], list[str]]:
        return self._codes.inputs.features, self._codes.answers.names

    def groups(self) -> dict[str, slice]:
        return self._codes.inputs.groups

    def state(self) -> str:
        origin = self._noted.origin
        if origin is None:
            return ""
        written = datetime.fromtimestamp(origin.changed / 1e9)
        return written.isoformat(" ", "milliseconds")

    def count(self) -> int:
        return len(self._rows.y)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return self._rows.x, self._rows.y

    def weights(self) -> Floats | None:
        return self._rows.weights

    @property
    def weighed_by(self) -> str | None:
        return self.source.sample_weight

    @property
    def has_columns(self) -> bool:
        return True

    def sources(self) -> list[str]:
        return self._codes.answers.coding.names

    def scales(self) -> dict[str, str]:
        return self._codes.answers.scales

    def parts(self) -> Mapping[str, Integers]:
        return self._rows.parts

    def row_of(self, place: int) -> int:
        for name, places in self._rows.parts.items():
            found = np.flatnonzero(places == place)
            if len(found) and name in self._rows.taken:
                return int(self._rows.taken[name][found[0]])
        return place

    def class_names(self) -> list[str]:
        return self._codes.answers.classes

    def original(self, y: Floats) -> Floats:
        return self._codes.answers.original(y)

    def written(self) -> Any:
        return self.source.written()
