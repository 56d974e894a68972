"""Losses: how far a prediction is from its target, as one number to make small."""

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from engine.core import crossentropy, ops
from engine.core.graph import Value
from engine.core.reductions import count_nonzero, rows, size, sum_all
from engine.vocabulary.entry import Word


class Loss(Word):
    """Terms, one for each target or each row, that are averaged or added up.

    Targets of weight 0 do not count, neither in the sum nor in what it is divided by.
    """

    called = "a loss"
    one_hot: ClassVar[bool] = False
    """Whether the outputs are shares of one choice."""

    reduction: Literal["sum_over_batch_size", "sum"] = "sum_over_batch_size"
    """Average over all rows, or only add the rows' means up, as Keras has it."""

    def __call__(self, prediction: Value, target: Value, weight: Value | None) -> Value:
        """Write the loss of a batch."""
        terms = self.terms(prediction, target)
        per_row = terms.shape != target.shape
        total = sum_all(terms if weight is None else weight * terms)
        if self.reduction == "sum":
            return total if per_row else total / int(target.shape[-1])
        if weight is not None:
            return total / count_nonzero(weight).named("count")
        return total / (rows(target) if per_row else size(target))

    @abstractmethod
    def terms(self, prediction: Value, target: Value) -> Value:
        """Write the terms: of the target's shape, or one in a column for each row."""

    def answer(self, prediction: Value) -> Value:
        """Bring a prediction to the target's scale, once training is over."""
        return prediction


class MeanSquaredError(Loss):
    """mean((prediction - target)**2)."""

    aliases = ("mse",)

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.square(prediction - target)


class MeanAbsoluteError(Loss):
    """mean(|prediction - target|)."""

    aliases = ("mae",)

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.absolute(prediction - target)


class Huber(Loss):
    """Half the squared error up to delta, delta * (|error| - delta/2) beyond."""

    delta: float = Field(default=1.0, gt=0)
    """Where the square turns into a straight line."""

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.Huber(self.delta)(prediction - target)


class Crossentropy(Loss):
    """A loss of probabilities, exact for any of them: nothing is clipped."""

    from_logits: bool = False
    """The last layer gives logits; predictions are made probabilities afterwards."""
    label_smoothing: float = Field(default=0.0, ge=0, le=1)
    """The share by which targets move towards all classes being as likely."""


class BinaryCrossentropy(Crossentropy):
    """mean(-(y log p + (1 - y) log(1 - p))), each output by itself."""

    aliases = ("bce",)

    def terms(self, prediction: Value, target: Value) -> Value:
        if self.label_smoothing:
            kept = 1 - self.label_smoothing
            target = (kept * target + self.label_smoothing / 2).named("smoothed")
        if self.from_logits:
            return crossentropy.SigmoidCrossentropy()(prediction, target)
        return crossentropy.binary_crossentropy(prediction, target)

    def answer(self, prediction: Value) -> Value:
        return ops.sigmoid(prediction).named("p") if self.from_logits else prediction


class CategoricalCrossentropy(Crossentropy):
    """mean over the rows of -sum(y log p), p brought to a sum of 1 in each row."""

    one_hot = True

    def terms(self, prediction: Value, target: Value) -> Value:
        if self.label_smoothing:
            classes = int(target.shape[-1])
            kept = 1 - self.label_smoothing
            target = (kept * target + self.label_smoothing / classes).named("smoothed")
        if self.from_logits:
            return crossentropy.SoftmaxCrossentropy()(prediction, target)
        return crossentropy.categorical_crossentropy(prediction, target)

    def answer(self, prediction: Value) -> Value:
        if self.from_logits:
            return crossentropy.softmax(prediction).named("p")
        return prediction


Loss.words = (
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
    BinaryCrossentropy,
    CategoricalCrossentropy,
)
