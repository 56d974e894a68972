"""How texts become numbers."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import LonghandError
from engine.vocabulary.columns.hashing import buckets_of
from engine.vocabulary.columns.naming import codes
from engine.vocabulary.entry import Word
from engine.vocabulary.scalers import Scaler, Standardize

if TYPE_CHECKING:
    from polars import DataFrame, Series

Floats = NDArray[np.float64]
Learned = dict[str, Any]

WORD = r"\w\w+"
"""What a word is: two letters, digits or underscores at least."""


class TextEncoding(Word):
    """A rule by which a text becomes numbers.

    Shapes: texts (N,), numbers (N, features).
    """

    called = "an encoding of texts"
    families = (__name__,)

    @abstractmethod
    def learn(self, texts: Series) -> Learned:
        """Measure the training texts, of which none is missing."""

    @abstractmethod
    def labels(self, name: str, learned: Learned) -> list[str]:
        """Name the numbers that a text of column `name` becomes."""

    @abstractmethod
    def forward(self, texts: Series, learned: Learned) -> Floats:
        """Turn texts into numbers."""


class Length(TextEncoding):
    """The number of characters or words, scaled.

    Use: where it matters how much was said, not what.
    Source: Longhand's own.
    """

    of: Literal["characters", "words"] = "characters"
    """What is counted."""
    scaling: Scaler = Standardize()
    """How the numbers are scaled."""

    def learn(self, texts: Series) -> Learned:
        return {"scaling": self.scaling.learn(self._count(texts))}

    def labels(self, name: str, learned: Learned) -> list[str]:
        return [f"{name} {self.of}"]

    def forward(self, texts: Series, learned: Learned) -> Floats:
        scaled = self.scaling.forward(self._count(texts), learned["scaling"])
        return scaled[:, np.newaxis]

    def _count(self, texts: Series) -> Floats:
        if self.of == "words":
            return texts.str.count_matches(r"\S+").to_numpy().astype(float)
        return texts.str.len_chars().to_numpy().astype(float)


class BagOfWords(TextEncoding):
    r"""How often each word of a vocabulary stands in the text.

    Words are two letters or digits at least (`\w\w+`), and lower case. Those in most
    training texts make the vocabulary.

    Use: what a text is about, if it is short.
    Source: scikit-learn's `CountVectorizer`; where words are equally frequent, it does
    not say which are kept, here it is the first of the alphabet.
    """

    most: int = Field(default=100, ge=1, le=65536)
    """How many words are kept, the most frequent ones."""

    def learn(self, texts: Series) -> Learned:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        counts = _words(texts).group_by("word").len()
        kept = counts.sort(pl.col("len"), "word", descending=[True, False])
        vocabulary = kept["word"].head(self.most).sort().to_list()
        if not vocabulary:
            msg = "there is no word of two letters in its texts"
            raise LonghandError(msg)
        return {"vocabulary": vocabulary}

    def labels(self, name: str, learned: Learned) -> list[str]:
        return [f"{name}:{word}" for word in learned["vocabulary"]]

    def forward(self, texts: Series, learned: Learned) -> Floats:
        words = _words(texts)
        places = codes(words["word"], learned["vocabulary"])
        return _counted(words, places, (len(texts), len(learned["vocabulary"])))


class HashedNgrams(TextEncoding):
    r"""How many words, and runs of words, have each CRC-32 modulo the buckets.

    Words are two letters or digits at least (`\w\w+`), and lower case. Nothing is
    learned, so no word is unseen, and some share a bucket.

    Use: texts of many words, where two words together mean something else.
    Source: Weinberger et al. (2009), Feature hashing for large scale multitask
    learning, ICML; scikit-learn's `HashingVectorizer` has another hash and signs.
    """

    buckets: int = Field(default=128, ge=2, le=65536)
    """How many features there are."""
    ngrams: int = Field(default=2, ge=1, le=5)
    """How many words the longest run has; 1 counts words alone."""

    def learn(self, texts: Series) -> Learned:
        return {}

    def labels(self, name: str, learned: Learned) -> list[str]:
        return [f"{name}#{i}" for i in range(self.buckets)]

    def forward(self, texts: Series, learned: Learned) -> Floats:
        runs = _runs(_words(texts), self.ngrams)
        places = buckets_of(runs["word"], self.buckets)
        return _counted(runs, places, (len(texts), self.buckets))


def _words(texts: Series) -> DataFrame:
    """Take texts apart: a row for each `word`, with the `row` of its text."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    words = texts.str.to_lowercase().str.extract_all(WORD)
    rows = pl.arange(len(texts), eager=True, dtype=pl.Int64)
    frame = pl.DataFrame({"row": rows, "word": words})
    return frame.explode("word").drop_nulls()


def _runs(words: DataFrame, longest: int) -> DataFrame:
    """Add runs of up to so many words, a space between them."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    made = [words]
    for ahead in range(1, longest):
        run = pl.concat_str("word", pl.col("next").shift(-ahead), separator=" ")
        is_one = pl.col("row") == pl.col("row").shift(-ahead)
        frame = made[-1].with_columns(next=words["word"])
        made.append(frame.select("row", word=pl.when(is_one).then(run)))
    return pl.concat(made).drop_nulls()


def _counted(
    words: DataFrame, places: NDArray[np.int64], shape: tuple[int, int]
) -> Floats:
    """Count how often each place stands in each row; -1 is no place."""
    known = places >= 0
    cells = words["row"].to_numpy()[known] * shape[1] + places[known]
    counts = np.bincount(cells, minlength=shape[0] * shape[1])
    return counts.astype(float).reshape(shape)


WORDS = (Length, BagOfWords, HashedNgrams)
