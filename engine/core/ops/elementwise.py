"""The functions of mathematics that a network is made of, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.arithmetic import Elementwise, Greater, GreaterEqual, Less
from engine.core.graph import Operand, Value
from engine.core.types import Type


class Exp(Elementwise):
    """e ** x."""

    text, plan, symbol = "np.exp({0})", ("exp({0}, {out})",), "e"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * out,)


class Log(Elementwise):
    """The natural logarithm."""

    text, plan = "np.log({0})", ("log({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d / args[0],)


class Square(Elementwise):
    """x * x."""

    text, plan = "np.square({0})", ("square({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (2 * d * args[0],)


class Sqrt(Elementwise):
    """The square root."""

    text, plan = "np.sqrt({0})", ("sqrt({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (0.5 * (d / out),)


class Absolute(Elementwise):
    """|x|; its slope at 0 is taken as 0."""

    text, plan = "np.abs({0})", ("absolute({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sign(args[0]),)


class Sign(Elementwise):
    """-1, 0 or 1."""

    text, plan = "np.sign({0})", ("sign({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


@dataclass(frozen=True)
class Clip(Elementwise):
    """x, or the nearer of `low` and `high` when it lies outside."""

    low: float
    high: float
    spreads = False
    text = "np.clip({0}, {low}, {high})"
    plan = ("maximum({0}, {low}, out={out})", "minimum({out}, {high}, out={out})")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        inside = (args[0] > self.low) * (args[0] < self.high)
        return (d * inside,)


class Maximum(Elementwise):
    """The larger of a and b; where they are equal, b is taken."""

    spreads = False
    text, plan = "np.maximum({0}, {1})", ("maximum({0}, {1}, out={out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return d * Greater()(a, b), d * GreaterEqual()(b, a)


class Minimum(Elementwise):
    """The smaller of a and b; where they are equal, b is taken."""

    spreads = False
    text, plan = "np.minimum({0}, {1})", ("minimum({0}, {1}, out={out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return d * Less()(a, b), d * GreaterEqual()(a, b)


class Where(Elementwise):
    """a where the mask holds, b elsewhere."""

    spreads = False
    text = "np.where({0}, {1}, {2})"
    plan = ("copyto({out}, {2})", "copyto({out}, {1}, where={0})")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        mask, _, _ = args
        return None, where(mask, d, 0), where(mask, 0, d)


class Tanh(Elementwise):
    """The hyperbolic tangent."""

    text, plan = "np.tanh({0})", ("tanh({0}, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * (1 - square(out)),)


class Sigmoid(Elementwise):
    """1 / (1 + exp(-x))."""

    text, symbol = "sigmoid({0})", "s"
    plan = (
        "negative({0}, {out})",
        "exp({out}, {out})",
        "add({out}, 1.0, {out})",
        "reciprocal({out}, {out})",
    )

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * out * (1 - out),)


class Softplus(Elementwise):
    """log(1 + exp(x)), without overflow."""

    text, plan = "np.logaddexp({0}, 0)", ("logaddexp({0}, 0.0, {out})",)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d * sigmoid(args[0]),)


@dataclass(frozen=True)
class LeakyRelu(Elementwise):
    """x where it is positive, `slope` times x elsewhere."""

    slope: float
    spreads = False
    text = "np.where({0} > 0, {0}, {slope} * {0})"
    plan = (
        "greater({0}, 0.0, {s0})",
        "multiply({0}, {slope}, {out})",
        "copyto({out}, {0}, where={s0})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (Type(args[0].shape, "bool"),)

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

    text = "normal_pdf({0})"
    plan = (
        "square({0}, {out})",
        "multiply({out}, -0.5, {out})",
        "exp({out}, {out})",
        "multiply({out}, 0.3989422804014327, {out})",
    )

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (-d * args[0] * out,)


@dataclass(frozen=True)
class Huber(Elementwise):
    """Half the square of an error up to `delta`, growing in a straight line beyond."""

    delta: float
    text = "huber({0}, {delta})"
    plan = (
        "maximum({0}, -{delta}, out={s0})",
        "minimum({s0}, {delta}, out={s0})",
        "multiply({s0}, 0.5, {s1})",
        "subtract({0}, {s1}, {s1})",
        "multiply({s0}, {s1}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return args[0], args[0]

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
