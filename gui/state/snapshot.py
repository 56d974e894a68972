"""Takes the pictures of a run that the window shows, without slowing it down."""

from dataclasses import dataclass, field
from time import perf_counter

from engine import Trainer
from engine.views import (
    Learned,
    Line,
    Overview,
    Samples,
    Weights,
    Wish,
    learned,
    weights,
)
from gui.state.runner import Runner

SHARE = 0.04
"""The part of the time that pictures of one kind may take from training."""

SHORTEST = {"learned": 0.1, "weights": 0.1, "samples": 0.25}
"""Seconds at least between two pictures of a kind while a run goes on."""

LASTING = 0.5
"""Seconds over which steps per second are counted."""


@dataclass(frozen=True)
class Frame:
    """A run at one moment; what was not looked at is None.

    `seconds` is how long it has trained.
    """

    epoch: int
    epochs: int
    loss: float | None
    stopped: str
    is_running: bool
    steps_per_second: float | None
    seconds_left: float | None
    seconds: float
    lines: tuple[Line, ...]
    learned: Learned | None = None
    weights: Weights | None = None


@dataclass
class Snapshotter:
    """Belongs to a worker's thread; begun anew for each run.

    `wish` is what is to be shown of what was learned, None for nothing.
    """

    wish: Wish | None = None
    shows_weights: bool = True
    _overview: Overview = field(default_factory=Overview)
    _samples: Samples = field(default_factory=Samples)
    _due: dict[str, float] = field(default_factory=dict[str, float])
    _mark: tuple[float, int] | None = None
    _pace: float | None = None

    def begin(self) -> None:
        """Forget the run before."""
        self._overview, self._samples = Overview(), Samples()
        self._due.clear()
        self._mark = self._pace = None

    def take(self, runner: Runner, *, all_at_once: bool = False) -> Frame | None:
        """Look at the run; while it goes on, only at what is due."""
        trainer = runner.trainer
        if trainer is None:
            return None
        if all_at_once or not runner.is_running:
            self._due.clear()
        self._overview.take(trainer.history)
        pace = self._measure_pace(runner)
        return Frame(
            trainer.epoch,
            trainer.epochs,
            trainer.progress().loss if trainer.history.count else None,
            trainer.stopped,
            runner.is_running,
            pace,
            _left(trainer, pace),
            trainer.seconds,
            self._lines(trainer),
            self._learned(trainer),
            self._weights(trainer),
        )

    def lines(self, trainer: Trainer) -> tuple[Line, ...]:
        """Return all curves of a run as they are now."""
        self._overview.take(trainer.history)
        return self._lines(trainer)

    def _lines(self, trainer: Trainer) -> tuple[Line, ...]:
        if self._is_due("samples") and trainer.history.count:
            start = perf_counter()
            self._samples.take(trainer)
            self._spent("samples", start)
        loss = Line("loss", self._overview.curve())
        return (loss, *self._samples.lines(trainer))

    def _learned(self, trainer: Trainer) -> Learned | None:
        if self.wish is None or not self._is_due("learned"):
            return None
        start = perf_counter()
        found = learned(trainer, self.wish)
        self._spent("learned", start)
        return found

    def _weights(self, trainer: Trainer) -> Weights | None:
        if not self.shows_weights or not self._is_due("weights"):
            return None
        start = perf_counter()
        found = weights(trainer)
        self._spent("weights", start)
        return found

    def _is_due(self, kind: str) -> bool:
        return perf_counter() >= self._due.get(kind, 0.0)

    def _spent(self, kind: str, start: float) -> None:
        now = perf_counter()
        self._due[kind] = now + max(SHORTEST[kind], (now - start) / SHARE)

    def _measure_pace(self, runner: Runner) -> float | None:
        """Count steps per second over the last half second."""
        if not runner.is_running:
            self._mark = None
            return self._pace
        now, steps = perf_counter(), runner.steps
        if self._mark is None:
            self._mark = now, steps
        then, before = self._mark
        if now - then >= LASTING:
            self._pace = (steps - before) / (now - then)
            self._mark = now, steps
        return self._pace


def _left(trainer: Trainer, pace: float | None) -> float | None:
    """Return how many seconds are left at this pace."""
    if not pace or trainer.stopped:
        return None
    steps = (trainer.epochs - trainer.epoch) * trainer.steps_per_epoch
    return max(steps, 0) / pace
