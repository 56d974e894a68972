"""What the plot of losses is shown, and how its values are read and written."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.views import Curve, Line

Reader = Callable[[Curve, int], tuple[int, float] | None]
Smoother = Callable[[Curve, float], Curve]
CsvWriter = Callable[[Sequence[Line]], str]


@dataclass(frozen=True)
class RunCurves:
    """A run of this session: its number, its name, what differs, and its curves.

    `file` is what its spec was opened as.
    """

    number: int
    name: str
    differs: str
    lines: tuple[Line, ...]
    is_current: bool
    file: str = ""

    @property
    def title(self) -> str:
        """Return number, name and what differs, as in "#3 lr 2 → 0.5"."""
        return " ".join(part for part in (f"#{self.number}", self.label) if part)

    @property
    def label(self) -> str:
        """Return name and what differs, each once."""
        parts = dict.fromkeys(part for part in (self.name, self.differs) if part)
        return ", ".join(parts)


@dataclass(frozen=True)
class Reading:
    """One value below the cursor, and which curve it belongs to."""

    run: RunCurves
    figure: str
    epoch: int
    value: float


def nearest(curve: Curve, epoch: int) -> tuple[int, float] | None:
    """Return the point of a curve that is nearest to an epoch."""
    count = len(curve.epochs)
    if not count:
        return None
    after = min(bisect_left(curve.epochs, epoch), count - 1)
    before = max(after - 1, 0)
    is_before = epoch - curve.epochs[before] < curve.epochs[after] - epoch
    at = before if is_before else after
    return int(curve.epochs[at]), float(curve.last[at])


def is_loss(figure: str) -> bool:
    """Return whether a curve is a loss, not a metric."""
    return figure in {"loss", "val_loss"}


def figures(runs: Sequence[RunCurves]) -> list[str]:
    """Return the names of all curves: losses first, metrics in the spec's order."""
    names = dict.fromkeys(line.name for run in runs for line in run.lines)
    return sorted(names, key=lambda name: (not is_loss(name), name == "val_loss"))


def has_curves(runs: Sequence[RunCurves]) -> bool:
    """Return whether there is anything to draw."""
    return any(len(line.curve.epochs) for run in runs for line in run.lines)


def current(runs: Sequence[RunCurves]) -> RunCurves | None:
    """Return the run that goes on, or would."""
    return next((run for run in runs if run.is_current), None)


def final_loss(run: RunCurves) -> str:
    """Return the last training loss in words."""
    for line in run.lines:
        if line.name == "loss" and len(line.curve.last):
            return short(float(line.curve.last[-1]))
    return "-"


def short(value: float) -> str:
    """Write a number with six significant digits."""
    return f"{value:.6g}"


def no_table(lines: Sequence[Line]) -> str:
    """Refuse to write CSV until something can."""
    raise ValueError(f"{len(lines)} curves cannot be written as CSV here")
