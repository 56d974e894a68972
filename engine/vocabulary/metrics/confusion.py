"""Metrics of the table that says what was predicted for what.

Where a row is one choice, its classes are the outputs. Else there are two classes, the
lower and the upper side of the middle, and all outputs count together.
"""

import math
from typing import Literal

import numpy as np

from engine.vocabulary.metrics import (
    Floats,
    Metric,
    Score,
    classes_of,
    shares,
    weighted_mean,
)


class ConfusionMatrix(Metric):
    """How often each class (rows) is predicted as each class (columns), by weight.

    It is a table, which is shown once training is over and by `evaluate`.

    Use: to see which classes are taken for which.
    Source: scikit-learn's `confusion_matrix`.
    """

    normalize: Literal["true", "pred", "all"] | None = None
    """Give shares of the rows, of the columns or of all instead.

    What is empty has shares of 0.
    """

    @property
    def is_number(self) -> bool:
        return False

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        table = confusion(y, p, weight, one_hot, middle)
        totals = {
            None: np.ones(1),
            "true": table.sum(axis=1, keepdims=True),
            "pred": table.sum(axis=0, keepdims=True),
            "all": table.sum(),
        }
        return shares(table, totals[self.normalize]).tolist()


class BalancedAccuracy(Metric):
    """The mean over the classes of the share of their rows that is right.

    Classes that do not occur do not count.

    Use: as `accuracy`, where some classes are rare.
    Source: Brodersen, Ong, Stephan and Buhmann (2010), The balanced accuracy and its
    posterior distribution.
    """

    larger_is_better = True

    adjusted: bool = False
    """Bring it to a scale where 0 is guessing and 1 is perfect.

    With a single class, where there is nothing to guess, it is NaN.
    """

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        table = confusion(y, p, weight, one_hot, middle)
        occurs = table.any(axis=1).astype(float)
        found = weighted_mean(shares(table.diagonal(), table.sum(axis=1)), occurs)
        return adjusted(found, occurs.sum()) if self.adjusted else found


class MatthewsCorrcoef(Metric):
    """The correlation of actual and predicted classes, from -1 to 1.

    With n examples, of which c are right, and of class k a_k actual and p_k predicted
    ones: (c * n - sum(a * p)) / sqrt((n**2 - sum(a**2)) * (n**2 - sum(p**2))). It is 0
    where all are of one class, or are predicted to be.

    Use: for one number that is high only if all classes are predicted well.
    Source: Matthews (1975), Comparison of the predicted and observed secondary
    structure of T4 phage lysozyme.
    """

    aliases = ("mcc",)
    larger_is_better = True

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        table = confusion(y, p, weight, one_hot, middle)
        actual, said, n = table.sum(axis=1), table.sum(axis=0), table.sum()
        if min(np.count_nonzero(actual), np.count_nonzero(said)) < 2:
            return 0.0
        spreads = (n**2 - actual @ actual) * (n**2 - said @ said)
        return float((table.trace() * n - actual @ said) / np.sqrt(spreads))


def confusion(
    y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
) -> Floats:
    """Add up weights by actual class (rows) and predicted class (columns)."""
    if one_hot:
        actual, said, count = classes_of(y, p), p.argmax(axis=1), p.shape[1]
        weight = weight.min(axis=1)
    else:
        actual, said, count = (y > middle).astype(int), (p > middle).astype(int), 2
    table = np.zeros((count, count))
    np.add.at(table, (actual, said), weight)
    return table


def adjusted(found: float, classes: float) -> float:
    """Bring an accuracy of so many classes to a scale where 0 is guessing."""
    return (found - 1 / classes) / (1 - 1 / classes) if classes > 1 else math.nan


WORDS = (
    ConfusionMatrix,
    BalancedAccuracy,
    MatthewsCorrcoef,
)
