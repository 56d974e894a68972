"""pyqtgraph, which has no types, and how every plot looks."""

from typing import Any

import pyqtgraph  # pyright: ignore[reportMissingTypeStubs] - it has none
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsScene, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.look.painting import guard

pg: Any = pyqtgraph
"""pyqtgraph as it is; only plots may use it."""


def plot_widget(name: str, parent: QWidget | None = None) -> Any:
    """Make an empty plot (a `pyqtgraph.PlotWidget`) without menus and buttons."""
    plot = pg.PlotWidget(parent)
    plot.setAccessibleName(name)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setFrameShape(plot.Shape.NoFrame)
    # Few items that often change: the tree in which Qt finds them costs more than it
    # saves, and painting crashes where a removed item is still in it.
    plot.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
    for side in ("left", "bottom"):
        plot.getAxis(side).enableAutoSIPrefix(False)
        plot.getAxis(side).setStyle(tickFont=_small(), autoExpandTextSpace=True)
    return plot


def set_plot_colours(plot: Any, colours: Colours) -> None:
    """Give a plot's background and axes the colours of the window."""
    plot.setBackground(colours.panel)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(colours.line))
        axis.setTextPen(pg.mkPen(colours.dim))


def mixed(first: str, second: str, share: float) -> QColor:
    """Mix two colours; a share of 1 is all of the second.

    Opaque colours are painted many times faster than transparent ones.
    """
    a, b = QColor(first), QColor(second)
    pairs = (
        (a.red(), b.red()),
        (a.green(), b.green()),
        (a.blue(), b.blue()),
    )
    return QColor(*(round(x + (y - x) * share) for x, y in pairs))


def _small() -> QFont:
    font = text_font()
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font


class Grid(pg.GraphicsObject):
    """A few opaque lines behind a plot; pyqtgraph's own grid costs a frame's time."""

    def __init__(self, plot: Any) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType] - no types
        self._plot = plot
        self._view = plot.getViewBox()
        self._pen: Any = None
        self._lines: list[QLineF] | None = None
        self.setZValue(-100)
        plot.addItem(self, ignoreBounds=True)
        self._view.sigRangeChanged.connect(self._changed)
        self._view.sigResized.connect(self._changed)

    def set_colour(self, colour: QColor) -> None:
        """Draw the lines in an opaque colour."""
        self._pen = pg.mkPen(colour)
        self.update()

    def boundingRect(self) -> QRectF:
        """Cover all that is seen."""
        return self._view.viewRect()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw a line at each larger tick."""
        if self._pen is None:
            return
        if self._lines is None:
            self._lines = self._made()
        painter.setPen(self._pen)
        painter.drawLines(self._lines)

    def _made(self) -> list[QLineF]:
        seen: QRectF = self._view.viewRect()
        across = self._ticks("bottom", seen.left(), seen.right(), seen.width())
        up = self._ticks("left", seen.top(), seen.bottom(), seen.height())
        return [QLineF(x, seen.top(), x, seen.bottom()) for x in across] + [
            QLineF(seen.left(), y, seen.right(), y) for y in up
        ]

    def _ticks(self, side: str, low: float, high: float, span: float) -> list[float]:
        axis = self._plot.getAxis(side)
        size = self._view.width() if side == "bottom" else self._view.height()
        if span <= 0 or size <= 0:
            return []
        levels = axis.tickValues(low, high, size)
        return [float(x) for x in levels[0][1]][:12] if levels else []

    def _changed(self, *_: object) -> None:
        self._lines = None
        self.prepareGeometryChange()


guard(pg.GraphicsObject, pg.GraphicsWidget)
