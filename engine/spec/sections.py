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
    """The share held out as the test set."""
    stratify: bool | None = None
    """Whether each part gets its share of each class, to within one row.

    If left out, where a table has one output and that has classes.
    """
    column: str | None = None
    """A column that says of each row whether it is for train, validation or test."""
    date: str | None = None
    """A column to sort by: the last rows are the test set, those before them the
    validation set."""
    group: str | None = None
    """A column: rows that have the same there stay together."""
    folds: int | None = Field(default=None, ge=2)
    """Judge by cross-validation: train as often, each time judging by another part.

    Then the network learns from all of them but those to watch, and that is what is
    kept. The window does only this last training.
    """
    fold: int | None = Field(default=None, ge=1)
    """Train once, judging by this one of the folds; the first is 1."""

    def problems(self) -> Iterator[Problem]:
        if self.validation + self.test >= 1:
            yield Problem("nothing is left to train on", (), "their sum is less than 1")
        yield from self._ways()
        if self.fold is not None and self.fold > (self.folds or 0):
            message = f"there are {self.folds or 'no'} folds"
            yield Problem(message, ("fold",), 'say how many: "folds": 5')
        if self.folds is not None and self.test:
            hint = "leave out 'test' or 'folds'"
            yield Problem("the folds are to judge by", ("test",), hint)
        yield from self._idle()

    def _ways(self) -> Iterator[Problem]:
        """Find ways to divide that cannot be had together."""
        ways = [n for n in ("column", "date", "group") if getattr(self, n) is not None]
        if len(ways) > 1:
            message = f"it goes by {ways[0]!r} already"
            yield Problem(message, (ways[1],), "choose one of the two")
        elif ways and self.stratify:
            hint = f"leave out one of 'stratify' and {ways[0]!r}"
            yield Problem(f"it goes by {ways[0]!r}", ("stratify",), hint)
        elif self.folds is not None and ways in (["column"], ["date"]):
            hint = f"leave out one of 'folds' and {ways[0]!r}"
            yield Problem(f"it goes by {ways[0]!r}", ("folds",), hint)
        if self.column is not None and (self.validation or self.test):
            share = "validation" if self.validation else "test"
            hint = f"leave out one of {share!r} and 'column'"
            yield Problem("the column says it all", (share,), hint)

    def _idle(self) -> Iterator[Problem]:
        """Find ways to divide where nothing is to be divided."""
        for key in ("date", "group", "stratify") if not self.divides else ():
            if getattr(self, key):
                message = "it keeps nothing from training"
                yield Problem(message, (key,), 'say how much, such as "test": 0.2')

    @property
    def divides(self) -> bool:
        """Whether examples are to be divided by shares or into folds."""
        return bool(self.validation or self.test or self.folds)

    @property
    def cross_validates(self) -> bool:
        """Whether there is a training for each fold before that of all examples."""
        return self.folds is not None and self.fold is None

    @property
    def by(self) -> tuple[str, str] | None:
        """The key that names a column of the table, and that column."""
        for key in ("column", "date", "group"):
            if (name := getattr(self, key)) is not None:
                return key, name
        return None

    @property
    def validates(self) -> bool:
        """Whether some examples may be there to watch."""
        return bool(self.validation or self.column)


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
