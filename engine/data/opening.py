"""From a spec that names files to one whose dataset is numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.data.opened_arrays import opened_arrays
from engine.data.reader import Reader
from engine.data.tables.opening import open_table
from engine.errors import SpecError
from engine.spec.model import Spec
from engine.vocabulary.datasets.arrays import ArrayFiles
from engine.vocabulary.datasets.files import Tabular

if TYPE_CHECKING:
    from engine.data.reader import Open
    from engine.vocabulary.datasets import Dataset

    Read = Callable[[Spec], tuple[Dataset, bool]]


def opened(spec: Spec, read: Read | None = None) -> Spec:
    """Read the files that a spec names; give the spec with numbers as the dataset.

    All that is learned of the columns of a table is learned from the rows to train on.
    `read` is for those who remember what was read.

    Raises
    ------
    SpecError
        Where the data are not what the spec says; places are in the spec or the file.
    """
    if spec.dataset.is_open:
        return spec
    try:
        made = _filled(spec, *(read or read_data)(spec))
    except SpecError as error:
        raise spec.refused(error) from None
    if problems := [*made.problems()]:
        raise spec.refused(SpecError(problems))
    return made


def read_data(spec: Spec, open_: Open = open_table) -> tuple[Dataset, bool]:
    """Read files, and turn what is in them into numbers as a spec says.

    Give, too, whether each part has its share of each class.

    Raises
    ------
    SpecError
        Where the data are not what the spec says.
    """
    dataset = spec.dataset
    if isinstance(dataset, ArrayFiles):
        return opened_arrays(spec, dataset)
    if not isinstance(dataset, Tabular):
        raise TypeError(dataset)
    reader = Reader(spec, dataset, open_)
    return reader.opened(), reader.stratified


def _filled(spec: Spec, dataset: Dataset, stratify: bool) -> Spec:
    """Put what was read, and what followed from it, into the spec."""
    split = spec.kept.model_copy(update={"stratify": stratify})
    training = spec.training.model_copy(update={"validation_split": None})
    parts = {"dataset": dataset, "split": split, "training": training}
    return spec.model_copy(update=parts)
