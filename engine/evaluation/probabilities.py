"""Whether predicted probabilities are right: their logarithms, their calibration."""

import numpy as np

from engine.evaluation.results import Calibration
from engine.evaluation.scoring import mean
from engine.evaluation.tasks import Array

BINS = 10


def shared(p: Array) -> Array:
    """Bring the probabilities of each row to a sum of 1."""
    return p / p.sum(axis=1, keepdims=True)


def log_loss(p: Array, actual: Array, weight: Array, least: float) -> float:
    """Average -ln of the probability of the right class.

    No probability is taken as less than `least`, what the numbers can tell from 1, as
    in scikit-learn: a mistake of a sure network costs much, but not everything.
    """
    right = p[np.arange(len(p)), actual]
    return mean(-np.log(np.clip(right, least, 1)), weight)


def calibration(p: Array, right: Array, weight: Array) -> Calibration | None:
    """Compare probabilities with how often what they speak of was so.

    A bin holds what is above its lower edge, up to its upper one. The error is the mean
    distance of both, by the weight of the bins. Source: Guo, Pleiss, Sun and Weinberger
    (2017), On calibration of modern neural networks.
    """
    if not np.isfinite(p).all():
        return None
    edges = np.linspace(0, 1, BINS + 1)
    places = np.searchsorted(edges[1:-1], p)
    counts, predicted, observed = (
        np.bincount(places, weight * values, BINS)
        for values in (np.ones(len(p)), p, right)
    )
    predicted, observed = predicted / counts, observed / counts
    error = mean(np.nan_to_num(np.abs(predicted - observed)), counts)
    return Calibration(edges, predicted, observed, counts, error)
