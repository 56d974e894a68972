"""Initializers: fixed numbers, and the usual draws."""

import math
import sys
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.initializers import (
    Floats,
    Initializer,
    Random,
    cut_normal,
    fans,
    unit_cut_normal,
)


class Zeros(Initializer):
    """All 0.

    Use: for biases; a kernel of zeros gives all units the same gradient for ever.
    Source: Keras's `Zeros`.
    """

    aliases = ("zero",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.zeros(shape)


class Ones(Initializer):
    """All 1.

    Use: for scales that are to change nothing at first.
    Source: Keras's `Ones`.
    """

    aliases = ("one",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.ones(shape)


class Constant(Initializer):
    """All the same number.

    Use: for biases that should start away from 0, such as those of gates.
    Source: Keras's `Constant`.
    """

    value: float = 0.0
    """The number."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.full(shape, self.value)


class Literal(Initializer):
    """The numbers that stand in the spec.

    Shapes: that of the numbers; one number alone fills any.
    Use: to start from weights that were worked out by hand or taken from a book.
    Source: NumPy's `array`.
    """

    value: Any
    """A number for all places, or lists of numbers in the array's shape."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return np.full(shape, np.array(self.value, float))

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        message = _misfit(self.value, shape)
        return Problem(message, ("value",)) if message else None


class RandomUniform(Random):
    """Evenly from minval to maxval.

    Use: where small numbers of any distribution do, as in tables of embeddings.
    Source: Keras's `RandomUniform`.
    """

    aliases = ("uniform",)

    minval: float = -0.05
    """The lower end."""
    maxval: float = 0.05
    """The upper end."""

    def problems(self) -> Iterator[Problem]:
        low, high = self.minval, self.maxval
        if not 0 <= high - low < math.inf:
            what = "larger than" if low > high else "too far from"
            field = "minval" if "minval" in self.model_fields_set else "maxval"
            yield Problem(f"minval {low:g} is {what} maxval {high:g}", (field,))

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return rng.uniform(self.minval, self.maxval, shape)


class RandomNormal(Random):
    """From the normal distribution.

    Use: as in most tutorials; deep networks learn better from a deviation that follows
    from the fans.
    Source: Keras's `RandomNormal`.
    """

    aliases = ("normal",)

    mean: float = 0.0
    """The middle of the distribution."""
    stddev: float = Field(default=0.05, ge=0)
    """Its standard deviation."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return rng.normal(self.mean, self.stddev, shape)


class TruncatedNormal(Random):
    """From the normal distribution, cut at two deviations.

    Numbers beyond are drawn again, so that 0.88 of the deviation is left.

    Use: where a rare large weight could saturate its unit from the start.
    Source: Keras's `TruncatedNormal`.
    """

    mean: float = 0.0
    """The middle of the distribution."""
    stddev: float = Field(default=0.05, ge=0)
    """Its standard deviation before it is cut."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return self.mean + self.stddev * cut_normal(shape, rng)


class GlorotUniform(Random):
    """Evenly within sqrt(6 / (fan_in + fan_out)) of 0.

    Signals and gradients then keep their size from layer to layer.

    Use: for tanh, sigmoid, softmax and linear layers; the usual choice.
    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep
    feedforward neural networks, AISTATS.
    """

    aliases = ("xavier_uniform",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        limit = np.sqrt(6 / sum(fans(shape)))
        return rng.uniform(-limit, limit, shape)


class HeNormal(Random):
    """Normal with variance 2 / fan_in, cut at two deviations.

    Use: for relu and its kin, which lose half of what they are given.
    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, ICCV.
    """

    aliases = ("kaiming_normal",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return unit_cut_normal(shape, rng) * np.sqrt(2 / fans(shape)[0])


def _misfit(value: Any, shape: tuple[int, ...]) -> str:
    """Say why a value is no array of this shape."""
    if not _are_numbers(value):
        return f"expected numbers in the shape {list(shape)}"
    try:
        found = np.array(value, float).shape
    except (ValueError, OverflowError):
        return "expected numbers in lists of equal length"
    if found in ((), shape):
        return ""
    return f"expected numbers in the shape {list(shape)}, not {list(found)}"


def _are_numbers(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_are_numbers, cast("list[Any]", value)))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) <= sys.float_info.max


WORDS = (
    Zeros,
    Ones,
    Constant,
    Literal,
    RandomUniform,
    RandomNormal,
    TruncatedNormal,
    GlorotUniform,
    HeNormal,
)
