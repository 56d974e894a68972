"""What stands around a confusion matrix: the titles of its sides, and the names."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.widgets.confusion.grid import Grid, short

_MIDDLE, _RIGHT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight


def paint_margins(
    painter: QPainter,
    grid: Grid,
    names: tuple[str, ...],
    around: tuple[QPointF, QColor],
) -> None:
    """Paint titles and names in the painter's colour, where one sees them.

    `around` is the corner that is scrolled into sight, and the colour of the ground.
    """
    corner, ground = around
    left, top = grid.cells.left(), grid.cells.top()
    end = grid.cells.bottomRight() + corner
    painter.save()
    painter.translate(0, corner.y())
    painter.fillRect(QRectF(0, 0, end.x(), top - 1), ground)
    for place in range(0, len(names), grid.every):
        _paint_column_name(painter, grid, place, short(names[place]))
    painter.restore()
    painter.save()
    painter.translate(corner.x(), 0)
    painter.fillRect(QRectF(0, top, left - 1, end.y()), ground)
    for place in range(0, len(names), grid.every):
        _paint_row_name(painter, grid, place, short(names[place]))
    painter.restore()
    painter.save()
    painter.translate(corner)
    painter.fillRect(QRectF(0, 0, left - 1, top - 1), ground)
    _paint_titles(painter, grid)
    painter.restore()


def _paint_titles(painter: QPainter, grid: Grid) -> None:
    high = painter.fontMetrics().height()
    across = QRectF(grid.cells.left(), 0.2 * high, 12 * high, high)
    painter.drawText(across, 0, "predicted →")
    painter.save()
    painter.translate(0.4 * high, grid.cells.top() + 6 * high)
    painter.rotate(-90)
    painter.drawText(QRectF(0, 0, 6 * high, high), _RIGHT, "← actual")
    painter.restore()


def _paint_row_name(painter: QPainter, grid: Grid, place: int, name: str) -> None:
    high, middle = painter.fontMetrics().height(), grid.cell(place, 0).center().y()
    room = QRectF(0, middle - high / 2, grid.cells.left() - high / 2, high)
    painter.drawText(room, _RIGHT | _MIDDLE, name)


def _paint_column_name(painter: QPainter, grid: Grid, place: int, name: str) -> None:
    high, cell = painter.fontMetrics().height(), grid.cell(0, place)
    if not grid.is_upright:
        room = QRectF(cell.left(), cell.top() - 1.3 * high, cell.width(), high)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
        return
    painter.save()
    painter.translate(cell.center().x() - high / 2, cell.top() - high / 3)
    painter.rotate(-90)
    painter.drawText(QRectF(0, 0, cell.top(), high), _MIDDLE, name)
    painter.restore()
