"""What convolutions and poolings are made of: padding, and windows of images.

An image is (rows, height, width, channels), the last axis fastest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.graph import Operand, Value
from engine.core.op import Op, Source, unraveled
from engine.core.types import Dim, ShapeError, Type, known, product

Pair = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Where windows of `size` lie on images, and how many fit.

    `strides` is how far apart they are, `dilation` how far apart the places within one.
    """

    size: Pair
    strides: Pair = (1, 1)
    dilation: Pair = (1, 1)

    def places(self, height: int, width: int) -> Pair:
        """Count the windows that fit below and beside each other."""
        lengths = zip((height, width), self.spans, self.strides, strict=True)
        rows, columns = ((length - span) // s + 1 for length, span, s in lengths)
        return rows, columns

    @property
    def spans(self) -> Pair:
        """How many places a window reaches over, down and across."""
        (h, w), (down, across) = self.size, self.dilation
        return (h - 1) * down + 1, (w - 1) * across + 1

    def of(self, kind: Type) -> Pair:
        """Count the windows on images of a type.

        Raises
        ------
        ShapeError
            If they are no images, or too small for one window.
        """
        if len(kind.shape) != 4:
            msg = f"{list(kind.shape)} are no images of (height, width, channels)"
            raise ShapeError(msg)
        height, width = known(kind.shape[1:3])
        if (height, width) < self.spans or width < self.spans[1]:
            msg = f"no window of {self.spans} fits into images of {(height, width)}"
            raise ShapeError(msg)
        return self.places(height, width)

    @property
    def arguments(self) -> str:
        """How a printed program says them, what is usual left out."""
        given = [self.size, self.strides, self.dilation]
        while len(given) > 1 and given[-1] == (1, 1):
            given.pop()
        return ", ".join(map(str, given))


@dataclass(frozen=True)
class Pad(Op):
    """Images with so many more places above, below, left and right, of one value."""

    around: tuple[int, int, int, int]
    value: float = 0.0
    text = "pad_images({0}, {arguments})"
    plan = ("pad_images({0}, {around}, {filling}, {out})",)

    @property
    def arguments(self) -> str:
        """How a printed program says it; zeros go without saying."""
        return f"{self.around}, {self.filling}" if self.value else f"{self.around}"

    @property
    def filling(self) -> str:
        """The value as a printed program writes it."""
        return repr(self.value).replace("inf", "np.inf")

    def infer(self, *args: Type) -> Type:
        top, bottom, left, right = self.around
        rows, height, width, channels = args[0].shape
        height, width = known([height, width])
        shape = rows, height + top + bottom, width + left + right, channels
        return Type(shape, args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Crop(self.around)(d),)


@dataclass(frozen=True)
class Crop(Op):
    """Images without so many places above, below, left and right."""

    around: tuple[int, int, int, int]
    text = "{0}[:, {rows}, {columns}].copy()"
    plan = ("copyto({out}, {0}[:, {rows}, {columns}])",)

    @property
    def rows(self) -> str:
        return _between(*self.around[:2])

    @property
    def columns(self) -> str:
        return _between(*self.around[2:])

    def infer(self, *args: Type) -> Type:
        top, bottom, left, right = self.around
        rows, height, width, channels = args[0].shape
        height, width = known([height, width])
        shape = rows, height - top - bottom, width - left - right, channels
        return Type(shape, args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        row, i, j, channel = index
        top, _, left, _ = self.around
        return [Source(0, (row, f"{i} + {top}", f"{j} + {left}", channel))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Pad(self.around)(d),)


@dataclass(frozen=True)
class OnWindows(Op):
    """An operation on windows of images."""

    windows: Windows

    @property
    def arguments(self) -> str:
        return self.windows.arguments

    @property
    def size(self) -> Pair:
        return self.windows.size

    @property
    def strides(self) -> Pair:
        return self.windows.strides

    @property
    def dilation(self) -> Pair:
        return self.windows.dilation


class Patches(OnWindows):
    """The numbers in each window of images, side by side: one row for each window."""

    text, symbol = "patches({0}, {arguments})", "patches"
    plan = ("patches({0}, {size}, {strides}, {dilation}, {out})",)

    def infer(self, *args: Type) -> Type:
        places = self.windows.of(args[0])
        rows, channels = args[0].shape[0], args[0].shape[-1]
        count: Dim = product([rows, *places])
        return Type((count, product([*self.size, channels])), args[0].dtype)

    def sources(self, index: Sequence[str], *args: Type) -> Sequence[Source]:
        (down, across), (below, beside) = self.strides, self.dilation
        grid, channels = self.windows.of(args[0]), args[0].shape[-1]
        row, i, j = unraveled(index[0], (1, *grid))
        u, v, channel = unraveled(index[1], (*self.size, channels))
        above, left = (
            f"{i} * {down} + {u} * {below}",
            f"{j} * {across} + {v} * {beside}",
        )
        return [Source(0, (row, above, left, channel))]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (AddPatches(self.windows)(d, args[0]),)


class AddPatches(OnWindows):
    """Rows of numbers added up at the windows that they are of, in images like b."""

    text = "add_patches({0}, {1}, {arguments})"
    plan = ("add_patches({0}, {1}, {size}, {strides}, {dilation}, {out})",)

    def infer(self, *args: Type) -> Type:
        return args[1]

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand | None]:
        return Patches(self.windows)(d), None


class Pooling(OnWindows):
    """An operation on windows that usually lie side by side."""

    @property
    def arguments(self) -> str:
        beside = self.strides == self.size
        return f"{self.size}" if beside else f"{self.size}, {self.strides}"


class MaxPool(Pooling):
    """The largest number of each window of images, channel by channel."""

    text, symbol = "max_pool({0}, {arguments})", "h"
    plan = ("max_pool({0}, {size}, {strides}, {out})",)

    def infer(self, *args: Type) -> Type:
        rows, channels = args[0].shape[0], args[0].shape[-1]
        return Type((rows, *self.windows.of(args[0]), channels), args[0].dtype)

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        return (Unpool(self.windows)(d, out, args[0]),)


class Unpool(Pooling):
    """Adjoints of the largest numbers of windows, put where the first of them stands.

    The arguments are the adjoints, the largest numbers, and the images.
    """

    text = "unpool({0}, {1}, {2}, {arguments})"
    plan = ("unpool({0}, {1}, {2}, {size}, {strides}, {out}, {s0}, {s1}, {s2})",)

    def infer(self, *args: Type) -> Type:
        return args[2]

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        mask = Type(args[0].shape, "bool")
        return args[0], mask, mask

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[None]:
        return None, None, None


def _between(before: int, after: int) -> str:
    """Write a slice that leaves out so many places at both ends."""
    return f"{before or ''}:{-after if after else ''}"
