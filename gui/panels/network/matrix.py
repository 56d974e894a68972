"""A weight matrix as a picture: orange below zero, blue above."""

from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.views import Weights
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.network.arrow_keys import step_of
from gui.panels.network.cells import (
    Matrix,
    cells_area,
    draw_caption,
    draw_figures,
    draw_frame,
    draw_row_names,
)
from gui.panels.network.colour_scale import draw_scale
from gui.panels.network.hover_text import Ends, cell_text
from gui.panels.network.picture import Picture, colour_table

_EMPTY = "Press Run or Step to see the weights."


class MatrixView(QWidget):
    """Paints one array of weights, and describes the weight under the pointer."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Weight matrix")
        self.setFont(text_font())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = self.fontMetrics().height()
        self.setMinimumSize(10 * line, 8 * line)
        self._weights: Weights | None = None
        self._key = ""
        self._ends: Ends = (None, None)
        self._under: tuple[int, int] | None = None
        self._colours = LIGHT
        self._table = colour_table(LIGHT)
        self._picture: Picture | None = None

    def set_key(self, key: str, ends: Ends) -> None:
        """Show the array of another key."""
        self._key, self._ends, self._under = key, ends, None
        self.setAccessibleName(f"Weight matrix {key}")
        self._renew()

    def set_weights(self, weights: Weights) -> None:
        """Show other values."""
        self._weights = weights
        self._renew()
        if self._under is not None:
            self._say()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours, self._table = colours, colour_table(colours)
        self._renew()

    def cell_at(self, row: int, column: int) -> QPointF:
        """Return the middle of a cell, in the view."""
        matrix = self._matrix()
        return matrix.cell(row, column).center() if matrix else QPointF()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, their names and figures where there is room, the scale."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.panel))
        if self.hasFocus():
            painter.setPen(QColor(self._colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        matrix = self._matrix()
        if matrix is None:
            painter.setPen(QColor(self._colours.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _EMPTY)
            return
        painter.drawImage(matrix.area, matrix.picture.image)
        draw_caption(painter, matrix, self.width())
        draw_row_names(painter, matrix)
        draw_figures(painter, matrix)
        if self._under is not None:
            draw_frame(painter, matrix, self._under)
        line = self.fontMetrics().height()
        bar = matrix.area.translated(matrix.area.width() + line, 0)
        draw_scale(painter, bar, matrix.picture.peak, self._table, self._colours)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Describe the weight under the pointer."""
        self._point_at(self._cell(event.position()))

    def leaveEvent(self, event: Any) -> None:
        """Clear the description."""
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell by the arrow keys."""
        matrix, (across, down) = self._matrix(), step_of(event)
        if matrix is None or not (across or down):
            super().keyPressEvent(event)
            return
        rows, columns = matrix.picture.shape
        row, column = self._under or (-down, -across)
        row = max(0, min(row + down, rows - 1))
        self._point_at((row, max(0, min(column + across, columns - 1))))

    def _point_at(self, under: tuple[int, int] | None) -> None:
        if under != self._under:
            self._under = under
            self._say()
            self.update()

    def _renew(self) -> None:
        self._picture = None
        self.update()

    def _matrix(self) -> Matrix | None:
        if self._weights is None or self._key not in self._weights.values:
            return None
        values = self._weights.values[self._key]
        if not values.size:
            return None
        if self._picture is None:
            self._picture = Picture.of(values, self._table)
        shape = self._picture.shape
        area = cells_area(self.size(), shape, self._ends, self.fontMetrics())
        return Matrix(self._picture, values, area, self._ends, self._colours)

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        matrix = self._matrix()
        return matrix.at(at) if matrix else None

    def _say(self) -> None:
        if self._under is None or self._weights is None:
            self.said.emit("")
            return
        self.said.emit(cell_text(self._key, self._under, self._ends, self._weights))
