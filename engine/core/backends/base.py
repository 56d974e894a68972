"""The protocol of all backends."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from engine.core.backends.stepwise import Ran


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
        or gradient is not finite. Whether the weights stay finite is not looked at.
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
