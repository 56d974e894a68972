"""Many steps by calling a function for each half of a step.

A standalone program carries the text of this file, so it needs nothing but NumPy.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Step(NamedTuple):
    """The two halves of a step, and the gradient that one fills for the other."""

    gradients: Callable[..., float]
    apply: Callable[[float, int], None]
    g: Any


class Ran(NamedTuple):
    """What became of many steps.

    Attributes
    ----------
    losses : the loss of each step before its update, as long as all was finite
    updates : how many updates were made
    is_finite : whether the last loss and the square of its gradient's length were
    """

    losses: list[float]
    updates: int
    is_finite: bool


def run(
    step: Step,
    batches: Iterable[Sequence[Any]],
    rates: Iterable[float],
    done: int,
    target: float = -math.inf,
) -> Ran:
    """Make a step for each batch and learning rate; `done` updates were made before.

    It ends before an update whose loss is at most `target`, or whose loss or gradient
    is not finite.
    """
    gradients, apply, g = step
    losses: list[float] = []
    keep, isfinite, squared = losses.append, math.isfinite, g.dot
    t = done
    for batch, rate in zip(batches, rates):  # noqa: B905 - the shorter one ends it
        loss = float(gradients(*batch))
        if not isfinite(loss + squared(g)):
            return Ran(losses, t - done, is_finite=False)
        keep(loss)
        if loss <= target:
            break
        t += 1
        apply(rate, t)
    return Ran(losses, t - done, is_finite=True)
