"""A hash of texts that is the same on every machine, today and later."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from polars import Series


def buckets_of(texts: Series, buckets: int) -> NDArray[np.int64]:
    """Find the bucket of each text, of which none is missing (rows,)."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if not len(texts):
        return np.empty(0, np.int64)
    known = texts.unique()
    hashes = [crc32(text.encode()) % buckets for text in known.to_list()]
    found = pl.Series(hashes, dtype=pl.Int64)
    return texts.replace_strict(known, found, return_dtype=pl.Int64).to_numpy(
        writable=True
    )
