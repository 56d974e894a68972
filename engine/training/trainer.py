"""A run in the making: weights, counters, history, and what is to be reported."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.budget import check_budget
from engine.compile import Model
from engine.core.steps import Arrays, Planned, Steps
from engine.data.examples import Examples, parts
from engine.data.outputs import check_classes
from engine.training.diagnosis import Fault, first_fault
from engine.training.history import History
from engine.training.loop import Loop, evaluated
from engine.training.settings import learning_rate, settings
from engine.training.threads import limited

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

    `loss` is that of the newest epoch that is closed, `reports` are all made so far.
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
    arrays : weights, gradient, optimizer slots, states
    history : the loss of every epoch
    reports : the figures at each reported epoch
    fault : after a run that diverged, the first line that was not finite
    is_edited : whether the rate was set by hand, so that the spec does not tell all
    """

    def __init__(self, model: Model) -> None:
        check_budget(model)
        self.model, self.parts = model, parts(model.spec)
        given = model.program.inference.output.shape
        check_classes(model.spec, model.signature, given, self.parts)
        self.arrays = Arrays(model.program, model.initial_values())
        self.steps: Steps = Planned(model.program, self.arrays)
        self.history = History()
        self.reports: list[Report] = []
        self.fault: Fault | None = None
        self.seconds = 0.0
        self.interrupted = self.is_edited = False
        arrays = self.arrays.w, self.arrays.g, list(self.arrays.states.values())
        train = list(self.parts.train)
        self.loop = Loop(
            self.steps, arrays, train, settings(model), learning_rate(model)
        )
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
        return self.loop.rate(self.loop.t)

    @rate.setter
    def rate(self, rate: float) -> None:
        def chosen(_: int) -> float:
            return rate

        self.loop.rate = chosen
        self.is_edited = True

    def interrupt(self) -> None:
        """End training before the next step."""
        self.interrupted = not self.loop.stopped

    def progress(self) -> Progress:
        """Tell how far the run has come."""
        return Progress(
            self.loop.epoch,
            self.loop.settings.epochs,
            self.loop.loss,
            self.seconds,
            self.stopped,
            tuple(self.reports),
        )

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
        with np.errstate(all="ignore"):
            return self.steps.answer(x).copy()

    def scores(self) -> dict[str, dict[str, float]]:
        """Judge the weights as they are: loss and metrics for each part of the data."""
        return {name: self._judged(part) for name, part in self.parts.items()}

    def state(self) -> dict[str, Any]:
        """Copy all that changes, so that `restore` goes on from here."""
        loop = self.loop
        return {
            "arrays": [array.copy() for array in self._changing()],
            "loop": {name: getattr(loop, name) for name in COUNTERS},
            "best": [array.copy() for array in loop.best_weights],
            "history": deepcopy(self.history),
            "reports": list(self.reports),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back, or on, to a state."""
        for array, saved in zip(self._changing(), state["arrays"], strict=True):
            array[:] = saved
        for name, value in state["loop"].items():
            setattr(self.loop, name, value)
        self.loop.best_weights = [array.copy() for array in state["best"]]
        self.loop.order = None
        self.history = deepcopy(state["history"])
        self.reports = list(state["reports"])

    def _changing(self) -> list[Array]:
        arrays = self.arrays
        return [arrays.w, *arrays.slots.values(), *arrays.states.values()]

    def _report(self) -> None:
        loop = self.loop
        self.history.append(loop.loss)
        if loop.epoch % self.model.spec.report_every == 0 or self.stopped:
            self.reports.append(Report(loop.epoch, self._figures()))

    def _figures(self) -> dict[str, float]:
        figures = {"loss": self.loop.loss}
        if self.model.spec.metrics:
            figures |= self._metrics(self.parts.train)
        if self.parts.validation is not None:
            judged = self._judged(self.parts.validation)
            figures |= {f"val_{name}": value for name, value in judged.items()}
        return figures

    def _figure(self, name: str) -> float:
        """Compute what early stopping monitors."""
        if name == "loss":
            return self.loop.loss
        part = self.parts.validation if name.startswith("val_") else self.parts.train
        judged = self._judged(part or self.parts.train)
        return judged[name.removeprefix("val_")]

    def _metrics(self, part: Examples) -> dict[str, float]:
        return {name: x for name, x in self._judged(part).items() if name != "loss"}

    def _judged(self, part: Examples) -> dict[str, float]:
        by = self.loop.settings.divides_by
        with np.errstate(all="ignore"):
            prediction, loss = evaluated(self.steps, list(part), divides_by=by)
            return {"loss": loss, **self._measured(part, prediction)}

    def _measured(self, part: Examples, prediction: Array) -> dict[str, float]:
        """Compute the spec's metrics of a prediction, in float64."""
        spec = self.model.spec
        p = prediction.astype(float)
        y = spec.loss.seen(part.y.astype(float), p.shape[1])
        weight = np.broadcast_to(part.judged, y.shape)
        return {m.tag(): m(y, p, weight, spec.loss.one_hot) for m in spec.metrics}

    def _finish(self) -> None:
        if self.loop.stopped == "diverged":
            given = self.loop.given()
            self.fault = first_fault(self.model.program, self.arrays, given)
        elif self.interrupted and self.loop.epoch == self.history.count:
            self.loop.loss = float(self.steps.gradients(*self.loop.given()))
            self._report()
        elif self.interrupted and self.reports[-1].epoch != self.loop.epoch:
            self.reports.append(Report(self.loop.epoch, self._figures()))
        self.loop.finish()


COUNTERS = ("epoch", "t", "start", "running", "loss", "stopped", "best", "wait")


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
