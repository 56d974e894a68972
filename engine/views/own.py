"""Tables from files in their own values: rows, columns, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.cache import table_of
from engine.data.table_data import Opened
from engine.evaluation.tasks import lasting
from engine.training.trainer import Trainer
from engine.views.pictures import Words
from engine.views.spanned import varying
from engine.views.units import opened_of
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series

    from engine.data.columns.encoders import Coded

Array = NDArray[Any]
MOST_PLOTTED = 2
LEFT_OUT = "left out"
MOST_ANSWERS = 200
"""How many answers are shown."""

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """The values of a table as they stand in the file, found when they are asked for.

    `captions` says of each column its type and how much is missing; `are_words` whether
    it holds words; `labels` names the classes of the first output.
    """

    columns: tuple[Series, ...]
    captions: tuple[str, ...]
    are_words: tuple[bool, ...]
    labels: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])

    def text(self, row: int, column: int) -> str | None:
        """Write a value; None if it is missing."""
        value = self.columns[column][row]
        return None if value is None else str(value)


@lasting
def cells(trainer: Trainer) -> Cells:
    """Look up the columns that are learned from, and those to predict."""
    dataset, table = trainer.model.spec.dataset, table_of(trainer.model.spec)
    coded = _coded(dataset) if isinstance(dataset, Opened) else []
    columns = tuple(table.column(each.name) for each in coded)
    pairs = zip(coded, columns, strict=True)
    return Cells(
        columns,
        tuple(_caption(each, column) for each, column in pairs),
        tuple(not each.column.has_numbers for each in coded),
        tuple(dataset.class_names()),
    )


def part_names(dataset: Opened, rows: int) -> Any:
    """Say of each row of the table to which part it belongs."""
    names = np.full(rows, LEFT_OUT, object)
    for name, places in dataset.taken.items():
        names[places] = name
    return names


def plotted(trainer: Trainer, dataset: Opened, shown: Cells) -> tuple[Array, Array]:
    """Give inputs and outputs as numbers, if there are few that vary; else none."""
    rows, inputs = shown.rows, dataset.codes.inputs.columns
    if not plottable(trainer, dataset):
        return np.empty((rows, 0)), np.empty((rows, 0))
    every = [*inputs, *(each.coded for each in dataset.codes.answers.each)]
    pairs = zip(every, shown.columns, strict=True)
    numbers = [_as_numbers(coded, column) for coded, column in pairs]
    x, y = numbers[: len(inputs)], numbers[len(inputs) :]
    return np.stack(x, axis=1), np.stack(y, axis=1)


def plottable(trainer: Trainer, dataset: Opened) -> tuple[int, ...]:
    """Tell which columns a plot of the examples has; none if there are too many."""
    names, features = dataset.codes.inputs.names, dataset.codes.inputs.features
    found = [features[i] for i in varying(trainer)]
    columns = dataset.codes.inputs.columns
    are_plain = all(
        each.name not in found or isinstance(each.column, Number) for each in columns
    )
    if not 0 < len(found) <= MOST_PLOTTED or not are_plain or set(found) - set(names):
        return ()
    return tuple(names.index(name) for name in found)


def words(trainer: Trainer, p: Array) -> Words | None:
    """Give the first examples to train on, and what is predicted of them, in words."""
    dataset = opened_of(trainer)
    if dataset is None:
        return None
    given, wanted = _texts_of(trainer)
    inputs, answers = dataset.codes.inputs.names, dataset.codes.answers
    outputs = answers.coding.names
    said = answers.values(p.astype(float))
    has_classes = any(each.layout != "numbers" for each in answers.each)
    return Words(
        tuple(inputs),
        tuple(outputs),
        given[: len(p)],
        wanted[: len(p)],
        tuple(zip(*(_texts(said[name]) for name in outputs), strict=True))
        if has_classes
        else (),
        cells(trainer).are_words[: len(inputs)],
    )


@lasting
def _texts_of(trainer: Trainer) -> tuple[Rows, Rows]:
    """Write the inputs and the outputs of the first rows to train on."""
    dataset, shown = trainer.model.spec.dataset, cells(trainer)
    if not isinstance(dataset, Opened):
        return (), ()
    inputs, rows = len(dataset.codes.inputs.names), dataset.taken["train"]
    texts = [
        tuple(shown.text(row, i) or "" for i in range(len(shown.columns)))
        for row in rows[:MOST_ANSWERS].tolist()
    ]
    return tuple(row[:inputs] for row in texts), tuple(row[inputs:] for row in texts)


def _coded(dataset: Opened) -> list[Coded]:
    answers = dataset.codes.answers
    return [*dataset.codes.inputs.columns, *(each.coded for each in answers.each)]


def _caption(coded: Coded, values: Series) -> str:
    missing = values.null_count()
    kind = coded.column.tag()
    return f"{kind}, {missing:,} missing" if missing else kind


def _as_numbers(coded: Coded, values: Series) -> Array:
    """Write numbers as they are, and classes by their places."""
    if coded.classes:
        places = {name: i for i, name in enumerate(coded.classes)}
        typed = coded.column.typed(values)
        return typed.replace_strict(places, default=None).cast(float).to_numpy()
    return coded.column.typed(values).cast(float).to_numpy()


def _texts(values: Series) -> list[str]:
    return [
        f"{value:.6g}" if isinstance(value, float) else str(value)
        for value in values.to_list()
    ]
