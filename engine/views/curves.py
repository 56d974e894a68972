"""Losses and metrics by epoch, reduced to what a plot can show."""

from dataclasses import dataclass

from engine.training.history import Curve


@dataclass(frozen=True)
class Line:
    """A curve with its name: `loss`, `val_loss`, a metric, or `val_` and a metric."""

    name: str
    curve: Curve
