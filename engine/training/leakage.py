"""Detects edits that move rows between training, validation and test.

A row that was trained on must not be used to evaluate, whatever was edited since.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.compile import Model
from engine.data.examples import Examples, Parts
from engine.data.table_data import Opened
from engine.training.spec_diff import without_names
from engine.training.trainer import Trainer


def has_moved_rows(trainer: Trainer, made: Trainer) -> bool:
    """Tell whether rows that may have been trained on are now held out."""
    before, now = dict(trainer.parts.items()), dict(made.parts.items())
    is_kept = len(now) > 1
    return is_kept and not (
        before.keys() == now.keys()
        and all(_same(before[name], now[name]) for name in now)
    )


def is_same_data(
    trainer: Trainer, made: Trainer, old: Mapping[str, Any], new: Mapping[str, Any]
) -> bool:
    """Tell whether a file was only rewritten, with the same content.

    `old` and `new` are the specs as they are compared.
    """
    return (
        _without_time(old) == _without_time(new)
        and _known(trainer.model) == _known(made.model)
        and _identical(trainer.parts, made.parts)
    )


def _same(one: Examples, other: Examples) -> bool:
    pairs = (one.x, other.x), (one.y, other.y)
    return all(np.array_equal(a, b) for a, b in pairs)


def _without_time(spec: Mapping[str, Any]) -> dict[str, Any]:
    dataset = {k: v for k, v in spec["dataset"].items() if k != "saved"}
    return {**without_names(spec), "dataset": dataset}


def _known(model: Model) -> tuple[object, ...]:
    """Return what is known of the data beside its numbers."""
    dataset = model.spec.dataset
    codes = dataset.codes.written() if isinstance(dataset, Opened) else None
    return model.schema, codes


def _identical(one: Parts, other: Parts) -> bool:
    arrays = [
        [array for _, part in parts.items() for array in part] for parts in (one, other)
    ]
    return len(arrays[0]) == len(arrays[1]) and all(
        np.array_equal(a, b) for a, b in zip(*arrays, strict=True)
    )
