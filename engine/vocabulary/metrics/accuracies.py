"""Shares of right answers."""

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.metrics import (
    Floats,
    Metric,
    Truths,
    classes_of,
    correct,
    level,
    truths,
    weighted_mean,
)


class BinaryAccuracy(Metric):
    """The share of outputs on their target's side, each output by itself.

    Use: for outputs that are true or false, also where `accuracy` would compare rows.
    Source: Keras's `BinaryAccuracy`.
    """

    larger_is_better = True

    threshold: float | None = None
    """Outputs above it are taken as true; the middle of the targets if left out."""

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        said = p > level(self.threshold, middle)
        return weighted_mean((said == truths(y, p, middle)) & np.isfinite(p), weight)


class ChoiceAccuracy(Metric):
    """The share of rows whose choice is right; a row needs two outputs or more."""

    larger_is_better = True

    def unfit(self, outputs: int) -> Iterator[Problem]:
        if outputs < 2:
            message = f"{self.tag()} needs two outputs or more to choose from"
            yield Problem(message, (), "write 'binary_accuracy', or 'accuracy'")


class CategoricalAccuracy(ChoiceAccuracy):
    """The share of rows whose largest output is that of the largest target.

    Of equal ones the first is the largest. A row counts by the smallest weight in it.

    Use: for classes whose targets are one-hot.
    Source: Keras's `CategoricalAccuracy`.
    """

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        right = correct(y, p, one_hot=True, middle=middle)
        return weighted_mean(right, weight.min(axis=1, keepdims=True))


class SparseCategoricalAccuracy(CategoricalAccuracy):
    """The share of rows whose largest output is that of the target's class.

    Use: for classes whose targets are their numbers.
    Source: Keras's `SparseCategoricalAccuracy`.
    """


class TopKCategoricalAccuracy(ChoiceAccuracy):
    """The share of rows where fewer than k outputs are larger than the right one.

    It is 1 if there are no more than k outputs. A row counts by the smallest weight in
    it.

    Use: where several guesses are allowed, as among many classes.
    Source: Keras's `TopKCategoricalAccuracy`.
    """

    k: int = Field(default=5, ge=1)
    """How many guesses are allowed."""

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        return weighted_mean(among_largest(y, p, self.k), weight.min(axis=1))


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """The share of rows where fewer than k outputs are larger than the class's own.

    Use: as `top_k_categorical_accuracy`, for targets that are numbers of classes.
    Source: Keras's `SparseTopKCategoricalAccuracy`.
    """


def among_largest(y: Floats, p: Floats, k: int) -> Truths:
    """Tell in which rows the output of the right class is among the k largest."""
    own = np.take_along_axis(p, classes_of(y, p)[:, np.newaxis], axis=1)
    return ((p > own).sum(axis=1) < k) & np.isfinite(p).all(axis=1)


WORDS = (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
)
