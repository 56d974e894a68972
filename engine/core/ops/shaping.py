"""Operations that move numbers without changing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from engine.core.graph import Operand, Value
from engine.core.op import Op, Source, raveled, unraveled
from engine.core.ops.reductions import sum_all
from engine.core.types import Shape, ShapeError, Type, known, product


@dataclass(frozen=True)
class Reshape(Op):
    """The same numbers in another shape, of which one length may depend on the rows."""

    shape: Shape
    text = "{0}.reshape({target})"
    views = 0

    @property
    def target(self) -> str:
        """The lengths as NumPy takes them: -1 for the one that depends on the rows."""
        return ", ".join(str(d) if isinstance(d, int) else "-1" for d in self.shape)

    def infer(self, *args: Type) -> Type:
        if product(self.shape) != product(args[0].shape):
            msg = f"{list(args[0].shape)} does not fit into {list(self.shape)}"
            raise ShapeError(msg)
        return Type(self.shape, args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        return [Source(0, unraveled(raveled(index, self.shape), args[0].shape))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Reshape(args[0].shape)(d),)


@dataclass(frozen=True)
class Copy(Op):
    """The same numbers in an array of their own; `serial` tells copies apart."""

    serial: int
    text, plan = "{0}.copy()", ("copyto({out}, {0})",)

    def infer(self, *args: Type) -> Type:
        return args[0]

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        return [Source(0, tuple(index))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (d,)


def own(value: Value, serial: int) -> Value:
    """Give a value that an array of its own can be made for: a copy of a view."""
    made = value.graph.equation_of(value)
    is_own = made is not None and made.op.views is None
    return value if is_own else Copy(serial)(value)


class Fill(Op):
    """One number in every place of an array like the second."""

    text, plan = "np.full_like({1}, {0})", ("{out}.fill({0})",)

    def infer(self, *args: Type) -> Type:
        return args[1]

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        return [Source(0, ())]

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
        width = sum(known([arg.shape[-1] for arg in args]))
        return Type((*heads.pop(), width), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        *head, last = index
        widths = known(arg.shape[-1] for arg in args)
        bounds = enumerate(pairwise(accumulate(widths, initial=0)))
        return [
            Source(i, (*head, f"{last} - {start}"), f"{start} <= {last} < {stop}")
            for i, (start, stop) in bounds
        ]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        widths = known([arg.shape[-1] for arg in args])
        bounds = pairwise(accumulate(widths, initial=0))
        return [SliceColumns(start, stop)(d) for start, stop in bounds]


@dataclass(frozen=True)
class SliceColumns(Op):
    """A copy of the columns from `start` up to `stop`."""

    start: int
    stop: int
    text = "{0}[..., {start}:{stop}].copy()"
    plan = ("copyto({out}, {0}[..., {start}:{stop}])",)

    def infer(self, *args: Type) -> Type:
        return Type((*args[0].shape[:-1], self.stop - self.start), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        *head, last = index
        return [Source(0, (*head, f"{last} + {self.start}"))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        (width,) = known(args[0].shape[-1:])
        return (PadColumns(self.start, self.stop, width)(d),)


@dataclass(frozen=True)
class Split(Op):
    """Arrays cut into parts of one width, along the last axis; each part is a copy."""

    parts: int
    text, plan = "split({0}, {parts})", ("split({0}, {parts}, {outs})",)

    def infer(self, *args: Type) -> Type:
        *head, last = args[0].shape
        (width,) = known([last])
        if width % self.parts:
            msg = f"{list(args[0].shape)} has no {self.parts} parts of one width"
            raise ShapeError(msg)
        return Type((*head, width // self.parts), args[0].dtype)

    def results(self, *args: Type) -> tuple[Type, ...]:
        return (self.infer(*args),) * self.parts

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return self.adjoints([d], [out], *args)

    def adjoints(
        self, ds: Sequence[Operand | None], outs: Sequence[Value], *args: Value
    ) -> Sequence[Operand]:
        pairs = zip(ds, outs, strict=True)
        return (concatenate(*(fill(0, out) if d is None else d for d, out in pairs)),)


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

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        *head, last = index
        where = f"{self.start} <= {last} < {self.stop}"
        return [Source(0, (*head, f"{last} - {self.start}"), where)]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (SliceColumns(self.start, self.stop)(d),)


class ToIndices(Op):
    """Whole numbers as the integers that name rows."""

    text, plan, symbol = "{0}.astype(np.int64)", ("{out}[...] = {0}",), "i"

    def infer(self, *args: Type) -> Type:
        return Type(args[0].shape, "int64")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return (None,)


class Gather(Op):
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
        return ScatterAdd()(d, places, table), None


class ScatterAdd(Op):
    """Rows added up at the places that integers name, in an array like the third."""

    text = "add_at({0}, {1}, {2})"
    plan = ("{out}.fill(0)", "add.at({out}, {1}, {0})")

    def infer(self, *args: Type) -> Type:
        return args[2]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return Gather()(d, args[1]), None, None


fill, concatenate, to_indices, gather = Fill(), Concatenate(), ToIndices(), Gather()


def split(x: Value, parts: int) -> tuple[Value, ...]:
    """Cut an array into parts of one width, along the last axis."""
    return x.graph.append_all(Split(parts), (x,))
