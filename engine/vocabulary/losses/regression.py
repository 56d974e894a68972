"""Losses for numbers."""

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.vocabulary.losses import Loss


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


WORDS = (
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
)
