"""Activations made of pieces: straight lines with corners, and soft arms."""

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.curves import ScaledElu, elu
from engine.vocabulary.activations import Activation

SCALE = 1.0507009873554804934193349852946
ALPHA = 1.6732632423543772848170429916717


class LeakyRelu(Activation):
    """x where it is positive, negative_slope * x elsewhere.

    Use: where units of relu stay at 0 and learn no more.
    Source: Maas, Hannun and Ng (2013), Rectifier nonlinearities improve neural network
    acoustic models.
    """

    negative_slope: float = Field(default=0.2, ge=0)
    """The slope for negative inputs."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        return ops.LeakyRelu(self.negative_slope)(x)


class Relu6(Activation):
    """min(max(x, 0), 6).

    Use: where activations must stay small, as in arithmetic of low precision.
    Source: Krizhevsky (2010), Convolutional deep belief networks on CIFAR-10.
    """

    low, high, monotone = 0.0, 6.0, True

    def __call__(self, x: Value) -> Value:
        return ops.Clip(0, 6)(x)


class Elu(Activation):
    """x where it is positive, alpha * (exp(x) - 1) elsewhere.

    Use: instead of relu where outputs should have a mean near 0.
    Source: Clevert, Unterthiner and Hochreiter (2016), Fast and accurate deep network
    learning by exponential linear units.
    """

    alpha: float = Field(default=1.0, ge=0)
    """What very negative inputs give, with the sign changed."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        return elu(x) if self.alpha == 1 else ScaledElu(self.alpha)(x)

    def bounds(self) -> tuple[float, float]:
        return -self.alpha, self.high


class Selu(Activation):
    """1.0507 * elu(x) with alpha = 1.67326: keeps a mean of 0 and a variance of 1.

    Use: in deep networks without normalization, with lecun_normal kernels and
    alpha_dropout.
    Source: Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural
    networks.
    """

    low, monotone = -SCALE * ALPHA, True

    def __call__(self, x: Value) -> Value:
        return SCALE * ScaledElu(ALPHA)(x).named("e")


class Celu(Activation):
    """x where it is positive, alpha * (exp(x / alpha) - 1) elsewhere.

    Use: as elu, whose slope jumps at 0 unless alpha is 1; here it never does.
    Source: Barron (2017), Continuously differentiable exponential linear units.
    """

    alpha: float = Field(default=1.0, gt=0)
    """What very negative inputs give, with the sign changed."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        return self.alpha * elu((x / self.alpha).named("u")).named("e")

    def bounds(self) -> tuple[float, float]:
        return -self.alpha, self.high


class Threshold(Activation):
    """x where it is greater than the threshold, default_value elsewhere.

    Use: to pass on only what is large enough.
    Source: Keras's `threshold`.
    """

    threshold: float
    """Only greater inputs are passed on."""
    default_value: float
    """What stands for all others."""

    def __call__(self, x: Value) -> Value:
        return ops.where(x > self.threshold, x, self.default_value)


class HardSigmoid(Activation):
    """x / 6 + 1/2, kept between 0 and 1.

    Use: as a sigmoid of straight lines, cheap to compute.
    Source: Courbariaux, Bengio and David (2015), BinaryConnect; with Keras's slope.
    """

    low, high, monotone = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.Clip(0, 1)((x / 6 + 0.5).named("u"))


class HardSilu(Activation):
    """x * hard_sigmoid(x).

    Use: as silu, cheap to compute.
    Source: Howard et al. (2019), Searching for MobileNetV3.
    """

    aliases = ("hard_swish",)
    low = -0.375

    def __call__(self, x: Value) -> Value:
        return x * ops.Clip(0, 1)((x / 6 + 0.5).named("u")).named("s")


class HardTanh(Activation):
    """x, kept between -1 and 1.

    Use: as a tanh of straight lines, cheap to compute.
    Source: Collobert (2004), Large scale machine learning.
    """

    low, high, monotone = -1.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.Clip(-1, 1)(x)


class HardShrink(Activation):
    """x where |x| is greater than the threshold, 0 elsewhere.

    Use: to put small numbers to exactly 0 and leave the others as they are.
    Source: Donoho and Johnstone (1994), Ideal spatial adaptation by wavelet shrinkage.
    """

    threshold: float = Field(default=0.5, ge=0)
    """What is not farther from 0 becomes 0."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        return ops.where(ops.absolute(x) > self.threshold, x, 0)


class SoftShrink(Activation):
    """x moved by the threshold towards 0, and no farther.

    Use: to put small numbers to exactly 0 without a jump.
    Source: Donoho (1995), De-noising by soft-thresholding.
    """

    threshold: float = Field(default=0.5, ge=0)
    """How far each number is moved."""

    monotone = True

    def __call__(self, x: Value) -> Value:
        return x - ops.Clip(-self.threshold, self.threshold)(x)


class SparsePlus(Activation):
    """0 up to -1, (x + 1)**2 / 4 between -1 and 1, x from there on.

    Use: as softplus, with exact zeros.
    Source: Keras's `sparse_plus`.
    """

    low, monotone = 0.0, True

    def __call__(self, x: Value) -> Value:
        bend = 0.25 * ops.square(ops.maximum(x + 1, 0))
        return ops.where(x >= 1, x, bend)


class SparseSigmoid(Activation):
    """(x + 1) / 2, kept between 0 and 1: the slope of sparse_plus.

    Use: as a sigmoid that gives exact zeros and ones.
    Source: Keras's `sparse_sigmoid`.
    """

    low, high, monotone = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        return ops.Clip(0, 1)(0.5 * (x + 1))


WORDS = (
    LeakyRelu,
    Relu6,
    Elu,
    Selu,
    Celu,
    Threshold,
    HardSigmoid,
    HardSilu,
    HardTanh,
    HardShrink,
    SoftShrink,
    SparsePlus,
    SparseSigmoid,
)
