"""Operations on the columns of a row as the classes of one choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.types import ShapeError, Type, per_row


@dataclass(frozen=True)
class OneHot(Op):
    """For a column of class numbers, a row with 1 in the column of its class.

    Each number must be that of a class, so that every row adds up to 1.
    """

    classes: int
    text = "one_hot({0}, {classes})"
    plan = ("one_hot({0}, {classes}, {out})",)

    def infer(self, *args: Type) -> Type:
        if args[0].shape[-1] != 1:
            msg = f"{list(args[0].shape)} is not a column"
            raise ShapeError(msg)
        return Type((*args[0].shape[:-1], self.classes), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


@dataclass(frozen=True)
class ScaleColumns(Op):
    """Each column multiplied by a factor of its own."""

    factors: tuple[float, ...]
    text = "scale_columns({0}, {factors})"
    plan = ("scale_columns({0}, {factors}, {out})",)

    def infer(self, *args: Type) -> Type:
        if args[0].shape[-1] != len(self.factors):
            msg = f"{len(self.factors)} factors do not go with {list(args[0].shape)}"
            raise ShapeError(msg)
        return args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (self(d),)


class MaxLast(Op):
    """The largest number of each row, kept as a column; equals share its slope."""

    formula = "x: max(x)"
    symbol = "largest"

    def infer(self, *args: Type) -> Type:
        return per_row(args[0])

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * SharesOfMax()(args[0]),)


class SharesOfMax(Op):
    """1 at the largest number of each row, shared evenly by equals; 0 elsewhere."""

    text = "shares_of_max({0})"
    plan = (
        "maximum.reduce({0}, -1, None, {s0}, True)",
        "equal({0}, {s0}, {out})",
        "add.reduce({out}, -1, None, {s0}, True)",
        "divide({out}, {s0}, {out})",
    )

    def infer(self, *args: Type) -> Type:
        return args[0]

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (per_row(args[0]),)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


max_last = MaxLast()
