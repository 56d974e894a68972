"""What is known of a value before anything is computed: shape, dtype and origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from math import prod


class ShapeError(ValueError):
    """Values whose shapes or dtypes do not fit together."""


@dataclass(frozen=True)
class Product:
    """A length that is known only when a plan is made: 36*N, or N*T."""

    factor: int
    axes: tuple[str, ...]

    def __int__(self) -> int:
        msg = f"the length {self} is not known"
        raise ShapeError(msg)

    def __str__(self) -> str:
        return "*".join([*([str(self.factor)] if self.factor > 1 else []), *self.axes])


Dim = int | str | Product
"""The length of an axis: a whole number, a named axis, or a product of such.

"N" is the number of rows.
"""

Shape = tuple[Dim, ...]


def product(dims: Iterable[Dim]) -> Dim:
    """Multiply lengths: whole numbers first, then axes in the order of their names."""
    parts = [_as_product(dim) for dim in dims]
    factor = prod(part.factor for part in parts)
    axes = sorted(axis for part in parts for axis in part.axes)
    if not axes:
        return factor
    return axes[0] if len(axes) == factor == 1 else Product(factor, tuple(axes))


@dataclass(frozen=True)
class Type:
    """Shape and dtype: NumPy's name, or "number" for a Python int or float.

    A value of shape `()` with another dtype is a NumPy scalar.
    """

    shape: Shape
    dtype: str

    @property
    def is_array(self) -> bool:
        return self.shape != ()


NUMBER = Type((), "number")


@dataclass(frozen=True)
class Origin:
    """What a person wrote that made an equation: it heads, numbers and maps lines.

    `title` stands above the lines, `path` is the place in the spec (`("layers", 0)`),
    `number` ends the names of the values (the 1 of `z1`).
    """

    title: str = ""
    path: tuple[str | int, ...] = ()
    number: str = ""


def broadcast(types: Iterable[Type]) -> Type:
    """Find the type of an elementwise result, as NumPy's rules have it."""
    kinds = list(types)
    reversed_shapes = (kind.shape[::-1] for kind in kinds)
    axes = [_common(set(dims)) for dims in zip_longest(*reversed_shapes, fillvalue=1)]
    return Type(tuple(axes[::-1]), _promoted({kind.dtype for kind in kinds}))


def per_row(kind: Type) -> Type:
    """Give the type of one number for each row, kept as a column."""
    return Type((*kind.shape[:-1], 1), kind.dtype)


def at_rows(shape: Shape, rows: int) -> tuple[int, ...]:
    """Give the lengths of a shape where "N" is the number `rows`."""
    return tuple(length(dim, {"N": rows}) for dim in shape)


def known(shape: Iterable[Dim]) -> tuple[int, ...]:
    """Give lengths that must be whole numbers.

    Raises
    ------
    ShapeError
        If one of them depends on the rows.
    """
    lengths = tuple(shape)
    whole = tuple(dim for dim in lengths if isinstance(dim, int))
    if len(whole) < len(lengths):
        msg = f"a length of ({', '.join(map(str, lengths))}) is not known"
        raise ShapeError(msg)
    return whole


def length(dim: Dim, axes: Mapping[str, int]) -> int:
    """Give a length as a number, from those of the named axes."""
    if isinstance(dim, int):
        return dim
    if isinstance(dim, str):
        return axes[dim]
    return dim.factor * prod(axes[name] for name in dim.axes)


def _as_product(dim: Dim) -> Product:
    if isinstance(dim, int):
        return Product(dim, ())
    return Product(1, (dim,)) if isinstance(dim, str) else dim


def _common(dims: set[Dim]) -> Dim:
    longer = dims - {1}
    if len(longer) > 1:
        msg = f"axes of length {' and '.join(map(str, longer))} do not go together"
        raise ShapeError(msg)
    return longer.pop() if longer else 1


def _promoted(dtypes: set[str]) -> str:
    strongest = dtypes - {"number"}
    if strongest == {"bool"} != dtypes:
        msg = "truth values and numbers do not go together"
        raise ShapeError(msg)
    if len(strongest) > 1:
        strongest -= {"bool"}
    if len(strongest) > 1:
        msg = f"dtypes {' and '.join(sorted(strongest))} do not go together"
        raise ShapeError(msg)
    return strongest.pop() if strongest else "number"
