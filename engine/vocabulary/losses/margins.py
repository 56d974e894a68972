"""Losses of margins: how far on the right side a prediction is."""

import numpy as np

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.classes import max_last
from engine.core.ops.reductions import sum_last
from engine.vocabulary.losses import Floats, Loss, Truths


class Margin(Loss):
    """A loss of two classes: targets 0 and 1 are taken as -1 and 1."""

    expects = "margin"
    target_range = (-1.0, 1.0)
    takes = "0 and 1, or -1 and 1"

    def missing(self, prediction: Value, target: Value) -> Value:
        """Write what a prediction lacks of a margin of 1."""
        signs = ops.sign(target - 0.5).named("signs")
        margin = (signs * prediction).named("margin")
        return ops.maximum(1 - margin, 0).named("missing")

    def unfit(self, y: Floats) -> Truths:
        return ~np.isin(y, (0, 1, -1))

    def seen(self, y: Floats, width: int) -> Floats:
        return np.sign(y - 0.5)


class Hinge(Margin):
    """mean(max(1 - y * prediction, 0)), targets y of -1 and 1.

    Targets of 0 are taken as -1, those of the whole table alike.

    Use: for two classes told apart by the sign; no activation behind the last layer.
    Source: Vapnik (1995), The nature of statistical learning theory.
    """

    def terms(self, prediction: Value, target: Value) -> Value:
        return self.missing(prediction, target)


class SquaredHinge(Margin):
    """mean(max(1 - y * prediction, 0)**2), targets y of -1 and 1.

    Targets of 0 are taken as -1, those of the whole table alike.

    Use: as hinge, but smooth; what is far on the wrong side weighs heavily.
    Source: Chang, Hsieh and Lin (2008), Coordinate descent method for large-scale
    L2-loss linear support vector machines.
    """

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.square(self.missing(prediction, target))


class CategoricalHinge(Loss):
    """mean over the rows of max(wrong - right + 1, 0).

    `right` is the prediction for the right class, sum(y * prediction), and `wrong` the
    largest for another, max((1 - y) * prediction), or 0, if that is larger.

    Use: for one choice of several, told by the largest; no activation at the end.
    Source: Crammer and Singer (2001), On the algorithmic implementation of multiclass
    kernel-based vector machines.
    """

    one_hot = True
    expects = "margin"
    target_range = (0.0, 1.0)
    takes = "0 or 1"

    def terms(self, prediction: Value, target: Value) -> Value:
        right = sum_last(target * prediction).named("right")
        wrong = max_last((1 - target) * prediction).named("wrong")
        return ops.maximum(wrong - right + 1, 0).named("missing")

    def unfit(self, y: Floats) -> Truths:
        return ~np.isin(y, (0, 1))


WORDS = (
    Hinge,
    SquaredHinge,
    CategoricalHinge,
)
