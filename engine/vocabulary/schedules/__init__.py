"""Schedules: the learning rate as a function of the number of steps done."""

from abc import abstractmethod
from typing import ClassVar

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.vocabulary.entry import Word


class Schedule(Word):
    """A rate for each step; the first step has number 0.

    Shapes: the step is a whole number, the rate a number.
    """

    called = "a number or a schedule"
    families = (
        "engine.vocabulary.schedules.decays",
        "engine.vocabulary.schedules.cosines",
        "engine.vocabulary.schedules.plateau",
    )
    is_decided: ClassVar[bool] = False
    """Whether the training loop decides on the rate, so that nothing is printed."""

    @abstractmethod
    def __call__(self, step: Value, memory: Memory) -> Value:
        """Write the rate as a function of the step.

        Every part must be a number at every step: a choice computes both of its sides.
        """
