"""Whether a plane divides two sets of points: decided, and proved either way.

Points of one side are mirrored (each becomes side * (point, 1)). Some plane divides the
sides just if the convex hull of these does not hold 0. The point of the hull that is
nearest to 0 is found by the method of P. Wolfe, Finding the nearest point in a
polytope, Mathematical Programming 11 (1976). It is the plane; or it is 0, made of a few
points, and then these few are a proof, which is verified in whole fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE = 1e-10
MOST_STEPS = 1_000
MOST_TERMS = 26


@dataclass(frozen=True)
class Verdict:
    """What was proved: a `plane`, a `contradiction`, or (both None) nothing.

    `plane` (weights, then the bias) is positive on one side and negative on the other.
    `contradiction` are rows with positive shares: a mixture of those of one side is a
    mixture of those of the other, so that no plane can have them on its two sides.
    """

    plane: Floats | None = None
    contradiction: dict[int, Fraction] | None = None


def separation(points: Floats, side: Floats) -> Verdict:
    """Decide whether a plane divides points whose `side` is 1 from those of -1."""
    mirrored = side[:, np.newaxis] * np.column_stack([points, np.ones(len(points))])
    scale = np.abs(mirrored).max(axis=0)
    # Powers of two, so that no digit is lost.
    scale = 2.0 ** np.floor(np.log2(np.where(scale > 0, scale, 1)))
    nearest, rows = nearest_to_zero(mirrored / scale)
    if nearest @ nearest < CLOSE:
        shares = exact_shares([[*map(Fraction, mirrored[row])] for row in rows])
        if shares:
            proof = {row: s for row, s in zip(rows, shares, strict=True) if s}
            return Verdict(contradiction=proof)
    plane = nearest / scale
    return Verdict(plane=plane if (mirrored @ plane > 0).all() else None)


def nearest_to_zero(points: Floats) -> tuple[Floats, list[int]]:
    """Find the point of the convex hull nearest to 0, and the rows that it is made of.

    A step brings in the row that lies furthest towards 0; as long as the nearest point
    of the affine hull lies outside of the convex hull, rows are given up again.
    """
    rows = [int(np.argmin(np.square(points).sum(axis=1)))]
    shares = np.ones(1)
    for _ in range(MOST_STEPS):
        nearest = shares @ points[rows]
        heights = points @ nearest
        row = int(np.argmin(heights))
        if heights[row] > nearest @ nearest - CLOSE or row in rows:
            break
        rows, shares = [*rows, row], np.append(shares, 0.0)
        rows, shares = _inside(points, rows, shares)
    return shares @ points[rows], rows


def _inside(
    points: Floats, rows: list[int], shares: Floats
) -> tuple[list[int], Floats]:
    """Go to the nearest point of the affine hull, giving up rows on the way there."""
    while True:
        wanted = _affine_shares(points[rows])
        if (wanted > CLOSE).all():
            return rows, wanted
        away = wanted <= CLOSE
        falls = np.maximum(shares[away] - wanted[away], CLOSE**2)
        step = min(1.0, float((shares[away] / falls).min()))
        shares = step * wanted + (1 - step) * shares
        kept = shares > CLOSE
        kept[np.argmax(shares)] = True
        if kept.all():
            kept[np.argmin(shares)] = False
        rows = [row for row, is_kept in zip(rows, kept, strict=True) if is_kept]
        shares = shares[kept] / shares[kept].sum()


def _affine_shares(points: Floats) -> Floats:
    """Find shares, of sum 1, whose mixture of the points is nearest to 0."""
    first, others = points[0], points[1:] - points[0]
    free = np.asarray(np.linalg.pinv(others.T) @ -first, np.float64)
    return np.concatenate([[1 - free.sum()], free])


def exact_shares(points: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """Find shares, none negative and of sum 1, whose mixture is exactly 0, if any."""
    if len(points) > MOST_TERMS:
        return None
    columns = [[*point, Fraction(1)] for point in points]
    table = [list(line) for line in zip(*columns, strict=True)]
    for line in table:
        line.append(Fraction(line is table[-1]))
    found = _solution(table, len(points))
    is_mixture = found is not None and min(found) >= 0
    return found if is_mixture else None


def _solution(table: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """Solve linear equations by elimination; unknowns that are free become 0."""
    pivots: list[int] = []
    for column in range(unknowns):
        done = len(pivots)
        line = next((i for i in range(done, len(table)) if table[i][column]), None)
        if line is None:
            continue
        table[done], table[line] = table[line], table[done]
        _clear(table, done, column)
        pivots.append(column)
    if any(line[-1] for line in table[len(pivots) :]):
        return None
    found = [Fraction(0)] * unknowns
    for line, column in zip(table, pivots, strict=False):
        found[column] = line[-1]
    return found


def _clear(table: list[list[Fraction]], done: int, column: int) -> None:
    """Bring a line's number in a column to 1, and that of all other lines to 0."""
    pivot: Any = table[done][column]
    table[done] = [number / pivot for number in table[done]]
    for i, line in enumerate(table):
        factor = line[column]
        if i != done and factor:
            table[i] = [a - factor * b for a, b in zip(line, table[done], strict=True)]
