"""Points in the plane that form shapes, of two classes."""

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import (
    Floats,
    Generated,
    in_turn,
    numbered,
    one_column,
    spread,
)


class Moons(Generated):
    """Two half circles that reach into each other, and on which a point lies.

    Class 0 is (cos t, sin t), class 1 is (1 - cos t, 1/2 - sin t), with t evenly from
    0 to pi; class 1 has the odd point.

    Use: the usual first test of a boundary that is not straight.
    Source: scikit-learn's `make_moons`.
    """

    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate; the radius is 1."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(2), ["class"]

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        upper, lower = halves(self.samples)
        t, s = np.linspace(0, np.pi, upper), np.linspace(0, np.pi, lower)
        first = np.stack([np.cos(t), np.sin(t)], axis=1)
        second = np.stack([1 - np.cos(s), 0.5 - np.sin(s)], axis=1)
        points = spread(np.concatenate([first, second]), self.noise, rng)
        x, classes = in_turn(points, np.repeat([0, 1], [upper, lower]))
        return x, one_column(classes)


class Circles(Generated):
    """A circle around a smaller one, and on which a point lies.

    Class 0 is the circle of radius 1, class 1 that of radius `factor`, the points
    evenly on each; class 1 has the odd point.

    Use: a boundary that no straight line comes near.
    Source: scikit-learn's `make_circles`.
    """

    factor: float = Field(default=0.8, ge=0, lt=1)
    """The radius of the inner circle."""
    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(2), ["class"]

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        sizes = halves(self.samples)
        outer, inner = (np.linspace(0, 2 * np.pi, n, endpoint=False) for n in sizes)
        angle = np.concatenate([outer, inner])
        radius = np.repeat([1, self.factor], sizes)
        circles = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        points = spread(circles, self.noise, rng)
        x, classes = in_turn(points, np.repeat([0, 1], sizes))
        return x, one_column(classes)


class Spirals(Generated):
    """Two spirals, one turned by half a circle, and on which a point lies.

    Use: hard for small networks; deep ones and good optimizers show their worth.
    Source: Lang and Witbrock (1988), Learning to tell two spirals apart; here with
    any number of points.
    """

    samples: int = Field(default=200, ge=2)
    """How many points, half on each spiral."""
    turns: float = Field(default=1.75, gt=0)
    """How often each spiral goes round."""
    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate; the radius is 1."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(2), ["spiral"]

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        spiral = np.arange(self.samples) % 2
        radius = (np.arange(self.samples) // 2 + 1) / ((self.samples + 1) // 2)
        angle = 2 * np.pi * self.turns * radius + np.pi * spiral
        points = radius * np.stack([np.cos(angle), np.sin(angle)])
        return spread(points, self.noise, rng).T.copy(), one_column(spiral)


def halves(samples: int) -> tuple[int, int]:
    """Divide by two; the second half has the odd one."""
    return samples // 2, samples - samples // 2


WORDS = (
    Moons,
    Circles,
    Spirals,
)
