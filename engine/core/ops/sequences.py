"""Sequences: arrays with their steps along the first axis, (steps, rows, features).

So each step of one is an array in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.graph import Operand, Value
from engine.core.op import Op, Source
from engine.core.types import Type, known


@dataclass(frozen=True)
class Step(Op):
    """One step of a sequence, counted from 0, or from the end if negative."""

    index: int
    text = "{0}[{index}]"
    views = 0

    def infer(self, *args: Type) -> Type:
        return Type(args[0].shape[1:], args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        return [Source(0, (str(self.index), *index))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        (steps,) = known(args[0].shape[:1])
        return (PlaceStep(self.index % steps, steps)(d),)


@dataclass(frozen=True)
class Steps(Op):
    """The steps of a sequence from `start` up to `stop`."""

    start: int
    stop: int
    text = "{0}[{start}:{stop}]"
    views = 0

    def infer(self, *args: Type) -> Type:
        return Type((self.stop - self.start, *args[0].shape[1:]), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        first, *rest = index
        return [Source(0, (f"{first} + {self.start}", *rest))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (PlaceSteps(self.start, *known(args[0].shape[:1]))(d),)


@dataclass(frozen=True)
class PlaceStep(Op):
    """One step put at `index` among `steps` steps, the others of zeros."""

    index: int
    steps: int
    text = "place_step({0}, {index}, {steps})"
    plan = ("{out}.fill(0)", "copyto({out}[{index}], {0})")

    def infer(self, *args: Type) -> Type:
        return in_steps(args[0], self.steps)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        first, *rest = index
        return [Source(0, tuple(rest), f"{first} == {self.index}")]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Step(self.index)(d),)


@dataclass(frozen=True)
class PlaceSteps(Op):
    """Steps put at `start` among `steps` steps, the others of zeros."""

    start: int
    steps: int
    text = "place_steps({0}, {start}, {steps})"
    plan = ("{out}.fill(0)", "copyto({out}[{start}:][:len({0})], {0})")

    def infer(self, *args: Type) -> Type:
        return Type((self.steps, *args[0].shape[1:]), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        first, *rest = index
        (count,) = known(args[0].shape[:1])
        where = f"{self.start} <= {first} < {self.start + count}"
        return [Source(0, (f"{first} - {self.start}", *rest), where)]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        (count,) = known(args[0].shape[:1])
        return (Steps(self.start, self.start + count)(d),)


class StepsFirst(Op):
    """The first two axes exchanged: (rows, steps, ...) to (steps, rows, ...)."""

    text = "{0}.swapaxes(0, 1).copy()"
    plan = ("copyto({out}, {0}.swapaxes(0, 1))",)

    def infer(self, *args: Type) -> Type:
        first, second, *rest = args[0].shape
        return Type((second, first, *rest), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        first, second, *rest = index
        return [Source(0, (second, first, *rest))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (self(d),)


class LastFirst(Op):
    """The steps of a sequence in the opposite order."""

    text, plan = "{0}[::-1].copy()", ("copyto({out}, {0}[::-1])",)

    def infer(self, *args: Type) -> Type:
        return args[0]

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        first, *rest = index
        return [Source(0, (f"-1 - {first}", *rest))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (self(d),)


steps_first, last_first = StepsFirst(), LastFirst()


def in_steps(kind: Type, steps: int) -> Type:
    """Give the type of a sequence whose steps are of a type."""
    return Type((steps, *kind.shape), kind.dtype)
