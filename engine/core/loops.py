"""Loops over time: one function, called for each step of a sequence.

A sequence has its steps along the first axis, (steps, rows, features), so that each
step of it is an array in one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.core.function import Function, function, needed
from engine.core.grad import Parts, propagate, total, written_out
from engine.core.graph import Graph, Operand, Value
from engine.core.op import Op
from engine.core.ops.sequences import PlaceStep, Step, in_steps
from engine.core.ops.shaping import Copy, own
from engine.core.types import Shape, ShapeError, Type, known

Cell = Callable[..., Sequence[Value]]
"""From carries, steps of sequences and shared values to the new carries."""


@dataclass(frozen=True)
class Slice:
    """What the body sees of a sequence: at step t, its entry t + `offset`."""

    value: Value
    offset: int = 0


@dataclass(frozen=True)
class Scan(Op):
    """A function called once for each step, which carries values on to the next.

    Its arguments are the first value of each carry, the sequences, and what every step
    sees whole. The function's results are the new carries, then what is kept of each
    step. A loop that `remembers` gives all values of a carry, (steps + 1, ...) with the
    first; one that does not gives the last. Then come the sequences of what is kept,
    (steps, ...). `backwards` runs from the last step to the first.
    """

    step: Function
    carries: tuple[Value, ...]
    slices: tuple[Slice, ...]
    shared: tuple[Value, ...]
    steps: int
    remembers: bool = True
    backwards: bool = False
    symbol = "h"

    @property
    def body(self) -> Function:
        return self.step

    @property
    def renewed(self) -> tuple[Value, ...]:
        """The new value of each carry."""
        return self.step.results[: len(self.carries)]

    @property
    def kept(self) -> tuple[Value, ...]:
        """What is kept of each step besides the carries."""
        return self.step.results[len(self.carries) :]

    @property
    def before(self) -> int:
        """How far ahead of step t a carry's values have the one that t begins with."""
        return int(self.backwards)

    @property
    def after(self) -> int:
        """How far ahead of step t a carry's values have the one that t gives."""
        return 1 - self.before

    @property
    def start(self) -> int:
        """Where among a carry's values the first one stands."""
        return self.steps * self.before

    @property
    def end(self) -> int:
        """Where among a carry's values the last one stands."""
        return self.steps * self.after

    def split(self, args: Sequence[Operand]) -> tuple[Sequence[Operand], ...]:
        """Part the arguments: first values, sequences, shared values."""
        first, last = len(self.carries), len(self.carries) + len(self.slices)
        return args[:first], args[first:last], args[last:]

    def infer(self, *args: Type) -> Type:
        (kind,) = self.results(*args)
        return kind

    def results(self, *args: Type) -> tuple[Type, ...]:
        seen = [*self.carries, *(s.value for s in self.slices), *self.shared]
        places = zip(args, seen, strict=True)
        for place, (given, value) in enumerate(places):
            is_sequence = 0 <= place - len(self.carries) < len(self.slices)
            tail = given.shape[1:] if is_sequence else given.shape
            expected = value.shape, value.type.dtype
            if given.is_array and (tail, given.dtype) != expected:
                msg = f"{list(given.shape)} is not made of {list(value.shape)}"
                raise ShapeError(msg)
        carried = [carry.type for carry in self.carries]
        if self.remembers:
            carried = [in_steps(kind, self.steps + 1) for kind in carried]
        return *carried, *(in_steps(value.type, self.steps) for value in self.kept)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return self.adjoints([d], [out], *args)

    def adjoints(
        self, ds: Sequence[Operand | None], outs: Sequence[Value], *args: Value
    ) -> Sequence[Operand | None]:
        return _Backward(self, outs, args).adjoints(ds)


class _Backward:
    """The loop that carries adjoints from the last step of a loop to its first.

    It adds up the adjoints of what is shared. What the steps kept is read again; what
    they did not keep is computed again.
    """

    def __init__(
        self, scan: Scan, outs: Sequence[Value], args: Sequence[Operand]
    ) -> None:
        self.scan, self.count = scan, len(scan.carries)
        self.graph, self.outer = scan.step.graph, outs[0].graph
        self.first, sequences, self.shared = scan.split(args)
        self.sequences: dict[Value, tuple[Operand, int]] = {}
        """Where each value of a step stands: in which sequence, and how far ahead."""
        for old, new, history in zip(scan.carries, scan.renewed, outs, strict=False):
            self._place(old, history, scan.before)
            self._place(new, history, scan.after)
        for value, sequence in zip(scan.kept, outs[self.count :], strict=True):
            self._place(value, sequence)
        for piece, sequence in zip(scan.slices, sequences, strict=True):
            self._place(piece.value, sequence, piece.offset)

    def adjoints(self, ds: Sequence[Operand | None]) -> list[Operand | None]:
        """Append the loop; give the adjoints of what the forward loop was given."""
        scan = self.scan
        with self.graph.at(self.outer.origin):
            back = [self._input(new) for new in scan.renewed]
            sums = [self._input(value) for value in scan.shared]
            parts = self._propagated(back, ds)
            results = [_whole(parts, value) for value in scan.carries]
            for old, value in zip(sums, scan.shared, strict=True):
                results.append(old + _whole(parts, value))
            results += [_whole(parts, piece.value) for piece in scan.slices]
            results = _distinct(results)
        last = [_last(d, scan) or 0 for d in ds[: self.count]]
        outs = self._appended([*back, *sums], results, [*last, *(0 for _ in sums)])
        ends = len(back) + len(sums)
        for out, d in zip(outs, back, strict=False):
            out.name = d.name
        return [*self._of_firsts(ds, outs), *outs[ends:], *outs[len(back) : ends]]

    def _place(self, value: Value, sequence: Operand, offset: int = 0) -> None:
        self.sequences[value] = sequence, offset

    def _input(self, like: Value) -> Value:
        return self.graph.input(f"d_{like.name}", like.shape, like.type.dtype)

    def _propagated(self, back: Sequence[Value], ds: Sequence[Operand | None]) -> Parts:
        """Go back through one step, from what reaches its results."""
        seeds: dict[Value, Operand] = dict(zip(self.scan.renewed, back, strict=True))
        reached = zip(self.scan.step.results, ds, strict=True)
        for place, (value, d) in enumerate(reached):
            is_carry = place < self.count
            if d is None or (is_carry and _last(d, self.scan) is not None):
                continue
            reaching = self._input(value)
            self._place(reaching, d, self.scan.after if is_carry else 0)
            seeds[value] = seeds[value] + reaching if is_carry else reaching
        wanted = [piece.value for piece in self.scan.slices]
        return propagate(
            self.graph, seeds, [*self.scan.carries, *wanted, *self.scan.shared]
        )

    def _appended(
        self, carries: Sequence[Value], results: Sequence[Value], first: list[Operand]
    ) -> tuple[Value, ...]:
        """Append a loop backwards that reads what it needs of the loop forwards."""
        equations = needed(self.graph, results, self.sequences)
        renewed = zip(results, carries, strict=False)
        body = function("back", equations, results, renewed)
        read = [value for value in body.args if value in self.sequences]
        shared = [value for value in body.args if value in self.scan.shared]
        given = dict(zip(self.scan.shared, self.shared, strict=True))
        loop = Scan(
            body,
            tuple(carries),
            tuple(Slice(value, self.sequences[value][1]) for value in read),
            tuple(shared),
            self.scan.steps,
            remembers=False,
            backwards=not self.scan.backwards,
        )
        sequences = (self.sequences[value][0] for value in read)
        constants = (given[value] for value in shared)
        return self.outer.append_all(loop, (*first, *sequences, *constants))

    def _of_firsts(
        self, ds: Sequence[Operand | None], back: Sequence[Value]
    ) -> list[Operand | None]:
        """Give the adjoints of what the carries began with, if that is a value."""
        found: list[Operand | None] = []
        for first, d, reached in zip(self.first, ds, back, strict=False):
            whole: Value | None = reached if isinstance(first, Value) else None
            if whole and isinstance(d, Value) and _last(d, self.scan) is None:
                whole = whole + Step(self.scan.start)(d)
            found.append(whole)
        return found


def scan(
    cell: Cell,
    shapes: Sequence[Shape],
    sequences: Sequence[Value],
    shared: Sequence[Value] = (),
    *,
    backwards: bool = False,
) -> tuple[Value, ...]:
    """Call a cell for each step; give all values of each carry, (steps + 1, ...).

    Each carry, of one of `shapes`, begins with zeros and must be named by the cell, as
    must be whatever the way back should read instead of computing it again.
    """
    outer = sequences[0].graph
    graph = Graph(outer)
    dtype = sequences[0].type.dtype
    with graph.at(outer.origin):
        carries = [graph.input("before", shape, dtype) for shape in shapes]
        slices = [Slice(graph.input(s.name, s.shape[1:], dtype)) for s in sequences]
        inside = [graph.input(v.name, v.shape, v.type.dtype) for v in shared]
        news = cell(*carries, *(piece.value for piece in slices), *inside)
        news = _distinct(news)
    made = [e.outs[0] for e in graph.equations if e.op.views is None]
    kept = [v for v in made if v.name and v.type.is_array and v not in news]
    step = function("step", graph.equations, [*news, *kept])
    (steps,) = known(sequences[0].shape[:1])
    loop = Scan(
        step, tuple(carries), tuple(slices), tuple(inside), steps, backwards=backwards
    )
    first = (0,) * len(carries)
    outs = outer.append_all(loop, (*first, *sequences, *shared))
    for out, value in zip(outs, step.results, strict=True):
        out.name = value.name
    return outs[: len(carries)]


def _last(d: Operand | None, scan: Scan) -> Value | None:
    """Find what reaches the last value of a carry, if nothing reaches the others."""
    made = d.graph.equation_of(d) if isinstance(d, Value) else None
    is_last = made is not None and made.op == PlaceStep(scan.end, scan.steps + 1)
    return made.values[0] if made and is_last else None


def _whole(parts: Parts, value: Value) -> Value:
    """Add up what reached a value of a step."""
    return written_out(total(parts.get(value, [0])), value)


def _distinct(results: Sequence[Value]) -> list[Value]:
    """Give each result an array of its own."""
    found: list[Value] = []
    for place, value in enumerate(results):
        new = Copy(place)(value) if value in found else own(value, place)
        new.name = new.name or value.name
        found.append(new)
    return found
