"""Powers, roots and logarithms, with care where a number is 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.arithmetic import Elementwise
from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.elementwise import log, sigmoid, tanh, where
from engine.core.types import Type, per_row


@dataclass(frozen=True)
class Raised(Elementwise):
    """x to the power of `exponent`; an infinite slope at 0 is taken as 0."""

    exponent: float
    formula = "x: power(x, {exponent})"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        slope = raised(args[0], round(self.exponent - 1, 12))
        if self.exponent < 1:
            slope = where(args[0] > 0, slope, 0).named("slope")
        return (self.exponent * d * slope,)


class Log1p(Elementwise):
    """log(1 + x), exact for small x."""

    formula = "x: log1p(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / (1 + args[0]),)


class LogCosh(Elementwise):
    """log(cosh(x)), without overflow."""

    formula = "x: logaddexp(x, -x) - 0.6931471805599453"
    called = "log_cosh"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * tanh(args[0]),)


class LogSigmoid(Elementwise):
    """log(sigmoid(z)) = -log(1 + exp(-z)), without overflow."""

    formula = "x: -logaddexp(-x, 0)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sigmoid(-args[0]),)


class Norm(Op):
    """The length of each row, kept as a column; 1 for zeros, to divide by."""

    formula = "x: where((length := sqrt(sum(square(x)))) == 0, 1, length)"
    called = "norm"

    def infer(self, *args: Type) -> Type:
        return per_row(args[0])

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / out * args[0],)


class XLogY(Elementwise):
    """y log(p), and 0 where y is 0."""

    formula = "y, p: y * log(where(y == 0, 1, p))"
    called = "xlogy"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        y, p = args
        return d * log(p), d * ratio(y, p)


class Ratio(Elementwise):
    """y / p, and 0 where y is 0."""

    formula = "y, p: y / where(y == 0, 1, p)"
    called = "ratio"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        _, p = args
        return d / p, -d * ratio(out, p)


log1p, log_cosh, log_sigmoid = Log1p(), LogCosh(), LogSigmoid()
norm, xlogy, ratio = Norm(), XLogY(), Ratio()


def raised(x: Value, exponent: float) -> Value:
    """Raise to a power that is not 0."""
    return x if exponent == 1 else Raised(exponent)(x)
