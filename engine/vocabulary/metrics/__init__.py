"""Metrics: what people want to know of predictions; training does not follow them.

They are arithmetic on arrays, not on a graph. A program that stands alone prints one of
them with the functions that it calls, so those need nothing but NumPy and `math`.
"""

import math
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.entry import NAME, Word

Floats = NDArray[np.floating[Any]]
Truths = NDArray[np.bool_]
Score = float | list[Any]
"""A number, or a list or a table of them."""


class Metric(Word):
    """A number from targets y and predictions p; NaN where nothing counts.

    `weight` has y's shape: 0 where a target does not count, and how much it counts
    elsewhere. `one_hot` tells that a row is one choice, of its largest output.
    `middle` is halfway between the two targets of a table (see `middle_of`).

    Shapes: y (N, outputs), p (N, outputs); one number comes out. Where a row is one
    choice, y may also be (N, 1), the numbers of the classes.
    """

    called = "a metric"
    families = (
        "engine.vocabulary.metrics.basic",
        "engine.vocabulary.metrics.regression",
        "engine.vocabulary.metrics.accuracies",
        "engine.vocabulary.metrics.retrieval",
        "engine.vocabulary.metrics.counts",
        "engine.vocabulary.metrics.confusion",
        "engine.vocabulary.metrics.ranking",
    )
    larger_is_better: ClassVar[bool] = False

    name: str | None = Field(default=None, pattern=NAME)
    """What reports, files and `monitor` call it; its type if left out."""

    @property
    def key(self) -> str:
        """What reports, files and `monitor` call it."""
        return self.name or self.tag()

    @property
    def is_number(self) -> bool:
        """Whether it is one number, so that it has a curve and can be monitored."""
        return True

    def unfit(self, outputs: int) -> Iterator[Problem]:
        """Find what does not go with predictions of so many outputs."""
        return iter(())

    def labels(self, outputs: Sequence[str]) -> list[str]:
        """Name the numbers of a list."""
        return list(outputs)

    @abstractmethod
    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        """Compute the metric."""


def middle_of(*targets: Floats) -> float:
    """Give the middle of a whole table: 0 where there are negative targets, else 0.5.

    So it is halfway between -1 and 1, or 0 and 1; a part may hold one of them only.
    """
    return 0.0 if any(y.min(initial=0) < 0 for y in targets) else 0.5


def weighted_mean(terms: NDArray[Any], weight: Floats) -> float:
    """Average by weight; NaN where nothing counts."""
    total = float(np.broadcast_to(weight, terms.shape).sum())
    return float((weight * terms).sum() / total) if total else math.nan


def shares(part: Any, whole: Any) -> Floats:
    """Divide; nothing of nothing is 0."""
    a, b = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    return np.divide(a, b, out=np.zeros(a.shape), where=b != 0)


def classes_of(y: Floats, p: Floats) -> NDArray[np.intp]:
    """Give the class of each row's target: its largest, or the number that it is."""
    is_number = y.shape[1] == 1 < p.shape[1]
    return y[:, 0].astype(np.intp) if is_number else y.argmax(axis=1)


def in_column(classes: NDArray[np.intp], outputs: int) -> Truths:
    """Give rows that are true in the column of their class."""
    return classes[:, np.newaxis] == np.arange(outputs)


def truths(y: Floats, p: Floats, middle: float) -> Truths:
    """Tell which targets are on the upper side of the middle, in p's shape."""
    if y.shape[1] == 1 < p.shape[1]:
        return in_column(classes_of(y, p), p.shape[1])
    return y > middle


def level(threshold: float | None, middle: float) -> float:
    """Give the number above which an output is taken as true."""
    return middle if threshold is None else threshold


def correct(y: Floats, p: Floats, one_hot: bool, middle: float) -> Truths:
    """Tell which outputs are right: on y's side of the middle, or the largest."""
    if one_hot:
        right = classes_of(y, p) == p.argmax(axis=1)
        return (right & np.isfinite(p).all(axis=1))[:, np.newaxis]
    return ((p > middle) == (y > middle)) & np.isfinite(p)
