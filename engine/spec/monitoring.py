"""Figures that are watched while training: whether there is such a one."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from engine.errors import Path, Problem, did_you_mean


class Watching(Protocol):
    """A form that names a figure to watch."""

    @property
    def monitor(self) -> str:
        """`loss` or a metric, `val_` before it for validation."""
        ...

    @property
    def model_fields_set(self) -> set[str]:
        """The fields that the spec says."""
        ...


def monitor_problems(
    wish: Watching, path: Path, metrics: Sequence[str], *, validated: bool
) -> Iterator[Problem]:
    """Find out whether a figure can be watched; the form is at `path`."""
    figures = ["loss", *metrics]
    known = [*figures, *(f"val_{name}" for name in figures)]
    at = (*path, "monitor") if "monitor" in wish.model_fields_set else path
    if wish.monitor not in known:
        hint = did_you_mean(wish.monitor, known) or f"there are {', '.join(known)}"
        yield Problem(f"there is no figure {wish.monitor!r}", at, hint)
    elif wish.monitor.startswith("val_") and not validated:
        hint = 'add "split": {"validation": 0.2}, or monitor "loss"'
        yield Problem(f"{wish.monitor!r} needs examples for validation", at, hint)
