"""What the columns of a table are for, their types, and what is learned of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.columns.encoders import Coded, Coding
from engine.data.columns.inference import check_role, guessed, guessed_output, objection
from engine.data.columns.targets import Answer, Answers, layout
from engine.errors import LonghandError, Path, Problem, SpecError, did_you_mean
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.decimals import mark_of
from engine.vocabulary.columns.numbers import Number
from engine.vocabulary.datasets.files import Columns, Tabular

if TYPE_CHECKING:
    from polars import Series

    from engine.data.tables import Table
    from engine.vocabulary.columns.notation import Decimal
    from engine.vocabulary.losses import Loss

Typed = Mapping[str, Column | None]


@dataclass(frozen=True)
class Roles:
    """The columns to learn from and to predict, with their types where they are said.

    Those that the table does not have are left out; `problems` tells of them. `paths`
    says where in the spec a column is named.
    """

    inputs: Typed
    outputs: Typed
    paths: Mapping[str, Path]
    problems: tuple[Problem, ...] = ()

    def check(self) -> None:
        """Refuse to go on where the spec names a column that is not there.

        Raises
        ------
        SpecError
            With all of them.
        """
        if self.problems:
            raise SpecError(self.problems)

    def path(self, name: str) -> Path:
        """Say where in the spec a column is named."""
        return self.paths.get(name, ("dataset",))


def roles(by: tuple[str, str] | None, dataset: Tabular, names: Sequence[str]) -> Roles:
    """Tell the role of each column of a table, whose columns are `names`.

    `by` is the key of a split and the column that it names, if it does.
    """
    paths = dict(_named(by, dataset))
    problems = [*_unknown(paths, names)]
    others = [name for name in names if name not in paths]
    given: Columns = others if dataset.inputs is None else dataset.inputs
    if not given:
        hint = "name the columns to learn from"
        problems.append(Problem("there are no inputs", ("dataset",), hint))
    inputs, outputs = (
        {name: said for name, said in _typed(columns).items() if name in names}
        for columns in (given, dataset.outputs)
    )
    return Roles(inputs, outputs, paths, tuple(problems))


def _named(by: tuple[str, str] | None, dataset: Tabular) -> Iterator[tuple[str, Path]]:
    """Give all columns that a spec names, with the places."""
    if by is not None:
        yield by[1], ("split", by[0])
    if dataset.sample_weight is not None:
        yield dataset.sample_weight, ("dataset", "sample_weight")
    for key, columns in (("outputs", dataset.outputs), ("inputs", dataset.inputs)):
        for i, name in enumerate(columns or ()):
            yield name, ("dataset", key, name if isinstance(columns, dict) else i)


def _typed(columns: Columns) -> Typed:
    return columns if isinstance(columns, dict) else dict.fromkeys(columns)


def _unknown(paths: Mapping[str, Path], names: Sequence[str]) -> Iterator[Problem]:
    for name, path in paths.items():
        if name not in names:
            most = [*names[:12], *["..."] * (len(names) > 12)]
            hint = did_you_mean(name, names) or f"there are {', '.join(most)}"
            at = "key" if isinstance(path[-1], str) and path[-1] == name else "value"
            yield Problem(f"the table has no column {name!r}", path, hint, at=at)


def weights_in(values: Series) -> Series:
    """Read a column of weights.

    Raises
    ------
    CellError
        At the first that is missing, negative, or no number.
    """
    weights = (Number.guess(values) or Number()).typed(values)
    for odd, why in ((weights.is_null(), "missing"), (weights < 0, "negative")):
        if odd.any():
            wrong = odd.arg_true()
            row, more = int(wrong[0]), len(wrong) - 1
            raise CellError(row, f"a weight is {why}", others=more)
    return weights


Array = NDArray[Any]


class ColumnError(SpecError):
    """A column that cannot be taken; others may be as wrong, see `faults`."""


class Learner:
    """Types columns, and learns of them from the training rows.

    Attributes
    ----------
    parts : the rows of each part, once they are known
    places : whether it is told where in the file a value stands, which takes a while
    doubts : by column, what may be a mistake
    """

    def __init__(self, table: Table, roles: Roles, loss: Loss) -> None:
        self.table, self.roles, self.loss = table, roles, loss
        self.parts: Mapping[str, Array] = {}
        self.places = False
        self.doubts: dict[str, list[Problem]] = {}

    def inputs(self) -> dict[str, Column]:
        """Type the inputs, by what the spec says or by a guess."""
        return {n: self.input(n, said) for n, said in self.roles.inputs.items()}

    def outputs(self) -> dict[str, Column]:
        """Type the outputs likewise."""
        return {n: self.output(n, said) for n, said in self.roles.outputs.items()}

    def input(self, name: str, said: Column | None) -> Column:
        """Type an input."""
        with self.pointing(name):
            values = self.to_train(name)
            column = (
                said.settled(values, self.mark) if said else guessed(values, self.mark)
            )
            return column.in_role(is_output=False)

    def output(self, name: str, said: Column | None) -> Column:
        """Type an output."""
        with self.pointing(name):
            values = self.to_train(name)
            column = (
                said.settled(values, self.mark)
                if said
                else guessed_output(values, self.loss, name, self.mark)
            )
            return column.in_role(is_output=True)

    def mark(self) -> Decimal | None:
        """Find what stands before decimals in the columns that leave no doubt."""
        return self._mark

    @cached_property
    def _mark(self) -> Decimal | None:
        names = [*self.roles.inputs, *self.roles.outputs]
        return mark_of(self.to_train(name) for name in names)

    def to_train(self, name: str) -> Series:
        """Give the values of a column in the training rows, if they are known."""
        chosen = np.zeros(self.table.rows, bool)
        chosen[self._rows] = True
        return self.table.column(name).filter(chosen)

    @property
    def _rows(self) -> Array:
        return self.parts.get("train", np.arange(self.table.rows))

    def whole(self, columns: Mapping[str, Column]) -> Array:
        """Tell of which rows no value is missing that they are left out for."""
        whole = np.ones(self.table.rows, bool)
        for name, column in columns.items():
            if column.missing.drops:
                with self.pointing(name, np.arange(self.table.rows)):
                    typed = column.typed(self.table.column(name))
                whole &= typed.is_not_null().to_numpy()
        return whole

    def coding(self, columns: Mapping[str, Column]) -> Coding:
        """Learn how columns become numbers."""
        return Coding(tuple(self.coded(n, column) for n, column in columns.items()))

    def coded(self, name: str, column: Column) -> Coded:
        """Learn how a column becomes numbers."""
        with self.pointing(name):
            values = self.to_train(name)
            coded = Coded(name, column, column.learn(column.typed(values)))
        self.doubts[name] = [*self._doubts(name, column, values.drop_nulls())]
        return coded

    def _doubts(self, name: str, column: Column, known: Series) -> Iterator[Problem]:
        """Find that an input says little, or that a column may be meant otherwise."""
        path, roles = self.roles.path(name), self.roles
        is_guessed = {**roles.inputs, **roles.outputs}[name] is None
        for problem in column.doubts(known, is_guessed=is_guessed):
            message = f"{name!r}: {problem.message}"
            yield replace(problem, path=path, message=message)
            return
        if name in roles.inputs and (why := objection(name, column, known, len(known))):
            message = f"{name!r} is most likely of no use: {why}"
            yield Problem(message, path, "name the inputs without it")

    def answers(self, columns: Mapping[str, Column]) -> Answers:
        """Learn how outputs become what the loss takes."""
        coding = self.coding(columns).columns
        if problems := [p for coded in coding for p in self.misjudged(coded)]:
            raise ColumnError(problems)
        return Answers(
            tuple(Answer(each, layout(self.loss, each.classes)) for each in coding)
        )

    def misjudged(self, coded: Coded) -> list[Problem]:
        """Find that an output is not what the loss judges."""
        return [*check_role(self.loss, coded.name, coded.classes)]

    @contextmanager
    def pointing(self, name: str, rows: Array | None = None) -> Generator[None]:
        """Point what is wrong with a value at its row of the table.

        `rows` are the places of the values, those of the training rows if
        left out; `name` is the column if the error does not know it.
        """
        try:
            yield
        except CellError as error:
            rows = self._rows if rows is None else rows
            error.row, column = int(rows[error.row]), error.column or name
            path, is_placed = self.roles.path(column), self.places
            told = self.table.refused(error, column, path, is_placed=is_placed)
            raise ColumnError(told.problems) from None
        except SpecError as error:
            raise ColumnError(error.problems) from None
        except LonghandError as error:
            message = f"{self.table.called}: column {name!r}: {error}"
            raise ColumnError([Problem(message, self.roles.path(name))]) from None
