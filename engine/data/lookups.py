"""Data that names rows of a table: whole numbers, and none that no row has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.builder import Lookup
from engine.data.examples import examples
from engine.data.signatures import signature
from engine.errors import Problem, SpecError, dotted
from engine.spec.model import Spec


@dataclass(frozen=True)
class Misplaced:
    """A number of the data that should name a row of a table, and does not.

    `row` and `column` count from 0 among the numbers that were looked at.
    """

    row: int
    column: int
    name: str
    message: str
    hint: str

    def told(self, row: int) -> str:
        """Say what is wrong where `row` is its row among all, counted from 0."""
        return f"row {row + 1}, column {self.name!r}: {self.message}"


def misplaced(
    x: NDArray[Any], lookups: Iterable[Lookup], names: Sequence[str]
) -> Misplaced | None:
    """Find the first number of the data that a lookup cannot take."""
    for lookup in lookups:
        taken = x.reshape(len(x), -1)[:, lookup.columns]
        is_known = (taken == np.floor(taken)) & (taken >= 0) & (taken < lookup.size)
        for row, place in np.argwhere(~is_known)[:1].tolist():
            column = int(lookup.columns.start or 0) + int(place)
            message = (
                f"{dotted(lookup.path)} takes whole numbers from 0 to "
                f"{lookup.size - 1}, not {taken[row, place]:g}"
            )
            hint = f'change it, or "input_dim" of {dotted(lookup.path)}'
            return Misplaced(row, column, names[column], message, hint)
    return None


def check_lookups(spec: Spec, lookups: Sequence[Lookup]) -> None:
    """Refuse a spec whose data names rows that a table does not have.

    Raises
    ------
    SpecError
        With the first such number.
    """
    if not lookups:
        return
    if wrong := misplaced(examples(spec).x, lookups, signature(spec).inputs):
        is_typed = isinstance(getattr(spec.dataset, "rows", None), list)
        place = ("rows", wrong.row, wrong.column) if is_typed else ()
        row = spec.dataset.row_of(wrong.row)
        problem = Problem(wrong.told(row), ("dataset", *place), wrong.hint)
        raise spec.refused(SpecError([problem]))
