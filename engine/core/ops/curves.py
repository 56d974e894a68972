"""Curves that activations are made of: exponential arms, waves, and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.arithmetic import Elementwise
from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.elementwise import absolute, square, where
from engine.core.types import ShapeError, Type


class Elu(Elementwise):
    """x where it is positive, exp(x) - 1 elsewhere."""

    formula = "x: where(x > 0, x, expm1(x))"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * where(args[0] > 0, 1, out + 1),)


@dataclass(frozen=True)
class ScaledElu(Elementwise):
    """x where it is positive, alpha * (exp(x) - 1) elsewhere."""

    alpha: float
    formula = "x: where(x > 0, x, {alpha} * expm1(x))"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * where(args[0] > 0, 1, out + self.alpha),)


class Softsign(Elementwise):
    """x / (1 + |x|)."""

    formula = "x: x / (1 + abs(x))"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / square(1 + absolute(args[0])),)


class Sin(Elementwise):
    """The sine of x, in radians."""

    formula = "x: sin(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * cos(args[0]),)


class Cos(Elementwise):
    """The cosine of x, in radians."""

    formula = "x: cos(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (-d * sin(args[0]),)


class Arctan(Elementwise):
    """The angle whose tangent is x."""

    formula = "x: arctan(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / (1 + square(args[0])),)


class Heaviside(Elementwise):
    """1 where x is at least 0, else 0; its slope is 0, so nothing learns by it."""

    formula = "x: heaviside(x, 1)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


class Surrogate(Op):
    """The first argument's value, with the slope of the second, by declaration."""

    formula = "value, slope: value"

    elementwise = True
    takes_scalar_adjoint = True

    def infer(self, *args: Type) -> Type:
        if args[0] != args[1]:
            msg = f"{args[0]} cannot have the slope of {args[1]}"
            raise ShapeError(msg)
        return args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return None, d


elu, softsign = Elu(), Softsign()
sin, cos, arctan, heaviside = Sin(), Cos(), Arctan(), Heaviside()
surrogate = Surrogate()
