"""Columns of names, of which there are a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.vocabulary.columns import CellError, Column, Encoded, Floats, Learned

if TYPE_CHECKING:
    from polars import Series


class Category(Column):
    """One of several names, a feature for each: 1 where it is the one, else 0.

    Use: kinds, places, answers; as an output, the classes.
    Source: Longhand's own.
    """

    has_classes = True

    @classmethod
    def guess(cls, values: Series) -> Category | None:
        return cls()

    def typed(self, values: Series) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        return values.cast(pl.String)

    def learn(self, values: Series) -> Learned:
        return {"categories": values.drop_nulls().unique().sort().to_list()}

    def features(self, name: str, learned: Learned) -> list[str]:
        return [f"{name}={category}" for category in learned["categories"]]

    def encode(self, values: Series, learned: Learned) -> Encoded:
        if values.null_count():
            raise CellError(int(values.is_null().arg_true()[0]), "a value is missing")
        places = {name: i for i, name in enumerate(learned["categories"])}
        codes = values.replace_strict(places, default=-1).to_numpy()
        numbers = (codes[:, None] == np.arange(len(places))).astype(float)
        return Encoded(numbers, 0, int((codes < 0).sum()))

    def decode(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        return pl.Series([learned["categories"][i] for i in numbers.argmax(axis=1)])

    def classes(self, learned: Learned) -> list[str]:
        return learned["categories"]


WORDS = (Category,)
