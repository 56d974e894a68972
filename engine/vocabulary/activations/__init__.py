"""Activations: what a unit makes of the sum of its inputs."""

from abc import abstractmethod

from engine.core.graph import Value
from engine.vocabulary.entry import Word


class Activation(Word):
    """A function of each number (softmax: of each row), the shape unchanged."""

    called = "an activation"
    families = ("engine.vocabulary.activations.basic",)

    @abstractmethod
    def __call__(self, x: Value) -> Value:
        """Write the equations."""
