"""The activations that most networks are made of."""

from math import inf

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.vocabulary.activations import Activation, check_last


class Linear(Activation):
    """x, unchanged.

    Use: for the outputs when any number may be the answer.
    Source: Keras's `linear`.
    """

    aliases = ("identity",)
    monotone = True

    def __call__(self, x: Value) -> Value:
        return x


class Sigmoid(Activation):
    """1 / (1 + exp(-x)), between 0 and 1.

    Use: for outputs that are probabilities, each by itself, and in small networks that
    are to be followed by hand. In deep ones its slope, at most 1/4, fades.
    Source: Rumelhart, Hinton and Williams (1986), Learning representations by
    back-propagating errors.
    """

    aliases = ("logistic",)
    low, high, monotone = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.sigmoid(x)


class Tanh(Activation):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)), between -1 and 1.

    Use: in hidden layers of small networks, where it learns faster than sigmoid, and
    for outputs of -1 and 1.
    Source: LeCun, Bottou, Orr and Müller (1998), Efficient backprop.
    """

    low, high, monotone = -1.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.tanh(x)


class Relu(Activation):
    """max(x, 0); its slope at 0 is taken as 0.

    With a threshold, what is below it counts as negative: negative_slope times its
    distance from the threshold.

    Use: in the hidden layers of most networks. A unit that is negative for all examples
    learns no more: then try leaky_relu.
    Source: Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann
    machines.
    """

    negative_slope: float = Field(default=0.0, ge=0)
    """The slope below the threshold."""
    max_value: float | None = Field(default=None, ge=0)
    """No output is larger than this."""
    threshold: float = Field(default=0.0, ge=0)
    """Inputs below this count as negative."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        if self.threshold:
            below = self.negative_slope * (x - self.threshold)
            y = ops.where(x >= self.threshold, x, below if self.negative_slope else 0)
        else:
            slope = self.negative_slope
            y = ops.LeakyRelu(slope)(x) if slope else ops.maximum(x, 0)
        return y if self.max_value is None else ops.minimum(y, self.max_value)

    def bounds(self) -> tuple[float, float]:
        low = -inf if self.negative_slope else 0.0
        return low, inf if self.max_value is None else self.max_value


class Softmax(Activation):
    """exp(x) / sum(exp(x)) of each row: positive shares that add up to 1.

    Use: for the outputs of the last layer when exactly one of them is right.
    Source: Bridle (1990), Probabilistic interpretation of feedforward classification
    network outputs.
    """

    axis: int = -1
    """The axis of the shares: the last one."""

    low, high, shares = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        check_last(self.axis, x, "softmax")
        return ops.softmax(x)


WORDS = (Linear, Sigmoid, Tanh, Relu, Softmax)
