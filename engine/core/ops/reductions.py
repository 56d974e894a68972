"""Sums, and the numbers that count what is in an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.types import NUMBER, ShapeError, Type


class SumAll(Op):
    """The sum of all numbers, as one number."""

    text, cheaper, symbol = "{0}.sum()", "add.reduce({0}, None)", "total"

    def infer(self, *args: Type) -> Type:
        return Type((), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


class NonzeroOrOne(Op):
    """A single number to divide by, or 1 if it is 0."""

    text, symbol = "{0} or 1.0", "total"

    def infer(self, *args: Type) -> Type:
        if args[0].is_array:
            msg = "this is for single numbers"
            raise ShapeError(msg)
        return args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


class SumRows(Op):
    """The sum over the rows: one number for each column."""

    text, plan = "{0}.sum(axis=0)", ("add.reduce({0}, 0, None, {out})",)

    def infer(self, *args: Type) -> Type:
        return Type(args[0].shape[1:], args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


@dataclass(frozen=True)
class SumAxes(Op):
    """The sum along some axes, kept with a length of 1; `axes` is one or several."""

    axes: int | tuple[int, ...]
    text = "{0}.sum(axis={axes}, keepdims=True)"
    plan = ("add.reduce({0}, {axes}, None, {out}, True)",)
    symbol = "total"
    takes_scalar_adjoint = True

    def infer(self, *args: Type) -> Type:
        shape = list(args[0].shape)
        for axis in (self.axes,) if isinstance(self.axes, int) else self.axes:
            if not -len(shape) <= axis < len(shape):
                msg = f"there is no axis {axis} in {list(args[0].shape)}"
                raise ShapeError(msg)
            shape[axis] = 1
        return Type(tuple(shape), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


class Count(Op):
    """A number that tells something of an array, not of its values' slopes."""

    def infer(self, *args: Type) -> Type:
        return NUMBER

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


@dataclass(frozen=True)
class Number(Count):
    """A number that stands in the text as it was given."""

    value: float
    text = "{value}"


class Size(Count):
    """How many numbers an array holds."""

    text = "{0}.size"


class Rows(Count):
    """How many rows an array has."""

    text = "len({0})"


class Width(Count):
    """How many numbers stand along an array's last axis."""

    text = "{0}.shape[-1]"


class CountNonzero(Count):
    """How many of an array's numbers are not zero, at least 1 to divide by."""

    text, symbol = "max(int(np.count_nonzero({0})), 1)", "count"


class TotalWeight(Count):
    """The sum of an array of weights, or 1 to divide by if all of them are 0."""

    text, symbol = "float({0}.sum()) or 1.0", "total"


class ScalarMax(Op):
    """The larger of two single numbers."""

    text = "max({0}, {1})"

    def infer(self, *args: Type) -> Type:
        return next((arg for arg in args if arg != NUMBER), NUMBER)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return None, None


sum_all, sum_rows, sum_last = SumAll(), SumRows(), SumAxes(-1)
size, rows, width = Size(), Rows(), Width()
count_nonzero, scalar_max = CountNonzero(), ScalarMax()
total_weight, nonzero_or_one = TotalWeight(), NonzeroOrOne()
