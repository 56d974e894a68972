"""Which predictions are right, in the engine's own terms."""

from typing import Any

import numpy as np

from engine.data.examples import Examples
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import correct


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
    if not (loss.sparse or is_logical(trainer.parts.train.y)):
        return [None] * len(part)
    gaps = part.gaps if trainer.model.signature.has_gaps else False
    right = correct(seen(trainer, part), p, loss.one_hot, trainer.middle)
    return list(map(bool, np.all(right | gaps, axis=1)))
