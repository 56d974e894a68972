"""Cross-validation: a training for each fold, side by side, each evaluated on its fold.

The bits of a training depend on how many threads multiply, so as many trainings run at
once as leave each its own.
"""

import os
import signal
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from typing import Any

import numpy as np

from engine.budget import at_once
from engine.compile import Model, compile_spec
from engine.errors import LonghandError, SpecError
from engine.spec.model import Spec
from engine.training.threads import count_threads
from engine.training.trainer import Trainer, train

DDOF = 1
"""What is subtracted from the number of folds in the deviation."""

LOOK = 0.1
"""Seconds between two checks whether a fold has ended."""

_stops: list[Event] = []
"""In a process of its own, what says that training is to end."""


@dataclass(frozen=True)
class Fold:
    """A training that was evaluated on one fold.

    `rows` and `metrics` are by the part of the data; the fold is the part `test`.
    """

    fold: int
    rows: Mapping[str, int]
    metrics: Mapping[str, Mapping[str, Any]]
    stopped: str
    epochs: int
    seconds: float
    fault: str | None
    digest: str

    @property
    def judged(self) -> Mapping[str, Any]:
        """Loss and metrics on the rows that were held out."""
        return self.metrics["test"]

    @property
    def diverged(self) -> bool:
        """Whether it ended with numbers that are not finite."""
        return self.stopped == "diverged"


def cross_validate(
    spec: Spec, most: int | None = None, model: Model | None = None
) -> Generator[Fold]:
    """Train for each fold of a spec that is not opened yet; give them as they end.

    `most` is how many may train at once, as many as suit the machine if left out. The
    results do not depend on it. `model` is that of the spec, if it is known.

    Raises
    ------
    LonghandError
        Where the examples of a fold are not what the spec says.
    """
    count = spec.kept.folds or 0
    specs = [make_fold_spec(spec, number) for number in range(1, count + 1)]
    workers = min(count, most or _suiting(model or compile_spec(spec), count))
    try:
        if workers > 1:
            yield from _side_by_side(specs, workers)
        else:
            yield from map(_trained, specs)
    except SpecError as error:
        raise spec.refused(error) from None


def make_fold_spec(spec: Spec, number: int) -> Spec:
    """Return the spec of the training that is evaluated on one fold."""
    split = spec.kept.model_copy(update={"fold": number})
    return spec.detached().model_copy(update={"split": split})


def average_folds(folds: Sequence[Fold]) -> dict[str, dict[str, float]]:
    """Compute mean and standard deviation of each metric, without diverged folds."""
    kept = [fold.judged for fold in sorted(folds, key=_number) if not fold.diverged]
    names = [k for judged in kept[:1] for k, v in judged.items() if is_number(v)]
    figures = {name: np.array([judged[name] for judged in kept]) for name in names}
    with np.errstate(all="ignore"):
        mean = {name: float(x.mean()) for name, x in figures.items()}
        deviation = {name: _deviation(x) for name, x in figures.items()}
    return {"mean": mean, "deviation": deviation}


def is_number(value: Any) -> bool:
    """Tell whether a metric returned one number."""
    return isinstance(value, int | float)


def _number(fold: Fold) -> int:
    return fold.fold


def _deviation(x: Any) -> float:
    return float(x.std(ddof=DDOF)) if len(x) > DDOF else float("nan")


def _suiting(model: Model, most: int) -> int:
    """Choose how many trainings may run at once, each with its own threads."""
    rows = min(model.spec.training.batch_size or model.schema.rows, 2**62)
    cores = (os.cpu_count() or 1) // count_threads(model.program, rows)
    return at_once(model, max(1, min(cores, most)))


def _side_by_side(specs: Sequence[Spec], workers: int) -> Generator[Fold]:
    """Train in several processes, which end when nobody listens any more."""
    context = get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(workers, context, _begin, (stop,)) as pool:
        try:
            yield from _as_they_end(_submitted(pool, specs))
        except BrokenProcessPool:
            msg = "a process that trained a fold has ended, perhaps for want of memory"
            raise LonghandError(msg) from None
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, specs: Iterable[Spec]) -> list[Future[Fold]]:
    """Begin the processes; Ctrl-C is for this one alone, which tells the others."""
    with _holding_back():
        return [pool.submit(_trained, spec) for spec in specs]


def _as_they_end(begun: Iterable[Future[Fold]]) -> Generator[Fold]:
    """Yield each fold as it ends, and notice Ctrl-C in between.

    Where polars is at work, its handler of signals lets waits go on that Python's own
    would end.
    """
    left = {*begun}
    while left:
        done, left = wait(left, LOOK, FIRST_COMPLETED)
        for future in done:
            yield future.result()


@contextmanager
def _holding_back() -> Generator[None]:
    """Delay Ctrl-C; processes that are started meanwhile ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(stop: Event) -> None:
    """Make a process ready: it ends with the one that began it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stops.append(stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _trained(spec: Spec) -> Fold:
    """Train for one fold, to the end or until that is no longer wanted."""
    number = spec.kept.fold or 0
    try:
        trainer = Trainer(compile_spec(spec))
    except SpecError as error:
        told = (
            replace(p, message=f"fold {number}: {p.message}") for p in error.problems
        )
        raise SpecError(told) from None
    for _ in train(trainer):
        if any(stop.is_set() for stop in _stops):
            trainer.interrupt()
    return Fold(
        number,
        {name: len(part) for name, part in trainer.parts.items()},
        trainer.scores(),
        trainer.stopped,
        trainer.epoch,
        trainer.seconds,
        str(trainer.fault) if trainer.fault else None,
        trainer.arrays.digest(),
    )
