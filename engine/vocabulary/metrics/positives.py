"""What is found, what is missed, and what is taken for something that it is not.

An output is positive where its target is above the middle, and taken as positive where
it is itself above a threshold.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.metrics import (
    Floats,
    Metric,
    Score,
    Truths,
    in_column,
    level,
    shares,
    truths,
)

Average = Literal["micro", "macro", "weighted"] | None
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


class Retrieved(Judged):
    """A metric of what is taken as positive, maybe of one class or k guesses only."""

    larger_is_better = True

    top_k: int | None = Field(default=None, ge=1)
    """Take only the k largest outputs of a row as positive.

    Without `thresholds` these are taken whatever they are.
    """
    class_id: int | None = Field(default=None, ge=0)
    """Look at this output only; 0 is the first."""

    def unfit(self, outputs: int) -> Iterator[Problem]:
        if self.class_id is not None and self.class_id >= outputs:
            message = f"there is no output {self.class_id}: there are {outputs}"
            yield Problem(message, ("class_id",), "0 is the first output")


class Precision(Retrieved):
    """tp / (tp + fp), the share of what is taken as positive that is so.

    tp and fp are true and false positives of all outputs together. It is 0 where
    nothing is taken as positive.

    Use: where a false alarm is costly.
    Source: Kent, Berry, Luehrs and Perry (1955), Machine literature searching VIII.
    """

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        counts = weight * of_class(self.class_id, p.shape[1])
        said = taken(p, self.thresholds, middle, self.top_k)
        right = weight_of(truths(y, p, middle) & said, counts)
        return one_or_all(shares(right, weight_of(said, counts)), self.thresholds)


class Recall(Retrieved):
    """tp / (tp + fn), the share of what is positive that is taken as such.

    tp and fn are true positives and false negatives of all outputs together. It is 0
    where nothing is positive.

    Use: where a miss is costly.
    Source: Kent, Berry, Luehrs and Perry (1955), Machine literature searching VIII.
    """

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        counts = weight * of_class(self.class_id, p.shape[1])
        said = taken(p, self.thresholds, middle, self.top_k)
        positive = truths(y, p, middle)
        right = weight_of(positive & said, counts)
        return one_or_all(shares(right, weight_of(positive, counts)), self.thresholds)


class FScore(Metric):
    """A mean of precision and recall."""

    larger_is_better = True

    average: Average = "macro"
    """How to average over the outputs; null gives the list of all of them."""
    threshold: float | None = None
    """Outputs above it are taken as positive.

    If left out, it is the largest output where a row is one choice, and else all that
    are above the middle of the targets.
    """

    @property
    def is_number(self) -> bool:
        return self.average is not None


class F1Score(FScore):
    """2 * precision * recall / (precision + recall), for each output by itself.

    Of the averages, `macro` is the mean over the outputs, `weighted` weighs them by how
    often they are positive, `micro` counts them all together. The default is `macro`,
    which is one number; that of Keras is null. An output of which nothing positive is
    found has 0.

    Use: where false alarms and misses matter, and what is positive is rare.
    Source: van Rijsbergen (1979), Information Retrieval.
    """

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        said = chosen(p, self.threshold, one_hot, middle)
        return f_score(truths(y, p, middle), said, weight, 1.0, self.average)


class FbetaScore(FScore):
    """(1 + beta**2) * precision * recall / (beta**2 * precision + recall).

    The averages are those of `f1_score`. An output of which nothing positive is found
    has 0.

    Use: as `f1_score`, where misses matter beta times as much as false alarms.
    Source: van Rijsbergen (1979), Information Retrieval.
    """

    beta: float = Field(default=1.0, gt=0)
    """How much recall matters beside precision."""

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> Score:
        said = chosen(p, self.threshold, one_hot, middle)
        return f_score(truths(y, p, middle), said, weight, self.beta, self.average)


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


def chosen(p: Floats, threshold: float | None, one_hot: bool, middle: float) -> Truths:
    """Tell which outputs are taken as positive: where they are shares, the largest."""
    if one_hot and threshold is None:
        return in_column(p.argmax(axis=1), p.shape[1])
    return p > level(threshold, middle)


def of_class(class_id: int | None, outputs: int) -> Truths:
    """Tell which outputs are looked at."""
    everything = np.full(outputs, fill_value=True)
    return everything if class_id is None else np.arange(outputs) == class_id


def weight_of(which: Truths, weight: Floats) -> Floats:
    """Add up the weights of all outputs that are meant."""
    return (weight * which).sum(axis=(-2, -1))


def one_or_all(found: Any, thresholds: Thresholds) -> Score:
    """Give the number of the only threshold, or the list of all of them."""
    return found.tolist() if isinstance(thresholds, list) else float(found[0])


def f_score(
    positive: Truths, said: Truths, weight: Floats, beta: float, average: Average
) -> Score:
    """Compute (1 + beta**2) tp / (beta**2 (tp + fn) + tp + fp), and average it."""
    axis = None if average == "micro" else 0
    right = (weight * (positive & said)).sum(axis=axis)
    actual = (weight * positive).sum(axis=axis)
    claimed = (weight * said).sum(axis=axis)
    found = shares((1 + beta**2) * right, beta**2 * actual + claimed)
    if average is None:
        return found.tolist()
    if average == "weighted":
        return float(shares((found * actual).sum(), actual.sum()))
    return float(found.mean())


WORDS = (
    Precision,
    Recall,
    F1Score,
    FbetaScore,
    TruePositives,
    FalsePositives,
    TrueNegatives,
    FalseNegatives,
)
