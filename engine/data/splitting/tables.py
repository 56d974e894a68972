"""Which rows of a table are training, validation and test rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.data.columns.fit import Roles
from engine.data.columns.inference import check_classes
from engine.data.splitting.examples import (
    PARTS,
    by_date,
    by_group,
    divided,
    lonely,
    named,
    too_few,
)
from engine.errors import Path, Problem, SpecError
from engine.spec.model import Spec
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.naming import codes

if TYPE_CHECKING:
    from polars import Series

    from engine.data.tables import Table

Array = NDArray[Any]
Parts = Mapping[str, Array]

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

PURPOSE = {"train": "to train on", "validation": "to watch", "test": "to judge by"}


def parted(spec: Spec, table: Table, roles: Roles) -> Parts:
    """Assign the rows of a table to parts, as the spec's split says.

    Raises
    ------
    SpecError
        At the first row that says nothing of its part, or where a part has no rows.
    """
    if problems := [*too_few(spec.kept, table.rows)]:
        raise SpecError(problems)
    found = (_at_random if spec.kept.by is None else _by)(spec, table, roles)
    if problems := [*_lacking(spec, table, found)]:
        raise SpecError(problems)
    return found


def stratified(spec: Spec, roles: Roles, table: Table) -> bool:
    """Tell whether each part of a table gets its share of each class."""
    split, loss = spec.kept, spec.loss
    if split.stratify is not None or split.by or not split.divides:
        return bool(split.stratify)
    if len(roles.outputs) > 1:
        return False
    ((name, said),) = roles.outputs.items()
    if said is not None:
        return said.has_classes
    is_choice = loss.expects in ("probability", "margin")
    is_two = is_choice and table.column(name).drop_nulls().n_unique() <= 2
    return loss.one_hot or is_two


def complete(parts: Parts, whole: Array) -> Parts:
    """Leave out rows in which a value is missing, those where `whole` is false.

    Raises
    ------
    SpecError
        If none is left in a part.
    """
    left = {name: rows[whole[rows]] for name, rows in parts.items()}
    for name, rows in left.items():
        if not len(rows):
            message = f"each of the {len(parts[name])} rows {PURPOSE[name]} is left out"
            hint = "in each of them a value is missing; say what takes its place"
            raise SpecError([Problem(message, ("dataset",), hint)])
    return left


def _at_random(spec: Spec, table: Table, roles: Roles) -> Parts:
    classes = None
    if stratified(spec, roles, table):
        classes = _classes(table, roles)
        _check_shared(spec, table, roles, classes)
    return divided(spec.kept, spec.seed, table.rows, classes)


def _classes(table: Table, roles: Roles) -> Array:
    """Give the class of each row as a number; below 0 where a value is missing."""
    if len(roles.outputs) == 1:
        return _ranks(table.column(*roles.outputs))
    ranks = np.stack([_ranks(table.column(name)) for name in roles.outputs], axis=1)
    classes = np.unique(ranks, axis=0, return_inverse=True)[1].ravel()
    return np.where((ranks < 0).any(axis=1), -1, classes)


def _ranks(values: Series) -> Array:
    """Give the place of each value among all, in order; -1 where one is missing."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if values.dtype == pl.String:
        return codes(values, values.drop_nulls().unique().sort().to_list())
    return (values.rank("dense").cast(int) - 1).fill_null(-1).to_numpy()


def _check_shared(spec: Spec, table: Table, roles: Roles, classes: Array) -> None:
    """Refuse a class of a single row, which not all parts can have."""
    row = lonely(spec.kept, classes)
    if row is None:
        return
    name, said = next(iter(roles.outputs.items()))
    if spec.loss.one_hot and said is None:
        check_classes(table.column(name), spec.loss, name, is_lonely=True)
    value = ", ".join(str(table.column(output)[row]) for output in roles.outputs)
    error = CellError(
        row,
        f"{value!r} is the only one of its class",
        'leave the row out, or do not share out classes: "stratify": false',
    )
    raise _refused(table, roles.path(name), error, name)


def _by(spec: Spec, table: Table, roles: Roles) -> Parts:
    """Divide rows by what one column says."""
    split = spec.kept
    key, name = cast("tuple[str, str]", split.by)
    path, values = ("split", key), table.column(name)
    if values.null_count():
        row = int(values.is_null().arg_true()[0])
        error = CellError(row, "a value is missing", "each row needs one here")
        raise _refused(table, path, error, name)
    if key == "group":
        if problems := [*too_few(split, values.n_unique(), "groups")]:
            raise SpecError(problems)
        return by_group(split, spec.seed, _ranks(values))
    try:
        if key == "column":
            return _as_named(values)
        return by_date(split, _order(values, roles.inputs.get(name)))
    except CellError as error:
        raise _refused(table, path, error, name) from None


def _as_named(values: Series) -> Parts:
    """Divide rows as each says itself."""
    texts = values.cast(str).str.to_lowercase()
    found = {part: np.zeros(len(values), bool) for part in PARTS}
    for text in texts.unique(maintain_order=True).to_list():
        places = (texts == text).to_numpy()
        if text not in CALLED:
            message = f"{values[int(places.argmax())]!r} is no part"
            there_are = f"there are {', '.join(PARTS)}"
            raise CellError(int(places.argmax()), message, there_are)
        found[CALLED[text]] |= places
    return named({part: np.flatnonzero(rows) for part, rows in found.items()})


def _order(values: Series, said: Column | None) -> Array:
    """Give numbers in the order of dates, or of numbers.

    `said` is the type of the column where it has another role.

    Raises
    ------
    CellError
        At the first value that is neither, by the type that most values have.
    """
    wrong = CellError(0, f"{values[0]!r} is neither a date nor a number")
    words = (w for w in cast("list[type[Column]]", Column.words()) if w.has_numbers)
    for word in words if said is None else [type(said)]:
        try:
            column = said or word.guess(values) or word()
            return column.typed(values).to_physical().to_numpy()
        except CellError as error:
            wrong = max(wrong, error, key=lambda e: e.row)
    raise CellError(wrong.row, str(wrong), "dates are best written as 2020-12-31")


def _lacking(spec: Spec, table: Table, found: Parts) -> Iterator[Problem]:
    """Find parts that are wanted and have no rows."""
    split, by = spec.kept, spec.kept.by
    is_short = spec.training.validation_split is not None
    path: Path = ("training", "validation_split") if is_short else ("split",)
    if split.column is not None:
        yield from _unsaid(spec, split.column, found)
    elif "train" not in found:
        several = f", of {_groups(table, by)} in all" if split.group else ""
        message = f"it leaves none of the {table.rows} rows to train on{several}"
        yield Problem(message, (*path, by[0]) if by else path, "keep less")
    elif split.validation and "validation" not in found:
        yield Problem(f"it leaves none of the {table.rows} rows to watch", path)


def _groups(table: Table, by: tuple[str, str] | None) -> str:
    count = table.column(by[1]).n_unique() if by else 0
    return "1 group" if count == 1 else f"{count} groups"


def _unsaid(spec: Spec, name: str, found: Parts) -> Iterator[Problem]:
    """Find parts that no row says it is in, and that something looks at."""
    path, hint = ("split", "column"), f"say so in some rows of {name!r}"
    if "train" not in found:
        yield Problem("no row is to train on", path, hint)
    for wish in (spec.training.early_stopping, spec.optimizer.plateau):
        if wish and wish.monitor.startswith("val_") and "validation" not in found:
            message = f"no row is for validation, where {wish.monitor!r} is watched"
            yield Problem(message, path, hint)
            return


def _refused(table: Table, path: Path, error: CellError, name: str) -> SpecError:
    return table.refused(error, name, path)
