"""Losses for probabilities and choices."""

from pydantic import Field

from engine.core import crossentropy, ops
from engine.core.graph import Value
from engine.vocabulary.losses import Loss


class Crossentropy(Loss):
    """A loss of probabilities, exact for any of them: nothing is clipped."""

    target_range = (0.0, 1.0)

    from_logits: bool = False
    """The last layer gives logits; predictions are made probabilities afterwards."""
    label_smoothing: float = Field(default=0.0, ge=0, le=1)
    """The share by which targets move towards all classes being as likely."""


class BinaryCrossentropy(Crossentropy):
    """mean(-(y log p + (1 - y) log(1 - p))), each output by itself."""

    aliases = ("bce",)
    expects = "probability"

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
    expects = "shares"

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


WORDS = (
    BinaryCrossentropy,
    CategoricalCrossentropy,
)
