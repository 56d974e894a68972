"""Schedules: the learning rate as a function of the number of steps done."""

from abc import abstractmethod

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.vocabulary.entry import Word


class Schedule(Word):
    """A rate for each step; the first step has number 0."""

    called = "a number or a schedule"

    @abstractmethod
    def __call__(self, step: Value, memory: Memory) -> Value:
        """Write the rate as a function of the step."""


class ExponentialDecay(Schedule):
    """initial_learning_rate * decay_rate ** (step / decay_steps)."""

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


Schedule.words = (ExponentialDecay,)
