"""Metrics for numbers."""

import math
from typing import Literal

import numpy as np
from pydantic import Field

from engine.vocabulary.metrics import Floats, Metric, Score, shares, weighted_mean

Aggregation = Literal["uniform_average", "variance_weighted_average"] | None


class RootMeanSquaredError(Metric):
    """sqrt(mean((p - y)**2)).

    Use: as the mean squared error, but in the targets' own unit.
    Source: Keras's `RootMeanSquaredError`.
    """

    aliases = ("rmse",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        return math.sqrt(weighted_mean(np.square(p - y), weight))


class MeanAbsolutePercentageError(Metric):
    """100 * mean(|p - y| / |y|).

    Where |y| is less than 1e-7, the divisor is 1e-7, as in Keras.

    Use: where an error counts by the size of the target, and no target is near 0.
    Source: Makridakis (1993), Accuracy measures: theoretical and practical concerns.
    """

    aliases = ("mape",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        return 100 * weighted_mean(np.abs(p - y) / np.maximum(np.abs(y), 1e-7), weight)


class MeanSquaredLogarithmicError(Metric):
    """mean((log(p + 1) - log(y + 1))**2).

    Targets and predictions below 0 are taken as 0, as in Keras.

    Use: for counts and sizes of many magnitudes, where the ratio matters.
    Source: scikit-learn's `mean_squared_log_error`.
    """

    aliases = ("msle",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        error = np.log1p(np.maximum(p, 0)) - np.log1p(np.maximum(y, 0))
        return weighted_mean(np.square(error), weight)


class LogCosh(Metric):
    """mean(log(cosh(p - y))), about half the square of small errors.

    Use: for an error between the squared and the absolute one.
    Source: Keras's `LogCoshError`.
    """

    aliases = ("logcosh",)

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        error = p - y
        return weighted_mean(np.logaddexp(error, -error) - math.log(2), weight)


class CosineSimilarity(Metric):
    """mean over the rows of sum(y * p) / (|y| * |p|), from -1 to 1.

    A row of zeros has similarity 0. A row counts by the smallest weight in it.

    Use: where the direction of a row of outputs matters, not its length.
    Source: Salton and McGill (1983), Introduction to Modern Information Retrieval.
    """

    larger_is_better = True

    axis: Literal[-1, 1] = -1
    """The axis of the outputs; both numbers mean the last one."""

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        lengths = np.sqrt(np.square(y).sum(axis=1)) * np.sqrt(np.square(p).sum(axis=1))
        return weighted_mean(shares((y * p).sum(axis=1), lengths), weight.min(axis=1))


class R2Score(Metric):
    """1 - sum((p - y)**2) / sum((y - mean(y))**2), for each output by itself.

    1 is perfect, 0 is as good as the mean of the targets. Where all targets are equal
    it is 1 if all predictions are right, else 0, as in scikit-learn. With n rows that
    count and `num_regressors` k, it is 1 - (1 - R2) * (n - 1) / (n - k - 1), as long
    as n is greater than k + 1.

    Use: to see how much of the targets' variation is explained.
    Source: Wright (1921), Correlation and causation.
    """

    larger_is_better = True

    class_aggregation: Aggregation = "uniform_average"
    """How to average over the outputs; null gives the list of all of them."""
    num_regressors: int = Field(default=0, ge=0)
    """The number of inputs, to adjust for what they explain by chance."""

    @property
    def is_number(self) -> bool:
        return self.class_aggregation is not None

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        spread, scores = explained(y, p, weight)
        counts = weight.any(axis=0).astype(float)
        n, k = np.count_nonzero(weight.any(axis=1)), self.num_regressors
        if n > k + 1:
            scores = 1 - (1 - scores) * (n - 1) / (n - k - 1)
        return aggregated(scores, spread, counts, self.class_aggregation)


def aggregated(
    scores: Floats, spread: Floats, counts: Floats, how: Aggregation
) -> Score:
    """Average over the outputs that count, or list all."""
    if how is None:
        return np.where(counts, scores, math.nan).tolist()
    by_spread = how == "variance_weighted_average" and spread.any()
    return weighted_mean(scores, spread if by_spread else counts)


def explained(y: Floats, p: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Give each output's sum of squares around its mean, and its R2."""
    # Around a target, so that the mean of equal ones has no rounding error.
    around = y - y[weight.argmax(axis=0), np.arange(y.shape[1])]
    mean = shares((weight * around).sum(axis=0), weight.sum(axis=0))
    spread = (weight * np.square(around - mean)).sum(axis=0)
    rest = (weight * np.square(p - y)).sum(axis=0)
    return spread, np.where(spread > 0, 1 - shares(rest, spread), rest == 0)


WORDS = (
    RootMeanSquaredError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    LogCosh,
    CosineSimilarity,
    R2Score,
)
