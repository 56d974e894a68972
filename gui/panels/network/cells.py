"""The cells of a matrix, with their names and figures where there is room."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from gui.look.colours import LIGHT, Colours
from gui.panels.network.colour_scale import scale_width
from gui.panels.network.hover_text import Ends
from gui.panels.network.picture import Picture, flat

_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True)
class Matrix:
    """What is painted, and where."""

    picture: Picture
    values: Any
    area: QRectF
    ends: Ends
    colours: Colours

    def size(self) -> QSizeF:
        """Return the size of a cell."""
        rows, columns = self.picture.shape
        return QSizeF(self.area.width() / columns, self.area.height() / rows)

    def cell(self, row: int, column: int) -> QRectF:
        """Return the place of a cell."""
        size = self.size()
        corner = QPointF(column * size.width(), row * size.height())
        return QRectF(self.area.topLeft() + corner, size)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the row and the column under a point."""
        if not self.area.contains(point):
            return None
        size, inside = self.size(), point - self.area.topLeft()
        rows, columns = self.picture.shape
        row = min(int(inside.y() / size.height()), rows - 1)
        return row, min(int(inside.x() / size.width()), columns - 1)


def cells_area(
    size: QSize, shape: tuple[int, int], ends: Ends, metrics: QFontMetrics
) -> QRectF:
    """Return the room for cells: what names and legend leave, no cell being huge."""
    line = metrics.height()
    left = _names_width(ends, size, metrics) + line
    width = size.width() - left - scale_width(metrics) - 1.5 * line
    height = size.height() - 3 * line
    most = QSizeF(5 * line * shape[1], 3 * line * shape[0])
    room = QSizeF(max(width, 1.0), max(height, 1.0)).boundedTo(most)
    return QRectF(QPointF(left, 2 * line), room)


def draw_caption(painter: QPainter, matrix: Matrix, width: int) -> None:
    """Write how many rows and columns there are, and what they mean."""
    rows, columns = matrix.picture.shape
    parts = [
        _count_text(rows, "row", matrix, 0),
        _count_text(columns, "column", matrix, 1),
    ]
    if matrix.values.ndim < 2:
        parts = [f"{columns:,} values"]
    metrics = painter.fontMetrics()
    left = metrics.height()
    short = metrics.elidedText(" by ".join(parts), _ELIDE, width - 2 * left)
    painter.setPen(QColor(matrix.colours.dim))
    painter.drawText(QPointF(left, 1.3 * metrics.height()), short)


def draw_row_names(painter: QPainter, matrix: Matrix) -> None:
    """Name the rows, if there is room for each."""
    metrics, down = painter.fontMetrics(), matrix.size().height()
    names = matrix.ends[0].labels if matrix.ends[0] else ()
    if down < 0.9 * metrics.height() or len(names) != matrix.picture.shape[0]:
        return
    painter.setPen(QColor(matrix.colours.text))
    room = matrix.area.left() - metrics.height()
    align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for row, name in enumerate(names):
        top = matrix.area.top() + row * down
        where = QRectF(metrics.height() / 2, top, room, down)
        short = metrics.elidedText(name, _ELIDE, int(room) + 1)
        painter.drawText(where, align, short)


def draw_figures(painter: QPainter, matrix: Matrix) -> None:
    """Write the weights themselves, if there is room."""
    metrics, size = painter.fontMetrics(), matrix.size()
    narrow = size.width() < metrics.horizontalAdvance(" -0.000 ")
    if narrow or size.height() < 1.2 * metrics.height():
        return
    pens = _pens(matrix.colours)
    for row, values in enumerate(flat(matrix.values).tolist()):
        for column, value in enumerate(values):
            is_strong = bool(abs(value) > 0.6 * matrix.picture.peak)
            painter.setPen(pens[is_strong])
            cell = matrix.cell(row, column)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}")


def draw_frame(painter: QPainter, matrix: Matrix, under: tuple[int, int]) -> None:
    """Draw a frame around the cell under the pointer."""
    cell = matrix.cell(*under)
    cell.setSize(cell.size().expandedTo(QSizeF(4, 4)))
    painter.setPen(QColor(matrix.colours.text))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(cell)


def _names_width(ends: Ends, size: QSize, metrics: QFontMetrics) -> float:
    names = ends[0].labels if ends[0] else ()
    if len(names) > size.height() / metrics.height():
        return 0.0
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(widest, size.width() / 4)


def _count_text(count: int, what: str, matrix: Matrix, side: int) -> str:
    end = matrix.ends[side]
    plural = "" if count == 1 else "s"
    return f"{count:,} {what}{plural}" + (f" ({end.name})" if end else "")


def _pens(colours: Colours) -> tuple[QColor, QColor]:
    return QColor(colours.text), QColor(LIGHT.text)
