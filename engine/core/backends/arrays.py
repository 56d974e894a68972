"""The arrays that a run owns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.builder import State
from engine.core.graph import Value
from engine.core.program import Program

Array = NDArray[Any]


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
        """Map each value of the program's graphs to the array that it lives in."""
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

    def digest(self) -> str:
        """Compute the SHA-256 of all parameters, then all states, in their order."""
        found = [*self.parameters.values(), *self.states.values()]
        return hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest()

    def named(self, program: Program) -> dict[str, Array]:
        """Map the names of the textbook printing to arrays."""
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
