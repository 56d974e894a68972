"""The datasets of TensorFlow Playground: points in the plane, about 6 each way."""

from abc import abstractmethod

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import Floats, Generated, numbered, one_column

CONES = (
    *((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1)),
    *((-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)),
)
"""Where `playground_gaussian` has its peaks, and whether up or down."""


class Playground(Generated):
    """Points in the plane with noise as on the Playground's slider."""

    noise: float = Field(default=0.0, ge=0, le=50)
    """In percent, as on the Playground's slider: 0 to 50."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(2), [self.output]

    @property
    def output(self) -> str:
        """Name the output."""
        return "class"

    def moved(self, points: Floats, reach: float, rng: np.random.Generator) -> Floats:
        """Move each coordinate evenly by up to `reach` times the noise."""
        return points + self.noise / 100 * rng.uniform(-reach, reach, points.shape)


class Classes(Playground):
    """Points of two classes; 1 is the Playground's positive one, 0 the negative."""

    samples: int = Field(default=500, ge=1)
    """How many points; the Playground has 500, half of them to test with."""


class Heights(Playground):
    """Points with a number each; with noise, that of a place nearby."""

    samples: int = Field(default=1200, ge=1)
    """How many points; the Playground has 1200, half of them to test with."""

    @property
    def output(self) -> str:
        return "y"

    @abstractmethod
    def height(self, points: Floats) -> Floats:
        """Compute the number that belongs to each place."""

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        points = rng.uniform(-6, 6, (self.samples, 2))
        return points, one_column(self.height(self.moved(points, 6, rng)))


class PlaygroundCircle(Classes):
    """A disc of radius 2.5 with a ring around it, from 3.5 to 5.

    Half of the points are in the disc, and evenly from the middle to its rim. A point
    is in class 1 if it is nearer than 2.5 to the middle, with noise after a move of up
    to 5 each way, times the noise.

    Use: the first problem that no straight line solves; squares of the inputs do.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        ring = np.arange(self.samples) % 2
        radius = rng.uniform(np.where(ring, 3.5, 0), np.where(ring, 5, 2.5))
        angle = rng.uniform(0, 2 * np.pi, self.samples)
        x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        return x, one_column(np.hypot(*self.moved(x, 5, rng).T) < 2.5)


class PlaygroundXor(Classes):
    """Four squares like a chessboard: class 1 where x1 x2 >= 0.

    Each coordinate is drawn evenly from -5 to 5 and moved 0.3 away from 0. With noise,
    the class is that of a place moved by up to 5 each way, times the noise.

    Use: the exclusive or of signs; the product of the inputs solves it.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        x = rng.uniform(-5, 5, (self.samples, 2))
        x += np.where(x > 0, 0.3, -0.3)
        return x, one_column(self.moved(x, 5, rng).prod(axis=1) >= 0)


class PlaygroundGauss(Classes):
    """Two round clouds, class 1 about (2, 2) and class 0 about (-2, -2).

    The variance of each coordinate is 0.5, and 0.07 more for each percent of noise;
    some points are then beyond the Playground's edge at 6.

    Use: a straight line solves it; the first thing to try.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        positive = 1 - np.arange(self.samples) % 2
        center = np.where(positive, 2, -2)[:, np.newaxis]
        deviation = np.sqrt(0.5 + 0.07 * self.noise)
        drawn = rng.standard_normal((self.samples, 2))
        return center + deviation * drawn, one_column(positive)


class PlaygroundSpiral(Classes):
    """Two spirals from the middle to radius 5, going round 1.75 times.

    With noise, each coordinate is moved by up to 1, times the noise.

    Use: the Playground's hardest; more hidden layers or better inputs are needed.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        arm = np.arange(self.samples) % 2
        share = np.arange(self.samples) // 2 / (self.samples / 2)
        angle = 1.75 * 2 * np.pi * share + np.pi * arm
        x = 5 * share * np.stack([np.sin(angle), np.cos(angle)])
        return self.moved(x.T.copy(), 1, rng), one_column(1 - arm)


class PlaygroundPlane(Heights):
    """A plane: y = (x1 + x2) / 10.

    The inputs are drawn evenly from -6 to 6. With noise, y is that of a place moved by
    up to 6 each way, times the noise.

    Use: regression that needs no hidden layer.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def height(self, points: Floats) -> Floats:
        return points.sum(axis=1) / 10


class PlaygroundGaussian(Heights):
    """Three peaks of height 1 and three of -1 that fall to 0 within a distance of 2.

    y is the sum of sign * max(0, 1 - distance / 2) over the six, which stand at
    x1 = -4, 0 and 4, and x2 = 2.5 and -2.5; none reaches into another. The inputs are
    drawn evenly from -6 to 6. With noise, y is that of a place moved by up to 6 each
    way, times the noise.

    Use: regression that a plane does not fit at all.
    Source: Smilkov and Carter (2016), TensorFlow Playground.
    """

    def height(self, points: Floats) -> Floats:
        y = np.zeros(len(points))
        for x1, x2, sign in CONES:
            distance = np.hypot(*(points - (x1, x2)).T)
            y += sign * np.maximum(0, 1 - distance / 2)
        return y


WORDS = (
    PlaygroundCircle,
    PlaygroundXor,
    PlaygroundGauss,
    PlaygroundSpiral,
    PlaygroundPlane,
    PlaygroundGaussian,
)
