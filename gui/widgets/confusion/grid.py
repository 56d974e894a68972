"""Where the cells and the names of a confusion matrix lie."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

LONGEST_NAME = 12
LEAST_SIDE = 1.7
"""Line heights that a cell is high and wide at least: two digits are read in it."""


LINES_A_CELL, MOST_LINES = 3, 24
"""Line heights of a cell in which a count and a share are read, and of all cells."""


@dataclass(frozen=True)
class Grid:
    """Cells of one size; `every` says how many names are left out, 1 for none."""

    cells: QRectF
    side: float
    is_upright: bool
    every: int
    least: float
    """The height of a line: smaller cells have no number."""

    def cell(self, i: int, j: int) -> QRectF:
        """Return the square of actual class i predicted as class j."""
        x, y = self.cells.left() + j * self.side, self.cells.top() + i * self.side
        return QRectF(x, y, self.side - 1, self.side - 1)

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Find the cell at a place."""
        if not self.cells.contains(x, y):
            return None
        last = round(self.cells.width() / self.side) - 1
        i, j = (y - self.cells.top()) / self.side, (x - self.cells.left()) / self.side
        return min(int(i), last), min(int(j), last)


def lay_out(
    names: tuple[str, ...], metrics: QFontMetricsF, width: float, height: float
) -> Grid:
    """Make the cells as large as the room allows; names stand up where it is narrow."""
    high, many = metrics.height(), len(names)
    longest = _longest(names, metrics)
    left, flat = longest + 2.4 * high, 2.8 * high
    side = _side(many, width - left - high / 2, height - flat - high / 2, high)
    is_upright = longest > side - 2
    top = longest + 1.9 * high if is_upright else flat
    if is_upright:
        side = _side(many, width - left - high / 2, height - top - high / 2, high)
    every = max(1, -int(-0.95 * high // side))
    cells = QRectF(left, top, side * many, side * many)
    return Grid(cells, side, is_upright, every, high * 0.8)


def least_room(names: tuple[str, ...], metrics: QFontMetricsF) -> QSizeF:
    """Return the size below which cells would be too small to be read."""
    high = metrics.height()
    longest, cells = _longest(names, metrics), LEAST_SIDE * high * len(names)
    wide, tall = longest + 2.4 * high, longest + 1.9 * high
    return QSizeF(wide + cells + high / 2, tall + cells + high / 2)


def natural_height(names: tuple[str, ...], metrics: QFontMetricsF) -> float:
    """Return the height at which cells of some classes are easily read."""
    high, lines = metrics.height(), min(LINES_A_CELL * len(names), MOST_LINES)
    return _longest(names, metrics) + (2.4 + lines) * high


def _longest(names: tuple[str, ...], metrics: QFontMetricsF) -> float:
    return max(metrics.horizontalAdvance(short(name)) for name in names)


def short(name: str) -> str:
    """Cut a long name."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _side(many: int, width: float, height: float, high: float) -> float:
    return max(2.0, min(width / many, height / many, 5.0 * high))
