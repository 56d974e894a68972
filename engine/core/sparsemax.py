"""Sparsemax: the nearest row of shares, of which many are exactly 0."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.crossentropy import RowWise
from engine.core.graph import Operand, Value
from engine.core.ops import sign
from engine.core.reductions import sum_last
from engine.core.types import Type


class Sparsemax(RowWise):
    """max(x - tau, 0) along the last axis, with tau such that the sum is 1."""

    text, symbol = "sparsemax({0})", "s"
    plan = ("sparsemax({0}, {out}, {s1}, {s2}, {s0})",)

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return *super().scratch(*args), args[0], args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        kept = sign(out).named("kept")
        return (kept * (d - sum_last(kept * d) / sum_last(kept)),)


sparsemax = Sparsemax()
