"""How names of categories become numbers."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.vocabulary.columns.hashing import buckets_of
from engine.vocabulary.columns.naming import codes, ones
from engine.vocabulary.entry import Word

if TYPE_CHECKING:
    from polars import Series

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


MOST_PLACES = 2**53
"""A place beyond which there is none, whatever a network says."""


class CategoryEncoding(Word):
    """A rule by which a name of a category becomes numbers.

    Shapes: names (N,), numbers (N, features).
    """

    called = "an encoding of categories"
    families = (__name__,)
    learns_names: ClassVar[bool] = True
    """Whether it tells the names of the training rows apart from all others."""

    @abstractmethod
    def labels(self, name: str, categories: list[str], *, other: bool) -> list[str]:
        """Name the numbers; `other` names have the place behind the last, or none."""

    @abstractmethod
    def forward(self, places: Places, count: int) -> Floats:
        """Turn the place of each name among `count` into numbers; -1 is none."""

    @abstractmethod
    def back(self, numbers: Floats) -> Places:
        """Find the places again, -1 where they are not known."""

    def places(self, values: Series, categories: list[str]) -> Places:
        """Find the place of each name; -1 where it is none of them."""
        return codes(values, categories)


class OneHot(CategoryEncoding):
    """A feature for each name: 1 where it is the one, else 0.

    Use: the usual one, for up to some hundred names.
    Source: scikit-learn's `OneHotEncoder`.
    """

    def labels(self, name: str, categories: list[str], *, other: bool) -> list[str]:
        labels = [f"{name}={category}" for category in categories]
        return [*labels, f"{name} other"] if other else labels

    def forward(self, places: Places, count: int) -> Floats:
        return ones(places, count)

    def back(self, numbers: Floats) -> Places:
        return np.where(numbers.any(axis=1), numbers.argmax(axis=1), -1)


class Ordinal(CategoryEncoding):
    """The place of the name in the order of all: 0, 1, 2, ...; -1 if it is unseen.

    With "other", an unseen name has the place behind the last.

    Use: names with an order, such as grades; say it in `categories`.
    Source: scikit-learn's `OrdinalEncoder`.
    """

    def labels(self, name: str, categories: list[str], *, other: bool) -> list[str]:
        return [name]

    def forward(self, places: Places, count: int) -> Floats:
        return places[:, np.newaxis].astype(float)

    def back(self, numbers: Floats) -> Places:
        places = np.nan_to_num(np.rint(numbers[:, 0]), nan=-1)
        return np.clip(places, -1, MOST_PLACES).astype(np.int64)


class Hashing(CategoryEncoding):
    """CRC-32 of the name, modulo the buckets, tells which feature is 1.

    No name is unseen, and some share a bucket; they cannot be told from the numbers.

    Use: very many names, such as places or products.
    Source: Weinberger et al. (2009), Feature hashing for large scale multitask
    learning, ICML.
    """

    learns_names = False

    buckets: int = Field(default=64, ge=2, le=65536)
    """How many features there are."""

    def labels(self, name: str, categories: list[str], *, other: bool) -> list[str]:
        return [f"{name}#{i}" for i in range(self.buckets)]

    def places(self, values: Series, categories: list[str]) -> Places:
        return buckets_of(values, self.buckets)

    def forward(self, places: Places, count: int) -> Floats:
        return ones(places, self.buckets)

    def back(self, numbers: Floats) -> Places:
        return np.full(len(numbers), -1)


WORDS = (OneHot, Ordinal, Hashing)
