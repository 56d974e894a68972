"""Initializers: fixed numbers, and the usual draws."""

import sys
from typing import Any, cast

import numpy as np
from pydantic import Field

from engine.vocabulary.initializers import Floats, Initializer, Random


class Zeros(Initializer):
    """All 0."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.zeros(shape)


class Ones(Initializer):
    """All 1."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.ones(shape)


class Literal(Initializer):
    """The numbers that stand in the spec."""

    value: Any
    """A number for all places, or lists of numbers in the array's shape."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.full(shape, np.array(self.value, float))

    def unfit(self, shape: tuple[int, ...]) -> str:
        if not _are_numbers(self.value):
            return f"expected numbers in the shape {list(shape)}"
        try:
            found = np.array(self.value, float).shape
        except (ValueError, OverflowError):
            return "expected numbers in lists of equal length"
        if found in ((), shape):
            return ""
        return f"expected numbers in the shape {list(shape)}, not {list(found)}"


class RandomUniform(Random):
    """Evenly from minval to maxval."""

    minval: float = -0.05
    """The lower end."""
    maxval: float = 0.05
    """The upper end."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return rng.uniform(self.minval, self.maxval, shape)


class RandomNormal(Random):
    """From the normal distribution."""

    mean: float = 0.0
    """The middle of the distribution."""
    stddev: float = Field(default=0.05, ge=0)
    """Its standard deviation."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return rng.normal(self.mean, self.stddev, shape)


class GlorotUniform(Random):
    """Evenly within sqrt(6 / (fan_in + fan_out)) of 0  (Glorot and Bengio, 2010)."""

    aliases = ("xavier_uniform",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        limit = np.sqrt(6 / (shape[0] + shape[-1]))
        return rng.uniform(-limit, limit, shape)


class HeNormal(Random):
    """Normal with variance 2 / fan_in, cut at two deviations  (He et al., 2015)."""

    aliases = ("kaiming_normal",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return truncated_normal(shape, rng) * np.sqrt(2 / shape[0])


def _are_numbers(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_are_numbers, cast("list[Any]", value)))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) <= sys.float_info.max


def truncated_normal(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw normal numbers within two deviations, scaled to a variance of 1."""
    drawn = rng.standard_normal(shape)
    far = np.abs(drawn) > 2
    while far.any():
        drawn[far] = rng.standard_normal(np.count_nonzero(far))
        far = np.abs(drawn) > 2
    return drawn / 0.8796256610342398


WORDS = (
    Zeros,
    Ones,
    Literal,
    RandomUniform,
    RandomNormal,
    GlorotUniform,
    HeNormal,
)
