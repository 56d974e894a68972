"""Optimizers with a step of its own for each weight, from the gradients it has seen."""

from typing import ClassVar

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.core.ops import absolute, maximum, sqrt, square, where
from engine.core.reductions import larger
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule


class Rmsprop(Optimizer):
    """w - rate * g / sqrt(v + epsilon), where v is a moving mean of g**2.

    With momentum, u = momentum * u + rate * g / sqrt(v + epsilon) and w - u. Centered,
    the square of a moving mean of g is taken from v: what is left is the variance.

    Use: gradients of very different sizes, and data that changes while training.
    Source: Tieleman and Hinton (2012), Neural networks for machine learning, lecture
    6.5; Graves (2013), Generating sequences with recurrent neural networks, centered.
    """

    usual: ClassVar[tuple[float, float]] = (1e-5, 0.1)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    rho: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the squares changes."""
    momentum: float = Field(default=0.0, ge=0, le=1)
    """The share of the step before that is made again."""
    epsilon: float = Field(default=1e-7, ge=0)
    """Keeps the division from exploding."""
    centered: bool = False
    """Divide by the spread around the mean gradient, not around 0."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        rho = memory.number(self.rho)
        v = memory.state("v", w.shape)
        spread = memory.keep(v, rho * v + (1 - rho) * square(g))
        if self.centered:
            mean = memory.state("mean", w.shape)
            spread -= square(memory.keep(mean, rho * mean + (1 - rho) * g))
        step = rate * g / sqrt(spread + self.epsilon)
        if not self.momentum:
            return w - step
        u = memory.state("u", w.shape)
        return w - memory.keep(u, self.momentum * u + step.named("step"))


class Adagrad(Optimizer):
    """w - rate * g / sqrt(v + epsilon), where v is the sum of all g**2 so far.

    Use: inputs that are mostly 0, as of words or one-hot categories: rare ones keep a
    large step. All steps only shrink, so training may end too early.
    Source: Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online
    learning and stochastic optimization.
    """

    usual: ClassVar[tuple[float, float]] = (1e-4, 1.0)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    initial_accumulator_value: float = Field(default=0.1, ge=0)
    """What the sums of squares start with."""
    epsilon: float = Field(default=1e-7, ge=0)
    """Keeps the division from exploding."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        v = memory.state("v", w.shape, self.initial_accumulator_value)
        return w - rate * g / sqrt(memory.keep(v, v + square(g)) + self.epsilon)


class Adadelta(Optimizer):
    """w - rate * d, where d = g * sqrt(u + epsilon) / sqrt(v + epsilon).

    v is a moving mean of g**2, u one of d**2: steps are as large as those before, in
    the weights' own unit. The paper's rate is 1.

    Use: where no rate is to be chosen: take learning_rate 1. It starts slowly, because
    u starts at 0.
    Source: Zeiler (2012), ADADELTA: an adaptive learning rate method.
    """

    usual: ClassVar[tuple[float, float]] = (1e-4, 10.0)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    rho: float = Field(default=0.95, ge=0, lt=1)
    """How slowly the means of the squares change."""
    epsilon: float = Field(default=1e-7, ge=0)
    """Keeps the division from exploding, and makes the first step."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        rho = memory.number(self.rho)
        u, v = memory.state("u", w.shape), memory.state("v", w.shape)
        new_v = memory.keep(v, rho * v + (1 - rho) * square(g))
        d = sqrt(u + self.epsilon) / sqrt(new_v + self.epsilon) * g
        memory.keep(u, rho * u + (1 - rho) * square(d.named("d")))
        return w - rate * d


class Adamax(Optimizer):
    """rate * m / (u + epsilon): adam with the largest gradient in place of the spread.

    m is a moving mean of g, corrected for its start at 0; u = max(beta_2 * u, |g|).

    Use: as adam, where single gradients are much larger than the others.
    Source: Kingma and Ba (2014), Adam: a method for stochastic optimization, section 7.
    """

    usual: ClassVar[tuple[float, float]] = (1e-5, 0.1)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    beta_1: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the gradient changes."""
    beta_2: float = Field(default=0.999, ge=0, lt=1)
    """How slowly a large gradient is forgotten."""
    epsilon: float = Field(default=1e-7, ge=0)
    """Keeps the division from exploding."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        beta_1 = memory.number(self.beta_1)
        m, u = memory.state("m", w.shape), memory.state("u", w.shape)
        new_m = memory.keep(m, m + (1 - beta_1) * (g - m))
        new_u = memory.keep(u, maximum(self.beta_2 * u, absolute(g)))
        corrected = (rate / (1 - beta_1**t)).named("alpha")
        return w - corrected * new_m / (new_u + self.epsilon)


class Nadam(Optimizer):
    """rate * m / (sqrt(v) + epsilon): adam that looks ahead, as nesterov does.

    m and v are moving means of g and g**2, corrected for their start at 0; the step
    takes the m to come, by a share that grows: mu = beta_1 * (1 - 0.96**t / 2).

    Use: as adam; it is often a little faster at the same rate.
    Source: Dozat (2016), Incorporating Nesterov momentum into Adam.
    """

    usual: ClassVar[tuple[float, float]] = (1e-5, 0.1)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    beta_1: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the gradient changes."""
    beta_2: float = Field(default=0.999, ge=0, lt=1)
    """How slowly the mean of its square changes."""
    epsilon: float = Field(default=1e-7, ge=0)
    """Keeps the division from exploding."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        beta_1, beta_2 = memory.number(self.beta_1), memory.number(self.beta_2)
        m, v = memory.state("m", w.shape), memory.state("v", w.shape)
        product = memory.state("mu_product", (1,), 1.0)
        mu = (beta_1 * (1 - 0.5 * memory.number(0.96) ** t)).named("mu")
        ahead = (beta_1 * (1 - 0.5 * memory.number(0.96) ** (t + 1))).named("next_mu")
        so_far = memory.keep(product, product * mu)
        new_m = memory.keep(m, m + (1 - beta_1) * (g - m))
        new_v = memory.keep(v, v + (1 - beta_2) * (square(g) - v))
        now = ((1 - mu) * g / (1 - so_far)).named("now")
        later = (ahead * new_m / (1 - so_far * ahead)).named("later")
        v_hat = (new_v / (1 - beta_2**t)).named("v_hat")
        return w - rate * (now + later) / (sqrt(v_hat) + self.epsilon)


KNOWN = 5
"""So many gradients, as radam counts them, tell enough of their spread."""


class Radam(Optimizer):
    """r * rate * m / (sqrt(v) + epsilon), and rate * m while little is known of v.

    m and v are moving means of g and g**2, corrected for their start at 0. rho is how
    many gradients v speaks of; r grows with it to 1, and is used where rho is above 5.

    Use: as adam, where its first steps do harm; a warm-up of the rate is not needed.
    Source: Liu, Jiang, He, Chen, Liu, Gao and Han (2020), On the variance of the
    adaptive learning rate and beyond.
    """

    usual: ClassVar[tuple[float, float]] = (1e-5, 0.1)

    learning_rate: float | Schedule = 0.001
    """How far a step goes: a number, or a schedule."""
    beta_1: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the gradient changes."""
    beta_2: float = Field(default=0.999, ge=0, lt=1)
    """How slowly the mean of its square changes."""
    epsilon: float = Field(default=1e-8, ge=0)
    """Keeps the division from exploding."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        beta_1 = memory.number(self.beta_1)
        m = memory.state("m", w.shape)
        new_m = memory.keep(m, m + (1 - beta_1) * (g - m))
        scale = self._scale(g, t, memory)
        alpha = (rate / (1 - beta_1**t)).named("alpha")
        return w - alpha * new_m * scale if scale else w - alpha * new_m

    def _scale(self, g: Value, t: Value, memory: Memory) -> Value | None:
        """Write the factor that v gives: 1 while rho is too small, as it may stay."""
        if 2 / (1 - self.beta_2) - 1 <= KNOWN:
            return None
        beta_2 = memory.number(self.beta_2)
        v = memory.state("v", g.shape)
        new_v = memory.keep(v, v + (1 - beta_2) * (square(g) - v))
        most = (2 / (1 - beta_2) - 1).named("rho_max")
        missing = (2 * t * beta_2**t / (1 - beta_2**t)).named("missing")
        rho = larger(most - missing, 4).named("rho")
        share, whole = ((x - 4) * (x - 2) / x for x in (rho, most))
        part = share.named("known") / whole.named("known_max")
        r = (part * (1 - beta_2**t)) ** 0.5
        scale = r.named("r") / (sqrt(new_v) + self.epsilon)
        return where(rho > KNOWN, scale, 1).named("scale")


WORDS = (
    Rmsprop,
    Adagrad,
    Adadelta,
    Adamax,
    Nadam,
    Radam,
)
