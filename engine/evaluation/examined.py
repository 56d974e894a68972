"""The targets, predictions and weights of a part, in float64."""

from dataclasses import dataclass

import numpy as np

from engine.data.examples import PARTS, Examples
from engine.evaluation.tasks import Array, seen
from engine.training.trainer import Trainer


@dataclass(frozen=True)
class Examined:
    """Targets `y`, predictions `p`, and `weight`: (rows, predictions) each.

    Rows of which nothing counts are left out.
    """

    y: Array
    p: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.y)


def judged_by(trainer: Trainer) -> str:
    """Name the part to judge by: what was kept from training, if there is such."""
    names = [name for name, _ in trainer.parts.items()]
    return max(names, key=PARTS.index)


def wants_report(trainer: Trainer) -> bool:
    """Tell whether there is something to report: other examples, or a wish for it."""
    return judged_by(trainer) != "train" or trainer.model.spec.dataset.wants_report


def part_of(trainer: Trainer, name: str) -> Examples:
    """Give a part by its name."""
    return dict(trainer.parts.items())[name]


def examined(trainer: Trainer, name: str) -> Examined:
    """Let the network predict a part."""
    part = part_of(trainer, name)
    y, weight = _targets(trainer, part)
    counts = _counting(weight)
    p = trainer.predict(part.x[counts]).astype(float, copy=False)
    return Examined(y[counts], p.reshape(-1, y.shape[1]), weight[counts])


def trained_on(trainer: Trainer) -> tuple[Array, Array]:
    """Give the targets to train on, and how much they count."""
    y, weight = _targets(trainer, trainer.parts.train)
    counts = _counting(weight)
    return y[counts], weight[counts]


def _targets(trainer: Trainer, part: Examples) -> tuple[Array, Array]:
    y = seen(trainer, part)
    return y, np.broadcast_to(part.judged.astype(float, copy=False), y.shape)


def _counting(weight: Array) -> Array | slice:
    """Choose the rows of which something counts; without a copy if all do."""
    counts = np.flatnonzero(weight.any(axis=1))
    return slice(None) if len(counts) == len(weight) else counts
