"""The operations that `+`, `*`, `@` and the other operators of a value append."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from engine.core.op import Op
from engine.core.types import NUMBER, Shape, ShapeError, Type, broadcast

if TYPE_CHECKING:
    from engine.core.graph import Operand, Value


class Elementwise(Op):
    """An operation on each number by itself; arguments broadcast."""

    elementwise = spreads = True
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


class MatMul(Op):
    """a @ b, the matrix product; only here does an array stand transposed."""

    text, plan = "{0} @ {1}", ("{0}.dot({1}, {out})",)

    def infer(self, *args: Type) -> Type:
        a, b = (arg.shape for arg in args)
        return _product(args, a, b)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMulRight()(d, b), MatMulLeft()(a, d)


class MatMulLeft(Op):
    """The matrix product of a's transpose and b."""

    text, plan = "{0}.T @ {1}", ("{0}.T.dot({1}, {out})",)

    def infer(self, *args: Type) -> Type:
        a, b = (arg.shape for arg in args)
        return _product(args, a[::-1], b)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMulRight()(b, d), MatMul()(a, d)


class MatMulRight(Op):
    """The matrix product of a and b's transpose."""

    text, plan = "{0} @ {1}.T", ("{0}.dot({1}.T, {out})",)

    def infer(self, *args: Type) -> Type:
        a, b = (arg.shape for arg in args)
        return _product(args, a, b[::-1])

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        a, b = args
        return MatMul()(d, b), MatMulLeft()(d, a)


def _product(kinds: Sequence[Type], a: Shape, b: Shape) -> Type:
    if len(a) != 2 or len(b) != 2 or a[1] != b[0]:
        msg = f"no matrix product of {list(a)} and {list(b)}"
        raise ShapeError(msg)
    return Type((a[0], b[1]), broadcast(Type((), kind.dtype) for kind in kinds).dtype)
