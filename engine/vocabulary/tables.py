"""Tables typed in a spec: what can be wrong with them, and their two halves."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import Problem

Floats = NDArray[np.float64]


def weight_problems(weights: Sequence[float] | None, rows: int) -> Iterator[Problem]:
    """Find weights that are not one for each row, or all 0."""
    path = ("sample_weight",)
    if weights is not None and len(weights) != rows:
        message = f"expected {rows} weights, one for each row, not {len(weights)}"
        yield Problem(message, path, "1 is as much as usual, 0 not at all")
    elif weights is not None and not any(weights):
        yield Problem("no row would count", path, "some weights must not be 0")


def halves(
    rows: Sequence[Sequence[float | None]], inputs: int
) -> tuple[Floats, Floats]:
    """Split rows into inputs and outputs; null becomes NaN."""
    table = np.array(rows, float)
    return table[:, :inputs].copy(), table[:, inputs:].copy()


def name_problems(inputs: Sequence[str], outputs: Sequence[str]) -> Iterator[Problem]:
    """Find columns without a name, or with one that another has."""
    seen: set[str] = set()
    for field, names in (("inputs", inputs), ("outputs", outputs)):
        for i, name in enumerate(names):
            if not name or name in seen:
                message = f"another column is called {name!r}" if name else "no name"
                yield Problem(
                    message, (field, i), "each column needs a name of its own"
                )
            seen.add(name)


def row_problems(
    rows: Sequence[Sequence[float | None]],
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> Iterator[Problem]:
    """Find rows of another length than the columns, and inputs that are missing."""
    width = len(inputs) + len(outputs)
    for i, row in enumerate(rows):
        if len(row) != width:
            message = f"expected {width} numbers, not {len(row)}"
            hint = f"{', '.join(inputs)}, then {', '.join(outputs)}"
            yield Problem(message, ("rows", i), hint)
        elif None in row[: len(inputs)]:
            place = ("rows", i, row.index(None))
            yield Problem("an input cannot be null", place, "only outputs may be null")
