"""How training went: the losses by epoch, when it ended, and which epoch is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.evaluation.names import counted
from engine.evaluation.tasks import Array
from engine.training.stop_reasons import REASONS, BestEpoch, find_best_epoch
from engine.training.trainer import Trainer

Curve = tuple[Array, Array]
"""Epochs, and the loss at each."""
Curves = Mapping[str, Curve]
_NOTHING = np.empty(0, int), np.empty(0)


@dataclass(frozen=True)
class Course:
    """The losses of a run, why it `stopped` after how many `epochs`, its best epoch.

    The loss is known of every epoch, `val_loss` where it was reported. There is a best
    epoch where training was to stop early. `folds` is what a summary says of
    cross-validation, empty without.
    """

    curves: Curves = field(default_factory=dict[str, Curve])
    stopped: str = ""
    epochs: int = 0
    best: BestEpoch | None = None
    folds: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def drawn(self) -> Curves:
        """The curves, and what is known of the best epoch besides."""
        if self.best is None or self.best.monitor != "val_loss":
            return self.curves
        epochs, values = self.curves.get("val_loss", _NOTHING)
        if not len(epochs) or self.best.epoch in epochs:
            return self.curves
        place = int(np.searchsorted(epochs, self.best.epoch))
        more = np.insert(epochs, place, self.best.epoch)
        watched = more, np.insert(values, place, self.best.value)
        return {**self.curves, "val_loss": watched}

    @property
    def text(self) -> str:
        """How training ended, and whose weights are kept."""
        if not self.epochs:
            return ""
        reason = REASONS.get(self.stopped, "paused")
        how = "for" if self.stopped == "epochs" else "after"
        ended = f"{reason} {how} {counted(self.epochs, 'epoch')}"
        return f"{ended}; {self.best.text}" if self.best else ended


def course(trainer: Trainer, summary: Mapping[str, Any] | None = None) -> Course:
    """Tell what a trainer remembers of its training, and a summary of its folds."""
    how = (
        trainer.stopped,
        trainer.epoch,
        find_best_epoch(trainer),
        folds_of(summary or {}),
    )
    return Course(_curves(trainer), *how)


def folds_of(summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take from a summary what it says of cross-validation, if it says all."""
    found = {key: summary.get(key) for key in _FOLDS}
    return found if all(found.values()) else {}


_FOLDS = ("folds", "cross_validation")


def _curves(trainer: Trainer) -> Curves:
    """Give the losses of all epochs, and those of the validation part."""
    if not trainer.history.count:
        return {}
    curve = trainer.history.curve()
    watched = [r for r in trainer.reports if "val_loss" in r.metrics]
    epochs = np.array([r.epoch for r in watched])
    known = {"loss": (curve.epochs, curve.last)}
    values = np.array([r.metrics["val_loss"] for r in watched])
    return known | ({"val_loss": (epochs, values)} if watched else {})
