"""How many rows of each class there are in each part, and what they count."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.data.examples import Examples
from engine.evaluation.tasks import Array, classes, gaps, is_choice, seen, sides, task
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import classes_of


@dataclass(frozen=True)
class Tally:
    """Rows of each class by part; `weights` are the class weights, None without."""

    names: tuple[str, ...]
    rows: Mapping[str, Array]
    weights: Array | None


def tally(trainer: Trainer) -> Tally | None:
    """Count the rows of each class; None where a row has none."""
    if task(trainer) != "classes":
        return None
    names = classes(trainer) or sides(trainer)
    rows = {
        name: np.bincount(_classes(trainer, part), minlength=len(names))
        for name, part in trainer.parts.items()
    }
    return Tally(names, rows, _weights(trainer, len(names)))


def _classes(trainer: Trainer, part: Examples) -> Array:
    """Give the class of each row that has one."""
    y = seen(trainer, part)
    known = ~gaps(trainer, part).all(axis=1)
    if is_choice(trainer):
        return classes_of(y, y)[known]
    return (y[:, 0] > trainer.middle).astype(int)[known]


def _weights(trainer: Trainer, count: int) -> Array | None:
    """Give what class weights made of rows; NaN for classes that are not trained on."""
    part = trainer.parts.train
    if part.weight is None or part.plain is None:
        return None
    known = part.plain[:, 0] > 0
    factors = part.weight[known, 0] / part.plain[known, 0]
    found = np.full(count, np.nan)
    found[_classes(trainer, part.take(np.flatnonzero(known)))] = factors
    return found
