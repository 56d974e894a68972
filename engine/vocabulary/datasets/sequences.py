"""Sequences whose meaning depends on what stood long before their end."""

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import MOST_NAMES, Floats, Generated, one_column


class Adding(Generated):
    """Numbers from 0 to 1, two of them marked by a 1; y is the sum of those two.

    One mark is in the first half of the steps, one in the second; all other marks
    are 0.

    Shapes: inputs (N, steps, 2), a number and its mark at each step; outputs (N, 1).
    Use: to see whether a recurrent layer remembers: guessing 1 has an error of 1/6.
    Source: Hochreiter and Schmidhuber (1997), Long short-term memory, Neural
    Computation 9, experiment 4; the halves are those of Le, Jaitly and Hinton (2015),
    A simple way to initialize recurrent networks of rectified linear units.
    """

    steps: int = Field(default=10, ge=2, le=MOST_NAMES // 2)
    """How long a sequence is."""

    def columns(self) -> tuple[list[str], list[str]]:
        """Name number and mark of each step, in turn."""
        steps = range(1, self.steps + 1)
        return [name for t in steps for name in (f"x{t}", f"mark{t}")], ["y"]

    def shape(self) -> tuple[int, ...]:
        return self.steps, 2

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        numbers = rng.uniform(size=(self.samples, self.steps))
        marks = np.zeros_like(numbers)
        half = self.steps // 2
        for start, length in ((0, half), (half, self.steps - half)):
            places = start + np.floor(length * rng.uniform(size=self.samples))
            np.put_along_axis(marks, places.astype(np.int64)[:, np.newaxis], 1, axis=1)
        x = np.empty((self.samples, 2 * self.steps))
        x[:, ::2], x[:, 1::2] = numbers, marks
        return x, one_column((numbers * marks).sum(axis=1))


WORDS = (Adding,)
