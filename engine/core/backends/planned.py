"""The planned printing: no step makes a new array.

A plan is made when a number of rows first comes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.backends import stepwise
from engine.core.backends.arrays import Arrays
from engine.core.function import Function
from engine.core.graph import Value
from engine.core.printing.emit import Printed
from engine.core.printing.plan import plan
from engine.core.printing.textbook import joined
from engine.core.program import Program
from engine.core.running.load import load

Array = NDArray[Any]


class PlannedSteps:
    """Runs plans over the arrays of a run."""

    def __init__(self, program: Program, arrays: Arrays) -> None:
        functions, fused = program.functions, program.fused
        batch, answered = program.training.batch, program.inference.batch
        noises = [noise.value for noise in program.noises]
        update = program.written_update
        made = partial(_Plans, program, arrays)
        self._g = arrays.g
        self._gradients = made(fused["gradients"], [*batch, *noises])
        self._answer = made(fused["answer"], answered[:1])
        self._evaluate = made(fused["evaluate"], answered)
        self._update = made(functions["update"], [update.rate, update.t])
        self._clip, self._constrain, self._penalty = (
            [made(functions[name], [])] if name in functions else []
            for name in ("clip", "constrain", "penalty")
        )

    @staticmethod
    def is_installed() -> bool:
        return True

    def printed(self, rows: int) -> Printed:
        """Return the text of a step's plans for `rows` rows."""
        parts = [self._gradients, *self._clip, self._update, *self._constrain]
        return joined(part.printed(rows) for part in parts)

    def gradients(self, *batch: Array) -> float:
        return self._gradients[len(batch[0])](*batch)

    @cached_property
    def apply(self) -> Callable[[float, int], None]:
        update = self._update[0]
        before, after = ([p[0] for p in each] for each in (self._clip, self._constrain))

        def apply(rate: float, t: int) -> None:
            for clip in before:
                clip()
            update(rate, t)
            for constrain in after:
                constrain()

        return apply if before or after else update

    def run(
        self,
        batches: Iterable[Sequence[Array]],
        rates: Iterable[float],
        done: int,
        target: float = -math.inf,
    ) -> stepwise.Ran:
        left = iter(batches)
        for first in left:
            gradients = self._gradients[len(first[0])]
            step = stepwise.Step(gradients, self.apply, self._g)
            return stepwise.run(step, chain([first], left), rates, done, target)
        return stepwise.Ran([], 0, is_finite=True)

    def limit(self) -> None:
        for constrain in self._constrain:
            constrain[0]()

    def answer(self, x: Array) -> Array:
        return self._answer[len(x)](x)

    def evaluate(self, *batch: Array) -> tuple[Array, *tuple[float, ...]]:
        return self._evaluate[len(batch[0])](*batch)

    def penalties(self) -> float:
        return self._penalty[0][0]() if self._penalty else 0.0


def print_plans(program: Program, rows: int) -> Printed:
    """Print the plans of a training step for `rows` rows."""
    kept = [*program.parameters, *program.states]
    none = {array.key: np.zeros(array.shape) for array in kept}
    return PlannedSteps(program, Arrays(program, none)).printed(rows)


class _Plans(dict[int, Callable[..., Any]]):
    """The plans of a function by their number of rows."""

    def __init__(
        self,
        program: Program,
        arrays: Arrays,
        function: Function,
        given: Sequence[Value],
    ) -> None:
        super().__init__()
        self._given = given
        self._names = partial(program.names, function.results[0].graph)
        self._function = function
        replaced = [old for _, old in function.rebinds]
        values = dict.fromkeys([*function.args, *function.results, *replaced])
        self._held = {v: arrays.places[v] for v in values if v in arrays.places}

    def __missing__(self, rows: int) -> Callable[..., Any]:
        text = self.printed(rows).text
        self[rows] = load(text, "plan")["plan"](*self._held.values())
        return self[rows]

    def printed(self, rows: int) -> Printed:
        held = [*self._held]
        return plan(self._function, self._names(), rows, held, self._given)
