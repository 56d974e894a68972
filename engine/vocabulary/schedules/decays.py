"""Rates that fall, each along a simple curve."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.reductions import scalar_max
from engine.core.ops.scalars import ceil, choice, scalar_min
from engine.errors import Problem
from engine.vocabulary.schedules import Schedule


class ExponentialDecay(Schedule):
    """initial_learning_rate * decay_rate ** (step / decay_steps).

    Use: a rate that falls by the same factor in equal times, for as long as it takes.
    Source: Keras's `ExponentialDecay`.
    """

    initial_learning_rate: float = Field(gt=0)
    """The rate of the first step."""
    decay_steps: int = Field(gt=0)
    """After so many steps the rate has been multiplied by decay_rate once."""
    decay_rate: float = Field(gt=0)
    """The factor."""
    staircase: bool = False
    """Change only every decay_steps, all at once."""

    def __call__(self, step: Value, memory: Memory) -> Value:
        times = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate**times


class InverseTimeDecay(Schedule):
    """initial_learning_rate / (1 + decay_rate * step / decay_steps).

    Use: a rate that falls quickly at first and ever more slowly later; with it, sgd is
    proven to converge on convex problems.
    Source: Robbins and Monro (1951), A stochastic approximation method.
    """

    initial_learning_rate: float = Field(gt=0)
    """The rate of the first step."""
    decay_steps: int = Field(gt=0)
    """After so many steps decay_rate has been added once to what is divided by."""
    decay_rate: float = Field(ge=0)
    """How fast it falls."""
    staircase: bool = False
    """Change only every decay_steps, all at once."""

    def __call__(self, step: Value, memory: Memory) -> Value:
        times = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * times)


class PiecewiseConstantDecay(Schedule):
    """values[0] up to the step boundaries[0], then values[1], and so on.

    Use: rates that are chosen by hand, say a tenth once the loss stands still.
    Source: Keras's `PiecewiseConstantDecay`.
    """

    boundaries: list[Annotated[int, Field(ge=0)]] = Field(min_length=1)
    """The last step of each value but the last, ascending."""
    values: list[Annotated[float, Field(ge=0)]] = Field(min_length=2)
    """The rates, one more than there are boundaries."""

    def problems(self) -> Iterator[Problem]:
        count, expected = len(self.values), len(self.boundaries) + 1
        if count != expected:
            message = f"expected {expected} numbers, not {count}"
            hint = "there is one value more than there are boundaries"
            yield Problem(message, ("values",), hint)
        for i, (low, high) in enumerate(pairwise(self.boundaries)):
            if low >= high:
                message = f"expected a number greater than {low}, not {high}"
                path = ("boundaries", i + 1)
                yield Problem(message, path, "boundaries are in ascending order")

    def __call__(self, step: Value, memory: Memory) -> Value:
        *values, last = map(memory.number, self.values)
        for boundary, value in zip(self.boundaries[::-1], values[::-1], strict=True):
            last = choice(step <= boundary, value, last)
        return last


class PolynomialDecay(Schedule):
    """From initial to end_learning_rate by (1 - step / decay_steps) ** power.

    After decay_steps the rate stays; with cycle it jumps up, and falls over twice as
    many steps, three times and so on. It rises where the end is the larger rate.

    Use: a training whose length is known; power 1 is a straight line.
    Source: Keras's `PolynomialDecay`.
    """

    initial_learning_rate: float = Field(ge=0)
    """The rate of the first step."""
    decay_steps: int = Field(gt=0)
    """After so many steps the end is reached."""
    end_learning_rate: float = Field(default=0.0001, ge=0)
    """The rate at the end."""
    power: float = Field(default=1.0, gt=0)
    """The shape of the curve: above 1, most of the fall comes early."""
    cycle: bool = False
    """Begin again at the end, with a longer fall."""

    def __call__(self, step: Value, memory: Memory) -> Value:
        left = 1 - self._progress(step)
        shaped = left if self.power == 1 else left**self.power
        start = memory.number(self.initial_learning_rate)
        if not self.end_learning_rate:
            return start * shaped
        end = memory.number(self.end_learning_rate)
        return end + (start - end) * shaped

    def _progress(self, step: Value) -> Value:
        """Write the share of the fall that is done."""
        if not self.cycle:
            return scalar_min(step, self.decay_steps) / self.decay_steps
        rounds = scalar_max(ceil(step / self.decay_steps), 1)
        return step / (self.decay_steps * rounds).named("steps")


WORDS = (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
)
