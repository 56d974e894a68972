"""What an evaluation found, as plain names, numbers and arrays."""

from dataclasses import dataclass

from engine.evaluation.tasks import Array, Task


@dataclass(frozen=True)
class Figure:
    """A measure of the network, and of the baseline if it has one; NaN if undefined."""

    name: str
    value: float
    baseline: float | None
    larger_is_better: bool = True

    @property
    def is_better(self) -> bool | None:
        """Whether the network beats the baseline in it; None if that has none."""
        if self.baseline is None:
            return None
        more, less = self.value > self.baseline, self.value < self.baseline
        return bool(more if self.larger_is_better else less)


@dataclass(frozen=True)
class Steps:
    """A curve over all thresholds: `x` and `y` (points,)."""

    x: Array
    y: Array


@dataclass(frozen=True)
class Score:
    """How well one class is told from all others, or one label from its absence.

    What is undefined is NaN: the recall of what never occurs, the precision of what is
    never predicted, areas where all targets are alike.
    """

    name: str
    support: float
    accuracy: float
    precision: float
    recall: float
    f1: float
    roc_auc: float
    pr_auc: float
    roc: Steps
    pr: Steps


@dataclass(frozen=True)
class Calibration:
    """Predicted and observed frequencies in bins, each of which has enough rows.

    With two classes they are those of the second; else those of the likeliest class.
    `counts` are weights, `rows` how many there are, and between `low` and `high` lies
    what 95 of 100 such samples would tell of the frequency.
    """

    edges: Array
    predicted: Array
    observed: Array
    counts: Array
    rows: Array
    low: Array
    high: Array
    error: float


@dataclass(frozen=True)
class Choice:
    """Which class was taken for which: `confusion` (actual, predicted), by weight.

    `is_binary` tells that one output says yes or no.
    """

    names: tuple[str, ...]
    confusion: Array
    scores: tuple[Score, ...]
    calibration: Calibration | None
    is_binary: bool


@dataclass(frozen=True)
class Errors:
    """The errors of one output: `actual` and `predicted` (rows that count,).

    In the units of the data.
    """

    name: str
    actual: Array
    predicted: Array
    figures: tuple[Figure, ...]

    @property
    def residuals(self) -> Array:
        """What is missing from the prediction to the target."""
        return self.actual - self.predicted


@dataclass(frozen=True)
class Evaluation:
    """How a network does on a part of the data, beside a trivial baseline.

    `baseline` says what that is, and beats it whose `main` figures are all better. One
    of `choice`, `labels` and `numbers` is there, as `task` says.
    """

    part: str
    rows: int
    task: Task
    baseline: str
    figures: tuple[Figure, ...]
    main: tuple[Figure, ...]
    beats_baseline: bool
    warnings: tuple[str, ...]
    choice: Choice | None = None
    labels: tuple[Score, ...] = ()
    numbers: tuple[Errors, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the judge of a task found; `main` are the figures that decide.

    `unknown` is how many rows have a prediction that is no number.
    """

    baseline: str
    figures: tuple[Figure, ...]
    main: tuple[Figure, ...]
    unknown: int
    choice: Choice | None = None
    labels: tuple[Score, ...] = ()
    numbers: tuple[Errors, ...] = ()
