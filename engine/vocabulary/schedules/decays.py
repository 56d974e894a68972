"""Rates that only fall."""

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Memory
from engine.vocabulary.schedules import Schedule


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


WORDS = (ExponentialDecay,)
