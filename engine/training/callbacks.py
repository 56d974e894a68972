"""What is asked while a network trains: to stop, or to change the rate or the weights.

The settings of a callback are what its constructor takes, its memory is the rest. A
standalone program carries the text of this file, so it needs nothing but NumPy.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from engine.training.loop import Callback, Loop


@dataclass(eq=False)
class EarlyStopping(Callback):
    """Ends training when a metric no longer improves, as in Keras.

    Attributes
    ----------
    best : the best value so far
    wait : for how many epochs there was none better
    best_weights : weights and states of the best epoch, if they are to be restored
    best_epoch : that epoch; 0 while there is none
    """

    monitor: str
    mode: str
    min_delta: float
    patience: int
    baseline: float | None
    restore_best_weights: bool
    start_from_epoch: int
    best: float = field(default=math.nan, init=False)
    wait: int = field(default=0, init=False)
    best_weights: list[Any] = field(default_factory=list[Any], init=False)
    best_epoch: int = field(default=0, init=False)

    watches_epochs = True

    def on_epoch_end(self, loop: Loop) -> str:
        """Stop when patience is at its end."""
        epoch = loop.state.epoch
        if epoch <= self.start_from_epoch:
            return ""
        value = loop.metric(self.monitor)
        is_better = self._improves(value, self.best)
        if is_better or (self.restore_best_weights and not self.best_weights):
            self._keep(loop)
        self.wait += 1
        if not is_better:
            is_stuck = self.wait >= self.patience and epoch > 1
            return "early_stopping" if is_stuck else ""
        self.best = value
        if self.baseline is None or self._improves(value, self.baseline):
            self.wait = 0
        return ""

    def on_train_end(self, loop: Loop) -> None:
        """Restore the best weights."""
        arrays = [loop.w, *loop.variables.states]
        for array, best in zip(arrays, self.best_weights, strict=False):
            array[:] = best

    def _keep(self, loop: Loop) -> None:
        arrays = [loop.w, *loop.variables.states]
        kept = arrays if self.restore_best_weights else []
        self.best_weights = [array.copy() for array in kept]
        self.best_epoch = loop.state.epoch

    def _improves(self, value: float, best: float) -> bool:
        return improves(value, best, self.mode, self.min_delta)


@dataclass(eq=False)
class ReduceLROnPlateau(Callback):
    """Lowers the learning rate when a metric no longer improves, as in Keras.

    Attributes
    ----------
    best : the best value so far
    wait : for how many epochs there was none better
    cooldown_counter : for how many epochs nobody waits after the last reduction
    """

    monitor: str
    mode: str
    min_delta: float
    patience: int
    factor: float
    cooldown: int
    min_lr: float
    best: float = field(default=math.nan, init=False)
    wait: int = field(default=0, init=False)
    cooldown_counter: int = field(default=0, init=False)

    watches_epochs = True

    def on_epoch_end(self, loop: Loop) -> str:
        """Lower the rate when patience is at its end; never stop."""
        if not loop.state.epoch:
            return ""
        value = loop.metric(self.monitor)
        self.cooldown_counter = max(self.cooldown_counter - 1, 0)
        if improves(value, self.best, self.mode, self.min_delta):
            self.best, self.wait = value, 0
        elif not self.cooldown_counter:
            self.wait += 1
            if self.wait >= self.patience and loop.next_rate > self.min_lr:
                loop.state.rate = max(loop.next_rate * self.factor, self.min_lr)
                self.wait, self.cooldown_counter = 0, self.cooldown
        return ""


@dataclass(eq=False)
class OverwriteWithEMA(Callback):
    """Puts the moving average of the weights in their place, at the end at the latest.

    `average` is an optimizer slot; it replaces the weights after each `frequency`
    updates (0 for never), as Keras's `ema_overwrite_frequency`.
    """

    average: Any
    frequency: int = 0

    def on_update_end(self, loop: Loop) -> None:
        """Take the average, brought back to where weights are allowed."""
        loop.w[:] = self.average
        loop.steps.limit()

    def on_train_end(self, loop: Loop) -> None:
        """Take the average, unless there is none or the run diverged."""
        if loop.state.updates and loop.state.stopped != "diverged":
            self.on_update_end(loop)


def improves(value: float, best: float, mode: str, min_delta: float) -> bool:
    """Tell whether a value is better than another by more than `min_delta`."""
    if math.isnan(best):
        return not math.isnan(value)
    if mode == "max":
        return value - min_delta > best
    return value + min_delta < best
