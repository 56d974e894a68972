"""Columns of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import LonghandError
from engine.vocabulary.columns import CellError, Column, Encoded, Floats, Learned
from engine.vocabulary.scalers import Scaler, Standardize

if TYPE_CHECKING:
    from polars import Series


class Number(Column):
    """Numbers, scaled.

    Use: what is measured or counted.
    Source: Longhand's own.
    """

    scaling: Scaler | None = None
    """How numbers are scaled; if left out, inputs are standardized, outputs are not."""

    @classmethod
    def guess(cls, values: Series) -> Number | None:
        known = values.drop_nulls()
        are = len(known) and known.cast(_float(), strict=False).is_not_null().all()
        return cls() if are else None

    def in_role(self, *, is_output: bool) -> Number:
        if is_output or self.scaling is not None:
            return self
        return self.model_copy(update={"scaling": Standardize()})

    def typed(self, values: Series) -> Series:
        numbers = values.cast(_float(), strict=False)
        wrong = (numbers.is_null() & values.is_not_null()).arg_true()
        if len(wrong):
            row = int(wrong[0])
            message = f"{values[row]!r} is not a number"
            raise CellError(row, message, "say what is missing in 'missing_values'")
        return numbers

    def learn(self, values: Series) -> Learned:
        known = values.drop_nulls()
        if not len(known):
            msg = "there are no values to learn from"
            raise LonghandError(msg)
        learned: Learned = {"fill": self.missing.filler(known)}
        if self.scaling is not None:
            learned["scaling"] = self.scaling.learn(known.to_numpy())
        return learned

    def features(self, name: str, learned: Learned) -> list[str]:
        return [name]

    def encode(self, values: Series, learned: Learned) -> Encoded:
        gaps = values.is_null()
        if learned["fill"] is None and gaps.any():
            raise CellError(int(gaps.arg_true()[0]), "a value is missing")
        if learned["fill"] is not None:
            values = values.fill_null(learned["fill"])
        x = values.to_numpy().astype(float)
        if self.scaling is not None:
            x = self.scaling.forward(x, learned["scaling"])
        return Encoded(x[:, None], int(gaps.sum()))

    def decode(self, numbers: Floats, learned: Learned) -> Series:
        import polars as pl  # noqa: PLC0415 - only where tables are read

        x = numbers[:, 0]
        if self.scaling is not None:
            x = self.scaling.back(x, learned["scaling"])
        return pl.Series(x)


def _float() -> type:
    import polars as pl  # noqa: PLC0415 - only where tables are read

    return pl.Float64


WORDS = (Number,)
