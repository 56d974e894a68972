"""Operations on the numbers of a row together, one result for each."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.elementwise import sign
from engine.core.ops.reductions import sum_last
from engine.core.types import Type, broadcast, per_row


class RowWise(Op):
    """An operation on the numbers of a row together, one result for each."""

    def infer(self, *args: Type) -> Type:
        return broadcast(args)

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (per_row(args[0]),)


class Softmax(RowWise):
    """exp(x) / sum(exp(x)) along the last axis."""

    formula = "x: (e := exp(x - max(x))) / sum(e)"
    called = "softmax"
    symbol = "s"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (out * (d - sum_last(d * out)),)


class LogSoftmax(RowWise):
    """x - log(sum(exp(x))) along the last axis."""

    formula = "x: (moved := x - max(x)) - log(sum(exp(moved)))"
    called = "log_softmax"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d - softmax(args[0]) * sum_last(d),)


class Sparsemax(RowWise):
    """max(x - tau, 0) along the last axis, with tau such that the sum is 1."""

    text, symbol = "sparsemax({0})", "s"
    plan = ("sparsemax({0}, {out}, {s1}, {s2}, {s0})",)

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return *super().scratch(*args), args[0], args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        kept = sign(out).named("kept")
        return (kept * (d - sum_last(kept * d) / sum_last(kept)),)


softmax, log_softmax, sparsemax = Softmax(), LogSoftmax(), Sparsemax()
