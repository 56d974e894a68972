"""Which predictions are right, in the engine's own terms."""

from typing import Any

import numpy as np

from engine.data.examples import Examples
from engine.evaluation.tasks import gaps, has_two_targets, seen
from engine.training.trainer import Trainer
from engine.views.pictures import Array, Wish
from engine.vocabulary.metrics import correct


def is_table(trainer: Trainer) -> bool:
    """Tell whether the examples are the cases of a logical function."""
    return trainer.model.spec.dataset.tag() == "truth_table"


def right_rows(trainer: Trainer, part: Examples, p: Any) -> list[bool | None]:
    """Say of each row whether it is right; None where that cannot be said."""
    loss = trainer.model.spec.loss
    if not (loss.sparse or has_two_targets(trainer)):
        return [None] * len(part)
    right = correct(seen(trainer, part), p, loss.one_hot, trainer.middle)
    return list(map(bool, np.all(right | gaps(trainer, part), axis=1)))


def output_of(trainer: Trainer, wish: Wish) -> int:
    """Give the output that is wished for, or the last one."""
    return min(wish.output, len(trainer.model.answers) - 1)


def evenly(rows: int, most: int) -> Array:
    """Choose at most so many rows, evenly spaced."""
    return np.unique(np.linspace(0, rows - 1, min(rows, most)).astype(int))


def with_gaps(trainer: Trainer, part: Any, y: Array) -> Array:
    """Put NaN where any answer will do."""
    free = np.broadcast_to(gaps(trainer, part), y.shape)
    return np.where(free, np.nan, y)
