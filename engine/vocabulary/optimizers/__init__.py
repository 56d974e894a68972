"""Optimizers: how the gradient changes the weights.

An update is written once, for the flat vector of all trained parameters.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.elementwise import Clip, sqrt, square
from engine.core.ops.reductions import scalar_max, sum_all
from engine.core.ops.scalars import scalar_min
from engine.errors import Problem, listed
from engine.vocabulary.entry import Word
from engine.vocabulary.schedules import Schedule

CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")

if TYPE_CHECKING:
    from engine.vocabulary.schedules.plateau import ReduceOnPlateau


class Optimizer(Word):
    """A step from old weights to new ones along the gradient.

    Of the keys that all have, lbfgs takes only `learning_rate`, and that as a number;
    rprop takes all, but no schedule.

    Shapes: weights, gradient and what is kept between steps are flat vectors (P,) of
    all P trained numbers.
    """

    called = "an optimizer"
    families = (
        "engine.vocabulary.optimizers.basic",
        "engine.vocabulary.optimizers.adaptive",
        "engine.vocabulary.optimizers.moments",
        "engine.vocabulary.optimizers.signs",
        "engine.vocabulary.optimizers.second_order",
    )
    usual: ClassVar[tuple[float, float]]
    """The learning rates between which people use it, generously."""
    needs_all: ClassVar[bool] = False
    """Whether each step needs all examples, and a loss that nothing random changes."""
    misled_by_batches: ClassVar[bool] = False
    """Whether gradients that turn by chance, as those of batches do, lead it astray."""

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
    use_ema: bool = False
    """Keep a moving average of the weights after each update, and end with it."""
    ema_momentum: float = Field(default=0.99, ge=0, le=1)
    """How slowly the average follows the weights."""
    ema_overwrite_frequency: int | None = Field(default=None, gt=0)
    """After each so many updates the weights become the average; else at the end."""
    gradient_accumulation_steps: int | None = Field(default=None, ge=2)
    """One update for so many batches, along the mean of their gradients."""

    def problems(self) -> Iterator[Problem]:
        rate = self.learning_rate
        if isinstance(rate, int | float) and rate < 0:
            message = f"expected a number of at least 0, not {rate:g}"
            yield Problem(message, ("learning_rate",), "the step is along -gradient")
        clips = [name for name in CLIPS if getattr(self, name) is not None]
        if len(clips) > 1:
            message = f"expected one way to clip, but there is {clips[0]!r} as well"
            yield Problem(message, (clips[1],), f"keep one of {listed(clips)}")
        for name in ("ema_momentum", "ema_overwrite_frequency"):
            is_usual = getattr(self, name) == Optimizer.model_fields[name].default
            if not self.use_ema and not is_usual:
                message = f"{name!r} has no effect without 'use_ema': true"
                yield Problem(message, (name,), 'add "use_ema": true')

    @property
    def plateau(self) -> "ReduceOnPlateau | None":
        """The learning rate, if the training loop decides on it."""
        rate = self.learning_rate
        is_decided = isinstance(rate, Schedule) and rate.is_decided
        return cast("ReduceOnPlateau", rate) if is_decided else None

    def arrays_kept(self, epochs: int) -> int:
        """Tell how many arrays like the weights the training loop comes to keep."""
        return 1 if self.gradient_accumulation_steps else 0

    def update(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        """Write new weights; `t` counts the steps from 1."""
        if self.global_clipnorm is not None:
            length = sqrt(sum_all(square(g))).named("length")
            g = _shortened(g, length, self.global_clipnorm).named("clipped")
        if self.clipvalue is not None:
            g = Clip(-self.clipvalue, self.clipvalue)(g).named("clipped")
        if self.weight_decay:
            w = (w - rate * self.weight_decay * w).named("decayed")
        new = self(w, g, rate, t, memory)
        if self.use_ema:
            self._average(new, t, memory)
        return new

    def _average(self, new: Value, t: Value, memory: Memory) -> None:
        """Let the average follow the weights; the first ones are the first average."""
        average = memory.state("ema", new.shape)
        momentum = (self.ema_momentum * scalar_min(t - 1, 1)).named("momentum")
        memory.keep(average, momentum * average + (1 - momentum) * new)

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
    return g * (limit / scalar_max(norm, limit))
