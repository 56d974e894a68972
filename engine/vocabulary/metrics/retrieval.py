"""How much of what is positive is found, and of what is found is positive."""

from collections.abc import Iterator
from typing import Literal

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
from engine.vocabulary.metrics.counts import Judged, one_or_all, taken, weight_of

Average = Literal["micro", "macro", "weighted"] | None


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


def of_class(class_id: int | None, outputs: int) -> Truths:
    """Tell which outputs are looked at."""
    everything = np.full(outputs, fill_value=True)
    return everything if class_id is None else np.arange(outputs) == class_id


def chosen(p: Floats, threshold: float | None, one_hot: bool, middle: float) -> Truths:
    """Tell which outputs are taken as positive: where they are shares, the largest."""
    if one_hot and threshold is None:
        return in_column(p.argmax(axis=1), p.shape[1])
    return p > level(threshold, middle)


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
)
