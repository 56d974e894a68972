"""Reads the table of a spec: rows get their parts, columns their types and numbers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.answers import Answer, Answers, layout
from engine.data.coding import Coded, Coding, Met
from engine.data.guessing import check_role, guessed, guessed_output
from engine.data.noting import Noted, Noting
from engine.data.opened import Codes, Opened, Rows
from engine.data.origin import Origin
from engine.data.parting import complete, parted, stratified
from engine.data.roles import roles
from engine.data.room import SHARE, as_run, is_large, zeros
from engine.errors import LonghandError, Problem, SpecError
from engine.memory import allowed
from engine.spec.model import Spec
from engine.vocabulary.columns import CellError, Column, Floats
from engine.vocabulary.columns.numbers import Number
from engine.vocabulary.datasets.files import FileTable, Tabular

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from polars import DataFrame, Series

    from engine.data.tables import Table

    Open = Callable[[Tabular, FilePath, int | None], Table]

Array = NDArray[Any]

CHUNK = 1 << 16
"""How many rows are turned into numbers at once."""


class Reader:
    """Reads the table of a spec; `open_` opens it.

    Attributes
    ----------
    stratified : whether each part has its share of each class
    """

    def __init__(self, spec: Spec, dataset: Tabular, open_: Open) -> None:
        self.loss, self.dataset, self.dtype = spec.loss, dataset, spec.dtype
        self.memory = allowed(spec.memory)
        self.origin = _origin(spec, dataset)
        self.table = open_(dataset, spec.folder, int(SHARE * self.memory))
        self.roles = roles(spec, dataset, self.table.names)
        self.parts = parted(spec, self.table, self.roles)
        self.stratified = stratified(spec, self.roles, self.table)

    def opened(self) -> Opened:
        """Type, learn and encode the columns."""
        inputs = {n: self._input(n, said) for n, said in self.roles.inputs.items()}
        outputs = {n: self._output(n, said) for n, said in self.roles.outputs.items()}
        typed = {"inputs": inputs, "outputs": outputs}
        whole = self._whole({**inputs, **outputs})
        self.parts = complete(self.parts, whole)
        codes = Codes(self._coding(inputs), self._answers(outputs))
        source = self.dataset.model_copy(update=typed)
        return Opened.of(source, codes, *self._rows(codes, whole))

    def _input(self, name: str, said: Column | None) -> Column:
        with self._pointing(name):
            return (said or guessed(self._to_train(name))).in_role(is_output=False)

    def _output(self, name: str, said: Column | None) -> Column:
        with self._pointing(name):
            column = said or guessed_output(self._to_train(name), self.loss)
            return column.in_role(is_output=True)

    def _to_train(self, name: str) -> Series:
        chosen = np.zeros(self.table.rows, bool)
        chosen[self.parts["train"]] = True
        return self.table.column(name).filter(chosen)

    def _whole(self, columns: Mapping[str, Column]) -> Array:
        """Tell of which rows no value is missing that they are left out for."""
        whole = np.ones(self.table.rows, bool)
        for name, column in columns.items():
            if column.missing.drops:
                with self._pointing(name, np.arange(self.table.rows)):
                    typed = column.typed(self.table.column(name))
                whole &= typed.is_not_null().to_numpy()
        return whole

    def _coding(self, columns: Mapping[str, Column]) -> Coding:
        return Coding(tuple(self._coded(n, column) for n, column in columns.items()))

    def _coded(self, name: str, column: Column) -> Coded:
        with self._pointing(name):
            values = column.typed(self._to_train(name))
            return Coded(name, column, column.learn(values))

    def _answers(self, columns: Mapping[str, Column]) -> Answers:
        coding = self._coding(columns).columns
        problems = [p for c in coding for p in check_role(self.loss, c.name, c.classes)]
        if problems:
            raise SpecError(problems)
        return Answers(
            tuple(Answer(each, layout(self.loss, each.classes)) for each in coding)
        )

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
            with self._pointing("", start + kept):
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
        first, notes = noting.first, self.table.notes
        return Noted(guessed, *counts, first, self.origin, notes)

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
        with self._pointing(name, np.arange(self.table.rows)):
            values = self.table.column(name)
            weights = (Number.guess(values) or Number()).typed(values)
            for odd, why in ((weights.is_null(), "missing"), (weights < 0, "negative")):
                if odd.any():
                    raise CellError(int(odd.arg_true()[0]), f"a weight is {why}")
            placed, rows = np.zeros(count), np.concatenate([*self.parts.values()])
            placed[to[rows]] = weights.to_numpy()[rows]
            return placed

    @contextmanager
    def _pointing(self, name: str, rows: Array | None = None) -> Generator[None]:
        """Point what is wrong with a value at its row of the table.

        `rows` are the places of the values that are looked at, those to train on if
        left out; `name` is the column if the error does not know it.
        """
        try:
            yield
        except CellError as error:
            rows = self.parts["train"] if rows is None else rows
            raise self._misread(error, error.column or name, rows) from None
        except SpecError:
            raise
        except LonghandError as error:
            message = f"{self.table.called}: column {name!r}: {error}"
            raise SpecError([Problem(message, self.roles.path(name))]) from None

    def _misread(self, error: CellError, column: str, rows: Array) -> SpecError:
        row = int(rows[error.row])
        return self.table.refused(error, row, column, self.roles.path(column))


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
