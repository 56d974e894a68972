"""Whether predicted probabilities are right: their logarithms, their calibration."""

import numpy as np

from engine.evaluation.results import Calibration
from engine.evaluation.scoring import mean
from engine.evaluation.tasks import Array

BINS, LEAST_ROWS = 10, 10
"""How many bins there are at most, and how many rows each of them has at least."""
NORMAL = 1.96
"""So many standard deviations to each side hold 95% of a normal distribution."""


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

    A bin is a tenth, and holds what is above its lower edge, up to its upper one. Where
    there are few rows, neighbours are joined until each bin has at least 10. The error
    is the mean distance of both, by the weight of the bins. None if there is a
    prediction that is no number, or no row.

    Source: Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural
    networks; that bins of few rows tell little: Bröcker and Smith (2007), Increasing
    the reliability of reliability diagrams.
    """
    if not (len(p) and np.isfinite(p).all()):
        return None
    edges = _joined(p)
    places = np.searchsorted(edges[1:-1], p)
    rows, counts, squares, predicted, observed = (
        np.bincount(places, values, len(edges) - 1)
        for values in (0 * p + 1, weight, weight**2, weight * p, weight * right)
    )
    predicted, observed = predicted / counts, observed / counts
    error = mean(np.abs(predicted - observed), counts)
    low, high = interval(observed, counts**2 / squares)
    return Calibration(edges, predicted, observed, counts, rows, low, high, error)


def _joined(p: Array) -> Array:
    """Give the edges of tenths, without those between bins of too few rows."""
    edges = np.linspace(0, 1, BINS + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], p), minlength=BINS)
    first, *_, last = np.flatnonzero(counts).repeat(2).tolist()
    kept, so_far = [float(edges[first])], 0
    for place in range(first, last + 1):
        so_far += int(counts[place])
        if so_far >= LEAST_ROWS:
            kept.append(float(edges[place + 1]))
            so_far = 0
    # What is left over at the end belongs to the last bin.
    return np.array([*(kept[:-1] or kept), edges[last + 1]])


def interval(share: Array, rows: Array) -> tuple[Array, Array]:
    """Tell between which frequencies lies the true one, in 95 of 100 cases.

    `rows` are as many as would tell as much if all counted alike (Kish, 1965, Survey
    sampling). Source: Wilson (1927), Probable inference, the law of succession, and
    statistical inference.
    """
    squared = NORMAL**2 / rows
    middle = (share + squared / 2) / (1 + squared)
    spread = np.sqrt(share * (1 - share) / rows + squared / (4 * rows))
    half = NORMAL * spread / (1 + squared)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
