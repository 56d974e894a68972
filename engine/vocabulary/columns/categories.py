"""Columns of names, of which there are a few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from engine.errors import LonghandError, Problem
from engine.vocabulary.cells import known_of
from engine.vocabulary.columns import CellError, Column, Floats, Learned
from engine.vocabulary.columns.decimals import Mark, no_mark, unit_of
from engine.vocabulary.columns.encodings import CategoryEncoding, Hashing, OneHot
from engine.vocabulary.columns.naming import Name, distinct, in_order, name_of, named
from engine.vocabulary.imputations import Constant

if TYPE_CHECKING:
    from typing import Self

    from polars import Series

FEW = 10
"""So many names may well be names, though they look like numbers of some unit."""
MOST_NAMES = 100
"""With more names than this a column is guessed to need hashing."""


class Category(Column):
    """One of several names, a feature for each: 1 where it is the one, else 0.

    Other encodings are to be had. Names that are numbers are sorted by size.

    Use: kinds, places, answers; as an output, the classes.
    Source: Longhand's own.
    """

    has_classes = True

    encoding: CategoryEncoding = OneHot()
    """How a name becomes numbers."""
    categories: list[Name] | None = Field(default=None, min_length=1)
    """The names, in their order; if left out, those in the training rows, sorted."""
    unseen: Literal["zeros", "other", "error"] = "zeros"
    """What a name becomes that the training rows do not have.

    Zeros in all features, a feature of its own, or an error. A class that is to be
    predicted has to be known.
    """

    @classmethod
    def guess(cls, values: Series, mark: Mark = no_mark) -> Self | None:
        known = known_of(values)
        if known.dtype.is_nested():
            return None
        many = known.n_unique() > MOST_NAMES
        return cls(encoding=Hashing()) if many else cls()

    def doubts(self, known: Series, *, is_guessed: bool) -> Iterator[Problem]:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if is_guessed and known.dtype == pl.String and known.n_unique() > FEW:
            unit = unit_of(known)
            if unit is not None:
                message = f"{known[0]!r} is taken for a name; it looks like a number"
                hint = f'say so: {{"type": "number", "unit": "{unit}"}}'
                yield Problem(message, (), hint)

    def in_role(self, *, is_output: bool) -> Self:
        made = super().in_role(is_output=is_output)
        if not is_output:
            return made
        if not self.encoding.learns_names:
            msg = (
                "the classes of an output cannot be hashed; if they are not too many, "
                'say {"type": "category"}, or "number" if they are none'
            )
            raise LonghandError(msg)
        if self.unseen == "other":
            msg = '"unseen": "other" is for inputs: no row to train on is \'other\''
            raise LonghandError(msg)
        return made.model_copy(update={"unseen": "error"})

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        for field in ("categories", "unseen"):
            is_said = getattr(self, field) != type(self).model_fields[field].default
            if is_said and not self.encoding.learns_names:
                message = f"{self.encoding.tag()} takes all names alike"
                yield Problem(message, (field,), "leave it out")
        names = [_written(name) for name in self.categories or []]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield Problem(f"{name!r} stands here twice", ("categories", i))
        filler = self.missing.value if isinstance(self.missing, Constant) else None
        if names and filler is not None and _written(filler) not in names:
            message = f"{_written(filler)!r} is not one of the 'categories'"
            yield Problem(message, ("missing", "value"), "add it there")

    def typed(self, values: Series) -> Series:
        return named(values)

    def measure(self, known: Series) -> Learned:
        if not self.encoding.learns_names:
            return {}
        if self.categories is not None:
            return {"categories": [name_of(name) for name in self.categories]}
        found = {*distinct(known)}
        if isinstance(self.missing, Constant):
            found.add(name_of(self.missing.value))
        return {"categories": in_order([*found])}

    def names(self, name: str, learned: Learned) -> list[str]:
        categories, other = learned.get("categories", []), self.unseen == "other"
        return self.encoding.labels(name, categories, other=other)

    def numbers(self, values: Series, learned: Learned) -> tuple[Floats, int]:
        categories = learned.get("categories", [])
        places = self.encoding.places(values, categories)
        unseen = np.flatnonzero(places < 0)
        if len(unseen) and self.unseen == "error":
            row = int(unseen[0])
            message = f"{values[row]!r} is not among the training rows"
            raise CellError(row, message, _known(categories), len(unseen) - 1)
        count = len(categories)
        if self.unseen == "other":
            places[unseen] = count
            count += 1
        return self.encoding.forward(places, count), len(unseen)

    def values(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        categories = learned.get("categories", [])
        places = self.encoding.back(numbers)
        known = (places >= 0) & (places < len(categories))
        indices = pl.Series(np.where(known, places, 0)).set(pl.Series(~known), None)
        return pl.Series(categories, dtype=pl.String).gather(indices)

    def classes(self, learned: Learned) -> list[str]:
        return learned.get("categories", [])


def _known(categories: list[str]) -> str:
    few = ", ".join(map(repr, categories[:5]))
    more = f" and {len(categories) - 5} more" if len(categories) > 5 else ""
    return f"there are {few}{more}"


def _written(name: Name) -> str:
    """Write a name as `name_of` does, without a table at hand."""
    if isinstance(name, bool):
        return str(name).lower()
    is_whole = isinstance(name, float) and name.is_integer() and abs(name) < 2**53
    return str(int(name) if is_whole else name)


WORDS = (Category,)
