"""Metrics: what people want to know of predictions; training does not follow them."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.vocabulary.entry import Word

Floats = NDArray[np.floating[Any]]


class Metric(Word):
    """A number from targets y and predictions p, both (rows, outputs).

    `weight` has y's shape, 0 where a target does not count; `one_hot` tells that the
    outputs of a row are shares of one choice.
    """

    called = "a metric"
    larger_is_better: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        """Compute the metric."""


class MeanAbsoluteError(Metric):
    """mean(|p - y|)."""

    aliases = ("mae",)

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        return float((weight * np.abs(p - y)).sum() / max(np.count_nonzero(weight), 1))


class MeanSquaredError(Metric):
    """mean((p - y)**2)."""

    aliases = ("mse",)

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        total = (weight * np.square(p - y)).sum()
        return float(total / max(np.count_nonzero(weight), 1))


class Accuracy(Metric):
    """The share of right outputs; of right rows where a row is one choice."""

    aliases = ("acc",)
    larger_is_better = True

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        right = correct(y, p, one_hot)
        counts = weight[:, :1] != 0 if one_hot else weight != 0
        return float(right[counts].mean()) if counts.any() else 1.0


class ExactMatch(Metric):
    """The share of rows whose outputs are all right; 1 when the table is learned."""

    larger_is_better = True

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        right = correct(y, p, one_hot) | (
            weight[:, :1] == 0 if one_hot else weight == 0
        )
        return float(right.all(axis=1).mean())


Metric.words = (MeanAbsoluteError, MeanSquaredError, Accuracy, ExactMatch)


def correct(y: Floats, p: Floats, one_hot: bool) -> NDArray[np.bool_]:
    """Tell which outputs are right: on y's side of the middle, or the largest.

    The middle is halfway between the two targets of a table: 0 where there are
    negative ones (-1 and 1), else 0.5.
    """
    if one_hot:
        right = y.argmax(axis=1) == p.argmax(axis=1)
        return (right & np.isfinite(p).all(axis=1))[:, np.newaxis]
    middle = 0.0 if y.min() < 0 else 0.5
    return ((p > middle) == (y > middle)) & np.isfinite(p)
