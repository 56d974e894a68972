"""Activations: what a unit makes of the sum of its inputs."""

from abc import abstractmethod
from math import inf
from typing import ClassVar

from engine.core.graph import Value
from engine.vocabulary.entry import Word


class Activation(Word):
    """A function of each number (softmax: of each row), the shape unchanged."""

    called = "an activation"
    families = ("engine.vocabulary.activations.basic",)
    low: ClassVar[float] = -inf
    """No output is below this. This and what follows holds for fields left out."""
    high: ClassVar[float] = inf
    """No output is above this."""
    monotone: ClassVar[bool] = False
    """Whether each output follows its own input alone, and never falls as it grows."""
    shares: ClassVar[bool] = False
    """Whether the outputs of a row are shares, the largest for the largest input."""

    @abstractmethod
    def __call__(self, x: Value) -> Value:
        """Write the equations."""
