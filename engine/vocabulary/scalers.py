"""Scalers: numbers of a column brought to a size that networks learn from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import LonghandError, Problem
from engine.vocabulary.cells import CellError
from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]
Learned = dict[str, Any]
"""What was measured on the training rows, as JSON data."""

EPSILON = float(np.finfo(np.float64).eps)


class Scaler(Word):
    """A rule that is measured on the training rows, and can be undone.

    Where all training numbers are equal, nothing is divided.

    Shapes: numbers (N,), and as many.
    """

    called = "a scaler"
    families = (__name__,)

    def learn(self, x: Floats) -> Learned:
        """Measure the numbers to train on, of which none is missing.

        Raises
        ------
        LonghandError
            If they are too large to be measured.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            learned = self.measure(x)
        if not all(np.isfinite(v) for v in learned.values() if isinstance(v, float)):
            msg = "its numbers are too large to be scaled"
            raise LonghandError(msg)
        return learned

    @abstractmethod
    def measure(self, x: Floats) -> Learned:
        """Measure the numbers to train on; where they are too large, not finite."""

    @abstractmethod
    def forward(self, x: Floats, learned: Learned) -> Floats:
        """Scale numbers.

        Raises
        ------
        CellError
            At the first number that has no place on the scale.
        """

    @abstractmethod
    def back(self, x: Floats, learned: Learned) -> Floats:
        """Give the numbers that were scaled."""


class Standardize(Scaler):
    """(x - mean) / deviation: around 0, about as large as 1.

    Use: the usual one; most initializers and rates suit such inputs.
    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp; scikit-learn's
    `StandardScaler`.
    """

    def measure(self, x: Floats) -> Learned:
        mean, variance = float(x.mean()), float(x.var())
        # What round-off alone makes of equal numbers.
        noise = len(x) * EPSILON * variance + (len(x) * mean * EPSILON) ** 2
        is_constant = np.isfinite(noise) and variance <= noise
        deviation = 1.0 if is_constant else float(np.sqrt(variance))
        return {"mean": mean, "deviation": deviation}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        return (x - learned["mean"]) / learned["deviation"]

    def back(self, x: Floats, learned: Learned) -> Floats:
        return x * learned["deviation"] + learned["mean"]


class MinMax(Scaler):
    """low + (high - low) * (x - min) / (max - min): from low to high.

    New numbers may lie outside.

    Use: where the bounds are known and reached, as of grey values or marks.
    Source: scikit-learn's `MinMaxScaler`.
    """

    feature_range: list[float] = Field(default=[0.0, 1.0], min_length=2, max_length=2)
    """What the smallest and the largest number to train on become."""

    def problems(self) -> Iterator[Problem]:
        yield from _order_problems("feature_range", self.feature_range)

    def measure(self, x: Floats) -> Learned:
        low, high = float(x.min()), float(x.max())
        return {"min": low, "span": _divisor(high - low)}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        low, high = self.feature_range
        return low + (x - learned["min"]) / learned["span"] * (high - low)

    def back(self, x: Floats, learned: Learned) -> Floats:
        low, high = self.feature_range
        return (x - low) / (high - low) * learned["span"] + learned["min"]


class MaxAbs(Scaler):
    """x / max(|x|): at most 1, and 0 stays 0.

    Use: numbers that are mostly 0, which they stay.
    Source: scikit-learn's `MaxAbsScaler`.
    """

    def measure(self, x: Floats) -> Learned:
        return {"largest": _divisor(float(np.abs(x).max()))}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        return x / learned["largest"]

    def back(self, x: Floats, learned: Learned) -> Floats:
        return x * learned["largest"]


class Robust(Scaler):
    """(x - median) / (upper quantile - lower quantile): few outliers do not matter.

    Use: numbers of which some are far off, or wrong.
    Source: scikit-learn's `RobustScaler`; Huber (1981), Robust statistics.
    """

    quantile_range: list[float] = Field(
        default=[25.0, 75.0], min_length=2, max_length=2
    )
    """The lower and the upper quantile, in percent."""

    def problems(self) -> Iterator[Problem]:
        yield from _order_problems("quantile_range", self.quantile_range)
        for i, percent in enumerate(self.quantile_range):
            if not 0 <= percent <= 100:
                message = f"expected 0 to 100 percent, not {percent:g}"
                yield Problem(message, ("quantile_range", i))

    def measure(self, x: Floats) -> Learned:
        low, middle, high = np.percentile(
            x, [self.quantile_range[0], 50, self.quantile_range[1]]
        )
        return {"median": float(middle), "span": _divisor(float(high - low))}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        return (x - learned["median"]) / learned["span"]

    def back(self, x: Floats, learned: Learned) -> Floats:
        return x * learned["span"] + learned["median"]


class Log1p(Scaler):
    """log(1 + x): large numbers come closer; those of -1 and below are refused.

    Use: incomes, prices, counts: what spans several powers of ten.
    Source: scikit-learn's `FunctionTransformer` of NumPy's `log1p`.
    """

    then: Scaler | None = None
    """How the logarithms are scaled, if at all."""

    def measure(self, x: Floats) -> Learned:
        if self.then is None:
            return {}
        return {"then": self.then.learn(_logarithms(x))}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        logs = _logarithms(x)
        return logs if self.then is None else self.then.forward(logs, learned["then"])

    def back(self, x: Floats, learned: Learned) -> Floats:
        logs = x if self.then is None else self.then.back(x, learned["then"])
        return np.expm1(logs)


class Unscaled(Scaler):
    """x: numbers as they are.

    Use: outputs, which have it if nothing is said; inputs that are small already.
    Source: Longhand's own.
    """

    aliases = ("none",)

    def measure(self, x: Floats) -> Learned:
        return {}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        return x

    def back(self, x: Floats, learned: Learned) -> Floats:
        return x


def _divisor(span: float) -> float:
    """Divide by 1 where there is no span but round-off."""
    return 1.0 if span < 10 * EPSILON else span


def _logarithms(x: Floats) -> Floats:
    wrong = np.flatnonzero(x <= -1)
    if len(wrong):
        row = int(wrong[0])
        message = f"log1p takes numbers greater than -1, not {x[row]:g}"
        hint = "another 'scaling' takes all numbers"
        raise CellError(row, message, hint, len(wrong) - 1)
    return np.log1p(x)


def _order_problems(field: str, bounds: list[float]) -> Iterator[Problem]:
    low, high = bounds
    if low >= high:
        message = f"{low:g} is not less than {high:g}"
        yield Problem(message, (field,), "the lower bound comes first")


WORDS = (Standardize, MinMax, MaxAbs, Robust, Log1p, Unscaled)
