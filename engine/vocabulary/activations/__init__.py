"""Activations: what a unit makes of the sum of its inputs."""

from abc import abstractmethod
from math import inf
from typing import ClassVar

from engine.core.graph import Value
from engine.errors import Problem, SpecError
from engine.vocabulary.entry import Word


class Activation(Word):
    """A function of each number, or of each row of numbers.

    Shapes: what it gives has the shape of what it takes.
    """

    called = "an activation"
    families = (
        "engine.vocabulary.activations.basic",
        "engine.vocabulary.activations.rectifiers",
        "engine.vocabulary.activations.smooth",
        "engine.vocabulary.activations.rows",
        "engine.vocabulary.activations.waves",
    )
    low: ClassVar[float] = -inf
    """Nothing that it gives is less."""
    high: ClassVar[float] = inf
    """Nothing that it gives is greater."""
    monotone: ClassVar[bool] = False
    """Whether it takes each number by itself, and a greater one never gives less."""
    shares: ClassVar[bool] = False
    """Whether the numbers of a row are not negative and add up to 1."""

    def bounds(self) -> tuple[float, float]:
        """Give the least and the greatest number that it may give."""
        return self.low, self.high

    @abstractmethod
    def __call__(self, x: Value) -> Value:
        """Write the equations."""


def check_last(axis: int, x: Value, name: str) -> None:
    """Refuse any axis but the last."""
    last = len(x.shape) - 1
    if axis not in (-1, last):
        hint = f"write -1, or {last}, which is the same here"
        raise SpecError([Problem(f"{name} is along the last axis", ("axis",), hint)])
