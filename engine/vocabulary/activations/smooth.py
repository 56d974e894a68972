"""Activations without corners."""

from math import inf, pi, sqrt

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.vocabulary.activations import Activation


class Softplus(Activation):
    """log(1 + exp(x)), a relu without its corner.

    Use: for outputs that must be positive, such as a rate or a deviation.
    Source: Dugas, Bengio, Bélisle, Nadeau and Garcia (2001), Incorporating second-order
    functional knowledge for better option pricing.
    """

    low, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        return ops.softplus(x)


class Gelu(Activation):
    """x times the share of the standard normal distribution below x.

    The approximate form is x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x**3))).

    Use: in hidden layers of deep networks; the usual one of transformers.
    Source: Hendrycks and Gimpel (2016), Gaussian error linear units.
    """

    approximate: bool = False
    """Use the form with tanh."""

    low = -0.1700408

    def __call__(self, x: Value) -> Value:
        if self.approximate:
            cube = (x * ops.square(x)).named("cube")
            u = (sqrt(2 / pi) * (x + 0.044715 * cube)).named("u")
            return 0.5 * x * (1 + ops.tanh(u).named("bend"))
        return x * ops.normal_cdf(x)


class Silu(Activation):
    """x * sigmoid(beta * x).

    Use: in hidden layers of deep networks, instead of relu.
    Source: Elfwing, Uchibe and Doya (2018), Sigmoid-weighted linear units; with beta
    Ramachandran, Zoph and Le (2017), Searching for activation functions.
    """

    aliases = ("swish",)

    beta: float = 1.0
    """How sharply it bends."""

    low = -0.2784646

    def bounds(self) -> tuple[float, float]:
        if not self.beta:
            return -inf, inf
        bend = self.low / self.beta
        return (bend, inf) if bend < 0 else (-inf, bend)

    def __call__(self, x: Value) -> Value:
        return x * ops.sigmoid(self.beta * x)


class Mish(Activation):
    """x * tanh(softplus(x)).

    Use: in hidden layers of deep networks, instead of silu.
    Source: Misra (2019), Mish: a self regularized non-monotonic activation function.
    """

    low = -0.3088409

    def __call__(self, x: Value) -> Value:
        return x * ops.tanh(ops.softplus(x))


class Softsign(Activation):
    """x / (1 + |x|), between -1 and 1.

    Use: instead of tanh, where its slope should fade more slowly.
    Source: Bergstra, Desjardins, Lamblin and Bengio (2009), Quadratic polynomials learn
    better image features.
    """

    low, high, monotone = -1.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.softsign(x)


class Exponential(Activation):
    """exp(x).

    Use: for outputs that must be positive and whose logarithm is to be learned.
    Source: Keras's `exponential`.
    """

    low, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        return ops.exp(x)


class LogSigmoid(Activation):
    """log(sigmoid(x)) = -softplus(-x), never positive.

    Use: for outputs that are logarithms of probabilities.
    Source: Keras's `log_sigmoid`.
    """

    high, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        return ops.log_sigmoid(x)


class TanhShrink(Activation):
    """x - tanh(x): small numbers nearly vanish.

    Use: to damp small numbers without a threshold.
    Source: PyTorch's `Tanhshrink`.
    """

    monotone = True

    def __call__(self, x: Value) -> Value:
        return x - ops.tanh(x)


class Squareplus(Activation):
    """(x + sqrt(x**2 + b)) / 2, a relu without its corner and without exp.

    Use: as softplus, cheap to compute.
    Source: Barron (2021), Squareplus: a softplus-like algebraic rectifier.
    """

    b: float = Field(default=4.0, gt=0)
    """How wide the bend is."""

    low, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        root = ops.sqrt(ops.square(x) + self.b).named("root")
        return 0.5 * (x + root)


WORDS = (
    Softplus,
    Gelu,
    Silu,
    Mish,
    Softsign,
    Exponential,
    LogSigmoid,
    TanhShrink,
    Squareplus,
)
