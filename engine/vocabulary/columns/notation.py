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
LOOKED_AT = 1000
"""How many values tell whether it is worth to look at all."""
SO_FEW = 0.1
"""The part of values that may be other than numbers, and still be mistakes."""


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


NOTATIONS = (
    Notation(),
    Notation(","),
    Notation(".", ","),
    Notation(",", "."),
    Notation(".", "'"),
    Notation(",", "'"),
    Notation(".", " "),
    Notation(",", " "),
)


def notation_of(texts: Series) -> Notation | None:
    """Find how numbers are written; None if the texts, none missing, are no numbers.

    Raises
    ------
    CellError
        Where they may be read in two ways, and at the first text that is no number
        where nearly all are.
    """
    few = texts.gather_every(max(1, len(texts) // LOOKED_AT))
    likely = [notation for notation in NOTATIONS if _share(notation.read(few)) > 0.5]
    if not likely:
        return None
    if _share(likely[0].read(texts)) == 1 and likely[0] == NOTATIONS[0]:
        return NOTATIONS[0]
    readings = {notation: notation.read(texts) for notation in likely}
    whole = [n for n, numbers in readings.items() if not numbers.null_count()]
    if whole:
        return _only(whole, readings, texts)
    best = max(readings, key=lambda n: _share(readings[n]))
    if _share(readings[best]) > 1 - SO_FEW:
        wrong = readings[best].is_null().arg_true()
        row = int(wrong[0])
        message = f"{texts[row]!r} is not a number, as nearly all others are"
        hint = "add it to 'missing_values', or say the type, such as \"category\""
        raise CellError(row, message, hint, len(wrong) - 1)
    return None


def not_a_number(texts: Series, wrong: Series, notation: Notation) -> CellError:
    """Tell that the first of the rows that are wrong is no number, or how it is one."""
    row = int(wrong[0])
    one = texts.gather([row])
    others = (n for n in NOTATIONS if n != notation and not n.read(one).null_count())
    found = next(others, None)
    hint = "if it stands for a missing value, add it to 'missing_values'"
    if found is not None and found.keys:
        hint = f"if it is one, say how it is written: {found.keys}"
    message = f"{texts[row]!r} is not a number"
    return CellError(row, message, hint, len(wrong) - 1)


def _share(numbers: Series) -> float:
    return 1 - numbers.null_count() / max(1, len(numbers))


def _only(
    whole: list[Notation], readings: dict[Notation, Series], texts: Series
) -> Notation:
    first, *others = whole
    for other in others:
        differ = (readings[first] != readings[other]).arg_true()
        if len(differ):
            row = int(differ[0])
            a, b = (f"{readings[n][row]:.15g}" for n in (first, other))
            hint = f"say which: {{{first.keys}}} or {{{other.keys}}}"
            raise CellError(row, f"{texts[row]!r} may be {a} or {b}", hint)
    return first
