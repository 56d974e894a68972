"""The functions of mathematics that a network is made of, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.arithmetic import Elementwise, Greater, GreaterEqual, Less
from engine.core.graph import Operand, Value
from engine.core.types import Type


class Exp(Elementwise):
    """e ** x."""

    formula = "x: exp(x)"
    symbol = "e"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * out,)


class Log(Elementwise):
    """The natural logarithm."""

    formula = "x: log(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / args[0],)


class Square(Elementwise):
    """x * x."""

    formula = "x: square(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (2 * d * args[0],)


class Sqrt(Elementwise):
    """The square root."""

    formula = "x: sqrt(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (0.5 * (d / out),)


class Absolute(Elementwise):
    """|x|; its slope at 0 is taken as 0."""

    formula = "x: abs(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sign(args[0]),)


class Sign(Elementwise):
    """-1, 0 or 1."""

    formula = "x: sign(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


@dataclass(frozen=True)
class Clip(Elementwise):
    """x, or the nearer of `low` and `high` when it lies outside."""

    low: float
    high: float
    formula = "x: clip(x, {low}, {high})"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        inside = (args[0] > self.low) * (args[0] < self.high)
        return (d * inside,)


class Maximum(Elementwise):
    """The larger of a and b; where they are equal, b is taken."""

    formula = "a, b: maximum(a, b)"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return d * Greater()(a, b), d * GreaterEqual()(b, a)


class Minimum(Elementwise):
    """The smaller of a and b; where they are equal, b is taken."""

    formula = "a, b: minimum(a, b)"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return d * Less()(a, b), d * GreaterEqual()(a, b)


class Where(Elementwise):
    """a where the mask holds, b elsewhere."""

    formula = "mask, a, b: where(mask, a, b)"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        mask, _, _ = args
        return None, where(mask, d, 0), where(mask, 0, d)


class Tanh(Elementwise):
    """The hyperbolic tangent."""

    formula = "x: tanh(x)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * (1 - square(out)),)


class Sigmoid(Elementwise):
    """1 / (1 + exp(-x))."""

    formula = "x: 1 / (1 + exp(-x))"
    called = "sigmoid"
    symbol = "s"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * out * (1 - out),)


class Softplus(Elementwise):
    """log(1 + exp(x)), without overflow."""

    formula = "x: logaddexp(x, 0)"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sigmoid(args[0]),)


@dataclass(frozen=True)
class LeakyRelu(Elementwise):
    """x where it is positive, `slope` times x elsewhere."""

    slope: float
    formula = "x: where(x > 0, x, {slope} * x)"
    takes_scalar_adjoint = False

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (where(args[0] > 0, d, self.slope * d),)


class NormalCdf(Elementwise):
    """The standard normal distribution's share below x: (1 + erf(x / sqrt 2)) / 2."""

    text, symbol = "normal_cdf({0})", "c"
    plan = ("normal_cdf({0}, {out}, {s0}, {s1}, {s2})",)

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return args[0], args[0], Type(args[0].shape, "bool")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * normal_pdf(args[0]),)


class NormalPdf(Elementwise):
    """The density of the standard normal distribution: exp(-x**2 / 2) / sqrt(2 pi)."""

    formula = "x: 0.3989422804014327 * exp(-0.5 * square(x))"
    called = "normal_pdf"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (-d * args[0] * out,)


@dataclass(frozen=True)
class Huber(Elementwise):
    """Half the square of an error up to `delta`, growing in a straight line beyond."""

    delta: float
    formula = "error: (near := clip(error, -{delta}, {delta})) * (error - 0.5 * near)"
    called = "huber"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * Clip(-self.delta, self.delta)(args[0]),)


exp, log, square, sqrt, absolute, sign = (
    Exp(),
    Log(),
    Square(),
    Sqrt(),
    Absolute(),
    Sign(),
)
maximum, minimum, where = Maximum(), Minimum(), Where()
tanh, sigmoid, softplus = Tanh(), Sigmoid(), Softplus()
normal_cdf, normal_pdf = NormalCdf(), NormalPdf()
