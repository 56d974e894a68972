"""What decides while a network trains: portions, their order, and when to stop.

It calls the printed functions `gradients`, `apply`, `evaluate` and `penalties`, which
work on arrays in place. A standalone program carries the text of this file, so it
needs nothing but NumPy.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.streams import stream

CHUNK = 4096
"""How many rows are evaluated at once."""


@dataclass(frozen=True)
class Stopping:
    """When a figure no longer improves: early stopping as in Keras."""

    monitor: str
    larger_is_better: bool
    min_delta: float
    patience: int
    baseline: float | None
    restore_best_weights: bool
    start_from_epoch: int


@dataclass(frozen=True)
class Settings:
    """How to train.

    `batch_size` None means all examples at once, in their order. `noises` lists what
    is drawn at each step: the stream's key, the distribution, the shape of one row.
    `divides_by` tells by what the loss of a chunk was divided: `rows`, `counts` (of the
    targets that count), `weights` (their sum), or `nothing`; `whole` that chunks do
    not add up to the loss of all.
    """

    seed: int
    epochs: int
    batch_size: int | None
    shuffle: bool
    target_loss: float | None
    stopping: Stopping | None
    noises: Sequence[tuple[str, str, tuple[int, ...]]]
    divides_by: str
    has_states: bool


class Loop:
    """Steps of training, one after the other, until something says stop.

    Attributes
    ----------
    epoch : how many epochs are done
    t : how many steps are done
    loss : the loss after `epoch` epochs, once it is known
    stopped : why training ended: `epochs`, `early_stopping`, `target_loss`,
        `diverged`; empty while it goes on
    """

    def __init__(
        self,
        steps: Any,
        arrays: tuple[Any, Any, Sequence[Any]],
        data: Sequence[Any],
        settings: Settings,
        rate: Callable[[int], float],
    ) -> None:
        self.steps, self.data = steps, list(data)
        self.settings, self.rate = settings, rate
        self.w, self.g, self.states = arrays
        rows = len(data[0])
        self.size = min(settings.batch_size or rows, rows)
        self.is_exact = self.size == rows and not (
            settings.noises or settings.has_states
        )
        self.epoch = self.t = self.start = 0
        self.order: Any = None
        self.running = self.loss = 0.0
        self.stopped = ""
        self.best, self.wait = math.nan, 0
        self.best_weights: list[Any] = []
        self.figure: Callable[[str], float] = lambda _: self.loss
        self.on_epoch: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Report epoch 0: the loss before any update."""
        if not self.is_exact:
            by = self.settings.divides_by
            _, self.loss = evaluated(self.steps, self.data, divides_by=by)
            self._close_epoch()

    def step(self) -> None:
        """Make one step; all bookkeeping that falls due is done with it.

        Where each step sees all examples and nothing is random, its loss is that of
        the weights so far, so it closes the epoch before; else an epoch's loss is the
        mean over its steps.
        """
        given = self.given()
        loss = self.steps.gradients(*given)
        if not math.isfinite(loss + self.g.dot(self.g)):
            self.stopped = "diverged"
            return
        if self.is_exact:
            self.loss = float(loss)
            self._close_epoch()
            if self.stopped:
                return
        self.steps.apply(self.rate(self.t), self.t + 1)
        self.t += 1
        self._advance(float(loss), len(given[0]))

    def given(self) -> list[Any]:
        """Give what the next step takes: a portion of the data, and random numbers."""
        if self.is_exact:
            return self.data
        batch = self._batch()
        return [*batch, *self._noises(len(batch[0]))]

    def finish(self) -> None:
        """Bring back the best weights, if that was asked for."""
        for array, best in zip([self.w, *self.states], self.best_weights, strict=False):
            array[:] = best

    def _batch(self) -> Sequence[Any]:
        rows = len(self.data[0])
        if self.size == rows:
            return self.data
        if self.order is None:
            self.order = np.arange(rows)
            if self.settings.shuffle:
                rng = stream(self.settings.seed, "shuffle", self.epoch)
                self.order = rng.permutation(rows)
        chosen = self.order[self.start : self.start + self.size]
        return [array[chosen] for array in self.data]

    def _noises(self, rows: int) -> Iterator[Any]:
        for key, distribution, shape in self.settings.noises:
            rng = stream(self.settings.seed, key, self.t)
            draw = rng.random if distribution == "uniform" else rng.standard_normal
            yield draw((rows, *shape), self.w.dtype)

    def _advance(self, loss: float, rows: int) -> None:
        """Move on by a portion; at the end of the data an epoch is done."""
        self.start += rows
        self.running += loss * rows
        if self.start < len(self.data[0]):
            return
        self.epoch += 1
        if not self.is_exact:
            self.loss = self.running / self.start
            self._close_epoch()
        self.start, self.running, self.order = 0, 0.0, None

    def _close_epoch(self) -> None:
        """Decide whether this epoch was the last, and report it."""
        target, stopping = self.settings.target_loss, self.settings.stopping
        if target is not None and self.loss <= target:
            self.stopped = "target_loss"
        elif stopping is not None and self._is_stuck(stopping):
            self.stopped = "early_stopping"
        elif self.epoch >= self.settings.epochs:
            self.stopped = "epochs"
        self.on_epoch()

    def _is_stuck(self, stopping: Stopping) -> bool:
        if self.epoch <= stopping.start_from_epoch:
            return False
        value = self.figure(stopping.monitor)
        if stopping.restore_best_weights and not self.best_weights:
            self._remember()
        self.wait += 1
        if not improves(value, self.best, stopping):
            return self.wait >= stopping.patience and self.epoch > 1
        self.best = value
        if stopping.restore_best_weights:
            self._remember()
        baseline = stopping.baseline
        if baseline is None or improves(value, baseline, stopping):
            self.wait = 0
        return False

    def _remember(self) -> None:
        self.best_weights = [array.copy() for array in [self.w, *self.states]]


def improves(value: float, best: float, stopping: Stopping) -> bool:
    """Tell whether a figure is better than another by more than `min_delta`."""
    if math.isnan(best):
        return not math.isnan(value)
    if stopping.larger_is_better:
        return value - stopping.min_delta > best
    return value + stopping.min_delta < best


def evaluated(steps: Any, data: Sequence[Any], *, divides_by: str) -> tuple[Any, float]:
    """Predict all rows and give the loss, penalties included, in inference mode."""
    predictions: list[Any] = []
    total = count = 0.0
    size = len(data[0]) if divides_by == "whole" else CHUNK
    for start in range(0, len(data[0]), size):
        chunk = [array[start : start + size] for array in data]
        prediction, loss = steps.evaluate(*chunk)
        predictions.append(prediction.copy())
        share = divisor(chunk, divides_by)
        total += float(loss) * share
        count += share
    loss = total if divides_by == "nothing" else total / (count or 1)
    return np.concatenate(predictions), loss + float(steps.penalties())


def divisor(chunk: Sequence[Any], divides_by: str) -> float:
    """Tell by what the loss of a chunk was divided, but for a factor that all have."""
    if divides_by in ("nothing", "whole"):
        return 1
    if divides_by == "rows":
        return len(chunk[0])
    if divides_by == "counts":
        return int(np.count_nonzero(chunk[-1]))
    return float(chunk[2].sum())
