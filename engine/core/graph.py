"""Values, equations and graphs: a network as one straight line of array operations.

Arithmetic on a `Value` appends an `Equation` to its `Graph`; nothing is computed.
What an operation means (its NumPy text, shape rule and derivative) is its `Op`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from engine.core.arithmetic import (
    Add,
    Divide,
    FloorDivide,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    MatMul,
    Multiply,
    Negative,
    Power,
    Subtract,
)
from engine.core.op import Op
from engine.core.types import NUMBER, Origin, Shape, Type


class Value:
    """A named array or number of known type, defined once in its graph."""

    __slots__ = ("graph", "is_parameter", "name", "origin", "serial", "type")

    def __init__(self, graph: Graph, kind: Type, name: str = "") -> None:
        self.graph = graph
        self.type = kind
        self.name = name
        self.is_parameter = False
        self.origin = graph.origin
        self.serial = next(graph.serials)

    @property
    def shape(self) -> Shape:
        return self.type.shape

    def named(self, name: str) -> Value:
        """Give the value its name in the printed program, unless it has one."""
        self.name = self.name or name + self.graph.origin.number
        return self

    def __repr__(self) -> str:
        return f"{self.name or 'value'}: {self.type.dtype}{list(self.shape)}"

    def __add__(self, other: Operand) -> Value:
        return Add()(self, other)

    def __radd__(self, other: float) -> Value:
        return Add()(other, self)

    def __sub__(self, other: Operand) -> Value:
        return Subtract()(self, other)

    def __rsub__(self, other: float) -> Value:
        return Subtract()(other, self)

    def __mul__(self, other: Operand) -> Value:
        return self if _is_one(other) else Multiply()(self, other)

    def __rmul__(self, other: float) -> Value:
        return self if _is_one(other) else _scaled(other, self)

    def __truediv__(self, other: Operand) -> Value:
        return self if _is_one(other) else Divide()(self, other)

    def __rtruediv__(self, other: float) -> Value:
        return Divide()(other, self)

    def __floordiv__(self, other: Operand) -> Value:
        return FloorDivide()(self, other)

    def __pow__(self, other: Operand) -> Value:
        return Power()(self, other)

    def __rpow__(self, other: float) -> Value:
        return Power()(other, self)

    def __neg__(self) -> Value:
        return Negative()(self)

    def __matmul__(self, other: Value) -> Value:
        return MatMul()(self, other)

    def __ge__(self, other: Operand) -> Value:
        return GreaterEqual()(self, other)

    def __le__(self, other: Operand) -> Value:
        return LessEqual()(self, other)

    def __lt__(self, other: Operand) -> Value:
        return Less()(self, other)

    def __gt__(self, other: Operand) -> Value:
        return Greater()(self, other)


Operand = Value | float


@dataclass(frozen=True)
class Equation:
    """`outs = op(*args)`."""

    outs: tuple[Value, ...]
    op: Op
    args: tuple[Operand, ...]

    @property
    def out(self) -> Value:
        """The result of an operation that has one."""
        (out,) = self.outs
        return out

    @property
    def origin(self) -> Origin:
        """What in the spec the equation comes from."""
        return self.outs[0].origin

    @property
    def values(self) -> list[Value]:
        """The arguments that are not literal numbers."""
        return [arg for arg in self.args if isinstance(arg, Value)]

    @property
    def kinds(self) -> list[Type]:
        """The types of all arguments."""
        return _kinds(self.args)

    @property
    def viewed(self) -> Value | None:
        """The argument whose array the result looks at, if it has none of its own."""
        arg = None if self.op.views is None else self.args[self.op.views]
        return arg if isinstance(arg, Value) else None


class Graph:
    """A straight line of equations over inputs; equal equations are made once.

    The graph of a loop's body takes its serial numbers from the one around it.
    """

    def __init__(self, around: Graph | None = None) -> None:
        self.around = around
        self.serials: Iterator[int] = around.serials if around else count()
        self.inputs: list[Value] = []
        self.equations: list[Equation] = []
        self.origin = Origin()
        self.is_frozen = False
        self._made: dict[tuple[Op, tuple[Operand, ...]], tuple[Value, ...]] = {}
        self._equation_of: dict[Value, Equation] = {}

    def input(self, name: str, shape: Shape, dtype: str) -> Value:
        """Declare an array or number (`dtype` "number") that comes from outside."""
        self._refuse_if_frozen()
        self.inputs.append(Value(self, Type(shape, dtype), name))
        return self.inputs[-1]

    def append(self, op: Op, args: tuple[Operand, ...]) -> Value:
        """Append `op(*args)`, unless it is there, and give its one result."""
        (out,) = self.append_all(op, args)
        return out

    def append_all(self, op: Op, args: tuple[Operand, ...]) -> tuple[Value, ...]:
        """Append `op(*args)`, unless it is there; the types follow from the op.

        Raises
        ------
        RuntimeError
            If the graph is frozen: programs that were made of it may be running.
        """
        if (op, args) not in self._made:
            self._refuse_if_frozen()
            outs = tuple(Value(self, kind) for kind in op.results(*_kinds(args)))
            self.equations.append(Equation(outs, op, args))
            self._made[op, args] = outs
            self._equation_of.update(dict.fromkeys(outs, self.equations[-1]))
        return self._made[op, args]

    def freeze(self) -> None:
        """Let nothing be added any more: threads may read what never changes."""
        self.is_frozen = True

    def _refuse_if_frozen(self) -> None:
        if self.is_frozen:
            msg = "nothing can be added to the graph of a finished program"
            raise RuntimeError(msg)

    def equation_of(self, value: Value) -> Equation | None:
        """Find the equation that defines a value; None for an input."""
        return self._equation_of.get(value)

    @contextmanager
    def at(self, origin: Origin) -> Generator[None]:
        """Say what in the spec the equations made inside come from."""
        before, self.origin = self.origin, origin
        try:
            yield
        finally:
            self.origin = before


def _kinds(args: Sequence[Operand]) -> list[Type]:
    return [arg.type if isinstance(arg, Value) else NUMBER for arg in args]


def _is_one(operand: Operand) -> bool:
    return not isinstance(operand, Value) and operand == 1


def _scaled(factor: float, value: Value) -> Value:
    """Multiply by a literal, drawn into the one that a product begins with."""
    made = value.graph.equation_of(value)
    if made is None or value.name:
        return Multiply()(factor, value)
    first, *rest = made.args
    if isinstance(made.op, Negative):
        return -factor * made.values[0]
    if isinstance(made.op, Multiply | Divide) and not _is_array(first):
        return _product(made.op, factor * first, rest[0])
    return Multiply()(factor, value)


def _is_array(operand: Operand) -> bool:
    return isinstance(operand, Value) and operand.type != NUMBER


def _product(op: Op, factor: Operand, value: Operand) -> Value:
    """Write `factor * value` or `factor / value`, without a factor of 1."""
    is_gone = isinstance(op, Multiply) and _is_one(factor)
    return value if is_gone and isinstance(value, Value) else op(factor, value)
