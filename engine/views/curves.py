"""Losses and metrics by epoch, reduced to what a plot can show."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from engine.training.history import Curve, History
from engine.training.trainer import Trainer

Floats = NDArray[np.float64]

MOST_POINTS = 4_000
"""How many points a curve has at most."""

MOST_SAMPLES = 2_000


@dataclass(frozen=True)
class Line:
    """A curve with its name: `loss`, `val_loss`, a metric, or `val_` and a metric."""

    name: str
    curve: Curve


class Overview:
    """The whole of a history in few points; feeding it costs what is new."""

    def __init__(self, most: int = MOST_POINTS) -> None:
        self._few = History(most)

    def take(self, history: History) -> None:
        """Read the losses that came since the last time."""
        if history.count < self._few.count:
            self._few = History(self._few.limit)
        start, width = self._few.count, history.width
        missing = history.count - start
        if not missing:
            return
        if start or width == 1:
            # A bucket of several epochs stands for each of them.
            since = history.since(start if width == 1 else max(start - width, 0))
            self._few.extend(np.repeat(since, width)[-missing:])
        else:
            self._few.extend(_unfolded(history.curve()))

    def curve(self) -> Curve:
        """Give the losses so far."""
        return self._few.curve()


def _unfolded(curve: Curve) -> Floats:
    """Write losses for points that stand for several epochs: low, high, then last."""
    sizes = np.diff(curve.epochs, prepend=-1)
    losses = np.repeat(curve.last, sizes)
    firsts = np.cumsum(sizes) - sizes
    two, more = sizes == 2, sizes > 2
    losses[firsts[two]] = np.where(curve.last == curve.low, curve.high, curve.low)[two]
    losses[firsts[more]] = curve.low[more]
    losses[firsts[more] + 1] = curve.high[more]
    return losses


class Samples:
    """Metrics at the moments when a person looks, beside those that are reported."""

    def __init__(self) -> None:
        self._taken: dict[int, dict[str, float]] = {}
        self._figures: dict[str, list[tuple[int, float]]] = {}

    def take(self, trainer: Trainer) -> None:
        """Compute all figures for the weights as they are."""
        has_more = len(trainer.evaluator.names) > 1
        if not has_more or trainer.epoch in self._taken:
            return
        self._taken[trainer.epoch] = trainer.metrics()
        if len(self._taken) > MOST_SAMPLES:
            self._taken = dict(list(self._taken.items())[::2])

    def lines(self, trainer: Trainer) -> tuple[Line, ...]:
        """Give every figure but the loss itself."""
        found = dict(self._taken)
        found |= {report.epoch: dict(report.metrics) for report in trainer.reports}
        epochs = sorted(epoch for epoch in found if epoch <= trainer.epoch)
        names = [name for name in trainer.evaluator.names if name != "loss"]
        return tuple(_line(name, epochs, found) for name in names)


def _line(name: str, epochs: Sequence[int], found: dict[int, dict[str, float]]) -> Line:
    known = [(e, found[e][name]) for e in epochs if name in found[e]]
    values = np.array([value for _, value in known], float)
    places = np.array([epoch for epoch, _ in known], np.int64)
    return Line(name, Curve(places, values, values, values))


def smoothed(curve: Curve, weight: float) -> Curve:
    """Average exponentially, the beginning not drawn to 0; weight 0 changes nothing.

    What is not finite is passed over, as in TensorBoard. Source: Kingma and Ba (2015),
    Adam, section 3, for the correction of the beginning.
    """
    if not weight:
        return curve
    mean, share, means = 0.0, 1.0, np.array(curve.last)
    for i, value in enumerate(curve.last.tolist()):
        if isfinite(value):
            mean = weight * mean + (1 - weight) * value
            share *= weight
            means[i] = mean / (1 - share)
    return Curve(curve.epochs, means, means, means)


def nearest(curve: Curve, epoch: float) -> tuple[int, float] | None:
    """Give the point that is nearest to an epoch, if there is any."""
    epochs = curve.epochs
    if not len(epochs):
        return None
    after = min(bisect_left(epochs, epoch), len(epochs) - 1)  # pyright: ignore[reportArgumentType] - an array can be bisected
    before = max(after - 1, 0)
    near = min((before, after), key=lambda i: abs(float(epochs[i]) - epoch))
    return int(epochs[near]), float(curve.last[near])


def as_csv(lines: Sequence[Line]) -> str:
    """Write curves as a table with a row for each epoch of any."""
    return "".join(f"{row}\n" for row in _rows(lines))


def _rows(lines: Sequence[Line]) -> Iterator[str]:
    yield ",".join(["epoch", *(line.name for line in lines)])
    columns = [
        dict(zip(line.curve.epochs.tolist(), line.curve.last.tolist(), strict=True))
        for line in lines
    ]
    for epoch in sorted({epoch for column in columns for epoch in column}):
        values = (column.get(epoch) for column in columns)
        cells = ("" if value is None else repr(value) for value in values)
        yield ",".join([str(epoch), *cells])
