"""What stands in a table, before anything is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from engine.data.columns.inference import are_whole, guessed, objection
from engine.data.tables.opening import open_file
from engine.errors import LonghandError, SpecError
from engine.spec.explaining import explanation_of
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.categories import Category
from engine.vocabulary.columns.decimals import Mark, mark_of, unit_of
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series

    from engine.data.tables import Table
    from engine.vocabulary.columns.notation import Decimal

Role = Literal["input", "output", "unused"]

HEAD = 1_000
"""How many rows are shown."""

SAMPLES = 4
MOST_CLASSES = 10
"""So many whole numbers are most likely classes, if there are many rows of each."""

ROWS_OF_EACH = 20


@dataclass(frozen=True)
class Surveyed:
    """A column: its type and what else was found out of it, and what it holds.

    `role` is what it is most likely good for; `why` says what speaks against it.
    `as_output` is its type where it is to be predicted. `is_guessed` tells that
    training would find the same type. `doubt` says how it may be meant otherwise, and
    `also` what must be said then, by the type.
    """

    name: str
    type: str
    given: Mapping[str, Any]
    as_output: str
    missing: int
    distinct: int
    samples: tuple[str, ...]
    role: Role = "input"
    why: str = ""
    is_guessed: bool = True
    doubt: str = ""
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Survey:
    """A table: its columns, and its first rows as texts, None where one is missing.

    `types` are those that a column can have, each with a line about it.
    """

    path: Path
    rows: int
    columns: tuple[Surveyed, ...]
    head: tuple[tuple[str | None, ...], ...]
    types: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def survey(path: Path, tell: Callable[[int, int], object] = max) -> Survey:
    """Look at all columns of a table; `tell` hears how many are done, of how many.

    What `tell` raises ends it.

    Raises
    ------
    LonghandError
        If it is no table, or nothing can be learned from it.
    """
    tell(0, 0)
    table = open_file(path)
    _check(table)
    found = list[Surveyed]()

    @cache
    def mark() -> Decimal | None:
        return mark_of(map(table.column, table.names))

    for name in table.names:
        tell(len(found), len(table.names))
        found.append(_surveyed(name, table, mark))
    notes = tuple(getattr(table, "notes", ()))
    return Survey(path, table.rows, _in_roles(found), _head(table), _types(), notes)


def _check(table: Table) -> None:
    if table.rows < 2:
        msg = f"{table.called}: it has {table.rows or 'no'} row{'s' * (not table.rows)}"
        raise LonghandError(f"{msg}\nhint: a network learns from many rows")
    if len(table.names) < 2:
        msg = f"{table.called}: it has only one column"
        hint = "one column is to be predicted from others; is the delimiter odd?"
        raise LonghandError(f"{msg}\nhint: {hint}")


def _surveyed(name: str, table: Table, mark: Mark) -> Surveyed:
    values, rows = table.column(name), table.rows
    known = values.drop_nulls()
    (column, odd), unique = _guessed(known, mark), known.unique(maintain_order=True)
    samples = tuple(str(value)[:40] for value in unique.head(SAMPLES).to_list())
    try:
        about = (name, column.tag(), _given(column), _as_output(column, unique, rows))
        why = odd or objection(name, column, known, rows)
    except CellError as error:
        raise _refused(table, name, column, error) from None
    role: Role = "unused" if why else "input"
    missing = int(values.null_count())
    told = (missing, len(unique), samples, role, why, not odd)
    return Surveyed(*about, *told, *_doubted(column, known))


def _refused(table: Table, name: str, column: Column, error: CellError) -> SpecError:
    """Say where in the file a value stands that a column cannot have."""
    try:
        column.typed(table.column(name))
    except CellError as found:
        error = found
    return table.refused(error, name)


def _doubted(column: Column, known: Series) -> tuple[str, dict[str, Any]]:
    """Tell how a column may be meant otherwise, and what must be said for that."""
    doubt = next(column.doubts(known, is_guessed=True), None)
    if doubt is None:
        return "", {}
    if not isinstance(column, Category):
        return doubt.message, {}
    unit = unit_of(known)
    message = f"{known[0]!r} looks like a number with the unit {unit}"
    return f"{message}: choose the type number", {Number.tag(): {"unit": unit}}


def _guessed(known: Series, mark: Mark) -> tuple[Column, str]:
    """Guess a type; or give one that takes everything, and say why."""
    try:
        return guessed(known, mark), ""
    except LonghandError as error:
        return Category(), str(error).partition("\n")[0]


def _given(column: Column) -> dict[str, Any]:
    """Give what was found out of a column beside its type."""
    usual = type(column)()
    names = [n for n in column.model_fields_set if n in type(column).model_fields]
    told = column.written()
    return {n: told[n] for n in names if getattr(column, n) != getattr(usual, n)}


def _as_output(column: Column, unique: Series, rows: int) -> str:
    """Tell whether numbers are rather names of classes."""
    if not isinstance(column, Number):
        return column.tag() if column.has_classes else Category.tag()
    few = len(unique) == 2
    if len(unique) <= MOST_CLASSES and len(unique) * ROWS_OF_EACH <= rows:
        few |= are_whole(column, unique)
    return Category.tag() if few else column.tag()


def _in_roles(found: list[Surveyed]) -> tuple[Surveyed, ...]:
    """Take the last column that may be predicted as the output."""
    good = [one for one in found if one.role == "input"]
    last = (good or found)[-1]
    return tuple(replace(o, role="output", why="") if o is last else o for o in found)


def _head(table: Table) -> tuple[tuple[str | None, ...], ...]:
    first = next(iter(table.chunks(table.names, HEAD)))
    return tuple(
        tuple(None if value is None else str(value) for value in row)
        for row in first.iter_rows()
    )


def _types() -> tuple[tuple[str, str], ...]:
    return tuple((word.tag(), explanation_of(word).summary) for word in Column.words())
