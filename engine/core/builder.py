"""What a layer may ask for while it writes its equations."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.core.graph import Graph, Value
from engine.core.ops.reductions import Number, rows
from engine.core.ops.shaping import own, to_indices
from engine.core.types import Dim, Origin, Shape

Floats = NDArray[np.floating]
Distribution = Literal["uniform", "normal"]


class Initial(Protocol):
    """Draws the first numbers of a parameter."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        """Give float64 numbers of the given shape."""
        ...


@dataclass(frozen=True)
class Adapted:
    """First numbers that are computed from some columns of the training data."""

    columns: slice
    compute: Callable[[NDArray[Any]], Floats]


Start = float | Initial | Adapted
Penalty = Edit = Callable[[Value], Value]


@dataclass(frozen=True)
class Parameter:
    """An array that training changes (unless frozen); `key` names it for good."""

    key: str
    value: Value
    initial: Initial
    trainable: bool

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(int(dim) for dim in self.value.shape)

    @property
    def size(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True)
class State:
    """An array that is saved but not trained: moving statistics, optimizer slots."""

    key: str
    value: Value
    start: Start

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(int(dim) for dim in self.value.shape)


@dataclass(frozen=True)
class Noise:
    """Random numbers drawn outside, new at each step; `seed` None is the run's."""

    key: str
    value: Value
    distribution: Distribution
    seed: int | None = None


@dataclass(frozen=True)
class IndexInput:
    """Columns of the data that name rows of a table, counted from 0 to `size` - 1."""

    columns: slice
    size: int
    path: tuple[str | int, ...]


class Memory:
    """A graph, and the arrays that outlive one run through it."""

    def __init__(self, dtype: str) -> None:
        self.graph = Graph()
        self.dtype = dtype
        self.states: list[State] = []
        self.replaced: list[tuple[Value, Value]] = []

    def state(self, name: str, shape: Shape, start: Start = 0.0) -> Value:
        """Declare an array that is kept between steps; a number starts all of it."""
        number = self.graph.origin.number
        value = self.graph.input(name + number, shape, self.dtype)
        self.states.append(State(self.key(name), value, start))
        return value

    def number(self, value: float) -> Value:
        """Write a number so that what is done with it is seen: `1 - 0.9`."""
        return self.graph.append(Number(value), ())

    def keep(self, state: Value, new: Value) -> Value:
        """Let `new` be what the state holds from the next step on."""
        new = own(new, state.serial)
        new.name = new.name or state.name
        self.replaced.append((new, state))
        return new

    def key(self, name: str) -> str:
        """Name something of what is being written, for files and random streams."""
        return name


class Net(Memory):
    """A network being written: for training, or (`training` false) for inference.

    Attributes
    ----------
    data : the data and its columns, as far as layers took them: where they stand
    lookups : the data that must be whole numbers of a certain range
    penalties, activities : what the loss has on top: of parameters, of the batch
    """

    def __init__(self, dtype: str, *, training: bool) -> None:
        super().__init__(dtype)
        self.training = training
        self.parameters: list[Parameter] = []
        self.noises: list[Noise] = []
        self.data: dict[Value, slice] = {}
        self.lookups: list[IndexInput] = []
        self.penalties: list[Value] = []
        self.constrained: list[tuple[Parameter, Origin, Edit]] = []
        self.activities: list[Value] = []
        self._regularized: list[tuple[Value, Origin, Penalty]] = []
        self._active: list[tuple[Value, Origin, Penalty]] = []
        self._layer = ""
        self._trainable = True

    @contextmanager
    def layer(self, name: str, origin: Origin, *, trainable: bool) -> Generator[None]:
        """Say which layer the following is part of."""
        self._layer, self._trainable = name, trainable
        with self.graph.at(origin):
            yield

    @contextmanager
    def field(self, name: str) -> Generator[None]:
        """Say which field of the layer the following equations come from."""
        origin = self.graph.origin
        with self.graph.at(replace(origin, path=(*origin.path, name))):
            yield

    def key(self, name: str) -> str:
        return f"{self._layer}.{name}"

    def parameter(  # noqa: PLR0913 - all that a layer's fields say of one
        self,
        name: str,
        shape: Sequence[Dim],
        initial: Initial,
        penalty: Penalty | None = None,
        constraint: Edit | None = None,
        *,
        symbol: str = "",
    ) -> Value:
        """Ask for an array to train; `symbol` is its name in the printed program.

        `penalty` is what it adds to the loss, `constraint` what is made of it after
        each step, unless it is frozen.
        """
        number = self.graph.origin.number
        value = self.graph.input((symbol or name) + number, tuple(shape), self.dtype)
        value.is_parameter = True
        key = self.key(name)
        self.parameters.append(Parameter(key, value, initial, self._trainable))
        if penalty is not None:
            with self.field(f"{name}_regularizer"):
                self._regularized.append((value, self.graph.origin, penalty))
        if constraint is not None and self._trainable:
            with self.field(f"{name}_constraint"):
                wish = self.parameters[-1], self.graph.origin, constraint
                self.constrained.append(wish)
        return value

    @property
    def is_trained(self) -> bool:
        """Whether training changes the parameters of the layer being written."""
        return self._trainable

    def noise(
        self,
        name: str,
        shape: Shape,
        distribution: Distribution,
        seed: int | None = None,
    ) -> Value:
        """Ask for random numbers: uniform in [0, 1), or standard normal."""
        number = self.graph.origin.number
        value = self.graph.input(name + number, shape, self.dtype)
        self.noises.append(Noise(self.key(name), value, distribution, seed))
        return value

    def to_indices(self, x: Value, size: int) -> Value:
        """Let a part of the data name the rows of a table of so many."""
        path = self.graph.origin.path
        self.lookups.append(IndexInput(self.data[x], size, path))
        return to_indices(x).named("i")

    def penalty(self, value: Value) -> None:
        """Add a number to the loss."""
        self.penalties.append(value)

    def activity(self, h: Value, penalty: Penalty) -> None:
        """Let the loss grow with what a layer gives, by the mean over the batch."""
        self._active.append((h, self.graph.origin, penalty))

    def regularize(self) -> None:
        """Write all that is added to the loss, once the loss itself is written."""
        for value, origin, penalty in self._active:
            with self.graph.at(origin):
                self.activities.append(penalty(value) / rows(value))
        for value, origin, penalty in self._regularized:
            with self.graph.at(origin):
                self.penalty(penalty(value))
