"""Which arrays a plan needs: a buffer serves again once nobody reads it any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from engine.core.function import Function
from engine.core.graph import Equation, Value
from engine.core.types import Type


class Buffer:
    """An array that a plan allocates once, and the values that it holds in turn."""

    def __init__(self, kind: Type) -> None:
        self.kind = kind
        self.holds: list[Value] = []


class Storage:
    """Gives each value of a function its place.

    `held` are the values that live in arrays made elsewhere: arguments, and results
    that are written there. A result that replaces an argument is written straight into
    its array if nothing reads the argument afterwards.
    """

    def __init__(self, function: Function, held: Iterable[Value]) -> None:
        self._last_use = _last_uses(function)
        self._held = set(held)
        self._replaces = dict(function.rebinds)
        self._free: list[Buffer] = []
        self._place: dict[Value, Buffer] = {}
        self.buffers: list[Buffer] = []
        self.copied: list[tuple[Value, Value]] = []

    def out(self, equation: Equation, index: int) -> Value | None:
        """Place a result; give the argument whose array it takes over, if any."""
        old = self._replaces.get(equation.out)
        if old is not None and self._may_overwrite(equation, old, index):
            return old
        self._allot(equation.out, self._reusable(equation, index))
        return None

    def allot(self, values: Iterable[Value]) -> None:
        """Place the results of a loop, each in an array of its own."""
        for value in values:
            self._allot(value)

    def scratch(self, kinds: Iterable[Type]) -> list[Buffer]:
        """Lend work arrays for one equation."""
        return [self._take(kind) for kind in kinds]

    def give_back(self, buffers: Iterable[Buffer]) -> None:
        self._free.extend(buffers)

    def release(self, equation: Equation, index: int) -> None:
        """Free the buffers of arguments that are read here for the last time."""
        for value in dict.fromkeys(map(root, [*equation.values, *equation.outs])):
            buffer = self._place.get(value)
            if buffer and self._last_use.get(value, -1) <= index:
                del self._place[value]
                if buffer not in self._place.values():
                    self._free.append(buffer)

    def _allot(self, out: Value, buffer: Buffer | None = None) -> None:
        old = self._replaces.get(out)
        if old is not None:
            self.copied.append((out, old))
        if out not in self._held or old is not None:
            buffer = buffer or self._take(out.type)
            buffer.holds.append(out)
            self._place[out] = buffer

    def _may_overwrite(self, equation: Equation, old: Value, index: int) -> bool:
        reads = old in map(root, equation.values)
        unread_after = self._last_use.get(old, -1) <= index
        return unread_after and (not reads or may_share(equation, old))

    def _reusable(self, equation: Equation, index: int) -> Buffer | None:
        for value in equation.values:
            buffer = self._place.get(value)
            dies = self._last_use[value] <= index
            fits = value.type == equation.out.type
            if buffer and dies and fits and may_share(equation, value):
                return buffer
        return None

    def _take(self, kind: Type) -> Buffer:
        for buffer in self._free:
            if buffer.kind == kind:
                self._free.remove(buffer)
                return buffer
        self.buffers.append(Buffer(kind))
        return self.buffers[-1]


def may_share(equation: Equation, value: Value) -> bool:
    """Tell whether a result may overwrite an argument: nothing reads it afterwards."""
    places = [
        f"{{{i}}}"
        for i, arg in enumerate(equation.args)
        if not isinstance(arg, int | float) and value in (arg, root(arg))
    ]
    steps = equation.op.planned(*equation.kinds).statements
    first = next(i for i, step in enumerate(steps) if "{out}" in step)
    later = steps[first + 1 :]
    read_later = any(place in step for place in places for step in later)
    return equation.op.elementwise and not read_later


def root(value: Value) -> Value:
    """Find the value whose array a view looks at."""
    equation = value.graph.equation_of(value)
    viewed = None if equation is None else equation.viewed
    return value if viewed is None else root(viewed)


def _last_uses(function: Function) -> Mapping[Value, float]:
    uses: dict[Value, float] = {}
    for index, equation in enumerate(function.equations):
        uses.update({root(value): index for value in equation.values})
        uses.update(dict.fromkeys(equation.values, index))
    uses.update({root(value): inf for value in function.results})
    return uses
