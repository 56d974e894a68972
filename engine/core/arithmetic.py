"""The operations that `+`, `*`, `@` and the other operators of a value append."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar

from engine.core.formula import Planned
from engine.core.op import Op
from engine.core.types import NUMBER, ShapeError, Type, broadcast

if TYPE_CHECKING:
    from engine.core.graph import Operand, Value


class Elementwise(Op):
    """An operation on each number by itself; arguments broadcast."""

    elementwise = takes_scalar_adjoint = True
    of_numbers: ClassVar[bool] = False
    """Whether Python's numbers have it too, without becoming NumPy's."""

    def infer(self, *args: Type) -> Type:
        kind = broadcast(args)
        if kind == NUMBER and not self.of_numbers:
            msg = f"{type(self).__name__} is for arrays"
            raise ShapeError(msg)
        return kind


class Add(Elementwise):
    """a + b."""

    formula = "a, b: a + b"

    of_numbers = True

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return d, d


class Subtract(Elementwise):
    """a - b."""

    formula = "a, b: a - b"

    of_numbers = True

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return d, -d


class Multiply(Elementwise):
    """a * b, number by number."""

    formula = "a, b: a * b"

    of_numbers = True

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return d * b, d * a


class Divide(Elementwise):
    """a / b, number by number."""

    formula = "a, b: a / b"

    of_numbers = True

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        _, b = args
        return d / b, -d * out / b


class Negative(Elementwise):
    """-a."""

    formula = "a: -a"

    of_numbers = True

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (-d,)


class Comparison(Elementwise):
    """Truth by truth; nothing can be differentiated by it."""

    symbol = "mask"

    def infer(self, *args: Type) -> Type:
        return Type(broadcast(args).shape, "bool")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return None, None


class Greater(Comparison):
    """a > b."""

    formula = "a, b: a > b"


class Less(Comparison):
    """a < b."""

    formula = "a, b: a < b"


class GreaterEqual(Comparison):
    """a >= b."""

    formula = "a, b: a >= b"


class LessEqual(Comparison):
    """a <= b."""

    formula = "a, b: a <= b"


class OfNumbers(Op):
    """An operation on Python numbers; nothing can be differentiated by them."""

    def infer(self, *args: Type) -> Type:
        if any(arg != NUMBER for arg in args):
            msg = "this is for numbers; arrays have square and sqrt"
            raise ShapeError(msg)
        return NUMBER

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,) * len(args)


class Power(OfNumbers):
    """a ** b."""

    text = "{0} ** {1}"


class FloorDivide(OfNumbers):
    """a / b without its fraction."""

    text = "{0} // {1}"


class Contraction(Op):
    """The sum of products along the axis that both arguments have: `ij,jk->ik`.

    `indices` names the axes of each argument; only here does an array stand transposed.
    """

    indices: ClassVar[tuple[str, str]]

    @property
    def factors(self) -> tuple[str, str]:
        """The arguments as they stand in the product."""
        a, b = self.indices
        return "{0}" if a == "ij" else "{0}.T", "{1}" if b == "jk" else "{1}.T"

    @property
    def expression(self) -> str:
        return " @ ".join(self.factors)

    def planned(self, *args: Type) -> Planned:
        a, b = self.factors
        return Planned((f"{a}.dot({b}, {{out}})",))

    def infer(self, *args: Type) -> Type:
        a, b = (arg.shape for arg in args)
        lengths = dict(zip(self.indices[0], a, strict=len(a) == 2))
        others = dict(zip(self.indices[1], b, strict=len(b) == 2))
        if len(a) != 2 or len(b) != 2 or lengths["j"] != others["j"]:
            msg = f"no matrix product of {list(a)} and {list(b)}"
            raise ShapeError(msg)
        kind = broadcast(Type((), arg.dtype) for arg in args)
        return Type((lengths["i"], others["k"]), kind.dtype)

    def multiplications(self, *shapes: tuple[int, ...]) -> int:
        a, b = shapes
        return prod(a) * prod(b) // a[self.indices[0].index("j")]


class MatMul(Contraction):
    """a @ b, the matrix product."""

    indices = "ij", "jk"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMulRight()(d, b), MatMulLeft()(a, d)


class MatMulLeft(Contraction):
    """The matrix product of a's transpose and b."""

    indices = "ji", "jk"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMulRight()(b, d), MatMul()(a, d)


class MatMulRight(Contraction):
    """The matrix product of a and b's transpose."""

    indices = "ij", "kj"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMul()(d, b), MatMulLeft()(d, a)
