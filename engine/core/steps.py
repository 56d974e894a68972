"""What a training loop calls, over arrays that it owns: by plan or by textbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from engine.core.builder import State
from engine.core.function import Function
from engine.core.graph import Value
from engine.core.printing.emit import Printed
from engine.core.printing.plan import plan
from engine.core.printing.textbook import Textbook, joined
from engine.core.program import Program
from engine.core.running.load import load

Array = NDArray[Any]


class Steps(Protocol):
    """One step of training and what surrounds it; arrays change in place."""

    def gradients(self, *batch: Array) -> float:
        """Fill the gradient for a batch (x, y, weight, noises); give the loss."""
        ...

    def apply(self, rate: float, t: int) -> None:
        """Change the weights along the gradient; `t` counts steps from 1."""
        ...

    def limit(self) -> None:
        """Bring the weights back to where they are allowed, if they are constrained."""
        ...

    def answer(self, x: Array) -> Array:
        """Predict; the result may be overwritten by the next call."""
        ...

    def evaluate(self, *batch: Array) -> tuple[Array, *tuple[float, ...]]:
        """Predict and compare, in inference mode and without penalties.

        What layers' activities add to the loss comes last, if they do.
        """
        ...

    def penalties(self) -> float:
        """Give what is added to the loss whatever the data."""
        ...


class Arrays:
    """Weights, gradient, optimizer slots and states of one run.

    Attributes
    ----------
    w, g : the trained parameters and their gradient, each one flat vector
    parameters : every parameter by its key; the trained ones are views of `w`
    slots, states : by key
    places : every array by the value of the program that lives in it
    """

    def __init__(self, program: Program, initial: Mapping[str, Array]) -> None:
        dtype = program.dtype
        trained = [initial[p.key].ravel() for p in program.trained]
        self.w = np.concatenate(trained, dtype=dtype) if trained else np.empty(0, dtype)
        self.g = np.zeros_like(self.w)
        views, slopes = (_views(program, flat) for flat in (self.w, self.g))
        self.parameters: dict[str, Array] = {
            p.key: views[p.key] if p.trainable else initial[p.key].astype(dtype)
            for p in program.parameters
        }
        self.slots = {s.key: _started(s, initial, dtype) for s in program.slots}
        self.states = {s.key: _started(s, initial, dtype) for s in program.states}
        self.places = self._places(program, slopes)

    def _places(
        self, program: Program, slopes: Mapping[str, Array]
    ) -> dict[Value, Array]:
        """Say which array each value of the program's graphs lives in."""
        update = program.written_update
        places = {update.w: self.w, update.g: self.g}
        places |= {slot.value: self.slots[slot.key] for slot in program.slots}
        if program.clipping:
            keys = program.clipping.keys.items()
            places |= {value: slopes[key] for value, key in keys}
        if program.constraints:
            keys = program.constraints.keys.items()
            places |= {value: self.parameters[key] for value, key in keys}
        for net in (program.training.net, program.inference.net):
            places |= {p.value: self.parameters[p.key] for p in net.parameters}
            places |= {s.value: self.states[s.key] for s in net.states}
        for parameter, d in zip(program.trained, program.gradients, strict=True):
            places[d] = slopes[parameter.key]
        return places

    def named(self, program: Program) -> dict[str, Array]:
        """Give every array by its name in the textbook printing."""
        named: dict[str, Array] = {}
        for graph in dict.fromkeys(value.graph for value in self.places):
            names = program.names(graph)
            inputs = [value for value in graph.inputs if value in self.places]
            named |= {names.of(value): self.places[value] for value in inputs}
        for d in program.gradients:
            named[d.name] = self.places[d]
        return named


def _started(state: State, initial: Mapping[str, Array], dtype: str) -> Array:
    if isinstance(state.start, int | float):
        return np.full(state.shape, state.start, dtype)
    return initial[state.key].astype(dtype)


def _views(program: Program, flat: Array) -> dict[str, Array]:
    views: dict[str, Array] = {}
    start = 0
    for parameter in program.trained:
        stop = start + parameter.size
        views[parameter.key] = flat[start:stop].reshape(parameter.shape)
        start = stop
    return views


def textbook_steps(program: Program, arrays: Arrays) -> Steps:
    """Run the textbook printing."""
    names = load(Textbook(program).text, "textbook", arrays.named(program))
    return cast("Steps", SimpleNamespace(**{"limit": lambda: None, **names}))


class Planned:
    """Run the planned printing; a plan is made when a number of rows first comes."""

    def __init__(self, program: Program, arrays: Arrays) -> None:
        batch, answered = program.training.batch, program.inference.batch
        noises = [noise.value for noise in program.noises]
        made = partial(_Plans, program, arrays)
        self._gradients = made(program.training_step, [*batch, *noises])
        self._answer = made(program.answer, answered[:1])
        self._evaluate = made(program.evaluate, answered)
        update = program.written_update
        self._update = made(program.update, [update.rate, update.t])
        self._before = [made(program.clip, [])] if program.clip else []
        self._after = [made(program.constrain, [])] if program.constrain else []
        self.penalties: Callable[[], float] = lambda: 0.0
        if program.penalty:
            self.penalties = made(program.penalty, [])[0]

    def printed(self, rows: int) -> Printed:
        """Give the text of a step's plans for so many rows, and what lines compute."""
        parts = [self._gradients, *self._before, self._update, *self._after]
        return joined(part.printed(rows) for part in parts)

    def gradients(self, *batch: Array) -> float:
        return self._gradients[len(batch[0])](*batch)

    def apply(self, rate: float, t: int) -> None:
        for clip in self._before:
            clip[0]()
        self._update[0](rate, t)
        self.limit()

    def limit(self) -> None:
        for constrain in self._after:
            constrain[0]()

    def answer(self, x: Array) -> Array:
        return self._answer[len(x)](x)

    def evaluate(self, *batch: Array) -> tuple[Array, *tuple[float, ...]]:
        return self._evaluate[len(batch[0])](*batch)


def planned(program: Program, rows: int) -> Printed:
    """Print the plans of a training step for so many rows."""
    kept = [*program.parameters, *program.states]
    none = {array.key: np.zeros(array.shape) for array in kept}
    return Planned(program, Arrays(program, none)).printed(rows)


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
