"""Operations that move numbers without changing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import prod

from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.reductions import sum_all
from engine.core.types import Dim, ShapeError, Type


@dataclass(frozen=True)
class Reshape(Op):
    """The same numbers in another shape; the rows stay what they are."""

    tail: tuple[int, ...]
    text = "{0}.reshape({target})"

    @property
    def target(self) -> str:
        return ", ".join(map(str, (-1, *self.tail)))

    def infer(self, *args: Type) -> Type:
        rows, *tail = args[0].shape
        if prod(self.tail) != prod(_known(tail)):
            msg = f"{list(args[0].shape)} does not fit into {list(self.tail)}"
            raise ShapeError(msg)
        return Type((rows, *self.tail), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Reshape(_known(args[0].shape[1:]))(d),)


@dataclass(frozen=True)
class Copy(Op):
    """The same numbers in an array of their own; `serial` tells copies apart."""

    serial: int
    text, plan = "{0}.copy()", ("copyto({out}, {0})",)

    def infer(self, *args: Type) -> Type:
        return args[0]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


def own(value: Value, serial: int) -> Value:
    """Give a value that an array of its own can be made for: a copy of a view."""
    made = value.graph.equation_of(value)
    is_own = made is not None and not isinstance(made.op, Reshape)
    return value if is_own else Copy(serial)(value)


class Fill(Op):
    """One number in every place of an array like the second."""

    text, plan = "np.full_like({1}, {0})", ("{out}.fill({0})",)

    def infer(self, *args: Type) -> Type:
        return args[1]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return d if isinstance(d, int | float) else sum_all(d), None


class Concatenate(Op):
    """Arrays side by side, along the last axis."""

    text = "np.concatenate([{args}], axis=-1)"
    plan = ("concatenate([{args}], -1, {out})",)

    def infer(self, *args: Type) -> Type:
        heads = {arg.shape[:-1] for arg in args}
        if len(heads) != 1:
            msg = "arrays side by side must have the same rows"
            raise ShapeError(msg)
        width = sum(_known([arg.shape[-1] for arg in args]))
        return Type((*heads.pop(), width), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        widths = _known([arg.shape[-1] for arg in args])
        bounds = pairwise(accumulate(widths, initial=0))
        return [Columns(start, stop)(d) for start, stop in bounds]


@dataclass(frozen=True)
class Columns(Op):
    """A copy of the columns from `start` up to `stop`."""

    start: int
    stop: int
    text = "{0}[..., {start}:{stop}].copy()"
    plan = ("copyto({out}, {0}[..., {start}:{stop}])",)

    def infer(self, *args: Type) -> Type:
        return Type((*args[0].shape[:-1], self.stop - self.start), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        (width,) = _known(args[0].shape[-1:])
        return (PadColumns(self.start, self.stop, width)(d),)


@dataclass(frozen=True)
class PadColumns(Op):
    """Columns put at `start` among `width` columns of zeros."""

    start: int
    stop: int
    width: int
    text = "pad_columns({0}, {start}, {stop}, {width})"
    plan = ("{out}.fill(0)", "copyto({out}[..., {start}:{stop}], {0})")

    def infer(self, *args: Type) -> Type:
        return Type((*args[0].shape[:-1], self.width), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Columns(self.start, self.stop)(d),)


class Places(Op):
    """Whole numbers as the integers that name rows."""

    text, plan, symbol = "{0}.astype(np.int64)", ("{out}[...] = {0}",), "i"

    def infer(self, *args: Type) -> Type:
        return Type(args[0].shape, "int64")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


class Take(Op):
    """The rows of a table that integers name, counted from 0; none is negative."""

    text, plan = "{0}[{1}]", ("take({0}, {1}, 0, {out}, 'clip')",)

    def infer(self, *args: Type) -> Type:
        table, places = args
        if places.dtype != "int64":
            msg = f"rows are named by int64, not by {places.dtype}"
            raise ShapeError(msg)
        return Type((*places.shape, *table.shape[1:]), table.dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        table, places = args
        return AddAt()(d, places, table), None


class AddAt(Op):
    """Rows added up at the places that integers name, in an array like the third."""

    text = "add_at({0}, {1}, {2})"
    plan = ("{out}.fill(0)", "add.at({out}, {1}, {0})")

    def infer(self, *args: Type) -> Type:
        return args[2]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return Take()(d, args[1]), None, None


fill, concatenate, places, take = Fill(), Concatenate(), Places(), Take()


def _known(shape: Sequence[Dim]) -> tuple[int, ...]:
    """Give lengths that must be known; only rows may not be."""
    if not all(isinstance(dim, int) for dim in shape):
        msg = f"a length of {list(shape)} is not known"
        raise ShapeError(msg)
    return tuple(int(dim) for dim in shape)
