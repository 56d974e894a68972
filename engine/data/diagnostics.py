"""All that is wrong with the columns of a table, also while the spec has errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.data.columns.fit import Learner, roles, weights_in
from engine.data.tables.opening import open_table
from engine.errors import Path, Problem, SpecError
from engine.spec.sections import Split
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.files import FileTable
from engine.vocabulary.entry import read
from engine.vocabulary.imputations import Error
from engine.vocabulary.losses.regression import MeanSquaredError

if TYPE_CHECKING:
    from polars import Series

    from engine.data.columns.encoders import Coded

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
    hint = "the rest will be shown after you fix these"
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


LARGEST_FILE = 64 * 2**20
"""So many bytes of a table are read, while a person waits to hear of a wrong word."""

ROLES = ("inputs", "outputs")


def told_further(
    data: Any, folder: FilePath, known: Iterable[Problem]
) -> list[Problem]:
    """Tell what else is wrong with the columns of a spec, beside the problems known.

    The table is read if it is not large, and if all that is wrong with the dataset is
    what is said of columns. `data` is the spec as JSON.
    """
    paths = [problem.path for problem in known]
    wrong = {path[1:3] for path in paths if _is_of_column(path)}
    if not isinstance(data, dict):
        return []
    spec = cast("dict[str, Any]", data)
    dataset = read(Dataset, _without(spec.get("dataset"), wrong), ("dataset",), [])
    if (
        not isinstance(dataset, FileTable)
        or _size(folder / dataset.path) > LARGEST_FILE
    ):
        return []
    split = read(Split, spec.get("split", {}), ("split",), []) or Split()
    try:
        table = open_table(dataset, folder)
    except SpecError as error:
        return list(error.problems)
    learner = Learner(table, roles(split.by, dataset, table.names), MeanSquaredError())
    found = [*learner.roles.problems, *few(faults(learner, dataset.sample_weight))]
    return [problem for problem in found if problem.path[1:3] not in wrong]


def _is_of_column(path: Path) -> bool:
    return len(path) > 2 and path[0] == "dataset" and path[1] in ROLES


def _without(dataset: Any, wrong: set[Path]) -> Any:
    """Leave out what is said of columns that are known to be wrong."""
    if not isinstance(dataset, dict):
        return dataset
    said = dict(cast("dict[str, Any]", dataset))
    for role, name in wrong:
        columns = said.get(str(role))
        if isinstance(columns, dict) and name in columns:
            said[str(role)] = {**cast("Mapping[Any, Any]", columns), name: None}
    return said


def _size(path: FilePath) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
