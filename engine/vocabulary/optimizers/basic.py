"""The optimizers that most networks are trained with."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.elementwise import maximum, sqrt, square
from engine.errors import Problem
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule


class Sgd(Optimizer):
    """w - rate * g: one step straight down the slope.

    With momentum, v = momentum * v - rate * g and w + v; with nesterov as well, the
    step is momentum * v - rate * g.

    Use: the plain method, and a good one for small networks. Momentum 0.9 gets through
    long flat valleys sooner.
    Source: Polyak (1964) and Nesterov (1983) for momentum; Sutskever, Martens, Dahl and
    Hinton (2013), On the importance of initialization and momentum in deep learning.
    """

    usual: ClassVar[tuple[float, float]] = (1e-4, 10.0)

    momentum: float = Field(default=0.0, ge=0, le=1)
    """The share of the step before that is made again."""
    nesterov: bool = False
    """Look ahead along the momentum."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.nesterov and not self.momentum:
            message = "there is no momentum to look ahead along"
            yield Problem(message, ("nesterov",), 'add "momentum": 0.9')

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        if not self.momentum:
            return w - rate * g
        v = memory.state("v", w.shape)
        step = (rate * g).named("step") if self.nesterov else rate * g
        new = memory.keep(v, self.momentum * v - step)
        return w + (self.momentum * new - step if self.nesterov else new)


class Moments(Optimizer):
    """Steps by moving means of the gradient, m, and of its square, v."""

    usual: ClassVar[tuple[float, float]] = (1e-5, 0.1)

    learning_rate: float | Schedule = 0.001
    beta_1: float = Field(default=0.9, ge=0, lt=1)
    """How slowly the mean of the gradient changes."""
    beta_2: float = Field(default=0.999, ge=0, lt=1)
    """How slowly the mean of its square changes."""
    epsilon: float = Field(default=1e-7, gt=0)
    """Keeps the division from exploding."""

    def mean(self, g: Value, memory: Memory) -> Value:
        """Let m follow the gradient; give the new one."""
        beta_1, m = memory.number(self.beta_1), memory.state("m", g.shape)
        return memory.keep(m, m + (1 - beta_1) * (g - m))

    def spread(self, g: Value, memory: Memory) -> Value:
        """Let v follow the square of the gradient; give the new one."""
        beta_2, v = memory.number(self.beta_2), memory.state("v", g.shape)
        return memory.keep(v, v + (1 - beta_2) * (square(g) - v))


class Adam(Moments):
    """rate * m / (sqrt(v) + epsilon): steps by mean and spread of the gradients so far.

    m and v are moving means of g and g**2, corrected for their start at 0.

    Use: the first choice where sgd is slow or its rate hard to find; its own default
    rate often works.
    Source: Kingma and Ba (2014), Adam: a method for stochastic optimization; for
    amsgrad, Reddi, Kale and Kumar (2018), On the convergence of Adam and beyond.
    """

    amsgrad: bool = False
    """Divide by the largest v so far, so that no step grows again."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        m, v = self.mean(g, memory), self.spread(g, memory)
        if self.amsgrad:
            largest = memory.state("v_max", w.shape)
            v = memory.keep(largest, maximum(largest, v))
        beta_1, beta_2 = memory.number(self.beta_1), memory.number(self.beta_2)
        alpha = (rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)).named("alpha")
        return w - alpha * m / (sqrt(v) + self.epsilon)


class Adamw(Adam):
    """adam, with a weight_decay that shrinks all weights a little before each step.

    Use: adam for networks that are large for their data; the decay keeps weights small.
    Source: Loshchilov and Hutter (2019), Decoupled weight decay regularization.
    """

    weight_decay: float | None = Field(default=0.004, ge=0)


WORDS = (
    Sgd,
    Adam,
    Adamw,
)
