"""The parts of a spec that have only one form: what is kept, and how it is trained."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, NonNegativeFloat

from engine.errors import Problem
from engine.vocabulary.entry import Section


class Split(Section):
    """Examples that are kept from training, chosen at random by the spec's seed."""

    called = 'a split, such as {"validation": 0.2}'

    validation: float = Field(default=0.0, ge=0, lt=1)
    """The share to watch while training."""
    test: float = Field(default=0.0, ge=0, lt=1)
    """The share to judge by at the end."""

    def problems(self) -> Iterator[Problem]:
        if self.validation + self.test >= 1:
            yield Problem("nothing is left to train on", (), "their sum is less than 1")


class EarlyStopping(Section):
    """Stop once a figure no longer improves."""

    called = 'early stopping, such as {"patience": 10}'

    monitor: str = "val_loss"
    """The figure: `loss`, `val_loss`, or a metric, `val_` before it for validation.

    A metric goes by its name or, if it has none, by its type.
    """
    min_delta: float = Field(default=0.0, ge=0)
    """Less than this is no improvement."""
    patience: int = Field(default=0, ge=0)
    """How many epochs without improvement are borne."""
    mode: Literal["auto", "min", "max"] = "auto"
    """Whether small or large is good; auto knows it from the metric."""
    baseline: float | None = None
    """Only an improvement that is better than this, too, begins the wait anew.

    Others count as waiting: once there are `patience` such epochs, the first without
    any improvement ends training.
    """
    restore_best_weights: bool = False
    """End with the weights of the best epoch."""
    start_from_epoch: int = Field(default=0, ge=0)
    """Do not judge the epochs before this one."""


class Training(Section):
    """How long, and in what portions."""

    called = 'training, such as {"epochs": 1000}'

    epochs: int = Field(ge=0)
    """How often all examples are gone through."""
    batch_size: int | None = Field(default=None, gt=0)
    """Examples for each step; all at once if left out, and then never shuffled."""
    shuffle: bool = True
    """Put the examples in a new order for each epoch."""
    validation_split: float | None = Field(default=None, ge=0, lt=1)
    """Short for the spec's `split` with this share for validation."""
    class_weight: dict[str, NonNegativeFloat] | Literal["balanced"] | None = None
    """How much rows count by class number or output; balanced: classes count alike."""
    early_stopping: EarlyStopping | None = None
    """When to stop before the last epoch."""
    target_loss: float | None = None
    """Stop as soon as the loss is no larger."""
    report_every: int | None = Field(default=None, gt=0)
    """Epochs between two reports; a tenth of all if left out."""
