"""How well predictions put what is positive before what is not."""

import math
from typing import Literal

import numpy as np

from engine.vocabulary.metrics import Floats, Metric, Truths, truths


class Auc(Metric):
    """The area below a curve over all thresholds, averaged over the outputs.

    ROC: true positive rate over false positive rate, which is the chance that of a
    positive and a negative the positive has the larger output; equal ones count half.
    PR: precision over recall, as a sum of steps (the average precision). Both are
    exact, as in scikit-learn; Keras takes 200 thresholds and interpolates. Each output
    stands against all the others. One whose targets are all alike does not count, and
    if there is no other, the area is NaN.

    Use: to judge predictions without a threshold; PR where what is positive is rare.
    Source: Hanley and McNeil (1982), The meaning and use of the area under a receiver
    operating characteristic (ROC) curve.
    """

    larger_is_better = True

    curve: Literal["ROC", "PR"] = "ROC"
    """Which curve."""

    def __call__(
        self, y: Floats, p: Floats, weight: Floats, one_hot: bool, middle: float
    ) -> float:
        areas: list[float] = []
        positive, weight = truths(y, p, middle), np.broadcast_to(weight, p.shape)
        for j in range(p.shape[1]):
            hits, alarms = passed(positive[:, j], p[:, j], weight[:, j])
            if hits[-1] and alarms[-1]:
                areas.append(area_below(hits, alarms, self.curve))
        return sum(areas) / len(areas) if areas else math.nan


def passed(positive: Truths, p: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Add up positives and negatives above ever lower thresholds, from none to all."""
    counts = weight > 0
    positive, p, weight = positive[counts], p[counts], weight[counts]
    order = np.argsort(-p, kind="stable")
    is_last = np.diff(p[order], append=np.nan) != 0
    hits = np.cumsum((weight * positive)[order])[is_last]
    alarms = np.cumsum((weight * ~positive)[order])[is_last]
    return np.append(0, hits), np.append(0, alarms)


def area_below(hits: Floats, alarms: Floats, curve: str) -> float:
    """Compute the area from what passes ever lower thresholds."""
    if curve == "ROC":
        return float(np.trapezoid(hits, alarms) / (hits[-1] * alarms[-1]))
    precision = hits[1:] / (hits[1:] + alarms[1:])
    return float((precision * np.diff(hits)).sum() / hits[-1])


WORDS = (Auc,)
