"""Optimizers: how the gradient changes the weights.

An update is written once, for the flat vector of all trained parameters.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.core.ops import Clip, sqrt, square
from engine.core.reductions import larger, sum_all
from engine.errors import Problem, listed
from engine.vocabulary.entry import Word
from engine.vocabulary.schedules import Schedule

CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


class Optimizer(Word):
    """A step from old weights to new ones along the gradient.

    Shapes: weights, gradient and what is kept between steps are flat vectors (P,) of
    all P trained numbers.
    """

    called = "an optimizer"
    families = (
        "engine.vocabulary.optimizers.basic",
        "engine.vocabulary.optimizers.adaptive",
        "engine.vocabulary.optimizers.signs",
    )
    usual: ClassVar[tuple[float, float]]
    """The learning rates between which people use it, generously."""

    learning_rate: float | Schedule = 0.01
    """How far a step goes: a number, or a schedule."""
    weight_decay: float | None = Field(default=None, ge=0)
    """Each step first shrinks all weights by rate * weight_decay of themselves."""
    clipnorm: float | None = Field(default=None, gt=0)
    """The gradient of a parameter that is longer than this is shortened to it."""
    clipvalue: float | None = Field(default=None, gt=0)
    """Each number of the gradient is kept between -clipvalue and clipvalue."""
    global_clipnorm: float | None = Field(default=None, gt=0)
    """A gradient longer than this, taken as one vector, is shortened to it."""

    def problems(self) -> Iterator[Problem]:
        rate = self.learning_rate
        if isinstance(rate, int | float) and rate < 0:
            message = f"expected a number of at least 0, not {rate:g}"
            yield Problem(message, ("learning_rate",), "the step is along -gradient")
        clips = [name for name in CLIPS if getattr(self, name) is not None]
        if len(clips) > 1:
            message = f"expected one way to clip, but there is {clips[0]!r} as well"
            yield Problem(message, (clips[1],), f"keep one of {listed(clips)}")

    def update(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        """Write new weights; `t` counts the steps from 1."""
        if self.global_clipnorm is not None:
            norm = sqrt(sum_all(square(g))).named("norm")
            g = _shortened(g, norm, self.global_clipnorm).named("clipped")
        if self.clipvalue is not None:
            g = Clip(-self.clipvalue, self.clipvalue)(g).named("clipped")
        if self.weight_decay:
            w = (w - rate * self.weight_decay * w).named("decayed")
        return self(w, g, rate, t, memory)

    def clip(self, d: Value) -> Value:
        """Write what is made of the gradient of one parameter before the update."""
        if self.clipnorm is None:
            return d
        norm = sqrt(sum_all(square(d))).named(f"norm_{d.name}")
        return _shortened(d, norm, self.clipnorm)

    @abstractmethod
    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        """Write the method's own step."""


def _shortened(g: Value, norm: Value, limit: float) -> Value:
    """Write a gradient of at most `limit` in length."""
    return g * (limit / larger(norm, limit))
