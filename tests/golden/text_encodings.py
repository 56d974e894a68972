"""Encodings of texts."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from zlib import crc32

import numpy as np

from engine.vocabulary.columns.wordings import TextEncoding
from tests.golden.row import Array, Row
from tests.golden.tables import encoded, flat, lengths, made, row, theirs
from tests.writing import Entry

__all__ = ["theirs"]
BASE = TextEncoding
WORDS = "sklearn.feature_extraction.text"


def counted(**fields: Any) -> Any:
    """Count words as scikit-learn's CountVectorizer does, as a twin."""
    return flat(made(WORDS, "CountVectorizer", **fields))


def hashed(buckets: int, longest: int) -> Any:
    """Hash the runs of words that CountVectorizer finds, as a twin."""

    def twin(_: Any, x: Any) -> Any:
        counter = import_module(WORDS).CountVectorizer
        find = counter(ngram_range=(1, longest))
        texts = x[:, 0]
        names = find.fit(texts).get_feature_names_out()
        buckets_of = np.eye(buckets)[[crc32(n.encode()) % buckets for n in names]]
        return find.transform(texts).toarray() @ buckets_of

    return twin


ROWS = [
    row("bag_of_words", counted(), "texts"),
    row({"type": "bag_of_words", "most": 2}, counted(max_features=2), "texts"),
    row("hashed_ngrams", hashed(128, 2), "texts"),
    row({"type": "hashed_ngrams", "buckets": 5, "ngrams": 1}, hashed(5, 1), "texts"),
    row({"type": "hashed_ngrams", "buckets": 9, "ngrams": 3}, hashed(9, 3), "texts"),
    row("length", lengths(len), "texts"),
    row(
        {"type": "length", "of": "words"},
        lengths(lambda text: len(text.split())),
        "texts",
    ),
    row(
        {"type": "length", "scaling": "unscaled"},
        lambda _, x: np.array([[len(t)] for (t,) in x]),
        "texts",
    ),
]


def ours(row: Row) -> dict[str, Array]:
    """Encode with the engine."""
    return encoded({"type": "text", "encoding": row.word}, row)


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
