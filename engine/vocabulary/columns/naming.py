"""Values as names: those of categories, of two values, and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.vocabulary.cells import CellError
from engine.vocabulary.messages import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polars import Series

Name = str | float | bool
"""A name as a spec writes it, where it may be a number or a truth."""


def named(values: Series) -> Series:
    """Write values as texts; 1 and 1.0 are one name, that a text "1" has as well.

    Raises
    ------
    CellError
        Where a value is a list or the like.
    """
    import polars as pl  # noqa: PLC0415 - only where tables are read

    kind = values.dtype
    if kind.is_nested() or isinstance(kind, pl.Binary | pl.Object):
        row = int(values.is_not_null().arg_true()[0])
        hint = "leave the column out, or give each part a column of its own"
        raise CellError(row, f"a value of type {kind} is no name", hint)
    if kind.is_float():
        return _numbers_named(values.fill_nan(None))
    texts = values.cast(pl.String)
    if kind.is_decimal():
        return texts.str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    return texts


def name_of(name: Name) -> str:
    """Write a name that a spec gives as `named` does."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    return named(pl.Series([name]))[0]


def in_order(names: Sequence[str]) -> list[str]:
    """Sort names, by size if all are numbers, else by their letters."""
    are_numbers = all(map(is_number, names))
    return sorted(names, key=lambda name: (float(name) if are_numbers else 0, name))


def codes(values: Series, names: Sequence[str]) -> NDArray[np.int64]:
    """Find the place of each value among names (rows,); -1 where it is none of them."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    places = values.cast(pl.Enum(names), strict=False).to_physical()
    return places.cast(pl.Int64).fill_null(-1).to_numpy(writable=True)


def ones(places: NDArray[np.int64], width: int) -> NDArray[np.float64]:
    """Write 1 at the place of each row (rows, width), nothing where it is -1."""
    numbers = np.zeros((len(places), width))
    cells = np.arange(len(places)) * width + places
    numbers.reshape(-1)[cells[places >= 0]] = 1
    return numbers


def distinct(values: Series) -> list[str]:
    """List the names that are there."""
    return values.drop_nulls().unique().to_list()


def _numbers_named(values: Series) -> Series:
    import polars as pl  # noqa: PLC0415 - only where tables are read

    is_whole = (values == values.round()) & (values.abs() < 2.0**53)
    whole = values.cast(pl.Int64, strict=False).cast(pl.String)
    return whole.zip_with(is_whole.fill_null(value=True), values.cast(pl.String))
