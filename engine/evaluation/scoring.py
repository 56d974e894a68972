"""How well one yes or no is told, at its threshold and over all thresholds."""

from math import nan

import numpy as np

from engine.evaluation.results import Score, Steps
from engine.evaluation.tasks import Array
from engine.vocabulary.metrics.ranking import area_below, passed

NOTHING = Steps(np.empty(0), np.empty(0))


def score(
    name: str, positive: Array, guessed: Array, ranks: Array, weight: Array
) -> Score:
    """Compare what is positive with what was guessed to be.

    A row whose rank is not finite is wrong, whatever was guessed.
    """
    known = np.isfinite(ranks)
    guessed = guessed & known
    hits = float(weight[positive & guessed].sum())
    support, taken = float(weight[positive].sum()), float(weight[guessed].sum())
    right = (positive == guessed) & known
    return Score(
        name,
        support,
        mean(right, weight),
        ratio(hits, taken),
        ratio(hits, support),
        ratio(2 * hits, support + taken),
        *_areas(positive, ranks, weight),
    )


def ratio(part: float, whole: float) -> float:
    """Divide; nothing of nothing is undefined."""
    return part / whole if whole else nan


def mean(values: Array, weight: Array) -> float:
    """Average by weight; NaN where nothing counts."""
    return ratio(float((values * weight).sum()), float(weight.sum()))


def defined(values: list[float]) -> float:
    """Average what is defined; NaN if nothing is."""
    known = [value for value in values if not np.isnan(value)]
    return sum(known) / len(known) if known else nan


def _areas(
    positive: Array, ranks: Array, weight: Array
) -> tuple[float, float, Steps, Steps]:
    """Compute both areas, and the curves above them."""
    if not np.isfinite(ranks).all():
        return nan, nan, NOTHING, NOTHING
    hits, alarms = passed(positive, ranks, weight)
    if not (hits[-1] and alarms[-1]):
        return nan, nan, NOTHING, NOTHING
    roc = Steps(alarms / alarms[-1], hits / hits[-1])
    pr = Steps(hits[1:] / hits[-1], hits[1:] / (hits[1:] + alarms[1:]))
    areas = (area_below(hits, alarms, curve) for curve in ("ROC", "PR"))
    return *areas, roc, pr  # pyright: ignore[reportReturnType] - there are two areas
