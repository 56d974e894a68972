"""The protocol of all backends, and the loop of those that come back at each step.

A standalone program carries the text of this file, so it needs nothing but NumPy.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol


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


class Steps(Protocol):
    """Steps of training and what surrounds them; arrays change in place."""

    def gradients(self, *batch: Any) -> float:
        """Fill the gradient for a batch (x, y, weight, noises); return the loss."""
        ...

    def apply(self, rate: float, t: int) -> None:
        """Change the weights along the gradient; `t` counts updates from 1."""
        ...

    def run(
        self,
        batches: Iterable[Sequence[Any]],
        rates: Iterable[float],
        done: int,
        target: float = -math.inf,
    ) -> Ran:
        """Make a step for each batch and learning rate, without coming back.

        All batches have the same number of rows; `done` counts the updates before the
        first. It ends before an update whose loss is at most `target`, or whose loss
        or gradient is not finite. Whether the weights are finite is not looked at.
        """
        ...

    def limit(self) -> None:
        """Bring the weights back to where they are allowed, if they are constrained."""
        ...

    def answer(self, x: Any) -> Any:
        """Predict; the result may be overwritten by the next call."""
        ...

    def evaluate(self, *batch: Any) -> tuple[Any, *tuple[float, ...]]:
        """Predict and compare, in inference mode and without penalties.

        What layers' activities add to the loss comes last, if they do.
        """
        ...

    def penalties(self) -> float:
        """Compute what is added to the loss whatever the data."""
        ...


class Step(NamedTuple):
    """The two halves of a step, and the gradient that one fills for the other."""

    gradients: Callable[..., float]
    apply: Callable[[float, int], None]
    g: Any


def run(
    step: Step,
    batches: Iterable[Sequence[Any]],
    rates: Iterable[float],
    done: int,
    target: float = -math.inf,
) -> Ran:
    """Make many steps by calling two functions for each; see `Steps.run`."""
    gradients, apply, g = step
    losses: list[float] = []
    keep, isfinite, squared = losses.append, math.isfinite, g.dot
    t = done
    for batch, rate in zip(batches, rates):  # noqa: B905 - the shorter one ends it
        loss = gradients(*batch)
        if not isfinite(loss + squared(g)):
            return Ran(losses, t - done, is_finite=False)
        keep(loss)
        if loss <= target:
            break
        t += 1
        apply(rate, t)
    return Ran(losses, t - done, is_finite=True)
