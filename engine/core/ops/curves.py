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

    spreads = False
    text = "np.where({0} > 0, {0}, np.expm1({0}))"
    plan = (
        "greater({0}, 0.0, {s0})",
        "expm1({0}, {s1})",
        "copyto({s1}, {0}, where={s0})",
        "copyto({out}, {s1})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return Type(args[0].shape, "bool"), args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * where(args[0] > 0, 1, out + 1),)


@dataclass(frozen=True)
class ScaledElu(Elementwise):
    """x where it is positive, alpha * (exp(x) - 1) elsewhere."""

    alpha: float
    spreads = False
    text = "np.where({0} > 0, {0}, {alpha} * np.expm1({0}))"
    plan = (
        "greater({0}, 0.0, {s0})",
        "expm1({0}, {s1})",
        "multiply({s1}, {alpha}, {s1})",
        "copyto({s1}, {0}, where={s0})",
        "copyto({out}, {s1})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return Type(args[0].shape, "bool"), args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * where(args[0] > 0, 1, out + self.alpha),)


class Softsign(Elementwise):
    """x / (1 + |x|)."""

    text = "{0} / (1 + np.abs({0}))"
    plan = (
        "absolute({0}, {s0})",
        "add({s0}, 1.0, {s0})",
        "divide({0}, {s0}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (args[0],)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / square(1 + absolute(args[0])),)


class Sin(Elementwise):
    """The sine of x, in radians."""

    text, plan = "np.sin({0})", ("sin({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * cos(args[0]),)


class Cos(Elementwise):
    """The cosine of x, in radians."""

    text, plan = "np.cos({0})", ("cos({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (-d * sin(args[0]),)


class Arctan(Elementwise):
    """The angle whose tangent is x."""

    text, plan = "np.arctan({0})", ("arctan({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / (1 + square(args[0])),)


class Heaviside(Elementwise):
    """1 where x is at least 0, else 0; its slope is 0, so nothing learns by it."""

    text, plan = "np.heaviside({0}, 1)", ("heaviside({0}, 1.0, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


class Surrogate(Op):
    """The first argument's value, with the slope of the second, by declaration."""

    text, plan = "{0}", ("copyto({out}, {0})",)
    elementwise = True
    spreads = True

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
