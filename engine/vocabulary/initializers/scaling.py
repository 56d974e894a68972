"""Initializers whose spread follows from how much each unit sees."""

from typing import Literal

import numpy as np
from pydantic import Field

from engine.vocabulary.initializers import Floats, Random, fans, unit_cut_normal


class GlorotNormal(Random):
    """Normal with variance 2 / (fan_in + fan_out), cut at two deviations.

    Use: as `glorot_uniform`, where normal numbers are wanted.
    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep
    feedforward neural networks, AISTATS.
    """

    aliases = ("xavier_normal",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return unit_cut_normal(shape, rng) * np.sqrt(2 / sum(fans(shape)))


class HeUniform(Random):
    """Evenly within sqrt(6 / fan_in) of 0.

    Use: for relu and its kin, which lose half of what they are given.
    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, ICCV.
    """

    aliases = ("kaiming_uniform",)

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        limit = np.sqrt(6 / fans(shape)[0])
        return rng.uniform(-limit, limit, shape)


class LecunUniform(Random):
    """Evenly within sqrt(3 / fan_in) of 0.

    Use: for linear layers, and for activations that are steep as the identity at 0.
    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.
    """

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        limit = np.sqrt(3 / fans(shape)[0])
        return rng.uniform(-limit, limit, shape)


class LecunNormal(Random):
    """Normal with variance 1 / fan_in, cut at two deviations.

    Use: for selu, whose means and variances then settle at 0 and 1.
    Source: Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural
    networks, NeurIPS.
    """

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return unit_cut_normal(shape, rng) * np.sqrt(1 / fans(shape)[0])


class VarianceScaling(Random):
    """Any distribution of variance scale / fan.

    The fan is fan_in, fan_out, or fan_avg, the mean of both. `glorot_*` have scale 1
    and fan_avg, `he_*` 2 and fan_in, `lecun_*` 1 and fan_in.

    Use: where none of those fits, or to go from one to another step by step.
    Source: Keras's `VarianceScaling`; He, Zhang, Ren and Sun (2015).
    """

    scale: float = Field(default=1.0, gt=0)
    """The factor of the variance."""
    mode: Literal["fan_in", "fan_out", "fan_avg"] = "fan_in"
    """What the variance is divided by."""
    distribution: Literal["truncated_normal", "untruncated_normal", "uniform"] = (
        "truncated_normal"
    )
    """Normal and cut at two deviations, normal, or even; of the same variance all."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        deviation = np.sqrt(self.scale / fan(shape, self.mode))
        return deviation * unit_numbers(shape, rng, self.distribution)


def fan(shape: tuple[int, ...], mode: str) -> float:
    """Give fan_in, fan_out or their mean."""
    into, out = fans(shape)
    return {"fan_in": into, "fan_out": out, "fan_avg": (into + out) / 2}[mode]


def unit_numbers(
    shape: tuple[int, ...], rng: np.random.Generator, distribution: str
) -> Floats:
    """Draw numbers of mean 0 and variance 1."""
    if distribution == "uniform":
        return rng.uniform(-np.sqrt(3), np.sqrt(3), shape)
    if distribution == "untruncated_normal":
        return rng.standard_normal(shape)
    return unit_cut_normal(shape, rng)


WORDS = (
    GlorotNormal,
    HeUniform,
    LecunUniform,
    LecunNormal,
    VarianceScaling,
)
