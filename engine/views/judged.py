"""Which rows and outputs are looked at."""

from typing import Any

import numpy as np

from engine.evaluation.tasks import gaps
from engine.training.trainer import Trainer
from engine.views.pictures import Array, Wish


def is_table(trainer: Trainer) -> bool:
    """Tell whether the examples are the cases of a logical function."""
    return trainer.model.spec.dataset.tag() == "truth_table"


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
