"""The trainer: it owns a run, makes its steps, and reports on it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.budget import check_budget
from engine.compile import Model
from engine.core.backends import Arrays, Steps, make_steps
from engine.core.builder import Adapted
from engine.data.compatibility import check_classes, check_lookups
from engine.data.examples import parts
from engine.errors import Problem, SpecError
from engine.training.diagnosis import Fault, find_fault
from engine.training.evaluator import Evaluator, Progress, Report, predict
from engine.training.history import History
from engine.training.loop import Loop, Variables
from engine.training.run_state import (
    Edited,
    RunState,
    changing_arrays,
    memory_of,
    remind,
)
from engine.training.settings import make_hooks, make_settings
from engine.training.threads import limit_threads

Array = NDArray[Any]
SLICE = 0.05
"""Seconds between two results of `train`."""


class Trainer:
    """Owns what changes while a model learns; `step` as often as you like.

    Attributes
    ----------
    arrays : weights, gradient, optimizer slots, states
    history : the loss of every epoch
    reports : the metrics at each reported epoch
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
        check_classes(model.spec, model.schema, given, self.parts)
        self.evaluator = Evaluator(model, self.parts)
        self.arrays = initial_arrays(model, self.parts.train.x)
        self.steps: Steps = make_steps(model.program, self.arrays, model.spec.numerics)
        self.history = History()
        self.reports: list[Report] = []
        self.fault: Fault | None = None
        self.seconds = 0.0
        self.interrupted = self.is_by_hand = False
        self.edits: tuple[Edited, ...] = ()
        self.lived = 0
        self._closed: RunState | None = None
        self._unfinished: RunState | None = None
        self.loop = self._make_loop()

    def _make_loop(self) -> Loop:
        model, arrays = self.model, self.arrays
        states, slots = [*arrays.states.values()], [*arrays.slots.values()]
        hooks = replace(
            make_hooks(model, arrays),
            metric=self._metric,
            on_epochs=self._record,
            look_every=model.spec.report_every,
        )
        variables = Variables(arrays.w, arrays.g, states, slots)
        data = list(self.parts.train)
        return Loop(self.steps, variables, data, make_settings(model), hooks)

    @property
    def stopped(self) -> str:
        """Why training ended, as the loop says; empty while it goes on."""
        return "interrupted" if self.interrupted else self.loop.state.stopped

    @property
    def has_ended(self) -> bool:
        """Whether all was done that ends a run, such as restoring the best weights."""
        return self._unfinished is not None

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return self.loop.state.epoch

    @property
    def epochs(self) -> int:
        """How many epochs are wanted."""
        return self.loop.settings.epochs

    @property
    def steps_done(self) -> int:
        """How many steps are done since epoch 0."""
        return self.loop.state.batches

    @property
    def steps_per_epoch(self) -> int:
        """How many steps go through all rows once."""
        return math.ceil(self.loop.rows / self.loop.size)

    def steps_until(self, epoch: int) -> int:
        """Count the steps until so many epochs are done; 0 or less if they are."""
        rest = max(self.loop.rows - self.loop.state.start, 1)
        left = math.ceil(rest / self.loop.size)
        return left + (epoch - self.epoch - 1) * self.steps_per_epoch

    def step(self, n: int = 1) -> None:
        """Make up to `n` steps of the optimizer; fewer if training ends."""
        start = perf_counter()
        with (
            np.errstate(all="ignore"),
            limit_threads(self.model.program, self.loop.size),
        ):
            if self.history.count == self.epoch:
                self.loop.begin()
            if not self.stopped:
                self.loop.run(n)
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
        return self.evaluator.middle

    @property
    def is_edited(self) -> bool:
        """Whether the spec as it is does not say all of what was done."""
        return bool(self.edits) or self.is_by_hand

    def metrics(self) -> dict[str, float]:
        """Compute the metrics of a report for the present weights."""
        with limit_threads(self.model.program, self.loop.size):
            return self.evaluator.metrics(self.steps, self.evaluator.loss(self.steps))

    @property
    def rate(self) -> float:
        """The learning rate of the next step; set it to train on at another."""
        return self.loop.next_rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self.loop.state.rate = rate
        self.is_by_hand = True

    def interrupt(self) -> None:
        """End training before the next step."""
        self.interrupted = not self.loop.state.stopped

    def progress(self) -> Progress:
        """Return how far the run has come."""
        closed = max(self.history.count - 1, 0)
        so_far = self.seconds, self.stopped, tuple(self.reports)
        return Progress(closed, self.epochs, self.loop.state.loss, *so_far)

    def predict(self, rows: ArrayLike) -> Array:
        """Predict rows of inputs: (rows, inputs), or one row alone.

        Raises
        ------
        LonghandError
            If the rows do not have the inputs' shape.
        """
        return predict(self.model, self.steps, rows)

    def scores(self) -> dict[str, dict[str, Any]]:
        """Evaluate the present weights: loss and metrics for each part of the data.

        A metric is a number, or a list or a table of them.
        """
        with limit_threads(self.model.program, self.loop.size):
            return self.evaluator.scores(self.steps)

    def state(self) -> RunState:
        """Copy all that changes, so that `restore` goes on from here.

        After an interruption it is that of the last step: going on from there is as if
        nothing had been.
        """
        unfinished = self._unfinished if self.interrupted else None
        return unfinished.copy() if unfinished else self._now()

    def unfinished(self) -> RunState:
        """Copy the state before whatever was done to end the run, if it has ended."""
        return self._unfinished.copy() if self._unfinished else self._now()

    def _now(self) -> RunState:
        return RunState(
            changing_arrays(self.arrays, self.loop.total),
            self.loop.state,
            [memory_of(callback) for callback in self.loop.hooks.callbacks],
            self.history,
            list(self.reports),
            self.edits,
            self.lived,
            self.is_by_hand,
            self.seconds,
        ).copy()

    def restore(self, state: RunState) -> None:
        """Go back, or on, to a state."""
        for name, array in changing_arrays(self.arrays, self.loop.total).items():
            array[:] = state.arrays[name]
        self._closed = state = state.copy()
        self.loop.state = replace(state.loop)
        remind(self.loop.hooks.callbacks, state.callbacks)
        self.history, self.reports = state.history, list(state.reports)
        self.edits, self.lived = state.edits, state.lived
        self.is_by_hand, self.seconds = state.is_by_hand, state.seconds
        self.fault, self._unfinished, self.interrupted = None, None, False

    def _record(self, losses: Sequence[float]) -> None:
        """Keep the losses of the epochs up to the present one, and report it if due."""
        epoch, known = self.epoch, self.history.count
        fresh = losses[max(known - (epoch - len(losses) + 1), 0) :]
        if not fresh:
            self._pass_over()
            return
        self.history.extend(np.array(fresh, float))
        if epoch % self.model.spec.report_every == 0 or self.stopped:
            self.reports.append(Report(epoch, self._report()))

    def _pass_over(self) -> None:
        """Take back what was decided at an epoch that had been closed already.

        Who goes on after the end, and sees all rows at each step, closes it again.
        """
        state = self.loop.state
        if self._closed is not None:
            remind(self.loop.hooks.callbacks, self._closed.callbacks)
            state.rate = self._closed.loop.rate
        if state.stopped == "early_stopping":
            state.stopped = "epochs" if self.epoch >= self.epochs else ""

    def _report(self) -> dict[str, float]:
        return self.evaluator.metrics(self.steps, self.loop.state.loss)

    def _metric(self, name: str) -> float:
        return self.evaluator.metric(self.steps, name)

    def _finish(self) -> None:
        self._unfinished = self._unfinished or self._now()
        state = self.loop.state
        if state.stopped == "diverged":
            batch = self.loop.batch()
            found = self.fault or find_fault(self.model.program, self.arrays, batch)
            self.fault = found
        elif self.epoch == self.history.count:
            state.loss = float(self.steps.gradients(*self.loop.batch()))
            self._record([state.loss])
        elif self.reports[-1].epoch != self.epoch:
            self.reports.append(Report(self.epoch, self._report()))
        self.loop.finish()


def initial_arrays(model: Model, x: Array) -> Arrays:
    """Make the arrays as training begins with them; `x` is the training set.

    Raises
    ------
    SpecError
        If what a layer measures of the data is more than its precision holds.
    """
    size = min(model.spec.training.batch_size or len(x), len(x))
    with np.errstate(all="ignore"), limit_threads(model.program, size):
        first = {**model.initial_values(), **model.measured_values(x)}
        arrays = Arrays(model.program, first)
    for state in model.program.states:
        is_finite = np.isfinite(arrays.states[state.key]).all()
        if isinstance(state.start, Adapted) and not is_finite:
            name = state.key.rpartition(".")[2]
            message = f"the {name} of the data is too large for {model.spec.dtype}"
            hint = "make the numbers of the data smaller"
            problem = Problem(message, state.value.origin.path, hint)
            raise model.spec.refused(SpecError([problem]))
    return arrays


def train(trainer: Trainer) -> Iterator[Progress]:
    """Train until something says stop; report now and then how far it has come."""
    steps, ended = 1, bool(trainer.stopped and trainer.history.count)
    while not ended:
        before = trainer.seconds
        trainer.step(steps)
        took = max(trainer.seconds - before, 1e-6)
        steps = max(1, min(2 * steps, int(steps * SLICE / took)))
        ended = bool(trainer.stopped)
        yield trainer.progress()
