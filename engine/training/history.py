"""The loss of every epoch, in bounded memory."""

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LIMIT = 1_000_000


@dataclass(frozen=True)
class Curve:
    """Losses by epoch; from the millionth on each point stands for several epochs.

    `epochs` are the last epochs of the points, `last` their losses, `low` and `high`
    the least and greatest loss of each point.
    """

    epochs: NDArray[np.int64]
    low: Floats
    high: Floats
    last: Floats


class History:
    """Keeps `limit` losses, then least, greatest and last of ever wider buckets.

    The limit is made even, so that buckets can be joined in pairs.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit + limit % 2
        self.width = 1
        self.count = 0
        self._open = array("d")
        self._full: Floats = np.empty((3, 0))

    def append(self, loss: float) -> None:
        """Add the loss of the next epoch; the first is that of epoch 0."""
        self.count += 1
        self._open.append(loss)
        if len(self._open) > self.limit:
            self._close()

    def curve(self) -> Curve:
        """Give all losses so far."""
        self._close()
        whole = self._full.shape[1] * self.width
        rest = _reduced(np.array(self._open), self.width)
        low, high, last = np.concatenate([self._full, rest], axis=1)
        epochs = np.arange(1, len(last) + 1) * self.width - 1
        epochs[whole // self.width :] = self.count - 1
        return Curve(epochs, low, high, last)

    def _close(self) -> None:
        """Put what fills buckets into them; double their width when they are full."""
        while len(self._open) >= self.width:
            if self._buckets == self.limit:
                self._widen()
                continue
            ready = min(len(self._open) // self.width, self.limit - self._buckets)
            part = np.array(self._open[: ready * self.width])
            del self._open[: ready * self.width]
            added = _reduced(part, self.width)
            self._full = np.concatenate([self._full, added], axis=1)

    @property
    def _buckets(self) -> int:
        return self._full.shape[1]

    def _widen(self) -> None:
        low, high, last = (row.reshape(-1, 2) for row in self._full)
        self.width *= 2
        self._full = np.stack([low.min(axis=1), high.max(axis=1), last[:, 1]])


def _reduced(losses: Floats, width: int) -> Floats:
    """Give least, greatest and last of each `width` losses, and of the rest."""
    starts = np.arange(0, len(losses), width)
    if not len(starts):
        return np.empty((3, 0))
    ends = np.minimum(starts + width, len(losses)) - 1
    low, high = np.minimum.reduceat(losses, starts), np.maximum.reduceat(losses, starts)
    return np.stack([low, high, losses[ends]])
