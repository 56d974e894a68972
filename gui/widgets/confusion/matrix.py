"""The painted cells of a confusion matrix, and the one that is pointed at."""

from functools import cache

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.views import Confusion
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.look.plotting import mixed
from gui.widgets.confusion.grid import Grid, lay_out, least_room, natural_height
from gui.widgets.confusion.margins import paint_margins

MOVES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
SMALLEST, SHADES = 0.75, 32


class Matrix(QWidget):
    """Rows are what is true, columns what was predicted; arrow keys point at cells.

    Signals
    -------
    pointed : another cell is pointed at, or none
    moved_to : where the cell is that a key has led to
    """

    pointed = Signal()
    moved_to = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Confusion matrix")
        self.setFont(text_font())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cell: tuple[int, int] | None = None
        self._colours, self._names = LIGHT, ("",)
        self._counts: list[list[float]] = []

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.update()

    def set_confusion(self, found: Confusion) -> None:
        """Show other counts."""
        counts: list[list[float]] = found.counts.tolist()
        if counts == self._counts and found.names == self._names:
            return
        self._names, self._counts = found.names, counts
        self.updateGeometry()
        if self.cell and max(self.cell) >= len(self._counts):
            self._point_at(None)
        self.update()

    def describe(self, cell: tuple[int, int]) -> str:
        """Describe what a cell counts."""
        i, j = cell
        count, total = self._counts[i][j], sum(self._counts[i])
        share = f" ({count / total:.0%})" if total else ""
        times = "once" if count == 1 else f"{count_text(count)} times"
        verb = "correctly predicted as" if i == j else "predicted as"
        return f"actual {self._names[i]}, {verb} {self._names[j]}: {times}{share}"

    def grid(self) -> Grid:
        """Return where the cells are."""
        metrics = QFontMetricsF(self.font())
        return lay_out(self._names, metrics, self.width(), self.height())

    def minimumSizeHint(self) -> QSize:
        return least_room(self._names, QFontMetricsF(self.font())).toSize()

    def natural_height(self) -> int:
        """Return how high it is with cells in which a count and a share are read."""
        return round(natural_height(self._names, QFontMetricsF(self.font())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.panel))
        if not self._counts:
            return
        grid = self.grid()
        painter.save()
        painter.setFont(self._font_of_counts(grid.side))
        self._paint_cells(painter, grid, QRectF(event.rect()))
        if self.cell:
            painter.setPen(QPen(QColor(self._colours.text), 2))
            painter.drawRect(grid.cell(*self.cell))
        painter.restore()
        ground = QColor(self._colours.panel)
        painter.setPen(QColor(self._colours.dim))
        paint_margins(painter, grid, self._names, (self._corner(), ground))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.describe(cell) if cell else "")
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = MOVES.get(event.key())
        if move is None or not self._counts:
            super().keyPressEvent(event)
            return
        last = len(self._counts) - 1
        i, j = self.cell or (-move[0], -move[1])
        cell = _within(i + move[0], last), _within(j + move[1], last)
        self._point_at(cell)
        self.moved_to.emit(self.grid().cell(*cell).toRect())

    def _cell_at(self, place: QPoint) -> tuple[int, int] | None:
        grid, corner = self.grid(), self._corner()
        left, top = grid.cells.left() + corner.x(), grid.cells.top() + corner.y()
        is_below_names = place.x() < left or place.y() < top
        if not self._counts or is_below_names:
            return None
        return grid.at(place.x(), place.y())

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self.update()
            self.pointed.emit()

    def _corner(self) -> QPointF:
        """Return the left upper corner of what is scrolled into sight."""
        return QPointF(max(0, -self.x()), max(0, -self.y()))

    def _paint_cells(self, painter: QPainter, grid: Grid, seen: QRectF) -> None:
        for i, row in enumerate(self._counts):
            total = sum(row)
            for j in range(len(row)):
                if grid.cell(i, j).intersects(seen):
                    self._paint_cell(painter, grid, (i, j), total)

    def _font_of_counts(self, side: float) -> QFont:
        """Make counts a little smaller where the largest would not fit."""
        font, most = self.font(), max(map(max, self._counts))
        wide = QFontMetricsF(font).horizontalAdvance(count_text(most))
        share = min(1.0, max(SMALLEST, (side - 4) / wide))
        font.setPointSizeF(font.pointSizeF() * share)
        return font

    def _paint_cell(
        self, painter: QPainter, grid: Grid, cell: tuple[int, int], total: float
    ) -> None:
        (i, j), colours = cell, self._colours
        count, box = self._counts[i][j], grid.cell(i, j)
        share = count / total if total else 0.0
        full = colours.high if i == j else colours.low
        ground = QColor(colours.current_line)
        if count:
            ground = _shade(colours.panel, full, round(SHADES * share**0.5))
        painter.fillRect(box, ground)
        if i == j:
            painter.setPen(QColor(colours.high))
            painter.drawRect(box)
        if not count or box.height() < grid.least:
            return
        metrics, text = painter.fontMetrics(), count_text(count)
        if metrics.horizontalAdvance(text) > box.width():
            return
        if box.height() > 2.6 * metrics.height():
            text += f"\n{share:.0%}"
        painter.setPen(_ink(ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def count_text(count: float) -> str:
    """Write a count; of rows that count by a weight it need not be whole."""
    return f"{count:,.0f}" if count == round(count) else f"{count:,.4g}"


@cache
def _shade(ground: str, full: str, share: int) -> QColor:
    return mixed(ground, full, 0.15 + 0.75 * share / SHADES)


def _ink(ground: QColor) -> QColor:
    """Choose black or white, whichever stands out more."""
    parts = (ground.redF(), 0.2126), (ground.greenF(), 0.7152), (ground.blueF(), 0.0722)
    bright = sum(share * part**2.2 for part, share in parts)
    return QColor("#101418" if bright > 0.18 else "#ffffff")


def _within(place: int, last: int) -> int:
    return min(max(place, 0), last)
