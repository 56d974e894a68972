"""The runs of a session, to compare with each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine import Spec
from engine.editing import differences
from engine.views import Line


@dataclass(frozen=True)
class RecordedRun:
    """A run of this session: its spec, its curves, and what makes it different.

    `file` is what its spec was opened as.
    """

    number: int
    spec: Spec
    name: str
    differs: str
    lines: tuple[Line, ...] = ()
    file: str = ""


class RunHistory:
    """All runs of a session; the last one is the current.

    Attributes
    ----------
    file : what is open now
    """

    def __init__(self) -> None:
        self._runs: list[RecordedRun] = []
        self._count = 0
        self.file = ""

    def __iter__(self) -> Iterator[RecordedRun]:
        return iter(self._runs)

    @property
    def current(self) -> RecordedRun | None:
        return self._runs[-1] if self._runs else None

    def begin(self, spec: Spec) -> None:
        """Begin a run; one that ended within its first epoch has no curve to keep."""
        if self._runs and not _has_steps(self._runs[-1].lines):
            self._runs.pop()
            self._count -= 1
        self._count += 1
        same = [run for run in self._runs if run.file == self.file]
        differs = _describe_difference(same[-1], spec) if same else ""
        name, file = spec.name, self.file
        self._runs.append(RecordedRun(self._count, spec, name, differs, file=file))

    def edit(self, spec: Spec) -> None:
        """Continue the current run with another spec."""
        if current := self.current:
            found = differences(current.spec, spec)
            parts = filter(None, [current.differs, *found])
            differs = ", ".join(parts) if _has_steps(current.lines) else current.differs
            self._runs[-1] = replace(current, spec=spec, differs=differs)

    def update(self, lines: Sequence[Line]) -> None:
        """Return the current run its newest curves, if there are any."""
        if self._runs and lines:
            self._runs[-1] = replace(self._runs[-1], lines=tuple(lines))

    def rename(self, number: int, name: str) -> None:
        """Call a run something else."""
        self._runs = [
            replace(run, name=name) if run.number == number else run
            for run in self._runs
        ]

    def remove(self, number: int) -> None:
        """Forget a run that is over."""
        self._runs = [
            run for run in self._runs if run.number != number or run is self.current
        ]


def _has_steps(lines: Sequence[Line]) -> bool:
    return any(len(line.curve.epochs) > 1 for line in lines)


def _describe_difference(before: RecordedRun, spec: Spec) -> str:
    """Describe how a run differs from the one before it."""
    found = differences(before.spec, spec)
    return ", ".join(found) if found else "the same spec"
