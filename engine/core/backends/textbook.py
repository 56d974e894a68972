"""The textbook printing as it stands, for reading along and for comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from engine.core.backends import stepwise
from engine.core.backends.arrays import Arrays
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.core.running.load import load


class TextbookSteps:
    """Runs the text that people read; each step makes new arrays."""

    def __init__(self, program: Program, arrays: Arrays) -> None:
        text = Textbook(program).text
        names: dict[str, Any] = load(text, "textbook", arrays.named(program))
        self.gradients, self.apply = names["gradients"], names["apply"]
        self.answer, self.evaluate = names["answer"], names["evaluate"]
        self.penalties, self.limit = names["penalties"], names.get("limit", _nothing)
        self._g = arrays.g

    @staticmethod
    def is_installed() -> bool:
        return True

    def run(
        self,
        batches: Iterable[Sequence[Any]],
        rates: Iterable[float],
        done: int,
        target: float = -math.inf,
    ) -> stepwise.Ran:
        step = stepwise.Step(self.gradients, self.apply, self._g)
        return stepwise.run(step, batches, rates, done, target)


def _nothing() -> None:
    pass
