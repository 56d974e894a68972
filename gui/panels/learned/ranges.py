"""Ranges of axes, which move in steps and not with each picture."""

import math

STEPS = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10)


class Held:
    """A range in round numbers that is kept as long as it serves."""

    def __init__(self) -> None:
        self.range = (0.0, 1.0)
        self._is_set = False

    def is_new(self, low: float, high: float, *, is_exact: bool = False) -> bool:
        """Fit the range to what must be seen; return whether it changed."""
        held_low, held_high = self.range
        is_inside = held_low <= low and high <= held_high
        is_tight = held_high - held_low <= 4 * (high - low)
        if is_exact:
            is_inside = is_tight = self.range == (low, high)
        if self._is_set and is_inside and is_tight:
            return False
        self._is_set = True
        self.range = (low, high) if is_exact else widen(low, high)
        return True


def ends(values: list[float]) -> tuple[float, float]:
    """Return the lowest and the highest number, apart from one another."""
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    least = max(abs(low), abs(high), 1.0) * 1e-9
    return (low, high) if high - low > least else (low - 0.5, high + 0.5)


def widen(low: float, high: float) -> tuple[float, float]:
    """Widen a range to round numbers."""
    wide = high - low
    power = 10.0 ** math.floor(math.log10(wide))
    step = next(s for s in STEPS if s * power >= wide / 8) * power
    return (
        math.floor(low / step - 0.2) * step,
        math.ceil(high / step + 0.2) * step,
    )
