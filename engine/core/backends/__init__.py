"""What makes the steps of a run: one protocol, and a backend for each printing.

Another backend is one more file, and a line in `BACKENDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.core.backends.arrays import Arrays
from engine.core.backends.base import Steps
from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.core.program import Program


class Backend(Protocol):
    """A class of steps: what it is made of, and whether this machine has it."""

    def __call__(self, program: Program, arrays: Arrays) -> Steps:
        """Make the steps of a program over the arrays of a run."""
        ...

    @staticmethod
    def is_installed() -> bool:
        """Whether everything that it imports is there."""
        ...


BACKENDS: Mapping[str, Sequence[Backend]] = {"standard": (PlannedSteps, TextbookSteps)}
"""By the spec's `numerics`: all of a row give the same bits, the fastest first."""


def make_steps(program: Program, arrays: Arrays, numerics: str = "standard") -> Steps:
    """Make the steps of a program by the first backend that is installed."""
    backend = next(each for each in BACKENDS[numerics] if each.is_installed())
    return backend(program, arrays)
