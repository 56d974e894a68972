"""The optimizers to begin with."""

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.core.ops import sqrt, square
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule


class Sgd(Optimizer):
    """w - rate * g; with momentum, v = momentum * v - rate * g and w + v.

    With nesterov, the step is momentum * v - rate * g  (Nesterov, 1983; Sutskever et
    al., 2013).
    """

    usual = (1e-4, 10.0)

    momentum: float = Field(default=0.0, ge=0, le=1)
    """The share of the step before that is made again."""
    nesterov: bool = False
    """Look ahead along the momentum."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        if not self.momentum:
            return w - rate * g
        v = memory.state("v", w.shape)
        new = memory.keep(v, self.momentum * v - rate * g)
        return w + (self.momentum * new - rate * g if self.nesterov else new)


class Adam(Optimizer):
    """Steps by mean and spread of the gradients so far  (Kingma and Ba, 2014).

    m and v are moving means of g and g**2, corrected for their start at 0; the step is
    rate * m / (sqrt(v) + epsilon).
    """

    usual = (1e-5, 0.1)

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
        new_m = memory.keep(m, m + (1 - beta_1) * (g - m))
        new_v = memory.keep(v, v + (1 - beta_2) * (square(g) - v))
        corrected = rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
        return w - corrected.named("alpha") * new_m / (sqrt(new_v) + self.epsilon)


WORDS = (
    Sgd,
    Adam,
)
