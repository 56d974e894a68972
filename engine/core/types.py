"""What is known of a value before anything is computed: shape, dtype and origin."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

Dim = int | str
"""The length of an axis; "N" is the number of rows, known only when a plan is made."""

Shape = tuple[Dim, ...]


class ShapeError(ValueError):
    """Values whose shapes or dtypes do not go together."""


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
    """Put a number of rows for "N"."""
    return tuple(dim if isinstance(dim, int) else rows for dim in shape)


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
