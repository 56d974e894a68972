"""L-BFGS: a direction from the last steps, and a good distance along it.

The direction is the two-loop recursion (Nocedal and Wright, 2006, algorithm 7.4). The
distance fulfils the strong Wolfe conditions (algorithms 3.5 and 3.6): the loss has
fallen by enough, and its slope is flatter than it was. A standalone program carries the
text of this file, so it needs nothing but NumPy.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.training.loop import Callback, Loop

FALL, FLAT = 1e-4, 0.9
"""The shares of the first slope in the two conditions, called c1 and c2 in the book."""

CURVED = 1e-10
"""A step is remembered if its product with the gradient's change is larger."""


@dataclass(frozen=True)
class Point:
    """A place on the way: how far it is, and what the loss is like there."""

    distance: float
    loss: float
    slope: float
    g: Any


@dataclass(eq=False)
class QuasiNewton(Callback):
    """Moves the weights of a loop to where the curvature says the loss is least.

    Attributes
    ----------
    pairs : the last steps, each with how the gradient changed
    is_stuck : whether the last step changed next to nothing
    along : the direction, made anew for each step
    """

    history_size: int
    tolerance_grad: float
    tolerance_change: float
    max_line_search: int
    pairs: list[Any] = field(default_factory=list[Any], init=False)
    is_stuck: bool = field(default=False, init=False)

    watches_epochs = True

    def __post_init__(self) -> None:
        self.along: Any = None

    def on_epoch_end(self, loop: Loop) -> str:
        """Stop when the slope is flat, or a step changed nothing."""
        self.along = direction(loop.g, self.pairs)
        slope = float(loop.g.dot(self.along))
        is_flat = float(np.abs(loop.g).max()) <= self.tolerance_grad
        is_done = is_flat or slope < self.tolerance_change or self.is_stuck
        return "converged" if is_done else ""

    def move(self, loop: Loop, loss: float) -> None:
        """Put the direction in place of the gradient, and follow it far enough."""
        start, g, along = loop.w.copy(), loop.g.copy(), self.along

        def tried(distance: float) -> Point:
            go(distance)
            reached = float(loop.steps.gradients(*loop.data))
            return Point(distance, reached, -float(loop.g.dot(along)), loop.g.copy())

        def go(distance: float) -> None:
            loop.w[:], loop.g[:] = start, along
            loop.steps.apply(distance, loop.state.updates + 1)

        here = Point(0.0, loss, -float(g.dot(along)), g)
        longest = float(np.abs(along).max())
        line = Line(tried, here, self.max_line_search, self.tolerance_change / longest)
        first = 1.0 if self.pairs else min(1.0, 1 / float(np.abs(g).sum()))
        found = line.search(loop.next_rate * first)
        go(found.distance)
        loop.state.updates += 1
        self._remember(-found.distance * along, found.g - g)
        fall = abs(found.loss - loss)
        self.is_stuck = min(found.distance * longest, fall) <= self.tolerance_change

    def _remember(self, step: Any, change: Any) -> None:
        if step.dot(change) > CURVED:
            self.pairs = [*self.pairs, (step, change)][-self.history_size :]


def direction(g: Any, pairs: list[Any]) -> Any:
    """Multiply a gradient by the inverse curvature that the pairs tell of."""
    along = g.copy()
    shares: list[Any] = []
    for step, change in reversed(pairs):
        shares.append(step.dot(along) / step.dot(change))
        along -= shares[-1] * change
    if pairs:
        step, change = pairs[-1]
        along *= step.dot(change) / change.dot(change)
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        along += (share - change.dot(along) / step.dot(change)) * step
    return along


class Line:
    """The loss along a direction, of which only tried points are known."""

    def __init__(
        self, tried: Callable[[float], Point], here: Point, most: int, narrow: float
    ) -> None:
        self.tried, self.here = tried, here
        self.left, self.narrow = most, narrow

    def search(self, distance: float) -> Point:
        """Go further until a good point lies behind or between (algorithm 3.5)."""
        before, point = self.here, self._at(distance)
        while self.left:
            if self._is_high(point) or (
                before is not self.here and point.loss >= before.loss
            ):
                return self._zoom(before, point)
            if self._is_flat(point):
                return point
            if point.slope >= 0:
                return self._zoom(point, before)
            near = point.distance + 0.01 * (point.distance - before.distance)
            further = lowest(before, point, near, 10 * point.distance)
            before, point = point, self._at(further)
        return min(self.here, point, key=lambda p: p.loss)

    def _zoom(self, low: Point, high: Point) -> Point:
        """Narrow what lies between two points; `low` is the best (algorithm 3.6)."""
        is_slow = False
        while self.left and abs(high.distance - low.distance) > self.narrow:
            distance, is_slow = between(low, high, is_slow=is_slow)
            point = self._at(distance)
            if self._is_high(point) or point.loss >= low.loss:
                high = point
                continue
            if self._is_flat(point):
                return point
            if point.slope * (high.distance - low.distance) >= 0:
                high = low
            low = point
        return low

    def _at(self, distance: float) -> Point:
        self.left -= 1
        point = self.tried(distance)
        is_finite = math.isfinite(point.loss + point.slope)
        return point if is_finite else Point(distance, math.inf, math.nan, point.g)

    def _is_high(self, point: Point) -> bool:
        line = self.here.loss + FALL * point.distance * self.here.slope
        return point.loss > line

    def _is_flat(self, point: Point) -> bool:
        return abs(point.slope) <= -FLAT * self.here.slope


def between(low: Point, high: Point, *, is_slow: bool) -> tuple[float, bool]:
    """Choose a distance between two points, and tell whether progress is slow.

    A choice near an end is moved inwards if the one before was near an end as well.
    """
    first, last = sorted([low.distance, high.distance])
    chosen = lowest(low, high, first, last)
    margin = 0.1 * (last - first)
    if min(last - chosen, chosen - first) >= margin:
        return chosen, False
    if not is_slow and first < chosen < last:
        return chosen, True
    is_late = last - chosen < chosen - first
    return (last - margin if is_late else first + margin), False


def lowest(a: Point, b: Point, first: float, last: float) -> float:
    """Find where the cubic through two points is least (equation 3.59), in bounds."""
    a, b = sorted([a, b], key=lambda p: p.distance)
    rise = (a.loss - b.loss) / (a.distance - b.distance)
    middle = a.slope + b.slope - 3 * rise
    inside = middle * middle - a.slope * b.slope
    if not 0 <= inside < math.inf:
        return (first + last) / 2
    root = math.sqrt(inside)
    bend = b.slope - a.slope + 2 * root
    if not bend:
        return (first + last) / 2
    found = b.distance - (b.distance - a.distance) * (b.slope + root - middle) / bend
    return min(max(found, first), last)
