"""Columns of two values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.errors import LonghandError
from engine.vocabulary.cells import known_of
from engine.vocabulary.columns import CellError, Column, Floats, Learned
from engine.vocabulary.columns.decimals import Mark, no_mark
from engine.vocabulary.columns.naming import (
    Name,
    codes,
    distinct,
    in_order,
    name_of,
    named,
)

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray
    from polars import Series

POSITIVE = {
    "true": "false",
    "t": "f",
    "yes": "no",
    "y": "n",
    "1": "0",
    "1.0": "0.0",
    "on": "off",
    "positive": "negative",
    "pos": "neg",
    "+": "-",
}
"""Words that usually mean 1, each with the one that means 0."""


class Binary(Column):
    """1 or 0: whether it is the one of two values, or the other.

    Use: yes and no, true and false; as an output, one of two classes.
    Source: scikit-learn's `LabelBinarizer`.
    """

    has_classes = True

    positive: Name | None = None
    """Which value is 1.

    If left out, true, yes, 1 and the like, else the second in the order of letters.
    """
    unseen: Literal["half", "error"] = "half"
    """What a third value becomes: 0.5, which is neither, or an error.

    A class that is to be predicted has to be one of the two.
    """

    @classmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        known = known_of(values)
        if known.dtype == pl.Boolean:
            return cls()
        if known.dtype.is_nested() or known.dtype.is_temporal():
            return None
        return cls() if known.n_unique() == 2 else None

    def in_role(self, *, is_output: bool) -> Self:
        made = super().in_role(is_output=is_output)
        return made.model_copy(update={"unseen": "error"}) if is_output else made

    def typed(self, values: Series) -> Series:
        return named(values)

    def measure(self, known: Series) -> Learned:
        found = in_order(distinct(known))
        if len(found) > 2:
            first = known.unique(maintain_order=True)[2]
            hint = 'a column of more than two values may be a "category"'
            others = [name for name in found if name != first]
            message = f"{first!r} is a third value, beside {others[0]!r}, {others[1]!r}"
            raise CellError(int((known == first).arg_true()[0]), message, hint)
        return {"names": self._pair(found)}

    def _pair(self, found: list[str]) -> list[str]:
        """Put the value that is 1 behind the other."""
        if len(found) == 1:
            found = _completed(found[0])
        positive = None if self.positive is None else name_of(self.positive)
        if positive is None:
            usual = [name for name in found if name.lower() in POSITIVE]
            positive = usual[0] if len(usual) == 1 else found[1]
        if positive not in found:
            a, b = found
            msg = f"'positive' is {positive!r}, but the values are {a!r} and {b!r}"
            raise LonghandError(msg)
        return sorted(found, key=positive.__eq__)

    def names(self, name: str, learned: Learned) -> list[str]:
        return [f"{name}={learned['names'][1]}"]

    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        places = _places(values, learned["names"])
        unseen = np.flatnonzero(places < 0)
        if len(unseen) and self.unseen == "error":
            a, b = learned["names"]
            row = int(unseen[0])
            message = f"{values[row]!r} is neither {a!r} nor {b!r}"
            raise CellError(row, message, others=len(unseen) - 1)
        numbers = places.astype(float)
        numbers[unseen] = 0.5
        return numbers[:, np.newaxis], len(unseen)

    def values(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        chosen = (numbers[:, 0] > 0.5).astype(int)
        return pl.Series(learned["names"], dtype=pl.String).gather(chosen)

    def classes(self, learned: Learned) -> list[str]:
        return learned["names"]


def _completed(name: str) -> list[str]:
    """Find the other of two usual words."""
    pairs = POSITIVE | {no: yes for yes, no in POSITIVE.items()}
    other = pairs.get(name.lower())
    if other is None:
        msg = f"its only value is {name!r}, and what the other would be is not known"
        raise LonghandError(msg)
    return in_order([name, other.title() if name.istitle() else other])


def _places(values: Series, names: list[str]) -> NDArray[np.int64]:
    """Find which of two names each value is; in capitals or not, if that is clear."""
    places = codes(values, names)
    lowered = [name.lower() for name in names]
    if (places < 0).any() and len({*lowered}) == 2:
        return codes(values.str.to_lowercase(), lowered)
    return places


WORDS = (Binary,)
