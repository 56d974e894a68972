"""What decides while a network trains: batches, their order, and when to stop.

It calls the printed functions `gradients`, `apply`, `evaluate`, `limit` and
`penalties`, which work on arrays in place, and `run`, which calls the first two many
times. A standalone program carries this text, so it needs nothing but NumPy.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np

from engine.core.backends.stepwise import Ran
from engine.core.running.rng import stream
from engine.training.evaluation import evaluate_rows

LARGE = 100_000
"""With more weights steps take so long that making many at once gains nothing."""


@dataclass(frozen=True)
class Settings:
    """How to train.

    `batch_size` None means all rows at once, in their order. `noises` lists what is
    drawn at each step: the stream's key, the distribution, the shape (None is the
    number of rows) and the seed. `divides_by` says by what the loss of a chunk was
    divided: `rows`, `counts` (of the targets that count), `weights` (their sum), or
    `nothing`; `whole` means that chunks do not add up to the loss of all. `has_states`
    says that a step changes states of layers. An update follows the mean gradient of
    `accumulated` batches.
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


@dataclass(frozen=True)
class Variables:
    """The arrays of a run: weights, their gradient, layer states, optimizer slots."""

    w: Any
    g: Any
    states: Sequence[Any] = ()
    slots: Sequence[Any] = ()


@dataclass
class LoopState:
    """How far a loop has come.

    Attributes
    ----------
    epoch : how many epochs are done
    batches : how many batches are done
    updates : how many updates are done
    start : how many rows of the epoch are done
    running : the sum of their losses
    loss : the loss after `epoch` epochs, once it is known
    stopped : why training ended: `epochs`, `target_loss`, `diverged`, or what a
        callback says; empty while it goes on
    rate : the learning rate, where it was set; None where the schedule says it
    """

    epoch: int = 0
    batches: int = 0
    updates: int = 0
    start: int = 0
    running: float = 0.0
    loss: float = 0.0
    stopped: str = ""
    rate: float | None = None


class Callback:
    """Something that is asked while a network trains; by itself it does nothing.

    Attributes
    ----------
    watches_epochs : whether it must see the weights at the end of each epoch
    frequency : after how many updates it must see them; 0 for never
    """

    watches_epochs: bool = False
    frequency: int = 0

    def on_update_end(self, loop: "Loop") -> None:
        """Look at the weights, `frequency` updates after the last time."""

    def on_epoch_end(self, loop: "Loop") -> str:
        """Look at an epoch that is done; return the reason to stop, or nothing."""
        return ""

    def on_train_end(self, loop: "Loop") -> None:
        """Put the weights in order."""


@dataclass(frozen=True)
class Hooks:
    """What a loop asks of others.

    Attributes
    ----------
    rate : the learning rate, or a schedule of it by the number of batches done
    callbacks : asked in this order
    metric : computes a monitored metric that is not the loss
    move : changes the weights of a loop in another way than along the gradient
    on_epochs : is given the losses of the epochs up to the present one
    look_every : after how many epochs it must see the weights; 0 for never
    """

    rate: float | Callable[[int], float]
    callbacks: Sequence[Callback] = ()
    metric: Callable[[str], float] | None = None
    move: Callable[[Any, float], None] | None = None
    on_epochs: Callable[[Sequence[float]], None] | None = None
    look_every: int = 0


class Loop:
    """Steps of training, one after the other, until something says stop."""

    def __init__(
        self,
        steps: Any,
        variables: Variables,
        data: Sequence[Any],
        settings: Settings,
        hooks: Hooks,
    ) -> None:
        self.steps, self.data, self.variables = steps, list(data), variables
        self.settings, self.hooks = settings, hooks
        self.w, self.g = variables.w, variables.g
        self.state = LoopState()
        self.rows = len(data[0])
        self.size = min(settings.batch_size or self.rows, self.rows)
        self.is_exact = self.size == self.rows and not (
            settings.noises or settings.has_states
        )
        is_added = settings.accumulated > 1
        self.total = np.zeros_like(self.g if is_added else self.g[:0])
        self.is_plain = not (is_added or hooks.move or self.w.size > LARGE)
        self._order: tuple[int, Any] = (-1, None)

    @property
    def next_rate(self) -> float:
        """The learning rate of the next step; infinite if it outgrows all numbers."""
        return self._rate(0)

    def metric(self, name: str) -> float:
        """Return what a callback monitors, for the weights as they are."""
        metric = self.hooks.metric
        return self.state.loss if name == "loss" or metric is None else metric(name)

    def begin(self) -> None:
        """Report epoch 0: the loss before any update."""
        if not self.is_exact:
            by = self.settings.divides_by
            _, self.state.loss = evaluate_rows(self.steps, self.data, divides_by=by)
            self._close_epoch()

    def run(self, n: int) -> None:
        """Make up to `n` steps, many at once where nobody must see what they do."""
        end = self.state.batches + n
        while self.state.batches < end and not self.state.stopped:
            unseen = min(self._unseen(), end - self.state.batches)
            if unseen > 1 and self._run(unseen):
                continue
            for _ in range(max(unseen, 1)):
                if not self.state.stopped:
                    self.step()

    def step(self) -> None:
        """Make one step; all bookkeeping that falls due is done with it.

        Where each step sees all rows and nothing is random, its loss is that of the
        weights so far, so it closes the epoch before; else an epoch's loss is the mean
        over its steps.
        """
        batch, states = self.batch(), self.variables.states
        before = [array.copy() for array in states]
        loss = float(self.steps.gradients(*batch))
        if not math.isfinite(loss + self.g.dot(self.g)):
            self.state.stopped = "diverged"
            _put_back(states, before)
            return
        if self.is_exact:
            self.state.loss = loss
            self._close_epoch()
            if self.state.stopped:
                return
        (self.hooks.move or Loop.follow)(self, loss)
        if self.state.stopped:
            _put_back(states, before)
            return
        self.state.batches += 1
        self._advance(loss, len(batch[0]))

    def batch(self, ahead: int = 0) -> list[Any]:
        """Return what a step takes, the next or one after it: rows, random numbers."""
        if self.is_exact:
            return self.data
        rows = self._rows(self.state.start + ahead * self.size)
        return [*rows, *self._noises(len(rows[0]), self.state.batches + ahead)]

    def follow(self, _: float) -> None:
        """Change the weights along the gradient, once enough of them are added up."""
        every, state = self.settings.accumulated, self.state
        if every > 1:
            self.total += self.g
            if (state.batches + 1) % every:
                return
            np.divide(self.total, every, self.g)
            self.total[:] = 0
        rate, before = self.next_rate, self.w.copy()
        if math.isfinite(rate):
            self.steps.apply(rate, state.updates + 1)
        if not (math.isfinite(rate) and self._is_finite()):
            self.w[:] = before
            state.stopped = "diverged"
            return
        self._updated(1)

    def finish(self) -> None:
        """End with the weights that callbacks choose.

        A run that diverged ends with the weights before the step that failed.
        """
        for callback in self.hooks.callbacks:
            callback.on_train_end(self)

    def _unseen(self) -> int:
        """Count the steps to come before somebody must see the weights."""
        callbacks, state = self.hooks.callbacks, self.state
        if not self.is_plain:
            return 0
        if self.size < self.rows:
            unseen = (self.rows - state.start) // self.size
        elif self.is_exact or self.settings.target_loss is None:
            is_watched = any(callback.watches_epochs for callback in callbacks)
            every = 1 if is_watched else self.hooks.look_every or self.settings.epochs
            first = state.epoch + (not self.is_exact)
            due = -(-first // max(every, 1)) * every
            unseen = min(due, self.settings.epochs) - state.epoch
        else:
            return 1
        every = (callback.frequency for callback in callbacks if callback.frequency)
        return min([unseen, *(k - state.updates % k for k in every)])

    def _run(self, n: int) -> bool:
        """Make up to `n` steps at once; False, and all as before, if that fails.

        What made it fail is then found step by step. Weights that stopped being finite
        stay so, or make a loss that is not; so it is enough to look at the last ones.
        """
        variables, target = self.variables, self.settings.target_loss
        arrays = [self.w, *variables.states, *variables.slots]
        before = [array.copy() for array in arrays]
        stop = target if self.is_exact and target is not None else -math.inf
        given = self._batches(n), self._rates(n), self.state.updates
        ran: Ran = self.steps.run(*given, stop)
        if not (ran.losses and ran.is_finite and self._is_finite()):
            _put_back(arrays, before)
            return False
        self._count(ran)
        return True

    def _count(self, ran: Ran) -> None:
        """Move on by steps that were made at once."""
        state, losses = self.state, ran.losses[: ran.updates]
        state.batches += ran.updates
        self._updated(ran.updates)
        if not self.is_exact:
            for loss in losses:
                self._advance(loss, self.size)
            return
        if losses:
            state.epoch, state.loss = state.epoch + ran.updates - 1, losses[-1]
            self._report(losses)
            state.epoch += 1
        if len(ran.losses) > ran.updates:
            state.loss = ran.losses[-1]
            self._close_epoch()

    def _updated(self, updates: int) -> None:
        """Count updates, and ask the callbacks that must see the weights after them."""
        self.state.updates += updates
        for callback in self.hooks.callbacks if updates else ():
            if callback.frequency and self.state.updates % callback.frequency == 0:
                callback.on_update_end(self)

    def _is_finite(self) -> bool:
        """Tell whether all weights are finite; their squares may be too large."""
        w = self.w
        return math.isfinite(w.dot(w)) or bool(np.isfinite(w).all())

    def _rate(self, ahead: int) -> float:
        rate = self.hooks.rate if self.state.rate is None else self.state.rate
        try:
            return rate(self.state.batches + ahead) if callable(rate) else rate
        except OverflowError:
            return math.inf

    def _rates(self, n: int) -> Iterable[float]:
        """List the rates of the next steps, as far as they are finite."""
        if self.state.rate is None and callable(self.hooks.rate):
            rates = map(self._rate, range(n))
            return _finite_part(rates)
        return repeat(self.next_rate, n if math.isfinite(self.next_rate) else 0)

    def _batches(self, n: int) -> Iterable[Sequence[Any]]:
        return repeat(self.data, n) if self.is_exact else map(self.batch, range(n))

    def _rows(self, start: int) -> Sequence[Any]:
        epoch, order = self.state.epoch, self._order[1]
        if self.size == self.rows:
            return self.data
        if self._order[0] != epoch:
            order = np.arange(self.rows)
            if self.settings.shuffle:
                rng = stream(self.settings.seed, "shuffle", epoch)
                order = rng.permutation(self.rows)
            self._order = epoch, order
        chosen = order[start : start + self.size]
        return [array[chosen] for array in self.data]

    def _noises(self, rows: int, step: int) -> Iterator[Any]:
        for key, distribution, shape, seed in self.settings.noises:
            rng = stream(seed, key, step)
            draw = rng.random if distribution == "uniform" else rng.standard_normal
            yield draw([rows if n is None else n for n in shape], self.w.dtype)

    def _advance(self, loss: float, rows: int) -> None:
        """Move on by a batch; at the end of the data an epoch is done."""
        state = self.state
        state.start += rows
        state.running += loss * rows
        if state.start < self.rows:
            return
        state.epoch += 1
        if not self.is_exact:
            state.loss = state.running / state.start
            self._close_epoch()
        state.start, state.running = 0, 0.0

    def _close_epoch(self) -> None:
        """Decide whether this epoch was the last, and report it."""
        state, target = self.state, self.settings.target_loss
        reasons = [callback.on_epoch_end(self) for callback in self.hooks.callbacks]
        if target is not None and state.loss <= target:
            state.stopped = "target_loss"
        elif any(reasons):
            state.stopped = next(filter(None, reasons))
        elif state.epoch >= self.settings.epochs:
            state.stopped = "epochs"
        self._report([state.loss])

    def _report(self, losses: Sequence[float]) -> None:
        if self.hooks.on_epochs:
            self.hooks.on_epochs(losses)


def _put_back(arrays: Sequence[Any], before: Sequence[Any]) -> None:
    for array, kept in zip(arrays, before, strict=True):
        array[:] = kept


def _finite_part(rates: Iterable[float]) -> Iterator[float]:
    for rate in rates:
        if not math.isfinite(rate):
            return
        yield rate
