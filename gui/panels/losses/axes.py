"""Ticks of logarithmic axes, few enough to be read, and two at least."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics

from gui.look.fonts import text_font

Ticks = list[tuple[float | None, list[float]]]


def use_few_log_ticks(axis: Any) -> None:
    """Make an axis label decades, and parts of them only where there is room."""
    axis.logTickValues = ticks
    axis.logTickStrings = words


def ticks(low: float, high: float, size: float, _standard: object = None) -> Ticks:
    """Return ticks as logarithms; three label heights apart or more."""
    room = max(2, int(size / (3 * QFontMetrics(text_font()).height())))
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    step = max(1, -(-len(decades) // room))
    large = [float(x) for x in decades if x % step == 0]
    if high - low > 2.5 or len(large) >= 3:
        # Two decades are in it: where the room makes them one, the first is kept.
        return [(float(step), large if len(large) > 1 else _floats(decades[::step]))]
    parts = _with_parts(low, high)
    return [(1.0, parts if len(parts) > 1 else _evenly(low, high))]


def words(values: Sequence[float], _scale: float, _spacing: float | None) -> list[str]:
    """Write values with three digits, or as many as it takes to tell them apart."""
    for digits in range(3, 17):
        written = [f"{10.0**value:.{digits}g}" for value in values]
        if len(set(written)) == len(values):
            return written
    return [f"{10.0**value:.3g}" for value in values]


def _floats(decades: Sequence[int]) -> list[float]:
    return [float(x) for x in decades]


def _with_parts(low: float, high: float) -> list[float]:
    span = range(math.floor(low), math.ceil(high) + 1)
    all_of_them = [decade + math.log10(part) for decade in span for part in (1, 2, 5)]
    return [x for x in all_of_them if low <= x <= high]


def _evenly(low: float, high: float) -> list[float]:
    """Return three to five round values for a range within a part of a decade."""
    first, last = 10.0**low, 10.0**high
    power = 10.0 ** math.floor(math.log10(max(last - first, first * 1e-12)))
    for step in (power * part for part in (5, 2, 1, 0.5, 0.2, 0.1)):
        found = range(math.ceil(first / step), math.floor(last / step) + 1)
        if len(found) > 2:
            return [math.log10(number * step) for number in found]
    return [low, high]
