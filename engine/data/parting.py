"""Which rows of a table are to train on, to watch, and to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.data.roles import Roles
from engine.data.splits import PARTS, by_date, by_group, by_name, divided
from engine.errors import Problem, SpecError
from engine.spec.model import Spec
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series

    from engine.data.tables import Table

Array = NDArray[Any]

CALLED = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
    "testing": "test",
}
"""What tables call the parts."""


def parted(spec: Spec, table: Table, roles: Roles) -> Mapping[str, Array]:
    """Assign the rows of a table to parts, as the spec's split says.

    Raises
    ------
    SpecError
        At the first row that says nothing of its part.
    """
    split = spec.kept
    if split.by is None:
        classes = _classes(spec, table, roles)
        return divided(split, spec.seed, table.rows, classes)
    key, name = split.by
    values = table.column(name)
    if values.null_count() and key != "group":
        row = int(values.is_null().arg_true()[0])
        raise _refused(table, key, CellError(row, "a value is missing"), name)
    if key == "group":
        return by_group(split, spec.seed, ranks(values))
    if key == "date":
        return by_date(split, _sortable(table, name, values))
    return by_name(_by_part(table, name, values))


def stratified(spec: Spec) -> bool:
    """Tell whether each part of a table gets its share of each class."""
    split, loss = spec.kept, spec.loss
    is_choice = loss.one_hot or loss.expects in ("probability", "margin")
    return split.stratify if split.stratify is not None else is_choice and not split.by


def ranks(values: Series) -> Array:
    """Give each value its place in their order; what is missing comes first."""
    return (values.rank("dense").fill_null(0)).to_numpy().astype(int)


def _classes(spec: Spec, table: Table, roles: Roles) -> Array | None:
    """Give the classes of the first output as numbers, if they are to be shared out."""
    if not stratified(spec):
        return None
    name = next(iter(roles.outputs))
    found = ranks(table.column(name))
    many = len(np.unique(found)) > table.rows // 2
    return None if many and spec.kept.stratify is None else found


def _by_part(table: Table, name: str, values: Series) -> dict[str, Array]:
    texts = values.cast(str).str.to_lowercase().to_numpy()
    known = {text: CALLED.get(text) for text in np.unique(texts).tolist()}
    for text, part in known.items():
        if part is None:
            row = int(np.flatnonzero(texts == text)[0])
            message = f"{values[row]!r} is none of {', '.join(PARTS)}"
            raise _refused(table, "column", CellError(row, message), name)
    named = np.array([known[text] for text in texts.tolist()])
    return {part: np.flatnonzero(named == part) for part in PARTS}


def _sortable(table: Table, name: str, values: Series) -> Array:
    """Give numbers in the order of dates, or of numbers."""
    words = cast("list[type[Column]]", Column.words())
    found = (word.guess(values) for word in words if not word.has_classes)
    column = next(filter(None, found), Number())
    try:
        return column.typed(values).to_physical().to_numpy()
    except CellError as error:
        raise _refused(table, "date", error, name) from None


def _refused(table: Table, key: str, error: CellError, name: str) -> SpecError:
    message = f"{table.told(error.row, name)}: {error.message}"
    place = table.place(error.row, name)
    problem = Problem(message, ("split", key), error.hint, place=place)
    return SpecError([problem])
