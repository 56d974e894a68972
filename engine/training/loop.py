"""What decides while a network trains: portions, their order, and when to stop.

It calls the printed functions `gradients`, `apply`, `evaluate` and `penalties`, which
work on arrays in place. A standalone program carries the text of this file, so it
needs nothing but NumPy.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.core.running.rng import stream
from engine.training.evaluation import evaluated


@dataclass(frozen=True)
class Settings:
    """How to train.

    `batch_size` None means all examples at once, in their order. `noises` lists what
    is drawn at each step: the stream's key, the distribution, the shape (None is the
    number of rows) and the seed. `divides_by` tells by what the loss of a chunk was
    divided: `rows`, `counts` (of the targets that count), `weights` (their sum), or
    `nothing`; `whole` that chunks do not add up to the loss of all. `has_states` tells
    that a step changes states of layers. An update follows the mean gradient of
    `accumulated` portions; every so many updates (`overwritten`, 0 for never) the
    weights become their moving average.
    """

    seed: int
    epochs: int
    batch_size: int | None
    shuffle: bool
    target_loss: float | None
    noises: Sequence[tuple[str, str, tuple[int | None, ...], int]]
    divides_by: str
    has_states: bool
    accumulated: int = 1
    overwritten: int = 0


class Monitor(Protocol):
    """Something that is asked at the end of each epoch, and when training ends."""

    @property
    def changes(self) -> tuple[str, ...]:
        """Name what it remembers from epoch to epoch."""
        ...

    def at_epoch(self, loop: Any) -> str:
        """Look at an epoch that is done; give the reason to stop, or nothing."""
        ...

    def at_end(self, loop: Any) -> None:
        """Put the weights in order."""
        ...


class Loop:
    """Steps of training, one after the other, until something says stop.

    Attributes
    ----------
    epoch : how many epochs are done
    batches : how many portions are done
    t : how many updates are done
    loss : the loss after `epoch` epochs, once it is known
    stopped : why training ended: `epochs`, `target_loss`, `diverged`, or what a monitor
        says; empty while it goes on
    chosen : the learning rate, where it was set; None where `rate` tells it
    average : the moving average of the weights, if the update keeps one
    before : the weights before the last update
    limit : brings an average of weights back to where weights are allowed
    total : the gradients added up since the last update
    move : how a step changes the weights, given its loss
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
        self.epoch = self.batches = self.t = self.start = 0
        self.order: Any = None
        self.running = self.loss = 0.0
        self.stopped = ""
        self.chosen: float | None = None
        self.average: Any = None
        self.before = np.empty_like(self.w)
        self.limit: Callable[[], None] = lambda: None
        self.total = np.zeros_like(self.g if settings.accumulated > 1 else self.g[:0])
        self.monitors: list[Monitor] = []
        self.move: Callable[[Any, float], None] = Loop.follow
        self.figure: Callable[[str], float] = lambda _: self.loss
        self.on_epoch: Callable[[], None] = lambda: None

    @property
    def next_rate(self) -> float:
        """The learning rate of the next step; schedules count portions.

        One that outgrows all numbers is infinite.
        """
        try:
            return self.rate(self.batches) if self.chosen is None else self.chosen
        except OverflowError:
            return math.inf

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
        before = [array.copy() for array in self.states]
        loss = self.steps.gradients(*given)
        if not math.isfinite(loss + self.g.dot(self.g)):
            self.stopped = "diverged"
            self._put_back(before)
            return
        if self.is_exact:
            self.loss = float(loss)
            self._close_epoch()
            if self.stopped:
                return
        self.move(self, float(loss))
        if self.stopped:
            self._put_back(before)
            return
        self.batches += 1
        self._advance(float(loss), len(given[0]))

    def given(self) -> list[Any]:
        """Give what the next step takes: a portion of the data, and random numbers."""
        if self.is_exact:
            return self.data
        batch = self._batch()
        return [*batch, *self._noises(len(batch[0]))]

    def follow(self, _: float) -> None:
        """Change the weights along the gradient, once enough of them are added up."""
        every = self.settings.accumulated
        if every > 1:
            self.total += self.g
            if (self.batches + 1) % every:
                return
            np.divide(self.total, every, self.g)
            self.total[:] = 0
        rate = self.next_rate
        if not math.isfinite(rate):
            self.stopped = "diverged"
            return
        self.before[:] = self.w
        self.steps.apply(rate, self.t + 1)
        if not math.isfinite(self.w.dot(self.w)) and not np.isfinite(self.w).all():
            self.w[:] = self.before
            self.stopped = "diverged"
            return
        self.t += 1
        if self.settings.overwritten and self.t % self.settings.overwritten == 0:
            self._take_average()

    def finish(self) -> None:
        """End with the average of the weights, or what a monitor kept.

        A run that diverged ends with the weights before the step that failed.
        """
        if self.average is not None and self.t and self.stopped != "diverged":
            self._take_average()
        for monitor in self.monitors:
            monitor.at_end(self)

    def _put_back(self, states: Sequence[Any]) -> None:
        for array, kept in zip(self.states, states, strict=True):
            array[:] = kept

    def _take_average(self) -> None:
        self.w[:] = self.average
        self.limit()

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
        for key, distribution, shape, seed in self.settings.noises:
            rng = stream(seed, key, self.batches)
            draw = rng.random if distribution == "uniform" else rng.standard_normal
            yield draw([rows if n is None else n for n in shape], self.w.dtype)

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
        reasons = [monitor.at_epoch(self) for monitor in self.monitors]
        target = self.settings.target_loss
        if target is not None and self.loss <= target:
            self.stopped = "target_loss"
        elif any(reasons):
            self.stopped = next(filter(None, reasons))
        elif self.epoch >= self.settings.epochs:
            self.stopped = "epochs"
        self.on_epoch()
