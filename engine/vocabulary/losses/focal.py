"""Crossentropies that look at what is still wrong more than at what is right."""

from collections.abc import Iterator

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.classes import ScaleColumns
from engine.core.ops.reductions import sum_last
from engine.errors import Problem
from engine.vocabulary.losses.crossentropy import Crossentropy


class Focal(Crossentropy):
    """A crossentropy times a power of what is missing to certainty."""

    gamma: float = Field(default=2.0, ge=0)
    """How much less counts what is nearly right; at 0 it is the plain crossentropy."""

    def focused(self, miss: Value, terms: Value) -> Value:
        """Multiply terms by a power of what is missing to certainty."""
        if not self.gamma:
            return terms
        return ops.raised(miss, self.gamma).named("focus") * terms


class BinaryFocalCrossentropy(Focal):
    """mean((1 - q)**gamma * crossentropy), q the probability of what is true.

    q = y p + (1 - y) (1 - p), and the crossentropy is -(y log p + (1 - y) log(1 - p)),
    computed from the logits behind a sigmoid. Nothing is clipped.

    Use: for yes or no where one answer is rare; with a sigmoid.
    Source: Lin, Goyal, Girshick, He and Dollár (2017), Focal loss for dense object
    detection.
    """

    expects = "probability"

    apply_class_balancing: bool = False
    """Multiply by alpha where the target is 1, by 1 - alpha where it is 0."""
    alpha: float = Field(default=0.25, ge=0, le=1)
    """How much a target of 1 counts, if classes are balanced."""

    def problems(self) -> Iterator[Problem]:
        is_usual = self.alpha == type(self).model_fields["alpha"].default
        if not self.apply_class_balancing and not is_usual:
            hint = 'add "apply_class_balancing": true'
            yield Problem("without balancing there is no alpha", ("alpha",), hint)

    def terms(self, prediction: Value, target: Value) -> Value:
        y = self.smoothed(target)
        p = ops.sigmoid(prediction) if self.from_logits else prediction
        miss = (y * ops.from_1(p) + (1 - y) * p).named("miss")
        bce = ops.binary_crossentropy(p, y).named("bce")
        terms = self.focused(miss, bce)
        if not self.apply_class_balancing:
            return terms
        return (self.alpha * y + (1 - self.alpha) * (1 - y)).named("balance") * terms


class CategoricalFocalCrossentropy(Focal):
    """mean over the rows of -sum(alpha (1 - p)**gamma y log p).

    The p of a row are brought to a sum of 1. Behind a softmax log p is computed from
    the logits. Nothing is clipped.

    Use: for one choice of several where some are rare; with a softmax.
    Source: Lin, Goyal, Girshick, He and Dollár (2017), Focal loss for dense object
    detection.
    """

    one_hot = True
    expects = "shares"

    alpha: float | list[float] = 0.25
    """How much a class counts: one number for all, or one for each."""

    def problems(self) -> Iterator[Problem]:
        factors = self.alpha if isinstance(self.alpha, list) else [self.alpha]
        if min(factors, default=-1) < 0:
            hint = "write one number of at least 0 for all classes, or one for each"
            yield Problem("classes count 0 or more", ("alpha",), hint)

    def terms(self, prediction: Value, target: Value) -> Value:
        p = ops.softmax(prediction) if self.from_logits else prediction
        p = ops.shares(p)
        y = self._scaled(self.smoothed(target))
        cce = (-ops.y_log(y, p)).named("cce")
        return sum_last(self.focused((1 - p).named("miss"), cce))

    def _scaled(self, y: Value) -> Value:
        if isinstance(self.alpha, list):
            return ScaleColumns(tuple(self.alpha))(y)
        return self.alpha * y

    def misfit(self, outputs: int) -> Iterator[Problem]:
        if isinstance(self.alpha, list) and len(self.alpha) != outputs:
            message = f"{len(self.alpha)} numbers for {outputs} outputs"
            yield Problem(message, ("alpha",), "write one for each, or one for all")


WORDS = (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
)
