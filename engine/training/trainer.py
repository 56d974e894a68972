"""A run in the making: weights, counters, history, and what is to be reported."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.budget import check_budget
from engine.compile import Model
from engine.core.backends import Steps, make_steps
from engine.data.examples import parts
from engine.data.lookups import check_lookups
from engine.data.outputs import check_classes
from engine.training.beginning import first_arrays
from engine.training.diagnosis import Fault, first_fault
from engine.training.history import History
from engine.training.judging import Judge, Progress, Report, predicted
from engine.training.settings import prepared
from engine.training.state import (
    Counting,
    Edited,
    changing,
    count_from,
    counted,
    remembered,
    remind,
)
from engine.training.threads import limited

Array = NDArray[Any]
SLICE = 0.05
"""Seconds between two signs of life from `train`."""


class Trainer(Counting):
    """Owns what changes while a model learns; `step` as often as you like.

    Attributes
    ----------
    arrays : weights, gradient, optimizer slots, states
    history : the loss of every epoch
    reports : the figures at each reported epoch
    fault : after a run that diverged, the first line that was not finite
    edits : the specs that it trained by, from which step on; none if there is only one
    lived : how many steps its weights had made before its step 0
    is_by_hand : whether the rate was set by hand
    """

    def __init__(self, model: Model) -> None:
        check_budget(model)
        check_lookups(model.spec, model.program.training.net.lookups)
        self.model, self.parts = model, parts(model.spec)
        given = model.program.inference.output.shape
        check_classes(model.spec, model.signature, given, self.parts)
        self.judge = Judge(model, self.parts)
        self.arrays = first_arrays(model, self.parts.train.x)
        self.steps: Steps = make_steps(model.program, self.arrays, model.spec.numerics)
        self.history = History()
        self.reports: list[Report] = []
        self.fault: Fault | None = None
        self.seconds = 0.0
        self.interrupted = self.is_by_hand = False
        self.edits: tuple[Edited, ...] = ()
        self.lived = 0
        self._closed: list[dict[str, Any]] | None = None
        self._chosen: float | None = None
        self._unfinished: dict[str, Any] | None = None
        self.loop = prepared(model, self.steps, self.arrays, self.parts.train)
        self.loop.on_epoch = self._report
        self.loop.figure = self._figure

    @property
    def stopped(self) -> str:
        """Why training ended, as the loop says; empty while it goes on."""
        return "interrupted" if self.interrupted else self.loop.stopped

    @property
    def has_ended(self) -> bool:
        """Whether all was done that ends a run, as bringing back the best weights."""
        return self._unfinished is not None

    def step(self, n: int = 1) -> None:
        """Make up to `n` steps of the optimizer; fewer if training ends."""
        start = perf_counter()
        with np.errstate(all="ignore"), limited(self.model.program, self.loop.size):
            if self.history.count == self.loop.epoch:
                self.loop.begin()
            for _ in range(n):
                if self.stopped:
                    break
                self.loop.step()
            if self.stopped:
                self._finish()
        self.seconds += perf_counter() - start

    def advance(self, steps: int, epoch: int) -> None:
        """Make up to `steps` steps, and none after `epoch` epochs are done."""
        # The step after the last one only ends the run.
        left = self.steps_until(epoch) + (epoch >= self.epochs)
        self.step(max(min(steps, left), 0))

    @property
    def middle(self) -> float:
        """Halfway between the two targets of the whole table."""
        return self.judge.middle

    @property
    def is_edited(self) -> bool:
        """Whether the spec as it is does not tell all of what was done."""
        return bool(self.edits) or self.is_by_hand

    def figures(self) -> dict[str, float]:
        """Compute what a report would say of the weights as they are."""
        with limited(self.model.program, self.loop.size):
            return self.judge.figures(self.steps, self.judge.loss(self.steps))

    @property
    def rate(self) -> float:
        """The learning rate of the next step; set it to train on at another."""
        return self.loop.next_rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self.loop.chosen = rate
        self.is_by_hand = True

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
        return predicted(self.model, self.steps, rows)

    def scores(self) -> dict[str, dict[str, Any]]:
        """Judge the weights as they are: loss and metrics for each part of the data.

        A metric is a number, or a list or a table of them.
        """
        with limited(self.model.program, self.loop.size):
            return self.judge.scores(self.steps)

    def state(self) -> dict[str, Any]:
        """Copy all that changes, so that `restore` goes on from here.

        After an interruption it is that of the last step: going on from there is as if
        nothing had been.
        """
        unfinished = self._unfinished if self.interrupted else None
        return deepcopy(unfinished or self._now())

    def unfinished(self) -> dict[str, Any]:
        """Copy the state before whatever was done to end the run, if it has ended."""
        return deepcopy(self._unfinished or self._now())

    def _now(self) -> dict[str, Any]:
        arrays = changing(self.arrays, self.loop)
        return {
            "arrays": {name: array.copy() for name, array in arrays.items()},
            "loop": counted(self.loop),
            "life": (self.edits, self.lived, self.is_by_hand),
            "history": deepcopy(self.history),
            "reports": list(self.reports),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back, or on, to a state."""
        for name, array in changing(self.arrays, self.loop).items():
            array[:] = state["arrays"][name]
        count_from(self.loop, state["loop"])
        self.edits, self.lived, self.is_by_hand = state["life"]
        self.fault, self._unfinished, self.interrupted = None, None, False
        self.history = deepcopy(state["history"])
        self.reports = list(state["reports"])
        self._closed, self._chosen = remembered(self.loop), self.loop.chosen

    def _report(self) -> None:
        loop = self.loop
        if self.history.count > loop.epoch:
            self._pass_over()
            return
        self.history.append(loop.loss)
        if loop.epoch % self.model.spec.report_every == 0 or self.stopped:
            self.reports.append(Report(loop.epoch, self._figures()))

    def _pass_over(self) -> None:
        """Take back what was decided at an epoch that had been closed already.

        Who goes on after the end, and sees all examples at each step, closes it again.
        """
        loop = self.loop
        if self._closed is not None:
            remind(loop, self._closed)
            loop.chosen = self._chosen
        if loop.stopped == "early_stopping":
            loop.stopped = "epochs" if loop.epoch >= self.epochs else ""

    def _figures(self) -> dict[str, float]:
        return self.judge.figures(self.steps, self.loop.loss)

    def _figure(self, name: str) -> float:
        is_known = name == "loss"
        return self.loop.loss if is_known else self.judge.figure(self.steps, name)

    def _finish(self) -> None:
        self._unfinished = self._unfinished or self._now()
        if self.loop.stopped == "diverged":
            given = self.loop.given()
            found = self.fault or first_fault(self.model.program, self.arrays, given)
            self.fault = found
        elif self.loop.epoch == self.history.count:
            self.loop.loss = float(self.steps.gradients(*self.loop.given()))
            self._report()
        elif self.reports[-1].epoch != self.loop.epoch:
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
