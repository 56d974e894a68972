"""Powers, roots and logarithms, with care where a number is 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.arithmetic import Elementwise
from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.elementwise import log, sigmoid, tanh, where
from engine.core.types import Type, broadcast, per_row


@dataclass(frozen=True)
class Raised(Elementwise):
    """x to the power of `exponent`; an infinite slope at 0 is taken as 0."""

    exponent: float
    text = "np.power({0}, {exponent})"
    plan = ("power({0}, {exponent}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        slope = raised(args[0], round(self.exponent - 1, 12))
        if self.exponent < 1:
            slope = where(args[0] > 0, slope, 0).named("slope")
        return (self.exponent * d * slope,)


class Log1p(Elementwise):
    """log(1 + x), exact for small x."""

    text, plan = "np.log1p({0})", ("log1p({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / (1 + args[0]),)


class LogCosh(Elementwise):
    """log(cosh(x)), without overflow."""

    text = "log_cosh({0})"
    plan = (
        "negative({0}, {s0})",
        "logaddexp({0}, {s0}, {out})",
        "subtract({out}, 0.6931471805599453, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (args[0],)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * tanh(args[0]),)


class LogSigmoid(Elementwise):
    """log(sigmoid(z)) = -log(1 + exp(-z)), without overflow."""

    text = "-np.logaddexp(-{0}, 0)"
    plan = (
        "negative({0}, {out})",
        "logaddexp({out}, 0.0, {out})",
        "negative({out}, {out})",
    )

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sigmoid(-args[0]),)


class Norm(Op):
    """The length of each row, kept as a column; 1 for zeros, to divide by."""

    text = "norm({0})"
    plan = (
        "square({0}, {s0})",
        "add.reduce({s0}, -1, None, {out}, True)",
        "sqrt({out}, {out})",
        "equal({out}, 0.0, {s1})",
        "copyto({out}, 1.0, where={s1})",
    )

    def infer(self, *args: Type) -> Type:
        return per_row(args[0])

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return args[0], Type(per_row(args[0]).shape, "bool")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / out * args[0],)


class XLogY(Elementwise):
    """y log(p), and 0 where y is 0."""

    text = "xlogy({0}, {1})"
    plan = (
        "equal({0}, 0.0, {s0})",
        "copyto({s1}, {1})",
        "copyto({s1}, 1.0, where={s0})",
        "log({s1}, {s1})",
        "multiply({0}, {s1}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return Type(args[0].shape, "bool"), broadcast(args)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        y, p = args
        return d * log(p), d * ratio(y, p)


class Ratio(Elementwise):
    """y / p, and 0 where y is 0."""

    text = "ratio({0}, {1})"
    plan = (
        "equal({0}, 0.0, {s0})",
        "copyto({s1}, {1})",
        "copyto({s1}, 1.0, where={s0})",
        "divide({0}, {s1}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return Type(args[0].shape, "bool"), broadcast(args)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        _, p = args
        return d / p, -d * ratio(out, p)


log1p, log_cosh, log_sigmoid = Log1p(), LogCosh(), LogSigmoid()
norm, xlogy, ratio = Norm(), XLogY(), Ratio()


def raised(x: Value, exponent: float) -> Value:
    """Raise to a power that is not 0."""
    return x if exponent == 1 else Raised(exponent)(x)
