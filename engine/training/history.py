"""The loss of every epoch, in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
        self._buckets = 0
        self._store: Floats = np.empty((3, 0))

    def state_dict(self) -> dict[str, Any]:
        """Return everything as numbers and arrays."""
        return {
            "limit": self.limit,
            "width": self.width,
            "count": self.count,
            "open": np.array(self._open),
            "buckets": self._full.copy(),
        }

    @classmethod
    def from_state_dict(cls, state: Mapping[str, Any]) -> History:
        """Read what `state_dict` returned."""
        history = cls(state["limit"])
        history.width, history.count = state["width"], state["count"]
        history._open.frombytes(np.asarray(state["open"], np.float64).tobytes())
        history._store = np.array(state["buckets"], np.float64)
        history._buckets = history._store.shape[1]
        return history

    def append(self, loss: float) -> None:
        """Add the loss of the next epoch; the first is that of epoch 0."""
        self.count += 1
        self._open.append(loss)
        if len(self._open) > self.limit:
            self._close()

    def extend(self, losses: Floats) -> None:
        """Add the losses of the next epochs."""
        for start in range(0, len(losses), self.limit):
            part = np.asarray(losses[start : start + self.limit], np.float64)
            self.count += len(part)
            self._open.frombytes(part.tobytes())
            if len(self._open) > self.limit:
                self._close()

    def since(self, epoch: int) -> Floats:
        """Return the losses from an epoch on: the last of each bucket from there on.

        Until the limit each epoch is a bucket of its own.
        """
        self._close()
        first = -(-max(epoch, 0) // self.width)
        last = self._full[2, first:].copy()
        if len(self._open) and first <= self._buckets:
            return np.append(last, self._open[-1])
        return last

    def curve(self) -> Curve:
        """Return all losses so far."""
        self._close()
        rest = _reduced(np.array(self._open), self.width)
        low, high, last = np.concatenate([self._full, rest], axis=1)
        epochs = np.arange(1, len(last) + 1) * self.width - 1
        epochs[self._buckets :] = self.count - 1
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
            self._make_room(self._buckets + ready)
            self._buckets += ready
            self._full[:, -ready:] = _reduced(part, self.width)

    @property
    def _full(self) -> Floats:
        """Least, greatest and last of each bucket that is full."""
        return self._store[:, : self._buckets]

    def _make_room(self, buckets: int) -> None:
        """Grow the store to some buckets; it is doubled, so that this is rare."""
        size = self._store.shape[1]
        if buckets > size:
            wider = np.empty((3, min(max(buckets, 2 * size, 64), self.limit)))
            wider[:, : self._buckets] = self._full
            self._store = wider

    def _widen(self) -> None:
        low, high, last = (row.reshape(-1, 2) for row in self._full)
        self.width *= 2
        self._buckets //= 2
        self._full[:] = [low.min(axis=1), high.max(axis=1), last[:, 1]]


def _reduced(losses: Floats, width: int) -> Floats:
    """Return least, greatest and last of each `width` losses, and of the rest."""
    starts = np.arange(0, len(losses), width)
    if not len(starts):
        return np.empty((3, 0))
    ends = np.minimum(starts + width, len(losses)) - 1
    low, high = np.minimum.reduceat(losses, starts), np.maximum.reduceat(losses, starts)
    return np.stack([low, high, losses[ends]])
