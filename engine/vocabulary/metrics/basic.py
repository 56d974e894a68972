"""The metrics that most people ask for."""

import numpy as np

from engine.vocabulary.metrics import Floats, Metric, correct


class MeanAbsoluteError(Metric):
    """mean(|p - y|)."""

    aliases = ("mae",)

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        return float((weight * np.abs(p - y)).sum() / max(np.count_nonzero(weight), 1))


class MeanSquaredError(Metric):
    """mean((p - y)**2)."""

    aliases = ("mse",)

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        total = (weight * np.square(p - y)).sum()
        return float(total / max(np.count_nonzero(weight), 1))


class Accuracy(Metric):
    """The share of right outputs; of right rows where a row is one choice."""

    aliases = ("acc",)
    larger_is_better = True

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        right = correct(y, p, one_hot)
        counts = weight[:, :1] != 0 if one_hot else weight != 0
        return float(right[counts].mean()) if counts.any() else 1.0


class ExactMatch(Metric):
    """The share of rows whose outputs are all right; 1 when the table is learned."""

    larger_is_better = True

    def __call__(self, y: Floats, p: Floats, weight: Floats, one_hot: bool) -> float:
        right = correct(y, p, one_hot) | (
            weight[:, :1] == 0 if one_hot else weight == 0
        )
        return float(right.all(axis=1).mean())


WORDS = (
    MeanAbsoluteError,
    MeanSquaredError,
    Accuracy,
    ExactMatch,
)
