"""Sheets rolled up in three dimensions; the output is the position along the roll."""

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import Floats, Generated, numbered, one_column, spread


class Sheet(Generated):
    """Points on a rolled sheet of paper, and how far along the roll each lies."""

    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(3), ["t"]

    def rolled(
        self, x: tuple[Floats, Floats, Floats], t: Floats, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Add the noise; give points and positions as columns."""
        return spread(np.stack(x), self.noise, rng).T.copy(), one_column(t)


class SCurve(Sheet):
    """A sheet bent like an S: (sin t, height, sign(t) (cos t - 1)), and t.

    t is drawn evenly from -3 pi / 2 to 3 pi / 2, the height from 0 to 2.

    Use: regression where near points in space may lie far apart along the sheet.
    Source: scikit-learn's `make_s_curve`.
    """

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        t = 3 * np.pi * (rng.uniform(size=self.samples) - 0.5)
        height = 2 * rng.uniform(size=self.samples)
        return self.rolled((np.sin(t), height, np.sign(t) * (np.cos(t) - 1)), t, rng)


class SwissRoll(Sheet):
    """A sheet rolled up like the cake: (t cos t, height, t sin t), and t.

    t is drawn evenly from 3 pi / 2 to 9 pi / 2, the height from 0 to 21.

    Use: as the S curve, harder: the turns of the roll lie over one another.
    Source: Marsland (2009), Machine Learning: An Algorithmic Perspective;
    scikit-learn's `make_swiss_roll`.
    """

    hole: bool = False
    """Leave out the middle ninth of the sheet."""

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        along, across, ninths = 0, 0, 3
        if self.hole:
            part = rng.choice(8, self.samples)
            along, across = np.divmod(part + (part >= 4), 3)
            ninths = 1
        share = ninths * rng.uniform(size=(2, self.samples))
        t = np.pi * (1.5 + along + share[0])
        height = 7 * (across + share[1])
        return self.rolled((t * np.cos(t), height, t * np.sin(t)), t, rng)


WORDS = (
    SCurve,
    SwissRoll,
)
