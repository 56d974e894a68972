"""The diagram: units in columns, and between them the strongest weights."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from engine.views import Diagram, Weights
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.network.arrow_keys import step_of
from gui.panels.network.background import area_for, draw_underlay
from gui.panels.network.edges import Edge, Edges
from gui.panels.network.hit_testing import nearest_column, nearest_edge, nearest_unit
from gui.panels.network.hover_text import Under, under_text
from gui.panels.network.layout import Placed, place
from gui.panels.network.pens import Pens, draw_edges, draw_hovered, draw_units


class DiagramView(QWidget):
    """Paints a small network with its weights; describes what is under the pointer."""

    said = Signal(str)
    chosen = Signal(object)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Diagram of the network")
        self.setFont(text_font())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = self.fontMetrics().height()
        self.setMinimumSize(10 * line, 8 * line)
        self._diagram = Diagram((), ())
        self._weights: Weights | None = None
        self._path: Any = None
        self._under: Under = None
        self._colours = LIGHT
        self._inks = Pens(LIGHT)
        self._placed = Placed((), (), 1.0)
        self._edges = Edges(self._diagram, self._placed)
        self._ground: QPixmap | None = None
        self._stale = False

    def set_diagram(self, diagram: Diagram) -> None:
        """Show another network; its weights come later."""
        self._diagram, self._weights, self._under = diagram, None, None
        self._place()

    def set_weights(self, weights: Weights) -> None:
        """Show other values of the same weights."""
        first = self._weights is None
        self._weights = weights
        self._stale = True
        if first:
            self._ground = None
        if self._under is not None:
            self._say()
        self.update()

    def set_chosen_path(self, path: Any) -> None:
        """Mark the column of a layer."""
        if path != self._path:
            self._path = path
            self._ground = None
            self.update()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self._inks = Pens(colours)
        self._ground = None
        self.update()

    def column_at(self, column: int) -> QPointF:
        """Return the middle of a column, in the view."""
        return self._placed.boxes[column].center()

    def unit_at(self, column: int, unit: int) -> QPointF:
        """Return the middle of a unit, in the view."""
        return self._placed.units[column][unit]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, which is cached, then the weights, then the units."""
        if self._ground is None:
            self._ground = self._make_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._refresh()
        draw_edges(painter, self._edges, self._inks)
        if isinstance(self._under, Edge):
            draw_hovered(painter, self._edges.line(self._under), self._inks)
        draw_units(painter, self._diagram, self._placed, self._weights, self._inks)
        if self.hasFocus():
            painter.setPen(self._inks.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Return what is under the pointer."""
        self._point_at(self._find(event.position()))

    def leaveEvent(self, event: Any) -> None:
        """Clear the description."""
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the layer that a unit or a weight belongs to."""
        column = self._column_of(self._find(event.position()), event.position())
        if column is not None:
            self._choose(column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the weights of the layer that was chosen by the first click."""
        if self._column_of(self._find(event.position()), event.position()) is not None:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from layer to layer by left and right, through units by up and down."""
        across, down = step_of(event)
        paths = [column.path for column in self._diagram.columns]
        if not (across or down) or not paths:
            super().keyPressEvent(event)
            return
        at = paths.index(self._path) if self._path in paths else -across
        if across:
            self._choose(max(0, min(at + across, len(paths) - 1)))
        elif self._placed.units[at]:
            self._point_at((at, self._next_unit(at, down)))

    def _next_unit(self, column: int, down: int) -> int:
        under = self._under
        start = under[1] if isinstance(under, tuple) and under[0] == column else -down
        return max(0, min(start + down, len(self._placed.units[column]) - 1))

    def _point_at(self, under: Under) -> None:
        if under != self._under:
            self._under = under
            self._say()
            self.update()

    def _choose(self, column: int) -> None:
        path = self._diagram.columns[column].path
        self.set_chosen_path(path)
        self.chosen.emit(path)

    def _place(self) -> None:
        line = self.fontMetrics().height()
        area = area_for(self._diagram, self.size(), self.fontMetrics())
        self._placed = place(self._diagram, area, line)
        self._edges = Edges(self._diagram, self._placed)
        self._stale = True
        self._ground = None
        self.update()

    def _refresh(self) -> None:
        if self._stale and self._weights is not None:
            self._edges.take(self._weights)
        self._stale = False

    def _make_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(self._colours.panel)
        painter = QPainter(ground)
        painter.setFont(self.font())
        drawn = (self._diagram, self._placed)
        draw_underlay(painter, drawn, self._weights, self._path, self._inks)
        painter.end()
        return ground

    def _find(self, at: QPointF) -> Under:
        self._refresh()
        unit = nearest_unit(self._placed, at)
        return unit if unit is not None else nearest_edge(self._edges, at)

    def _column_of(self, under: Under, at: QPointF) -> int | None:
        if isinstance(under, Edge):
            return self._diagram.links[under.link].target
        return under[0] if under is not None else nearest_column(self._placed, at)

    def _say(self) -> None:
        self.said.emit(under_text(self._diagram, self._under, self._weights))
