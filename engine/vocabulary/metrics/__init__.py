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
    families = ("engine.vocabulary.metrics.basic",)
    larger_is_better: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        """Compute the metric."""


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
