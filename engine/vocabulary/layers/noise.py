"""Layers that disturb what passes through them, while training only."""

from pydantic import Field

from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.ops.elementwise import where
from engine.vocabulary.layers import Dropping, Noisy

SATURATION = -1.7580993408473766
"""What selu tends to on the left: -scale * alpha."""


class GaussianNoise(Noisy):
    """x + stddev * noise while training, with noise from the normal distribution.

    Use: with few examples, so that none can be learned by heart; most of all at the
    beginning of the network.
    Source: Bishop (1995), Training with noise is equivalent to Tikhonov
    regularization, Neural Computation 7.
    """

    stddev: float = Field(ge=0)
    """The standard deviation of the noise."""

    def __call__(self, x: Value, net: Net) -> Value:
        if not net.training or self.stddev == 0:
            return x
        noise = net.noise("noise", x.shape, "normal", self.seed)
        return (x + self.stddev * noise).named("h")

    def title(self) -> str:
        return f"gaussian noise, stddev {self.stddev}"


class GaussianDropout(Noisy):
    """x * (1 + sqrt(rate / (1 - rate)) * noise) while training, with normal noise.

    Use: instead of dropout, whose mean and variance it has, where nothing should be
    left out entirely.
    Source: Srivastava et al. (2014), Dropout, JMLR 15, section 10.
    """

    rate: float = Field(ge=0, lt=1)
    """The share that a dropout of equal strength would leave out."""

    def __call__(self, x: Value, net: Net) -> Value:
        if not net.training or self.rate == 0:
            return x
        rate = net.number(self.rate)
        noise = net.noise("noise", x.shape, "normal", self.seed)
        return (x * (1 + (rate / (1 - rate)) ** 0.5 * noise)).named("h")

    def title(self) -> str:
        return f"gaussian dropout, rate {self.rate}"


class AlphaDropout(Dropping):
    """a * where(keep, x, s) + b while training: dropout for selu, s its lowest value.

    a = ((1 - rate) (1 + rate s**2))**(-1/2) and b = -a rate s leave mean and variance
    as they were.

    Use: between dense layers with selu, which depend on a mean of 0 and variance of 1.
    Source: Klambauer et al. (2017), Self-normalizing neural networks, NeurIPS.
    """

    def __call__(self, x: Value, net: Net) -> Value:
        if not net.training or self.rate == 0:
            return x
        rate, s = net.number(self.rate), net.number(SATURATION).named("s")
        a = (((1 - rate) * (1 + rate * s**2)) ** -0.5).named("a")
        b = (-a * rate * s).named("b")
        return (a * where(self.kept(x, net), x, s) + b).named("h")


WORDS = (
    GaussianNoise,
    GaussianDropout,
    AlphaDropout,
)
