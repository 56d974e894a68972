"""Operations on Python's numbers, as schedules and step counts need them.

Each has one text for both printings, and gives a number of Python's, never NumPy's. A
plan computes every number, also those of a choice that is not taken.
"""

from __future__ import annotations

from engine.core.arithmetic import OfNumbers
from engine.core.types import ShapeError, Type

TRUTH = Type((), "bool")
"""What a comparison of two numbers gives."""


class Floor(OfNumbers):
    """The largest whole number that is not above a."""

    text = "math.floor({0})"


class Ceil(OfNumbers):
    """The smallest whole number that is not below a."""

    text = "math.ceil({0})"


class LogOfNumber(OfNumbers):
    """The natural logarithm of a number."""

    text = "math.log({0})"


class CosPi(OfNumbers):
    """The cosine of a half turn times a: 1 at 0, -1 at 1."""

    text = "math.cos(math.pi * {0})"


class ScalarMin(OfNumbers):
    """The smaller of two numbers."""

    text = "min({0}, {1})"


class Choice(OfNumbers):
    """a where a comparison of numbers holds, b where it does not."""

    text, symbol = "{1} if {0} else {2}", "later"

    def infer(self, *args: Type) -> Type:
        truth, *numbers = args
        if truth != TRUTH:
            msg = "a choice hangs on a comparison of numbers"
            raise ShapeError(msg)
        return super().infer(*numbers)


floor, ceil, log_of_number, cos_pi = Floor(), Ceil(), LogOfNumber(), CosPi()
scalar_min, choice = ScalarMin(), Choice()
