"""The activations that most networks are made of."""

from math import pi, sqrt

from pydantic import Field

from engine.core import crossentropy, ops
from engine.core.graph import Value
from engine.errors import Problem, SpecError
from engine.vocabulary.activations import Activation


class Linear(Activation):
    """x, unchanged."""

    aliases = ("identity",)
    monotone = True

    def __call__(self, x: Value) -> Value:
        return x


class Sigmoid(Activation):
    """1 / (1 + exp(-x)), between 0 and 1."""

    aliases = ("logistic",)
    low, high, monotone = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.sigmoid(x)


class Tanh(Activation):
    """The hyperbolic tangent, between -1 and 1."""

    low, high, monotone = -1.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.tanh(x)


class Relu(Activation):
    """max(x, 0)  (Nair and Hinton, 2010); its slope at 0 is taken as 0."""

    low, monotone = 0.0, True

    negative_slope: float = Field(default=0.0, ge=0)
    """The slope below the threshold."""
    max_value: float | None = Field(default=None, ge=0)
    """No output is larger than this."""
    threshold: float = Field(default=0.0, ge=0)
    """Inputs below this count as negative."""

    def __call__(self, x: Value) -> Value:
        if self.threshold:
            below = self.negative_slope * (x - self.threshold)
            y = ops.where(x >= self.threshold, x, below if self.negative_slope else 0)
        else:
            slope = self.negative_slope
            y = ops.LeakyRelu(slope)(x) if slope else ops.maximum(x, 0)
        return y if self.max_value is None else ops.minimum(y, self.max_value)


class LeakyRelu(Activation):
    """x where it is positive, negative_slope * x elsewhere  (Maas et al., 2013)."""

    monotone = True

    negative_slope: float = Field(default=0.2, ge=0)
    """The slope for negative inputs."""

    def __call__(self, x: Value) -> Value:
        return ops.LeakyRelu(self.negative_slope)(x)


class Softplus(Activation):
    """log(1 + exp(x)), a smooth relu."""

    low, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        return ops.softplus(x)


class Gelu(Activation):
    """x times the share of a normal distribution below x  (Hendrycks, Gimpel, 2016)."""

    low = -0.1701

    approximate: bool = False
    """Use x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x**3))) instead."""

    def __call__(self, x: Value) -> Value:
        if self.approximate:
            inner = sqrt(2 / pi) * (x + 0.044715 * (x * ops.square(x)))
            return 0.5 * x * (1 + ops.tanh(inner))
        return x * ops.normal_cdf(x)


class Swish(Activation):
    """x * sigmoid(beta * x)  (Ramachandran et al., 2017)."""

    aliases = ("silu",)
    low = -0.2785

    beta: float = 1.0
    """How sharply it bends; 1 is what others call silu."""

    def __call__(self, x: Value) -> Value:
        return x * ops.sigmoid(self.beta * x)


class Softmax(Activation):
    """exp(x) / sum(exp(x)) of each row: positive shares that add up to 1."""

    low, high, shares = 0.0, 1.0, True

    axis: int = -1
    """The axis of the shares: the last one."""

    def __call__(self, x: Value) -> Value:
        last = len(x.shape) - 1
        if self.axis not in (-1, last):
            hint = f"write -1, or {last}, which is the same here"
            raise SpecError(
                [Problem("softmax is along the last axis", ("axis",), hint)]
            )
        return crossentropy.softmax(x)


WORDS = (
    Linear,
    Sigmoid,
    Tanh,
    Relu,
    LeakyRelu,
    Softplus,
    Gelu,
    Swish,
    Softmax,
)
