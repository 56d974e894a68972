"""Columns of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import LonghandError
from engine.vocabulary.cells import known_of
from engine.vocabulary.columns import Column, Floats, Learned
from engine.vocabulary.columns.decimals import Mark, no_mark
from engine.vocabulary.columns.naming import named
from engine.vocabulary.columns.wordings import BagOfWords, TextEncoding

if TYPE_CHECKING:
    from typing import Self

    from polars import Series

SEVERAL_WORDS = 3
"""With fewer words than this, as a rule, a column is guessed to hold names."""


class Text(Column):
    """Words, counted.

    What they were cannot be told from the numbers.

    Use: what people write: titles, messages, reviews; never as an output.
    Source: Longhand's own.
    """

    encoding: TextEncoding = BagOfWords()
    """How a text becomes numbers."""

    @classmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        known = known_of(values)
        if known.dtype != pl.String or 2 * known.n_unique() <= len(known):
            return None
        words = int(known.str.count_matches(r"\S+").sum())
        return cls() if words >= SEVERAL_WORDS * len(known) else None

    def in_role(self, *, is_output: bool) -> Self:
        if is_output:
            msg = 'a text cannot be an output; if it names a class, say "category"'
            raise LonghandError(msg)
        return self

    def typed(self, values: Series) -> Series:
        return named(values)

    def measure(self, known: Series) -> Learned:
        return self.encoding.learn(known)

    def names(self, name: str, learned: Learned) -> list[str]:
        return self.encoding.labels(name, learned)

    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        return self.encoding.forward(values, learned), 0

    def values(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        return pl.Series([None] * len(numbers), dtype=pl.String)


WORDS = (Text,)
