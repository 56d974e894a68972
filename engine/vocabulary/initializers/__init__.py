"""Initializers: the numbers that training starts from."""

import math
from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]


class Initializer(Word):
    """Gives an array of a shape.

    The fan-in of a kernel (..., inputs, units) is how many numbers lead into each unit,
    the fan-out how many lead out of each input; those of a vector are its length.

    Shapes: any, unless more is said.
    """

    called = "an initializer"
    families = (
        "engine.vocabulary.initializers.basic",
        "engine.vocabulary.initializers.scaling",
        "engine.vocabulary.initializers.matrices",
    )

    @abstractmethod
    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        """Draw or make float64 numbers of the given shape."""

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        """Say why an array of this shape cannot be had, if so."""
        return None


class Random(Initializer):
    """Draws numbers; the spec's seed and the layer's name say which."""

    seed: int | None = Field(default=None, ge=0)
    """Another seed than the spec's, for this array alone."""


# What follows is also part of standalone programs, so it calls NumPy and itself only.


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Count what leads into a unit and out of an input; axes before are places."""
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    places = math.prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


def cut_normal(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw standard normal numbers again until they lie within two deviations."""
    drawn = rng.standard_normal(shape)
    far = np.abs(drawn) > 2
    while far.any():
        drawn[far] = rng.standard_normal(np.count_nonzero(far))
        far = np.abs(drawn) > 2
    return drawn


def unit_cut_normal(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw from the cut normal distribution, scaled to a variance of 1."""
    return cut_normal(shape, rng) / 0.8796256610342398
