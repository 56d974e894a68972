"""Read the files that a spec names: parts, types and numbers of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.array_data import opened_arrays
from engine.data.columns.encoders import Coding, Met
from engine.data.columns.fit import ColumnError, Learner, roles, weights_in
from engine.data.diagnostics import CHUNK, faults, few
from engine.data.provenance import Noted, Noting, Origin
from engine.data.splitting.tables import complete, parted, stratified
from engine.data.table_data import Codes, Opened, Rows
from engine.data.tables.opening import open_table
from engine.errors import SpecError
from engine.memory import EXAMPLES_SHARE, allowed, as_run, is_large, zeros
from engine.spec.model import Spec
from engine.vocabulary.columns import Floats
from engine.vocabulary.datasets.arrays import ArrayFiles
from engine.vocabulary.datasets.files import FileTable, Tabular

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from polars import DataFrame

    from engine.data.tables import Table

    Open = Callable[[Tabular, FilePath, int | None], Table]
    from engine.vocabulary.datasets import Dataset

    Read = Callable[[Spec], tuple[Dataset, bool]]

Array = NDArray[Any]


class Reader:
    """Reads the table of a spec; `open_` opens it.

    Attributes
    ----------
    parts : the rows of each part
    stratified : whether each part has its share of each class
    """

    def __init__(self, spec: Spec, dataset: Tabular, open_: Open) -> None:
        self.spec, self.dataset, self.dtype = spec, dataset, spec.dtype
        self.memory = allowed(spec.memory)
        self.origin = _origin(spec, dataset)
        self.table = open_(dataset, spec.folder, int(EXAMPLES_SHARE * self.memory))
        self.roles = roles(spec.kept.by, dataset, self.table.names)
        self.learner = Learner(self.table, self.roles, spec.loss)
        self.stratified = False

    def opened(self) -> Opened:
        """Type, learn and encode the columns.

        Raises
        ------
        SpecError
            With what is wrong with each of them.
        """
        try:
            return self._opened()
        except SpecError as error:
            own = () if isinstance(error, ColumnError) else error.problems
            found = few(faults(self.learner, self.dataset.sample_weight))
            raise SpecError([*own, *found] or error.problems) from None

    def _opened(self) -> Opened:
        self.roles.check()
        self.parts = parted(self.spec, self.table, self.roles)
        self.stratified = stratified(self.spec, self.roles, self.table)
        learner = self.learner
        learner.parts = self.parts
        inputs, outputs = learner.inputs(), learner.outputs()
        whole = learner.whole({**inputs, **outputs})
        self.parts = learner.parts = complete(self.parts, whole)
        codes = Codes(learner.coding(inputs), learner.answers(outputs))
        typed = {"inputs": inputs, "outputs": outputs}
        source = self.dataset.model_copy(update=typed)
        return Opened.of(source, codes, *self._rows(codes, whole))

    def _rows(self, codes: Codes, whole: Array) -> tuple[Rows, Noted]:
        """Turn all rows into numbers.

        Inputs of those that are left out become zeros, and their targets some that the
        loss can take, as all targets are looked at.
        """
        coding, targets, met = codes.inputs, codes.answers.coding, Met()
        noting = Noting(self.parts["train"])
        to, parts, count = self._places(len(coding.features))
        x = zeros((count, len(coding.features)), self.dtype, self.memory)
        y = np.zeros((count, len(codes.answers.names)))
        start = 0
        for frame in self.table.chunks([*coding.names, *targets.names], CHUNK):
            noting.add(start, frame)
            kept = np.flatnonzero(whole[start : start + len(frame)])
            some = frame if len(kept) == len(frame) else frame[kept]
            with self.learner.pointing("", start + kept):
                places = as_run(to[start + kept])
                _put(x, places, coding, some, met)
                y[places] = codes.answers.target(targets.encode(some, met))
            start += len(frame)
        if count == len(whole):
            y[~whole] = y[parts["train"][0]]
        weights = self._weights(to, count)
        rows = Rows(x, y, weights, parts, met, self.parts)
        return rows, self._noted(noting, whole)

    def _noted(self, noting: Noting, whole: Array) -> Noted:
        typed = {**self.roles.inputs, **self.roles.outputs}
        guessed = tuple(name for name, column in typed.items() if column is None)
        counts = noting.missing, int((~whole).sum()), self.table.empty
        doubts = tuple(p for found in self.learner.doubts.values() for p in found)
        told = noting.first, self.origin, self.table.notes, doubts
        return Noted(guessed, *counts, *told)

    def _places(self, width: int) -> tuple[Array, Mapping[str, Array], int]:
        """Say where each row goes, which places each part has, and how many there are.

        On disk those of a part stand together, so that none need be copied.
        """
        rows = self.table.rows
        if not is_large(rows * width * np.dtype(self.dtype).itemsize, self.memory):
            return np.arange(rows), self.parts, rows
        to, parts, count = np.zeros(rows, int), dict[str, Array](), 0
        for name, of_part in self.parts.items():
            parts[name] = np.arange(count, count + len(of_part))
            to[of_part] = parts[name]
            count += len(of_part)
        return to, parts, count

    def _weights(self, to: Array, count: int) -> Floats | None:
        name = self.dataset.sample_weight
        if name is None:
            return None
        with self.learner.pointing(name, np.arange(self.table.rows)):
            weights = weights_in(self.table.column(name))
        placed, rows = np.zeros(count), np.concatenate([*self.parts.values()])
        placed[to[rows]] = weights.to_numpy()[rows]
        return placed


def _put(
    x: Array, places: Array | slice, coding: Coding, frame: DataFrame, met: Met
) -> None:
    """Turn rows into numbers, at their places; without a copy if they are a run."""
    if isinstance(places, slice):
        coding.fill(x[places], frame, met)
    else:
        x[places] = coding.encode(frame, met)


def _origin(spec: Spec, dataset: Tabular) -> Origin | None:
    """Look at the file that is read, if the table is one."""
    if not isinstance(dataset, FileTable):
        return None
    try:
        return Origin.of(spec.folder.absolute() / dataset.path)
    except OSError:
        return None  # whoever opens it says what is wrong


def opened(spec: Spec, read: Read | None = None) -> Spec:
    """Read the files that a spec names; give the spec with numbers as the dataset.

    All that is learned of the columns of a table is learned from the training rows.
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
