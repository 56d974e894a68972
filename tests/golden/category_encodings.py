"""Encodings of categories: of names, and of whole numbers that stand for names."""

from collections.abc import Iterator
from zlib import crc32

import numpy as np

from engine.vocabulary.columns.encodings import CategoryEncoding
from tests.golden.row import Array, Row
from tests.golden.tables import HOT, ORDER, encoded, pre, row, theirs
from tests.writing import Entry

__all__ = ["theirs"]
BASE = CategoryEncoding
CODES = pre("OrdinalEncoder", **ORDER, unknown_value=-1)


def hashed(buckets: int) -> object:
    """Hash with the standard library: no framework has the same hash."""
    return lambda _, x: np.array([_ones(text, buckets) for (text,) in x])


def _ones(text: str, buckets: int) -> Array:
    return np.eye(buckets)[crc32(text.encode("utf-8")) % buckets]


ROWS = [
    row("one_hot", HOT, "names"),
    row("one_hot", HOT, "whole"),
    row("ordinal", CODES, "names"),
    row("ordinal", CODES, "whole"),
    row("hashing", hashed(64), "names"),
    row({"type": "hashing", "buckets": 3}, hashed(3), "names"),
]


def ours(row: Row) -> dict[str, Array]:
    """Encode with the engine."""
    return encoded({"type": "category", "encoding": row.word}, row)


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
