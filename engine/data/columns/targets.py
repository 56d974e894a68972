"""What a table's outputs are to the loss, and what predictions are to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.data.columns.encoders import Coded, Coding, coding_of
from engine.vocabulary.columns import Floats
from engine.vocabulary.scalers import Scaler, Unscaled

if TYPE_CHECKING:
    from polars import Series

    from engine.vocabulary.datasets import Integers
    from engine.vocabulary.losses import Loss

Layout = Literal["numbers", "index", "one_hot", "truth", "sign"]


@dataclass(frozen=True)
class Answer:
    """An output of the table as the columns of a target.

    `layout`: its numbers; the number of the class; 1 in the column of the class; or 1
    for the second of two classes, and for the first 0 (`truth`) or -1 (`sign`).
    """

    coded: Coded
    layout: Layout

    @property
    def names(self) -> list[str]:
        """Name the columns of the target."""
        if self.layout == "numbers":
            return self.coded.features
        return self.coded.classes if self.layout == "one_hot" else [self.coded.name]

    def target(self, encoded: Floats) -> Floats:
        """Turn what its column was encoded as into targets (rows, columns)."""
        if self.layout == "numbers":
            return encoded
        is_one = encoded.shape[1] == 1
        codes = encoded[:, 0].astype(int) if is_one else encoded.argmax(axis=1)
        return placed(codes, len(self.coded.classes), self.layout)

    def values(self, predicted: Floats) -> Series:
        """Turn predictions (rows, columns) into values of the column."""
        import polars as pl  # noqa: PLC0415 - only where tables are read

        if self.layout == "numbers":
            return self.coded.column.decode(predicted, self.coded.learned)
        names = self.classes(predicted.shape[1])
        return pl.Series(names, dtype=pl.String).gather(self.chosen(predicted))

    def chosen(self, predicted: Floats) -> Integers:
        """Give the number of the class that predictions (rows, columns) choose."""
        return chosen(predicted, self.layout)

    def classes(self, columns: int) -> list[str]:
        """Name the classes of so many columns; those without a name by their number."""
        return named(self.coded.classes, columns)

    def original(self, y: Floats) -> Floats:
        """Give targets or predictions in the units of the table."""
        if self.layout != "numbers":
            return y
        return self.values(y).to_numpy().reshape(y.shape).astype(float, copy=False)


def chosen(predicted: Floats, layout: Layout) -> Integers:
    """Give the number of the class that predictions (rows, columns) choose."""
    if predicted.shape[1] > 1:
        return predicted.argmax(axis=1)
    middle = 0.0 if layout == "sign" else 0.5
    return (predicted[:, 0] > middle).astype(int)


def named(classes: Sequence[str], columns: int) -> list[str]:
    """Name the classes of so many columns; those without a name by their number."""
    return [*classes, *map(str, range(len(classes), columns))]


def placed(codes: Integers, classes: int, layout: Layout) -> Floats:
    """Turn numbers of classes (rows,) into targets (rows, columns)."""
    if layout == "one_hot":
        return np.eye(classes)[codes]
    places = codes[:, np.newaxis].astype(float)
    return 2 * places - 1 if layout == "sign" else places


def layout(loss: Loss, classes: Sequence[str]) -> Layout:
    """Choose how a loss takes an output that has these classes, or none."""
    if not classes:
        return "numbers"
    if loss.sparse:
        return "index"
    if loss.one_hot or len(classes) > 2:
        return "one_hot"
    return "sign" if loss.target_range[0] == -1 else "truth"


@dataclass(frozen=True)
class Answers:
    """All outputs of a table, side by side."""

    each: tuple[Answer, ...]

    @property
    def names(self) -> list[str]:
        """Name all columns of a target."""
        return [name for answer in self.each for name in answer.names]

    @property
    def coding(self) -> Coding:
        """Give how the outputs become numbers."""
        return Coding(tuple(answer.coded for answer in self.each))

    @property
    def classes(self) -> list[str]:
        """Name the classes, where there is one output that has some."""
        return self.each[0].coded.classes if len(self.each) == 1 else []

    @property
    def scales(self) -> dict[str, str]:
        """Name the outputs of numbers that are scaled, each with its scaler."""
        numbers = (a.coded for a in self.each if a.layout == "numbers")
        found = ((c.name, dict(c.column).get("scaling")) for c in numbers)
        return {
            name: scaler.tag()
            for name, scaler in found
            if isinstance(scaler, Scaler) and not isinstance(scaler, Unscaled)
        }

    def target(self, encoded: Floats) -> Floats:
        """Turn what the columns were encoded as into targets (rows, columns)."""
        spans = self.coding.groups.values()
        pairs = zip(self.each, spans, strict=True)
        return np.concatenate([a.target(encoded[:, s]) for a, s in pairs], axis=1)

    def values(self, predicted: Floats) -> dict[str, Series]:
        """Turn predictions (rows, columns) into values of each output."""
        return {
            answer.coded.name: answer.values(part)
            for answer, part in zip(self.each, self.parts(predicted), strict=True)
        }

    def original(self, y: Floats) -> Floats:
        """Give targets or predictions (rows, columns) in the units of the table."""
        pairs = zip(self.each, self.parts(y), strict=True)
        return np.concatenate([answer.original(part) for answer, part in pairs], axis=1)

    def written(self) -> dict[str, Any]:
        """Write it as JSON data."""
        return {
            a.coded.name: a.coded.written() | {"layout": a.layout} for a in self.each
        }

    def parts(self, y: Floats) -> list[Floats]:
        """Cut columns apart; those of one output may be any number of shares."""
        if len(self.each) == 1:
            return [y]
        ends = np.cumsum([len(answer.names) for answer in self.each])
        return np.split(y, ends[:-1], axis=1)


def answers_of(data: Mapping[str, Any]) -> Answers:
    """Read what `Answers.written` wrote.

    Raises
    ------
    LonghandError
        If it is damaged.
    """
    coded = coding_of(data).columns
    return Answers(tuple(Answer(c, data[c.name]["layout"]) for c in coded))
