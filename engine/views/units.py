"""Numbers of a network in the units of the table that it learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data.table_data import Opened
from engine.training.trainer import Trainer
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from engine.data.columns.encoders import Coded


def opened_of(trainer: Trainer) -> Opened | None:
    """Give the table that a run learns from, if it is one from a file."""
    dataset = trainer.model.spec.dataset
    return dataset if isinstance(dataset, Opened) else None


def in_units(trainer: Trainer, values: Any) -> Any:
    """Give targets or predictions (rows, outputs) in the units of the data."""
    dataset = opened_of(trainer)
    if dataset is None:
        return values
    return dataset.original(np.asarray(values, float).reshape(-1, np.shape(values)[-1]))


def input_in_units(trainer: Trainer, feature: int, values: Any) -> Any:
    """Give numbers of an input, of any shape, in the units of the data."""
    dataset = opened_of(trainer)
    if dataset is None:
        return values
    for coded, span in _spans(dataset):
        is_one = (span.start, span.stop) == (feature, feature + 1)
        if is_one and isinstance(coded.column, Number):
            numbers = np.asarray(values, float).reshape(-1, 1)
            found = coded.column.decode(numbers, coded.learned)
            return found.to_numpy().astype(float).reshape(np.shape(values))
    return values


def _spans(dataset: Opened) -> list[tuple[Coded, slice]]:
    coding = dataset.codes.inputs
    return [*zip(coding.columns, coding.groups.values(), strict=True)]
