"""Rates that hang on how training goes."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.errors import Problem, SpecError
from engine.vocabulary.schedules import Schedule


class ReduceOnPlateau(Schedule):
    """rate * factor, whenever a figure has not improved for `patience` epochs.

    The training loop decides it at the end of each epoch. For the next `cooldown`
    epochs nobody waits, and the rate never falls below min_lr.

    Use: when nobody knows beforehand how long each learning rate is good for.
    Source: Keras's `ReduceLROnPlateau`.
    """

    aliases: ClassVar[tuple[str, ...]] = ("reduce_lr_on_plateau",)
    is_decided: ClassVar[bool] = True

    initial_learning_rate: float = Field(gt=0)
    """The rate of the first step."""
    monitor: str = "val_loss"
    """The figure: `loss`, `val_loss`, or a metric, `val_` before it for validation."""
    factor: float = Field(default=0.1, gt=0, lt=1)
    """What the rate is multiplied by."""
    patience: int = Field(default=10, ge=0)
    """How many epochs without improvement are borne."""
    min_delta: float = Field(default=1e-4, ge=0)
    """Less than this is no improvement."""
    cooldown: int = Field(default=0, ge=0)
    """For how many epochs after a reduction none is counted."""
    min_lr: float = Field(default=0.0, ge=0)
    """The rate never falls below this."""
    mode: Literal["auto", "min", "max"] = "auto"
    """Whether small or large is good; auto knows it from the metric."""

    def problems(self) -> Iterator[Problem]:
        start = self.initial_learning_rate
        if self.min_lr > start:
            message = f"expected at most initial_learning_rate, {start:g}, not"
            hint = "the rate can only fall"
            yield Problem(f"{message} {self.min_lr:g}", ("min_lr",), hint)

    def __call__(self, step: Value, memory: Memory) -> Value:
        message = "reduce_on_plateau is no function of the step"
        hint = "write it as the optimizer's learning_rate itself"
        raise SpecError([Problem(message, ("optimizer", "learning_rate"), hint)])


WORDS = (ReduceOnPlateau,)
