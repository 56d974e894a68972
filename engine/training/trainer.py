"""A run in the making: weights, counters, history, and what is to be reported."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.budget import check_budget
from engine.compile import Model
from engine.core.steps import Planned, Steps
from engine.data.examples import Examples, parts
from engine.data.lookups import check_lookups
from engine.data.outputs import check_classes
from engine.spec.figures import metric_of
from engine.training.beginning import first_arrays
from engine.training.diagnosis import Fault, first_fault
from engine.training.evaluation import CHUNK, evaluated
from engine.training.history import History
from engine.training.settings import prepared
from engine.training.state import count_from, counted
from engine.training.threads import limited
from engine.vocabulary.metrics import Metric, middle_of

Array = NDArray[Any]
SLICE = 0.05
"""Seconds between two signs of life from `train`."""


@dataclass(frozen=True)
class Report:
    """The figures of an epoch: `loss`, each metric, and `val_` before them."""

    epoch: int
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Progress:
    """How far a run has come.

    `epoch` is the newest whose `loss` is known, `reports` are all made so far.
    """

    epoch: int
    epochs: int
    loss: float
    seconds: float
    stopped: str
    reports: tuple[Report, ...]


class Trainer:
    """Owns what changes while a model learns; `step` as often as you like.

    Attributes
    ----------
    middle : halfway between the two targets of the whole table
    arrays : weights, gradient, optimizer slots, states
    history : the loss of every epoch
    reports : the figures at each reported epoch
    fault : after a run that diverged, the first line that was not finite
    is_edited : whether the rate was set by hand, so that the spec does not tell all
    """

    def __init__(self, model: Model) -> None:
        check_budget(model)
        check_lookups(model.spec, model.program.training.net.lookups)
        self.model, self.parts = model, parts(model.spec)
        given = model.program.inference.output.shape
        check_classes(model.spec, model.signature, given, self.parts)
        self.middle = middle_of(*(self._seen(part) for _, part in self.parts.items()))
        self.arrays = first_arrays(model, self.parts.train.x)
        self.steps: Steps = Planned(model.program, self.arrays)
        self.history = History()
        self.reports: list[Report] = []
        self.fault: Fault | None = None
        self.seconds = 0.0
        self.interrupted = self.is_edited = False
        self._unfinished: dict[str, Any] | None = None
        self.loop = prepared(model, self.steps, self.arrays, self.parts.train)
        self.loop.on_epoch = self._report
        self.loop.figure = self._figure

    @property
    def stopped(self) -> str:
        """Why training ended, as the loop says; empty while it goes on."""
        return "interrupted" if self.interrupted else self.loop.stopped

    def step(self, n: int = 1) -> None:
        """Make up to `n` steps of the optimizer; fewer if training ends."""
        start = perf_counter()
        with np.errstate(all="ignore"), limited(self.model.program, self.loop.size):
            if not self.history.count:
                self.loop.begin()
            for _ in range(n):
                if self.stopped:
                    break
                self.loop.step()
            if self.stopped:
                self._finish()
        self.seconds += perf_counter() - start

    @property
    def rate(self) -> float:
        """The learning rate of the next step; set it to train on at another."""
        return self.loop.next_rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self.loop.chosen = rate
        self.is_edited = True

    def interrupt(self) -> None:
        """End training before the next step."""
        self.interrupted = not self.loop.stopped

    def progress(self) -> Progress:
        """Tell how far the run has come."""
        loop, so_far = self.loop, (self.seconds, self.stopped, tuple(self.reports))
        closed = max(self.history.count - 1, 0)
        return Progress(closed, loop.settings.epochs, loop.loss, *so_far)

    def predict(self, rows: ArrayLike) -> Array:
        """Predict rows of inputs: (rows, inputs), or one row alone.

        Raises
        ------
        LonghandError
            If the rows do not have the inputs' shape.
        """
        x = self.model.inputs(rows)
        if not len(x):
            return np.empty((0, len(self.model.answers)), x.dtype)
        rows = min(len(x), CHUNK)
        with np.errstate(all="ignore"), limited(self.model.program, rows):
            chunks = [x[start : start + rows] for start in range(0, len(x), rows)]
            return np.concatenate([self.steps.answer(part).copy() for part in chunks])

    def scores(self) -> dict[str, dict[str, Any]]:
        """Judge the weights as they are: loss and metrics for each part of the data.

        A metric is a number, or a list or a table of them.
        """
        metrics = self.model.spec.metrics
        with limited(self.model.program, self.loop.size):
            parts = self.parts.items()
            return {name: self._judged(part, metrics) for name, part in parts}

    def state(self) -> dict[str, Any]:
        """Copy all that changes, so that `restore` goes on from here.

        After an interruption it is that of the last step: going on from there is as if
        nothing had been.
        """
        return deepcopy(self._unfinished or self._now())

    def _now(self) -> dict[str, Any]:
        return {
            "arrays": [array.copy() for array in self._changing()],
            "loop": counted(self.loop),
            "is_edited": self.is_edited,
            "history": deepcopy(self.history),
            "reports": list(self.reports),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back, or on, to a state."""
        for array, saved in zip(self._changing(), state["arrays"], strict=True):
            array[:] = saved
        count_from(self.loop, state["loop"])
        self.is_edited, self.fault = state["is_edited"], None
        self.interrupted, self._unfinished = False, None
        self.history = deepcopy(state["history"])
        self.reports = list(state["reports"])

    def _changing(self) -> list[Array]:
        arrays = self.arrays
        kept = [*arrays.slots.values(), *arrays.states.values()]
        return [arrays.w, *kept, self.loop.total]

    def _report(self) -> None:
        loop = self.loop
        self.history.append(loop.loss)
        if loop.epoch % self.model.spec.report_every == 0 or self.stopped:
            self.reports.append(Report(loop.epoch, self._figures()))

    def _figures(self) -> dict[str, float]:
        """Compute what is reported: all that is one number."""
        figures = {"loss": self.loop.loss}
        metrics = [m for m in self.model.spec.metrics if m.is_number]
        if metrics:
            figures = self._judged(self.parts.train, metrics) | figures
        if self.parts.validation is not None:
            judged = self._judged(self.parts.validation, metrics)
            figures |= {f"val_{name}": value for name, value in judged.items()}
        return figures

    def _figure(self, name: str) -> float:
        """Compute what is watched."""
        if name == "loss":
            return self.loop.loss
        part = self.parts.validation if name.startswith("val_") else self.parts.train
        metric = metric_of(name, self.model.spec.metrics)
        judged = self._judged(part or self.parts.train, [metric] if metric else [])
        return judged[name.removeprefix("val_")]

    def _seen(self, part: Examples) -> Array:
        """Give targets as metrics see them: in the shape of predictions, in float64."""
        width = int(self.model.program.inference.output.shape[-1])
        return self.model.spec.loss.seen(part.y.astype(float), width)

    def _judged(self, part: Examples, metrics: Sequence[Metric]) -> dict[str, Any]:
        """Compute loss and metrics of a part, the metrics in float64."""
        by = self.loop.settings.divides_by
        with np.errstate(all="ignore"):
            prediction, loss = evaluated(self.steps, list(part), divides_by=by)
            y, p = self._seen(part), prediction.astype(float)
            weight = np.broadcast_to(part.judged.astype(float), y.shape)
            how = self.model.spec.loss.one_hot, self.middle
            return {"loss": loss, **{m.key: m(y, p, weight, *how) for m in metrics}}

    def _finish(self) -> None:
        if self.interrupted:
            self._unfinished = self._unfinished or self._now()
        if self.loop.stopped == "diverged" and self.fault is None:
            given = self.loop.given()
            self.fault = first_fault(self.model.program, self.arrays, given)
        elif self.interrupted and self.loop.epoch == self.history.count:
            self.loop.loss = float(self.steps.gradients(*self.loop.given()))
            self._report()
        elif self.interrupted and self.reports[-1].epoch != self.loop.epoch:
            self.reports.append(Report(self.loop.epoch, self._figures()))
        self.loop.finish()


def train(trainer: Trainer) -> Iterator[Progress]:
    """Train until something says stop; tell now and then how far it has come."""
    steps, ended = 1, bool(trainer.stopped and trainer.history.count)
    while not ended:
        before = trainer.seconds
        trainer.step(steps)
        took = max(trainer.seconds - before, 1e-6)
        steps = max(1, min(2 * steps, int(steps * SLICE / took)))
        ended = bool(trainer.stopped)
        yield trainer.progress()
