"""Optimizers: how the gradient changes the weights.

An update is written once, for the flat vector of all trained parameters.
"""

from abc import abstractmethod
from collections.abc import Iterator
from math import inf
from typing import ClassVar

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.core.ops import sqrt, square
from engine.core.reductions import larger, sum_all
from engine.errors import Problem
from engine.vocabulary.entry import Word
from engine.vocabulary.schedules import Schedule


class Optimizer(Word):
    """A step from old weights to new ones along the gradient."""

    called = "an optimizer"
    families = ("engine.vocabulary.optimizers.basic",)
    usual: ClassVar[tuple[float, float]] = (0.0, inf)
    """The learning rates that people use with it: from, to."""

    learning_rate: float | Schedule = 0.01
    """How far a step goes: a number, or a schedule."""
    weight_decay: float | None = Field(default=None, ge=0)
    """Each step first shrinks all weights by rate * weight_decay of themselves."""
    global_clipnorm: float | None = Field(default=None, gt=0)
    """A gradient longer than this, taken as one vector, is shortened to it."""

    def problems(self) -> Iterator[Problem]:
        rate = self.learning_rate
        if isinstance(rate, int | float) and rate < 0:
            message = f"expected a number of at least 0, not {rate:g}"
            yield Problem(message, ("learning_rate",), "the step is along -gradient")

    def update(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        """Write new weights; `t` counts the steps from 1."""
        if self.global_clipnorm is not None:
            norm = sqrt(sum_all(square(g))).named("norm")
            limit = self.global_clipnorm
            g = (g * (limit / larger(norm, limit))).named("clipped")
        if self.weight_decay:
            w = (w - rate * self.weight_decay * w).named("decayed")
        return self(w, g, rate, t, memory)

    @abstractmethod
    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        """Write the method's own step."""
