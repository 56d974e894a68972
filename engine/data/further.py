"""What a table tells of the columns of a spec that has other mistakes still.

So a person who wrote a wrong word need not mend it to hear of a wrong name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, cast

from engine.data.faults import faults, few
from engine.data.learning import Learner
from engine.data.roles import roles
from engine.data.tables.opening import open_table
from engine.errors import Path, Problem, SpecError
from engine.spec.sections import Split
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.files import FileTable
from engine.vocabulary.entry import read
from engine.vocabulary.losses.regression import MeanSquaredError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 64 * 2**20
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
    if not isinstance(dataset, FileTable) or _size(folder / dataset.path) > MOST:
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
