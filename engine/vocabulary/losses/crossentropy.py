"""Losses for probabilities and choices."""

from abc import abstractmethod

import numpy as np
from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.classes import OneHot
from engine.core.ops.reductions import sum_last
from engine.core.running.runtime import one_hot
from engine.vocabulary.losses import Floats, Loss, Truths, spared


class Probable(Loss):
    """A loss of probabilities, exact for any of them: nothing is clipped."""

    target_range = (0.0, 1.0)

    from_logits: bool = False
    """The last layer gives logits; predictions are made probabilities afterwards."""

    def spared(self, prediction: Value, weight: Value) -> Value:
        if self.from_logits:
            return prediction
        pairing = ops.Softmax if self.one_hot else ops.Sigmoid
        return spared(prediction, weight, pairing)

    def answer(self, prediction: Value) -> Value:
        if not self.from_logits:
            return prediction
        make = ops.softmax if self.one_hot else ops.sigmoid
        return make(prediction).named("p")


class Crossentropy(Probable):
    """A loss of probabilities whose targets may be smoothed."""

    label_smoothing: float = Field(default=0.0, ge=0, le=1)
    """The share by which targets move towards all classes being as likely."""

    def smoothed(self, target: Value) -> Value:
        """Move targets towards all classes being as likely; an output alone has two."""
        if not self.label_smoothing:
            return target
        classes = int(target.shape[-1]) if self.one_hot else 2
        kept = 1 - self.label_smoothing
        return (kept * target + self.label_smoothing / classes).named("smoothed")


class BinaryCrossentropy(Crossentropy):
    """mean(-(y log p + (1 - y) log(1 - p))), each output by itself.

    Behind a sigmoid it is computed from the logits, and nothing is clipped: a
    probability of exactly 0 for what is true has an infinite loss. 0 log 0 is 0.

    Use: for yes or no, and for several questions at once; with a sigmoid.
    Source: Good (1952), Rational decisions.
    """

    aliases = ("bce",)
    expects = "probability"

    def terms(self, prediction: Value, target: Value) -> Value:
        target = self.smoothed(target)
        if self.from_logits:
            return ops.SigmoidCrossentropy()(prediction, target)
        return ops.binary_crossentropy(prediction, target)


class CategoricalCrossentropy(Crossentropy):
    """mean over the rows of -sum(y log p), p brought to a sum of 1 in each row.

    Behind a softmax it is computed from the logits, and nothing is clipped: a share
    of exactly 0 for the right class has an infinite loss. 0 log 0 is 0.

    Use: for one choice of several, targets as a column for each class; with a softmax.
    Source: Bridle (1990), Probabilistic interpretation of feedforward classification
    network outputs.
    """

    one_hot = True
    expects = "shares"

    def terms(self, prediction: Value, target: Value) -> Value:
        target = self.smoothed(target)
        if self.from_logits:
            return ops.SoftmaxCrossentropy()(prediction, target)
        return ops.categorical_crossentropy(prediction, target)


class Numbered(Probable):
    """A loss of shares whose target is the number of the right class."""

    one_hot = sparse = True
    expects = "shares"
    target_range = (0.0, float("inf"))
    takes = "the number of a class: 0, 1, 2, ..."

    def terms(self, prediction: Value, target: Value) -> Value:
        classes = int(prediction.shape[-1])
        return self.of_choice(prediction, OneHot(classes)(target).named("chosen"))

    @abstractmethod
    def of_choice(self, prediction: Value, chosen: Value) -> Value:
        """Write the loss of each row; `chosen` is 1 in the column of its class."""

    def unfit(self, y: Floats) -> Truths:
        return (y < 0) | (y != np.floor(y))

    def seen(self, y: Floats, width: int) -> Floats:
        return one_hot(y, width)


class SparseCategoricalCrossentropy(Numbered):
    """mean over the rows of -log(the right class's share); the target is its number.

    The same as categorical_crossentropy, whose targets have a column for each class.

    Shapes: prediction (N, classes), target (N, 1) of whole numbers from 0.
    Use: for one choice of several when the data names the class by its number.
    Source: Bridle (1990), Probabilistic interpretation of feedforward classification
    network outputs.
    """

    ignore_class: int | None = None
    """Rows with this number as their target do not count, as if it were null."""

    def of_choice(self, prediction: Value, chosen: Value) -> Value:
        if self.from_logits:
            return ops.SoftmaxCrossentropy()(prediction, chosen)
        return ops.categorical_crossentropy(prediction, chosen)

    @property
    def has_gaps(self) -> bool:
        return self.ignore_class is not None

    def is_gap(self, y: Floats) -> Truths:
        return np.isnan(y) | (y == self.ignore_class)


class CategoricalGeneralizedCrossEntropy(Numbered):
    """mean over the rows of (1 - p**q) / q, p the share of the right class.

    It lies between sparse_categorical_crossentropy, which it nears as q nears 0, and
    an absolute error, with q = 1: a row that is far off pulls less.

    Shapes: prediction (N, classes), target (N, 1) of whole numbers from 0.
    Use: for one choice of several when the data names some classes wrongly.
    Source: Zhang and Sabuncu (2018), Generalized cross entropy loss for training deep
    neural networks with noisy labels.
    """

    q: float = Field(default=0.5, gt=0, le=1)
    """How little a row that is far off pulls."""

    def of_choice(self, prediction: Value, chosen: Value) -> Value:
        shares = ops.softmax(prediction) if self.from_logits else prediction
        p = sum_last(chosen * shares).named("p_right")
        return (1 - ops.raised(p, self.q)) / self.q


WORDS = (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
)
