"""What a network has learned, in the form that suits its task."""

from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

Array = NDArray[Any]
Kind = Literal["answers", "surface", "fit", "confusion", "scatter"]


@dataclass(frozen=True)
class Words:
    """Answers of a table from a file in its own values, a row for each that is shown.

    `given` are the inputs, `wanted` the outputs, `said` the predicted classes; that is
    empty where all outputs are numbers. `are_words` tells of each input whether it is
    none.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    given: tuple[tuple[str, ...], ...]
    wanted: tuple[tuple[str, ...], ...]
    said: tuple[tuple[str, ...], ...]
    are_words: tuple[bool, ...]


@dataclass(frozen=True)
class Answers:
    """Predictions beside the targets, a row for each of the first examples.

    `x` (shown, inputs), `y` (shown, outputs; NaN where any answer will do) and `p`
    (shown, predictions). `right` says for each row whether it is, None where that
    cannot be said (a regression). `predicted` names the columns of `p`.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    predicted: tuple[str, ...]
    x: Array
    y: Array
    p: Array
    right: tuple[bool | None, ...]
    rows: int
    """How many examples there are in all."""
    words: Words | None = None


@dataclass(frozen=True)
class Surface:
    """The prediction over a plane of two inputs, with the examples on it.

    `values` (side, side): its first axis goes along the first input, its second along
    the second. With `classes` each value is the number of the likeliest class and
    `shares` (side, side) how likely; without, it is the prediction itself, which lies
    between `low` and `high` for the most part (the two targets, where there are two).
    `points` (shown, 2), `targets` (shown,), `right` (shown,) belong to the examples.
    """

    names: tuple[str, str]
    ranges: tuple[tuple[float, float], tuple[float, float]]
    values: Array
    shares: Array | None
    low: float
    high: float
    classes: tuple[str, ...]
    points: Array
    targets: Array
    right: Array
    output: str
    rows: int


@dataclass(frozen=True)
class Fit:
    """The prediction along one input: `x` (n,), `p` (n,), and examples (shown,)."""

    name: str
    output: str
    x: Array
    p: Array
    points: Array
    targets: Array
    rows: int


@dataclass(frozen=True)
class Confusion:
    """How often a class (row) was taken for a class (column), by which examples."""

    names: tuple[str, ...]
    counts: Array
    part: str
    rows: int


@dataclass(frozen=True)
class Scatter:
    """Predicted against actual numbers of one output, (shown,) each."""

    output: str
    actual: Array
    predicted: Array
    rows: int
    part: str = "train"


@dataclass(frozen=True)
class Learned:
    """What was asked for, at one epoch."""

    epoch: int
    answers: Answers | None = None
    surface: Surface | None = None
    fit: Fit | None = None
    confusion: Confusion | None = None
    scatter: Scatter | None = None


@dataclass(frozen=True)
class Wish:
    """What to compute: the kinds, points a side of a surface, and for which output."""

    kinds: tuple[Kind, ...] = field(default=("answers",))
    side: int = 50
    output: int = 0
