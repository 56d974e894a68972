"""Numbers as people write them: with a decimal comma, or thousands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.vocabulary.cells import CellError

if TYPE_CHECKING:
    from polars import Series

Decimal = Literal[".", ","]
Thousands = Literal[",", ".", "'", " "]

ALIKE = {"'": "'\u2019", " ": " \u00a0\u202f"}
"""What else a separator is printed as: typographic marks, and spaces."""


@dataclass(frozen=True)
class Notation:
    """What stands before decimals, and what between thousands."""

    decimal: Decimal = "."
    thousands: Thousands | None = None

    @property
    def keys(self) -> str:
        """Write it as keys of a spec."""
        pairs = {"decimal": self.decimal, "thousands": self.thousands}
        plain = {"decimal": ".", "thousands": None}
        said = {key: value for key, value in pairs.items() if value != plain[key]}
        return ", ".join(f'"{key}": "{value}"' for key, value in said.items())

    def read(self, texts: Series) -> Series:
        """Read numbers; null where a text is none."""
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if self.thousands is not None:
            texts = texts.set(~texts.str.contains(self._pattern()), None)
            texts = texts.str.replace_all(self._separator(), "")
        if self.decimal == ",":
            texts = texts.set(texts.str.contains(".", literal=True), None)
            texts = texts.str.replace(",", ".", literal=True)
        return texts.cast(pl.Float64, strict=False)

    def _pattern(self) -> str:
        # Thousands begin with a digit that counts: 0,123 is less than 1.
        point = "\\" + self.decimal
        whole = rf"[1-9]\d{{0,2}}(?:{self._separator()}\d{{3}})+|\d+"
        return rf"^[+-]?(?:(?:{whole})(?:{point}\d*)?|{point}\d+)$"

    def _separator(self) -> str:
        marks = ALIKE.get(self.thousands or "", self.thousands)
        return f"[{marks}]"


PLAIN = Notation()
POINTS = Notation(",", ".")
NOTATIONS = (
    PLAIN,
    Notation(","),
    Notation(".", ","),
    POINTS,
    Notation(".", "'"),
    Notation(",", "'"),
    Notation(".", " "),
    Notation(",", " "),
)


def not_a_number(texts: Series, wrong: Series, notation: Notation) -> CellError:
    """Tell that the first of the rows that are wrong is no number, or how it is one."""
    row = int(wrong[0])
    one = texts.gather([row])
    others = (n for n in NOTATIONS if n != notation and not n.read(one).null_count())
    found = next(others, None)
    hint = "if it stands for a missing value, add it to 'missing_values'"
    if found is not None and found.keys:
        hint = f"if it is one, say how it is written: {found.keys}"
    elif len(wrong) == len(texts.drop_nulls()):
        hint = 'no value is; the type may be "category"'
    message = f"{texts[row]!r} is not a number"
    return CellError(row, message, hint, len(wrong) - 1)
