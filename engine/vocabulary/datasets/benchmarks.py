"""Regression problems with known formulas, by which methods are compared."""

from abc import abstractmethod

import numpy as np
from pydantic import Field

from engine.vocabulary.datasets import (
    MOST_NAMES,
    Floats,
    Generated,
    numbered,
    one_column,
    spread,
)


class Benchmark(Generated):
    """A formula of inputs that are drawn evenly."""

    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to the output."""

    @abstractmethod
    def inputs(self, rng: np.random.Generator) -> Floats:
        """Draw the inputs, one row for each example."""

    @abstractmethod
    def formula(self, x: Floats) -> Floats:
        """Compute the output of each row."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(4), ["y"]

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        x = self.inputs(rng)
        return x, one_column(spread(self.formula(x), self.noise, rng))


class Friedman1(Benchmark):
    """y = 10 sin(pi x1 x2) + 20 (x3 - 1/2)**2 + 10 x4 + 5 x5.

    All inputs are drawn evenly from 0 to 1; those after the fifth mean nothing.

    Use: to see whether a network finds the inputs that matter.
    Source: Friedman (1991), Multivariate adaptive regression splines; scikit-learn's
    `make_friedman1`.
    """

    features: int = Field(default=10, ge=5, le=MOST_NAMES)
    """How many inputs; only five of them matter."""

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(self.features), ["y"]

    def inputs(self, rng: np.random.Generator) -> Floats:
        return rng.uniform(size=(self.samples, self.features))

    def formula(self, x: Floats) -> Floats:
        x1, x2, x3, x4, x5 = x[:, :5].T
        bent = 10 * np.sin(np.pi * x1 * x2) + 20 * np.square(x3 - 0.5)
        return bent + 10 * x4 + 5 * x5


class Circuit(Benchmark):
    """A circuit of a resistor, a coil and a capacitor in series.

    x1 is the resistance, x2 the angular frequency, x3 the inductance, x4 the capacity.
    """

    def inputs(self, rng: np.random.Generator) -> Floats:
        low = [0, 40 * np.pi, 0, 1]
        span = [100, 520 * np.pi, 1, 10]
        return rng.uniform(size=(self.samples, 4)) * span + low

    def reactance(self, x: Floats) -> Floats:
        """Compute what coil and capacitor resist."""
        _, frequency, inductance, capacity = x.T
        return frequency * inductance - 1 / (frequency * capacity)


class Friedman2(Circuit):
    """y = sqrt(x1**2 + (x2 x3 - 1/(x2 x4))**2), the impedance of a circuit.

    x1 is drawn evenly from 0 to 100, x2 from 40 pi to 560 pi, x3 from 0 to 1, x4 from
    1 to 11.

    Use: inputs and outputs of very different sizes, as measurements have.
    Source: Friedman (1991), Multivariate adaptive regression splines; scikit-learn's
    `make_friedman2`.
    """

    def formula(self, x: Floats) -> Floats:
        return np.sqrt(np.square(x[:, 0]) + np.square(self.reactance(x)))


class Friedman3(Circuit):
    """y = arctan((x2 x3 - 1/(x2 x4)) / x1), the phase of a circuit.

    x1 is drawn evenly from 0 to 100, x2 from 40 pi to 560 pi, x3 from 0 to 1, x4 from
    1 to 11.

    Use: an output that is nearly the same everywhere, and falls where x3 is small.
    Source: Friedman (1991), Multivariate adaptive regression splines; scikit-learn's
    `make_friedman3`.
    """

    def formula(self, x: Floats) -> Floats:
        return np.arctan2(self.reactance(x), x[:, 0])


WORDS = (
    Friedman1,
    Friedman2,
    Friedman3,
)
