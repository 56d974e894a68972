"""What is wrong with the columns of a table, all of them, once one is refused.

While all is well, nobody looks twice: the first value that cannot be taken ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.weighing import weights_in
from engine.errors import Problem, SpecError
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.imputations import Error

if TYPE_CHECKING:
    from polars import Series

    from engine.data.coding import Coded
    from engine.data.learning import Learner

Array = NDArray[Any]

MOST = 6
"""So many columns are told of; the others are counted."""

CHUNK = 1 << 16


def faults(learner: Learner, weights: str | None = None) -> Iterator[Problem]:
    """Look at each column by itself, and tell what is wrong with it.

    Those that are only counted do not say where they stand, see `few`. Where the parts
    are not known, only what holds for all rows is looked at. `weights` is the column of
    weights, if there is one.
    """
    checks = [*_checks(learner, weights)]
    learner.places, found = True, 0
    for check in checks:
        try:
            check()
        except SpecError as error:
            found += 1
            learner.places = found < MOST
            yield from error.problems


def _checks(learner: Learner, weights: str | None) -> Iterator[Callable[[], None]]:
    """Give what looks at each column."""
    whole, roles = _whole(learner), learner.roles
    for name, said in [*roles.inputs.items(), *roles.outputs.items()]:
        yield partial(_check, learner, name, said, whole)
    if weights is not None and weights in learner.table.names:
        yield partial(_weigh, learner, weights)


def few(problems: Iterable[Problem]) -> list[Problem]:
    """Give the first problems, and how many more there are."""
    found = list(problems)
    more = len(found) - MOST
    if more <= 0:
        return found
    are = "1 more column is" if more == 1 else f"{more} more columns are"
    hint = "they are told once these are mended"
    return [*found[:MOST], Problem(f"{are} wrong", found[0].path[:1], hint)]


def fault_in(coded: Coded, values: Series, whole: Array) -> CellError | None:
    """Find the first value that a column cannot take, and count the others.

    `whole` tells which rows (rows,) are not left out.
    """
    try:
        typed = coded.column.typed(values)
    except CellError as error:
        return error
    found: CellError | None = None
    for start in range(0, len(typed), CHUNK):
        kept = np.flatnonzero(whole[start : start + CHUNK])
        if not len(kept):
            continue
        try:
            coded.column.encode(typed.slice(start, CHUNK)[kept], coded.learned)
        except CellError as error:
            error.row = start + int(kept[error.row])
            found = found or error
            found.others += 0 if found is error else 1 + error.others
    return found


def _check(learner: Learner, name: str, said: Column | None, whole: Array) -> None:
    """Do with a column all that is done with it, one after the other."""
    is_output, column = name in learner.roles.outputs, said
    if learner.parts or said is not None:
        column = (learner.output if is_output else learner.input)(name, said)
    values, kept = learner.table.column(name), np.flatnonzero(whole)
    with learner.pointing(name, np.arange(learner.table.rows)):
        typed = values if column is None else column.typed(values)
    if column is None or not learner.parts:
        with learner.pointing(name, kept):
            (column.missing if column else Error()).check(typed[kept])
        return
    coded = learner.coded(name, column)
    if is_output and (problems := learner.misjudged(coded)):
        raise SpecError(problems)
    with learner.pointing(name, np.arange(len(values))):
        if error := fault_in(coded, values, whole):
            raise error


def _weigh(learner: Learner, name: str) -> None:
    """Read a column of weights."""
    with learner.pointing(name, np.arange(learner.table.rows)):
        weights_in(learner.table.column(name))


def _whole(learner: Learner) -> Array:
    """Tell of which rows no value is missing that they are left out for.

    Columns that have other faults let them pass.
    """
    whole = np.ones(learner.table.rows, bool)
    for name, said in {**learner.roles.inputs, **learner.roles.outputs}.items():
        if said is not None:
            try:
                whole &= learner.whole({name: said})
            except SpecError:
                continue
    return whole
