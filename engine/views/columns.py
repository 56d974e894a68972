"""The columns of a table: what each is for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.data.columns.encoders import Coded
from engine.data.table_data import Opened
from engine.spec.model import Spec
from engine.training.trainer import Trainer
from engine.vocabulary.columns import Column
from engine.vocabulary.entry import Word

Role = Literal["input", "output", "weight", "split"]


@dataclass(frozen=True)
class TableColumn:
    """A column of a table.

    `type` is empty where the column becomes no numbers, `is_guessed` tells that the
    spec does not say it. `rules` are those by which it becomes `features`, or one of
    `classes`. `missing` counts the values that are not there.
    """

    name: str
    role: Role
    type: str = ""
    is_guessed: bool = False
    rules: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    missing: int = 0


def columns(trainer: Trainer) -> list[TableColumn]:
    """List the columns of a run's table that have a role; none if it has no table."""
    return columns_of(trainer.model.spec)


def columns_of(spec: Spec) -> list[TableColumn]:
    """List the columns of the table that was read for a spec."""
    dataset = spec.dataset
    if not isinstance(dataset, Opened):
        return []
    others = [*_others(spec, dataset)]
    codes = dataset.codes
    inputs = [_column(dataset, "input", coded) for coded in codes.inputs.columns]
    outputs = [_column(dataset, "output", a.coded) for a in codes.answers.each]
    return [*inputs, *outputs, *others]


def _column(dataset: Opened, role: Role, coded: Coded) -> TableColumn:
    is_output, noted = role == "output", dataset.noted
    return TableColumn(
        coded.name,
        role,
        coded.column.tag(),
        coded.name in noted.guessed,
        tuple(_rules(coded.column)),
        tuple(coded.features),
        tuple(coded.classes) if is_output else (),
        noted.missing.get(coded.name, 0),
    )


def _rules(column: Column) -> Iterator[str]:
    """Name the rules of a column, those for missing values if they are no error."""
    for key, rule in column:
        is_usual = key == "missing" and rule.tag() == "error"
        if isinstance(rule, Word) and not is_usual:
            yield rule.tag()
    if column.indicator:
        yield "indicator"


def _others(spec: Spec, dataset: Opened) -> Iterator[TableColumn]:
    if dataset.source.sample_weight is not None:
        yield TableColumn(dataset.source.sample_weight, "weight")
    if (by := spec.kept.by) is not None:
        yield TableColumn(by[1], "split")
