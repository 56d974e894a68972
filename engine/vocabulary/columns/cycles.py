"""Parts of dates, and how those that return become numbers."""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.vocabulary.columns import Floats

Part = Literal[
    "days",
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "day_of_year",
    "weekday",
    "hour",
    "minute",
    "second",
]
PERIODS = {
    "quarter": 4,
    "month": 12,
    "week": 53,
    "day": 31,
    "day_of_year": 366,
    "weekday": 7,
    "hour": 24,
    "minute": 60,
    "second": 60,
}
"""After how many steps a part is back where it was."""


def labels(part: Part, *, turns: bool) -> list[str]:
    """Name the numbers that a part of a date becomes."""
    return [f"{part} sin", f"{part} cos"] if turns else [part]


def circle(x: Floats, period: int) -> list[Floats]:
    """Give the sine and cosine of each step of a circle."""
    # From a table: NumPy may round differently where an array ends.
    angles = 2 * np.pi * np.arange(period + 1) / period
    steps = x.astype(int)
    return [np.sin(angles)[steps], np.cos(angles)[steps]]
