"""Parquet: columns with types of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.data.tables import check_names
from engine.data.tables.finding import DAMAGED, refusal
from engine.data.tables.frames import FrameTable, taken, told_by

if TYPE_CHECKING:
    from pathlib import Path

    from polars import DataType, LazyFrame, Schema

    from engine.data.tables import Asked

PACKED = 4
"""How many times larger texts are in memory than in the file, as a rule."""


def read_parquet(path: Path, asked: Asked) -> FrameTable:
    """Read a table that is stored by columns.

    Raises
    ------
    SpecError
        If the file is damaged, or holds what is no single value.
    """
    import polars as pl  # noqa: PLC0415 - only where tables are read

    try:
        lazy = pl.scan_parquet(path, glob=False)
        schema = lazy.collect_schema()
        _check(path, schema)
        is_large = asked.is_large(_size(path, lazy, len(schema)))
        plain = _plain(lazy)
        return taken(str(path), plain, asked.missing, is_large=is_large)
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        msg = f"{path}: this is no whole Parquet file: {told_by(error)}"
        raise refusal(msg, DAMAGED) from None


def _check(path: Path, schema: Schema) -> None:
    """Refuse columns that do not hold single values."""
    check_names(str(path), schema.names(), "give it another name in the file")
    for name, kind in schema.items():
        if not _is_single(kind):
            msg = f"{path}: column {name!r} holds {kind}, not single values"
            raise refusal(msg, "write it as several columns, or leave it out")


def _is_single(kind: DataType) -> bool:
    import polars as pl  # noqa: PLC0415 - as above

    texts = (pl.String, pl.Categorical, pl.Enum)
    others = (pl.Boolean, pl.Null, *texts)
    return kind.is_numeric() or kind.is_temporal() or kind.base_type() in others


def _plain(lazy: LazyFrame) -> LazyFrame:
    """Write as texts and numbers what is stored in other ways."""
    import polars as pl  # noqa: PLC0415 - as above
    import polars.selectors as cs  # noqa: PLC0415 - as above

    texts = (cs.categorical() | cs.enum() | cs.by_dtype(pl.Null)).cast(pl.String)
    return lazy.with_columns(texts, cs.decimal().cast(pl.Float64))


def _size(path: Path, lazy: LazyFrame, width: int) -> int:
    import polars as pl  # noqa: PLC0415 - as above

    rows = lazy.select(pl.len()).collect().item()
    return rows * width * 16 + PACKED * path.stat().st_size
