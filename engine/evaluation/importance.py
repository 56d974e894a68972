"""How much each input matters: by how much the loss rises when it is shuffled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.core.running.rng import stream
from engine.data.examples import Examples
from engine.evaluation.examined import judged_by, part_of
from engine.training.evaluation import evaluate_rows
from engine.training.threads import limit_threads
from engine.training.trainer import Trainer

MOST_ROWS, LEAST_ROWS = 20_000, 500
"""How many rows are predicted in one repeat, and at least for each input."""
MOST_INPUTS, REPEATS = 200, 5


@dataclass(frozen=True)
class Importance:
    """The rise of the loss over the repeats: its mean, its standard deviation."""

    name: str
    mean: float
    std: float


def importance(trainer: Trainer, repeats: int = REPEATS) -> tuple[Importance, ...]:
    """Shuffle each input among the rows to judge by, and see how the loss rises.

    Inputs that belong together are shuffled together. Of very many rows some are
    taken, evenly spaced. There is none for inputs that have a shape, nor for very many.
    Source: Breiman (2001), Random forests; Fisher, Rudin and Dominici (2019), All
    models are wrong, but many are useful.
    """
    groups = trainer.model.spec.dataset.groups()
    if len(trainer.model.schema.shape) != 1 or len(groups) > MOST_INPUTS:
        return ()
    most = max(LEAST_ROWS, MOST_ROWS // len(groups))
    part = _some(part_of(trainer, judged_by(trainer)), most)
    with (
        limit_threads(trainer.model.program, trainer.loop.size),
        np.errstate(all="ignore"),
    ):
        return tuple(_measured(trainer, part, groups, repeats))


def _some(part: Examples, most: int) -> Examples:
    rows = np.linspace(0, len(part) - 1, min(len(part), most)).astype(int)
    return part.take(rows)


def _measured(
    trainer: Trainer, part: Examples, groups: dict[str, slice], repeats: int
) -> Iterator[Importance]:
    before = _loss(trainer, part)
    for name, columns in groups.items():
        shuffled = (_shuffled(trainer, part, name, columns, i) for i in range(repeats))
        rises = [_loss(trainer, other) - before for other in shuffled]
        yield Importance(name, float(np.mean(rises)), float(np.std(rises)))


def _shuffled(
    trainer: Trainer, part: Examples, name: str, columns: slice, repeat: int
) -> Examples:
    rng = stream(trainer.model.spec.seed, f"importance {name}", repeat)
    x = part.x.copy()
    x[:, columns] = x[rng.permutation(len(x)), columns]
    return replace(part, x=x)


def _loss(trainer: Trainer, part: Examples) -> float:
    by = trainer.evaluator.by
    return evaluate_rows(trainer.steps, list(part), divides_by=by)[1]
