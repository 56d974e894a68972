"""Ticks of logarithmic axes, few enough to be read."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics

from gui.look.fonts import text_font

Ticks = list[tuple[float | None, list[float]]]


def use_few_log_ticks(axis: Any) -> None:
    """Let an axis label decades, and parts of them only where there is room."""
    axis.logTickValues = _ticks
    axis.logTickStrings = _words


def _ticks(low: float, high: float, size: float, _standard: object) -> Ticks:
    """Give ticks as logarithms; three label heights apart or more."""
    room = max(2, int(size / (3 * QFontMetrics(text_font()).height())))
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    step = max(1, -(-len(decades) // room))
    large = [float(x) for x in decades if x % step == 0]
    if len(large) >= 3 or high - low > 2.5:
        return [(float(step), large)]
    return [(1.0, _with_parts(low, high))]


def _with_parts(low: float, high: float) -> list[float]:
    span = range(math.floor(low), math.ceil(high) + 1)
    all_of_them = [decade + math.log10(part) for decade in span for part in (1, 2, 5)]
    return [x for x in all_of_them if low <= x <= high]


def _words(values: Sequence[float], _scale: float, _spacing: float | None) -> list[str]:
    return [f"{10.0**value:.3g}" for value in values]
