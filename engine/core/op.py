"""What an operation is: its text in both printings, its type rule, its derivative."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from engine.core.formula import FIELD, FORMULAS, Formula, Planned
from engine.core.types import Dim, Type

if TYPE_CHECKING:
    from engine.core.function import Function
    from engine.core.graph import Operand, Value


@dataclass(frozen=True)
class Source:
    """An entry of an argument, by its index, where a condition holds; else 0.

    Indices are Python expressions, of those of the result.
    """

    place: int
    index: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True)
class Op(ABC):
    """An operation: how it is computed, its type rule and its derivative.

    One that works number by number, or row by row, says how by its `formula`; the
    textbook writes that, or calls it by the name in `called`. The others say it twice:
    `text` is a Python expression of the arguments `{0}`, `{1}` (`{args}` is all of
    them) and of the op's own fields; `plan` computes the same by statements that write
    to `{out}`, with work arrays `{s0}`, `{s1}` of the types that `scratch` gives, and
    is empty where the result is a number or a view. Numbers in it are written `1.0`.
    `symbol` names a result that needs a line of its own and has no better name.
    """

    formula: ClassVar[str] = ""
    called: ClassVar[str] = ""
    text: ClassVar[str]
    plan: ClassVar[tuple[str, ...]] = ()
    cheaper: ClassVar[str] = ""
    """What plans say in place of `text` where the result is a number."""
    symbol: ClassVar[str] = "t"
    elementwise: ClassVar[bool] = False
    takes_scalar_adjoint: ClassVar[bool] = False
    """Whether `vjp` may be given one number that stands for an adjoint of equals."""
    views: ClassVar[int | None] = None
    """The place of the argument that the result is a view of, if it is one."""

    def __init_subclass__(cls) -> None:
        if cls.called:
            FORMULAS[cls.called] = cls.formula

    @property
    def expression(self) -> str:
        """The textbook's expression of the arguments `{0}`, `{1}`, ..."""
        if not self.formula:
            return self.text
        formula = Formula.parse(self.formula)
        return formula.call(self.called) if self.called else formula.text

    @property
    def body(self) -> Function | None:
        """The function that a loop runs over and over; None if it is no loop."""
        return None

    def __call__(self, *args: Operand) -> Value:
        graph = next(arg.graph for arg in args if not isinstance(arg, float | int))
        return graph.append(self, args)

    def results(self, *args: Type) -> tuple[Type, ...]:
        """Give the types of all results; most operations have one."""
        return (self.infer(*args),)

    def adjoints(
        self, ds: Sequence[Operand | None], outs: Sequence[Value], *args: Value
    ) -> Sequence[Operand | None]:
        """Give the adjoint of each argument from those of all results."""
        (d,), (out,) = ds, outs
        return (None,) * len(args) if d is None else self.vjp(d, out, *args)

    @abstractmethod
    def infer(self, *args: Type) -> Type:
        """Give the type of the result, or raise ShapeError."""

    @abstractmethod
    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        """Give the adjoint of each argument from `d`, that of the result.

        None stands for an argument that nothing can be differentiated by. An adjoint
        may have any shape that broadcasts with its argument's.
        """

    def multiplications(self, *shapes: tuple[int, ...]) -> int:
        """Count those of a matrix product, for arguments of some shapes."""
        return 0

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source] | None:
        """Say where the entry at an index of the result is moved from, if it is."""
        return None

    def planned(self, *args: Type) -> Planned:
        """Give the statements that compute the result in `{out}`, and their arrays."""
        if not self.formula:
            return Planned(self.plan, self.scratch(*args))
        return Formula.parse(filled(self, self.formula)).planned(args)

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        """Give the types of the work arrays that `plan` needs."""
        return ()


def filled(op: Op, text: str, names: Mapping[str, str] | None = None) -> str:
    """Put names, and an op's own fields, into a text of its."""
    given = names or {}
    return FIELD.sub(
        lambda match: given.get(match[1]) or str(getattr(op, match[1])), text
    )


def raveled(index: Sequence[str], shape: Sequence[Dim]) -> str:
    """Count the entries before an index, the last axis fastest."""
    flat = index[0]
    for each, dim in zip(index[1:], shape[1:], strict=True):
        flat = f"({flat}) * ({dim}) + {each}"
    return flat


def unraveled(flat: str, shape: Sequence[Dim]) -> tuple[str, ...]:
    """Find the index that so many entries lie before; the first is not bounded."""
    found: list[str] = []
    for dim in reversed(shape[1:]):
        found.append(f"(({flat}) % ({dim}))")
        flat = f"(({flat}) // ({dim}))"
    return (flat, *reversed(found))
