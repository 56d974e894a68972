"""Initializers: the numbers that training starts from.

The fan-in of a kernel is its number of rows, the fan-out its number of columns.
"""

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]


class Initializer(Word):
    """Gives an array of a shape."""

    called = "an initializer"
    families = ("engine.vocabulary.initializers.basic",)

    @abstractmethod
    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        """Draw or make float64 numbers of the given shape."""

    def unfit(self, shape: tuple[int, ...]) -> str:
        """Say why an array of this shape cannot be had, if so."""
        return ""


class Random(Initializer):
    """Draws numbers; the spec's seed and the layer's name say which."""

    seed: int | None = Field(default=None, ge=0)
    """Another seed than the spec's, for this array alone."""
