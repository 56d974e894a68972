"""Optimizers with a step of its own for each weight, from the gradients it has seen."""

from typing import ClassVar

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.elementwise import maximum, sqrt, square
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
    rho: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the squares changes."""
    momentum: float = Field(default=0.0, ge=0, le=1)
    """The share of the step before that is made again."""
    epsilon: float = Field(default=1e-7, gt=0)
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
            spread = maximum(spread, 0).named("variance")
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
    initial_accumulator_value: float = Field(default=0.1, ge=0)
    """What the sums of squares start with."""
    epsilon: float = Field(default=1e-7, gt=0)
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
    rho: float = Field(default=0.95, ge=0, lt=1)
    """How slowly the means of the squares change."""
    epsilon: float = Field(default=1e-7, gt=0)
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


WORDS = (
    Rmsprop,
    Adagrad,
    Adadelta,
)
