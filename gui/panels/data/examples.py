"""What the panel is given, and how its numbers are written and read."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.views import Cells

Rows = list[list[float | None]]


@dataclass(frozen=True)
class Examples:
    """Examples to show: `x` (rows, inputs) and `y` (rows, outputs; NaN is any).

    `parts` says for each row to which part it belongs, and is empty without a split.
    `low` stands for false (0 or -1). `varying` are the inputs worth plotting. `cells`
    are the values of a table from a file; then `x` and `y` are only there to plot.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    x: Any
    y: Any
    parts: Sequence[str]
    is_editable: bool
    is_logical: bool
    low: float
    varying: tuple[int, ...]
    note: str
    cells: Cells | None = None

    @property
    def rows(self) -> int:
        """How many examples there are."""
        return self.cells.rows if self.cells else len(self.y)

    @property
    def names(self) -> tuple[str, ...]:
        """Name the columns, inputs first."""
        return self.inputs + self.outputs

    def value(self, row: int, column: int) -> Any:
        """Return the number in a cell."""
        wide = len(self.inputs)
        return self.x[row][column] if column < wide else self.y[row][column - wide]

    def text(self, row: int, column: int) -> str | None:
        """Return a value as it stands in its file; None if it is missing."""
        return self.cells.text(row, column) if self.cells else None

    def kind(self, column: int) -> str:
        """Return what a column is for, and what it holds."""
        kind = "output" if self.is_output(column) else "input"
        return f"{kind}: {self.cells.captions[column]}" if self.cells else kind

    def has_words(self, column: int) -> bool:
        """Return whether a column has words, not numbers."""
        return bool(self.cells) and self.cells.are_words[column]

    def is_output(self, column: int) -> bool:
        """Return whether a column is an output, not an input."""
        return len(self.inputs) <= column < len(self.names)

    def has_plot(self) -> bool:
        """Return whether there is a plot of them."""
        return len(self.varying) in (1, 2) and bool(self.outputs)

    def has_classes(self, row: int) -> bool:
        """Return whether exactly one of several outputs is true in a row."""
        if self.cells:
            return False
        values = sorted(float(v) for v in self.y[row])
        return len(values) > 1 and values[-1] == 1 and values[-2] == self.low

    def has_split(self) -> bool:
        """Return whether rows belong to different parts."""
        return len(set(self.parts)) > 1


def shown(value: Any) -> str:
    """Write a number for reading."""
    return "any" if math.isnan(value) else f"{value:.6g}"


def exact(value: Any) -> str:
    """Write a number so that it can be read back."""
    return "any" if math.isnan(value) else str(value).removesuffix(".0")


def read_number(text: str, *, may_be_any: bool) -> float | None:
    """Read a number with a point or a comma; None is any. Raise ValueError if none."""
    word = text.strip().lower()
    if may_be_any and word in {"", "any", "null"}:
        return None
    number = float(word.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def read_rows(text: str) -> Rows:
    """Read a table from a spreadsheet; say in a ValueError why not."""
    lines = [line for line in text.splitlines() if line.strip(" ")]
    if not lines:
        raise ValueError("There is nothing to paste.")
    part = next((p for p in ("\t", ";", ",") if p in text), "\t")
    rows = [_read_line(n, line, part) for n, line in enumerate(lines, 1)]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("The pasted rows are not of the same length.")
    return rows


def _read_line(number: int, line: str, part: str) -> list[float | None]:
    try:
        return [read_number(c, may_be_any=True) for c in re.split(part, line)]
    except ValueError as error:
        message = (
            f"Line {number} of what you paste is not made of numbers: {line!r:.60}"
        )
        raise ValueError(message) from error
