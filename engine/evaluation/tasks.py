"""What a network is asked for: one choice of several, yes or no, or numbers."""

from collections.abc import Callable
from math import inf
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.data.examples import Examples
from engine.training.trainer import Trainer
from engine.vocabulary.activations import Activation
from engine.vocabulary.metrics import correct

Array = NDArray[Any]
Task = Literal["classes", "labels", "numbers"]
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
    return _is_logical_part(trainer, trainer.parts.train)


def gaps(trainer: Trainer, part: Examples) -> Any:
    """Tell for which targets, or rows, any answer will do."""
    has_some = trainer.model.schema.has_gaps
    return part.gaps if has_some else np.zeros((len(part), 1), bool)


def is_logical(y: Any) -> bool:
    """Tell whether all targets are one of two numbers, as in a truth table."""
    found = set(np.unique(y).tolist())
    return found <= {0, 1} or found <= {-1, 1}


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
        output = trainer.model.schema.outputs[0]
        return tuple(name.removeprefix(f"{output}=") for name in names)
    return names


def seen(trainer: Trainer, part: Examples) -> Any:
    """Give targets as predictions are: (rows, predictions), in float64."""
    width = int(trainer.model.program.inference.output.shape[-1])
    return trainer.model.spec.loss.seen(part.y.astype(float, copy=False), width)


def task(trainer: Trainer) -> Task:
    """Tell what is asked: a class of each row, some labels of it, or numbers."""
    if is_choice(trainer):
        return "classes"
    if not all(_is_logical_part(trainer, part) for _, part in trainer.parts.items()):
        return "numbers"
    return "classes" if len(trainer.model.answers) == 1 else "labels"


def sides(trainer: Trainer) -> tuple[str, str]:
    """Name the two targets of a yes or no."""
    labels = trainer.model.schema.labels
    if len(labels) == 2:
        return labels[0], labels[1]
    return ("-1", "1") if trainer.middle == 0 else ("0", "1")


def is_probable(trainer: Trainer) -> bool:
    """Tell whether predictions are probabilities."""
    spec = trainer.model.spec
    if spec.loss.expects in ("probability", "shares"):
        return True
    last = dict(spec.layers[-1]).get("activation")
    low, high = last.bounds() if isinstance(last, Activation) else (-inf, inf)
    return trainer.middle == 0.5 and low >= 0 and high <= 1


def _is_logical_part(trainer: Trainer, part: Examples) -> bool:
    return is_logical(part.y[~np.broadcast_to(gaps(trainer, part), part.y.shape)])


def right_rows(trainer: Trainer, part: Examples, p: Any) -> list[bool | None]:
    """Say of each row whether it is right; None where that cannot be said."""
    loss = trainer.model.spec.loss
    if not (loss.sparse or has_two_targets(trainer)):
        return [None] * len(part)
    right = correct(seen(trainer, part), p, loss.one_hot, trainer.middle)
    return list(map(bool, np.all(right | gaps(trainer, part), axis=1)))
