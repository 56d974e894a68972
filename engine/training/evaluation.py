"""The loss of many rows, chunk by chunk.

A standalone program carries the text of this file, so it needs nothing but NumPy.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

CHUNK = 4096
"""How many rows are evaluated at once."""


def evaluate_rows(
    steps: Any, data: Sequence[Any], *, divides_by: str
) -> tuple[Any, float]:
    """Predict all rows in inference mode; return the loss, penalties included, too."""
    predictions: list[Any] = []
    total = activity = count = 0.0
    size = len(data[0]) if divides_by == "whole" else CHUNK
    for start in range(0, len(data[0]), size):
        chunk = [array[start : start + size] for array in data]
        prediction, loss, *added = steps.evaluate(*chunk)
        predictions.append(prediction.copy())
        share = divisor(chunk, divides_by)
        total += float(loss) * share
        activity += float(sum(added)) * len(prediction)
        count += share
    loss = total if divides_by == "nothing" else total / (count or 1)
    loss += activity / len(data[0])
    return np.concatenate(predictions), loss + float(steps.penalties())


def divisor(chunk: Sequence[Any], divides_by: str) -> float:
    """Return what a chunk's loss was divided by, but for a factor that all have."""
    if divides_by in ("nothing", "whole"):
        return 1
    if divides_by == "rows":
        return len(chunk[0])
    if divides_by == "counts":
        return int(np.count_nonzero(chunk[-1]))
    return float(chunk[2].sum())
