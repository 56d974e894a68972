"""Points in the plane that form shapes."""

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import Dataset, Floats


class Spirals(Dataset):
    """Two spirals, one turned by half a circle, and on which a point lies.

    The benchmark of Lang and Witbrock (1988), here with any number of points.
    """

    samples: int = Field(default=200, ge=2)
    """How many points, half on each spiral."""
    turns: float = Field(default=1.75, gt=0)
    """How often each spiral goes round."""
    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate; the radius is 1."""

    def columns(self) -> tuple[list[str], list[str]]:
        return ["x1", "x2"], ["spiral"]

    def count(self) -> int:
        return self.samples

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        spiral = np.arange(self.samples) % 2
        radius = (np.arange(self.samples) // 2 + 1) / ((self.samples + 1) // 2)
        angle = 2 * np.pi * self.turns * radius + np.pi * spiral
        points = radius * np.stack([np.cos(angle), np.sin(angle)])
        points += self.noise * rng.standard_normal(points.shape)
        return points.T.copy(), spiral[:, np.newaxis].astype(float)


WORDS = (Spirals,)
