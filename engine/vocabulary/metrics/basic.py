"""The metrics that most people ask for."""

import numpy as np

from engine.vocabulary.metrics import Floats, Metric, correct, weighted_mean


class MeanAbsoluteError(Metric):
    """mean(|p - y|).

    Use: to read an error in the targets' own unit.
    Source: Willmott and Matsuura (2005), Advantages of the mean absolute error.
    """

    aliases = ("mae",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        return weighted_mean(np.abs(p - y), weight)


class MeanSquaredError(Metric):
    """mean((p - y)**2).

    Use: where a few large errors are worse than many small ones.
    Source: Legendre (1805), Nouvelles méthodes pour la détermination des orbites des
    comètes.
    """

    aliases = ("mse",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        return weighted_mean(np.square(p - y), weight)


class Accuracy(Metric):
    """The share of right outputs; of right rows where a row is one choice.

    An output is right on its target's side of the middle; a choice, if the largest
    output is that of the largest target.

    Use: for truth tables and classes alike. It says little where one class is rare.
    Source: Keras's `accuracy`.
    """

    aliases = ("acc",)
    larger_is_better = True

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        right = correct(y, p, one_hot, middle)
        return weighted_mean(right, weight[:, : right.shape[1]])


class ExactMatch(Metric):
    """The share of rows whose outputs are all right; 1 when the table is learned.

    Outputs that do not count cannot be wrong; a row counts by the largest weight in it.

    Use: for tables of several outputs, to see how many rows are learned altogether.
    Source: scikit-learn's `accuracy_score` of several labels (subset accuracy).
    """

    larger_is_better = True

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        right = correct(y, p, one_hot, middle) | (weight == 0)
        return weighted_mean(right.all(axis=1), weight.max(axis=1))


WORDS = (
    MeanAbsoluteError,
    MeanSquaredError,
    Accuracy,
    ExactMatch,
)
