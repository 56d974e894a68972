"""Which predictions are right, in the engine's own terms."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from engine.data.examples import Examples
from engine.training.trainer import Trainer
from engine.views.pictures import Array, Wish
from engine.vocabulary.metrics import correct

Found = TypeVar("Found")


def lasting(find: Callable[[Trainer], Found]) -> Callable[[Trainer], Found]:
    """Find what follows from a trainer's examples alone, but once."""
    known: WeakKeyDictionary[Trainer, Found] = WeakKeyDictionary()

    def found(trainer: Trainer) -> Found:
        if trainer not in known:
            known[trainer] = find(trainer)
        return known[trainer]

    return found


@lasting
def has_two_targets(trainer: Trainer) -> bool:
    """Tell whether all targets to train on are one of two numbers."""
    part = trainer.parts.train
    return is_logical(part.y[~np.broadcast_to(gaps(trainer, part), part.y.shape)])


def gaps(trainer: Trainer, part: Examples) -> Any:
    """Tell for which targets, or rows, any answer will do."""
    has_some = trainer.model.signature.has_gaps
    return part.gaps if has_some else np.zeros((len(part), 1), bool)


def is_logical(y: Any) -> bool:
    """Tell whether all targets are one of two numbers, as in a truth table."""
    found = set(np.unique(y).tolist())
    return found <= {0, 1} or found <= {-1, 1}


def is_table(trainer: Trainer) -> bool:
    """Tell whether the examples are the cases of a logical function."""
    return trainer.model.spec.dataset.tag() == "truth_table"


def is_choice(trainer: Trainer) -> bool:
    """Tell whether the outputs of a row are one choice among classes."""
    loss = trainer.model.spec.loss
    return loss.one_hot or loss.sparse


def classes(trainer: Trainer) -> tuple[str, ...]:
    """Name the classes that a row is one of; none if it is no such choice."""
    if not is_choice(trainer):
        return ()
    names = trainer.model.answers
    if trainer.model.spec.loss.sparse:
        return tuple(name.rpartition("=")[2] for name in names)
    return names


def seen(trainer: Trainer, part: Examples) -> Any:
    """Give targets as predictions are: (rows, predictions), in float64."""
    width = int(trainer.model.program.inference.output.shape[-1])
    return trainer.model.spec.loss.seen(part.y.astype(float), width)


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
