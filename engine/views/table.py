"""All examples as one table, in the order of the dataset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.cache import file_of
from engine.data.examples import examples
from engine.data.splitting.examples import kept_rows
from engine.data.table_data import Opened
from engine.evaluation.tasks import is_logical
from engine.training.trainer import Trainer
from engine.views.judged import is_table
from engine.views.own import Cells, cells, part_names, plottable, plotted
from engine.views.spanned import MOST_POINTS, varying
from engine.views.units import opened_of
from engine.vocabulary.datasets import Dataset

Array = NDArray[Any]


@dataclass(frozen=True)
class ExamplesTable:
    """The examples: `x` (rows, inputs), `y` (rows, outputs; NaN where any will do).

    `parts` names the part of each row, and is empty where there is only one. `low` is
    what stands for false. `varying` are the inputs that are not always the same. `note`
    says why the rows cannot be edited, if they cannot. `cells` are the values of a
    table from a file; then `x` and `y` are only there to plot, if they are.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    x: Array
    y: Array
    parts: Sequence[str]
    is_typed: bool
    is_expression: bool
    is_logical: bool
    low: float
    varying: tuple[int, ...]
    note: str
    cells: Cells | None = None
    trained: Sequence[int] = ()
    """The first rows to train on, which answers are about."""


def examples_table(trainer: Trainer) -> ExamplesTable:
    """Give all examples of a run; those of a table from a file in its own values."""
    if dataset := opened_of(trainer):
        return _own(trainer, dataset)
    model, spec = trainer.model, trainer.model.spec
    made, dataset = examples(spec), spec.dataset
    gaps = np.broadcast_to(made.gaps, made.y.shape)
    y = np.where(gaps, np.nan, made.y) if gaps.any() else made.y
    is_logical_table = is_table(trainer)
    is_typed = bool(getattr(dataset, "rows", None))
    x = made.x.reshape(len(made), -1)
    return ExamplesTable(
        model.schema.inputs,
        model.schema.outputs,
        x,
        y,
        _parts(trainer, made.y),
        is_typed,
        is_logical_table and not is_typed,
        is_logical_table,
        -1.0 if is_logical(made.y) and made.y.min() < 0 else 0.0,
        varying(trainer),
        "" if is_typed else _note(dataset, is_table=is_logical_table),
        trained=_trained(trainer, made.y),
    )


def _own(trainer: Trainer, dataset: Opened) -> ExamplesTable:
    shown = cells(trainer)
    x, y = plotted(trainer, dataset, shown)
    parts = part_names(dataset, shown.rows)
    file = file_of(trainer.model.spec)
    note = (
        f"read from {file.name}: change it there, and it is read again" if file else ""
    )
    return ExamplesTable(
        tuple(dataset.codes.inputs.names),
        tuple(dataset.codes.answers.coding.names),
        x,
        y,
        parts if len(set(parts)) > 1 else (),
        is_typed=False,
        is_expression=False,
        is_logical=False,
        low=0.0,
        varying=plottable(trainer, dataset),
        note=note or "it comes with scikit-learn, and stays as it is",
        cells=shown,
        trained=dataset.taken["train"][:MOST_POINTS].tolist(),
    )


def _trained(trainer: Trainer, y: Array) -> Sequence[int]:
    kept = kept_rows(trainer.model.spec, y)
    if len(kept) == 1:
        return range(len(y))
    return kept["train"][:MOST_POINTS].tolist()


def _parts(trainer: Trainer, y: Array) -> Sequence[str]:
    kept = kept_rows(trainer.model.spec, y)
    if len(kept) == 1:
        return ()
    names = np.empty(len(y), object)
    for name, places in kept.items():
        names[places] = name
    return names  # pyright: ignore[reportReturnType] - an array of texts is a sequence


def _note(dataset: Dataset, *, is_table: bool) -> str:
    if is_table:
        return "given by an expression: copy it as typed rows to edit them"
    if dataset.from_files:
        return "read from files: change those to get other examples"
    tag = dataset.tag()
    return f"made by '{tag}': change the dataset in the spec to get other examples"
