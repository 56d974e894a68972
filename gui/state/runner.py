"""Advances a trainer: at full speed or slower, as far as the goal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter, sleep
from typing import Literal

from engine import Trainer

State = Literal["empty", "ready", "running", "paused", "finished", "diverged"]

PORTION = 0.001
"""Seconds of training between two looks at what the window asks for."""

LONGEST_SLEEP = 0.01
FAR = sys.maxsize


@dataclass(frozen=True)
class Goal:
    """Where to pause: after so many more steps or epochs, or at an epoch."""

    steps: int = FAR
    epochs: int = FAR
    epoch: int = FAR

    def from_here(self, epoch: int) -> "Goal":
        """Turn a number of epochs into the one to pause at."""
        end = epoch + self.epochs if self.epochs < FAR else FAR
        return Goal(self.steps, FAR, min(self.epoch, end))


class Runner:
    """Belongs to a worker's thread: nobody else may touch it.

    Attributes
    ----------
    trainer : what is trained, if there is anything
    speed : steps in a second at most; None for as many as can be
    steps : how many steps were made in all
    on_pause : called when the goal is reached, or training has ended
    """

    def __init__(self, on_pause: Callable[[], None]) -> None:
        self.trainer: Trainer | None = None
        self.speed: float | None = None
        self.goal: Goal | None = None
        self.on_pause = on_pause
        self.steps = 0
        self._portion = 1
        self._next = 0.0

    @property
    def is_running(self) -> bool:
        return self.goal is not None

    @property
    def state(self) -> State:
        """The state of the run, in a word."""
        trainer = self.trainer
        if trainer is None:
            return "empty"
        if self.is_running:
            return "running"
        if trainer.stopped:
            return "diverged" if trainer.stopped == "diverged" else "finished"
        return "paused" if trainer.history.count else "ready"

    def run(self, goal: Goal) -> None:
        """Go on, as far as the goal; steps still to be made are made, too."""
        if self.trainer is not None:
            left = self.goal.steps if self.goal else 0
            is_counted = left < FAR and goal.steps < FAR
            goal = goal.from_here(self.trainer.epoch)
            self.goal = replace(goal, steps=goal.steps + left) if is_counted else goal
            self._next = perf_counter()

    def pause(self) -> None:
        """Stop before the next step."""
        self.goal = None

    def go_on(self) -> bool:
        """Train for about a millisecond; return whether there is more to do."""
        trainer, goal = self.trainer, self.goal
        if trainer is None or goal is None:
            return False
        if steps := min(self._due(), goal.steps):
            done = self._advance(trainer, steps, goal.epoch)
            self.goal = replace(goal, steps=goal.steps - done)
            if trainer.stopped or done < steps or self.goal.steps <= 0:
                self.pause()
                self.on_pause()
        return self.is_running

    def _due(self) -> int:
        """Return how many steps are due now; wait a little if none is."""
        if self.speed is None:
            return self._portion
        late = perf_counter() - self._next
        if late < 0:
            sleep(min(-late, LONGEST_SLEEP))
            return 0
        steps = max(1, min(self._portion, int(late * self.speed)))
        self._next = max(self._next, perf_counter() - 0.1) + steps / self.speed
        return steps

    def _advance(self, trainer: Trainer, steps: int, epoch: int) -> int:
        before, start = trainer.steps_done, perf_counter()
        trainer.advance(steps, epoch)
        took, done = perf_counter() - start, trainer.steps_done - before
        self.steps += done
        fitting = int(steps * PORTION / max(took, 1e-7))
        self._portion = max(1, min(2 * self._portion, fitting))
        return done
