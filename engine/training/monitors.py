"""What a figure decides at the end of each epoch: to stop, or to go on more slowly.

A standalone program carries the text of this file, so it needs nothing but NumPy.
"""

import math
from dataclasses import dataclass
from typing import Any


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


class Stopper:
    """Ends training as early as its rule says.

    Attributes
    ----------
    best : the best figure so far
    wait : for how many epochs there was none better
    weights : weights and states of the best epoch, if they are to be restored
    epoch : that epoch; 0 while there is none
    """

    changes = ("best", "wait", "weights", "epoch")

    def __init__(self, rule: Stopping) -> None:
        self.rule = rule
        self.best, self.wait = math.nan, 0
        self.weights: list[Any] = []
        self.epoch = 0

    def at_epoch(self, loop: Any) -> str:
        """Say stop when patience is at its end."""
        if loop.epoch <= self.rule.start_from_epoch:
            return ""
        value = loop.figure(self.rule.monitor)
        is_better = improves(value, self.best, self.rule)
        is_restored = self.rule.restore_best_weights
        if is_better or (is_restored and not self.weights):
            kept = [loop.w, *loop.states] if is_restored else []
            self.weights = [array.copy() for array in kept]
            self.epoch = loop.epoch
        self.wait += 1
        if not is_better:
            is_stuck = self.wait >= self.rule.patience and loop.epoch > 1
            return "early_stopping" if is_stuck else ""
        self.best = value
        baseline = self.rule.baseline
        if baseline is None or improves(value, baseline, self.rule):
            self.wait = 0
        return ""

    def at_end(self, loop: Any) -> None:
        """Bring back the best weights."""
        for array, best in zip([loop.w, *loop.states], self.weights, strict=False):
            array[:] = best


@dataclass(frozen=True)
class Plateau:
    """When a figure no longer improves, the learning rate falls, as in Keras."""

    monitor: str
    larger_is_better: bool
    min_delta: float
    patience: int
    factor: float
    cooldown: int
    min_lr: float


class Reducer:
    """Lowers the learning rate on plateaus of a figure.

    Attributes
    ----------
    best : the best figure so far
    wait : for how many epochs there was none better
    rest : for how many epochs nobody waits after the last reduction
    """

    changes = ("best", "wait", "rest")

    def __init__(self, rule: Plateau) -> None:
        self.rule = rule
        self.best, self.wait, self.rest = math.nan, 0, 0

    def at_epoch(self, loop: Any) -> str:
        """Lower the rate when patience is at its end; never say stop."""
        if not loop.epoch:
            return ""
        value = loop.figure(self.rule.monitor)
        self.rest = max(self.rest - 1, 0)
        if improves(value, self.best, self.rule):
            self.best, self.wait = value, 0
        elif not self.rest:
            self.wait += 1
            if self.wait >= self.rule.patience and loop.next_rate > self.rule.min_lr:
                lower = loop.next_rate * self.rule.factor
                loop.chosen = max(lower, self.rule.min_lr)
                self.wait, self.rest = 0, self.rule.cooldown
        return ""

    def at_end(self, loop: Any) -> None:
        """Nothing is kept."""


def improves(value: float, best: float, rule: Stopping | Plateau) -> bool:
    """Tell whether a figure is better than another by more than `min_delta`."""
    if math.isnan(best):
        return not math.isnan(value)
    if rule.larger_is_better:
        return value - rule.min_delta > best
    return value + rule.min_delta < best
