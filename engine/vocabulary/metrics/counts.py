"""How many outputs are what they are taken for.

An output is positive where its target is above the middle, and taken as positive where
it is itself above a threshold.
"""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from engine.vocabulary.metrics import Floats, Metric, Score, Truths, truths

Thresholds = float | list[float] | None


class Judged(Metric):
    """A metric of outputs that are taken as positive above one threshold or several."""

    thresholds: float | Annotated[list[float], Field(min_length=1)] | None = None
    """Outputs above it are taken as positive; the middle of the targets if left out.

    A list gives a list, a number for each threshold.
    """

    @property
    def is_number(self) -> bool:
        return not isinstance(self.thresholds, list)

    def labels(self, outputs: Sequence[str]) -> list[str]:
        given = self.thresholds
        return [f"> {t:g}" for t in given] if isinstance(given, list) else []


class Counted(Judged):
    """How many outputs are `actual` and are taken as `predicted`, by their weights."""

    actual: ClassVar[bool]
    predicted: ClassVar[bool]

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        said = taken(p, self.thresholds, middle) == self.predicted
        which = said & (truths(y, p, middle) == self.actual)
        return one_or_all(weight_of(which, weight), self.thresholds)


class TruePositives(Counted):
    """How many outputs are positive and taken as such, each by its weight.

    Use: to see what a precision or a recall is made of.
    Source: Keras's `TruePositives`.
    """

    larger_is_better = True
    actual, predicted = True, True


class FalsePositives(Counted):
    """How many outputs are taken as positive but are not, each by its weight.

    Use: to count false alarms.
    Source: Keras's `FalsePositives`.
    """

    actual, predicted = False, True


class TrueNegatives(Counted):
    """How many outputs are neither positive nor taken as such, each by its weight.

    Use: to see how much is rightly left alone.
    Source: Keras's `TrueNegatives`.
    """

    larger_is_better = True
    actual, predicted = False, False


class FalseNegatives(Counted):
    """How many outputs are positive but not taken as such, each by its weight.

    Use: to count misses.
    Source: Keras's `FalseNegatives`.
    """

    actual, predicted = True, False


def taken(
    p: Floats, thresholds: Thresholds, middle: float, top_k: int | None = None
) -> Truths:
    """Tell which outputs are taken as positive, for each threshold: (T, N, outputs)."""
    if top_k is not None:
        order = np.argsort(-p, axis=1, kind="stable")
        p, middle = np.where(order.argsort(axis=1) < top_k, p, -np.inf), -np.inf
    limits = np.array(middle if thresholds is None else thresholds)
    return p > limits.reshape(-1, 1, 1)


def weight_of(which: Truths, weight: Floats) -> Floats:
    """Add up the weights of all outputs that are meant."""
    return (weight * which).sum(axis=(-2, -1))


def one_or_all(found: Any, thresholds: Thresholds) -> Score:
    """Give the number of the only threshold, or the list of all of them."""
    return found.tolist() if isinstance(thresholds, list) else float(found[0])


WORDS = (
    TruePositives,
    FalsePositives,
    TrueNegatives,
    FalseNegatives,
)
