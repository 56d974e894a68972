"""The prediction over the plane of two inputs, with the examples on it."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.views import Surface
from gui.look.colours import Colours
from gui.look.plotting import pg
from gui.panels.learned import shades
from gui.panels.learned.class_edges import ClassEdges
from gui.panels.learned.colour_scale import Scale
from gui.panels.learned.hover_text import at_place, of_example
from gui.panels.learned.plot_view import PlotView, has_same
from gui.widgets.labels import wrapped

FEW = 60
"""Up to so many examples are drawn large."""


class SurfaceView(PlotView):
    """A heat map with dots; the legend below names colours and symbols."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Prediction over two inputs", parent)
        self._surface: Surface | None = None
        self._key: object = None
        self._drawn: tuple[Any, Any, Any] = (None, None, None)
        self._row: int | None = None
        self._is_running = False
        self.headline.hide()
        self.image = pg.ImageItem(axisOrder="col-major")
        self.boundary = pg.IsocurveItem()
        self.boundary.setParentItem(self.image)
        self.boundary.setZValue(5)
        self.edges = ClassEdges(self.image)
        self._dots: list[Any] = []
        self.ring = pg.ScatterPlotItem(size=22, symbol="o", brush=None)
        self.ring.setZValue(20)
        self.plot.addItem(self.image)
        self.plot.addItem(self.ring)
        self.legend, self.scale = wrapped(), Scale()
        key = QHBoxLayout()
        key.addWidget(self.legend, 1)
        key.addWidget(self.scale)
        self.rows.insertLayout(2, key)

    def set_colours(self, colours: Colours) -> None:
        super().set_colours(colours)
        self.scale.set_colours(colours)
        self.ring.setPen(pg.mkPen(colours.text, width=2))
        self.edges.set_pen(pg.mkPen(colours.text, width=1))
        self._key = None
        self.show_surface(self._surface)

    def set_is_running(self, *, is_running: bool) -> None:
        """Draw the boundary's line only while there is time."""
        self._is_running = is_running

    def show_surface(self, surface: Surface | None) -> None:
        """Draw a surface; axes and dots change only when they must."""
        self._surface = surface
        if surface is None:
            return
        key = (surface.names, surface.ranges, surface.classes, surface.output)
        self.image.setImage(
            shades.shades(surface), levels=shades.levels(surface), autoLevels=False
        )
        # Before the first image, a rectangle would be scaled wrongly.
        self.image.setRect(_extent(surface))
        if (key, shades.targets(surface)) != self._key:
            self._key = (key, shades.targets(surface))
            self._begin(surface)
        self._draw_dots(surface)
        self._draw_boundary(surface)
        self.set_chosen(self._row)
        self.refresh()

    def set_chosen(self, row: int | None) -> None:
        """Draw a ring around an example, where each example has a dot."""
        surface, self._row = self._surface, row
        is_shown = row is not None and surface and row < surface.rows
        if not is_shown or surface is None or surface.rows != len(surface.points):
            self.ring.setData([], [])
            return
        x, y = surface.points[row].tolist()
        self.ring.setData([x], [y])

    def describe(self, x: float, y: float) -> str:
        surface = self._surface
        if surface is None:
            return ""
        found = self.nearest(surface.points[:, 0], surface.points[:, 1], x, y)
        if found is not None:
            return of_example(surface, found)
        return at_place(surface, x, y)

    def _begin(self, surface: Surface) -> None:
        self.image.setLookupTable(shades.table(surface, self.colours))
        across, up = surface.ranges
        self.plot.setRange(xRange=across, yRange=up, padding=0)
        self.plot.setLabel("bottom", surface.names[0])
        self.plot.setLabel("left", surface.names[1])
        self.scale.setVisible(not surface.classes)
        self.scale.set_ends(surface.low, surface.high, surface.output)
        for item in self._dots:
            self.plot.removeItem(item)
        count = len(shades.targets(surface))
        size = 11 if len(surface.points) <= FEW else 8
        self._dots = [self._dot(surface, kind, size) for kind in range(count)]
        wrong = pg.ScatterPlotItem(size=size + 5, symbol=shades.crossed_ring())
        wrong.setBrush(None)
        wrong.setPen(pg.mkPen(self.colours.text, width=1.5))
        wrong.setZValue(11)
        self._dots.append(wrong)
        for item in self._dots:
            self.plot.addItem(item)
        self._drawn = (None, None, None)

    def _dot(self, surface: Surface, kind: int, size: int) -> Any:
        item = pg.ScatterPlotItem(size=size, symbol=shades.symbol(surface, kind))
        item.setBrush(pg.mkBrush(shades.colour(surface, kind, self.colours)))
        item.setPen(pg.mkPen(self.colours.text, width=1))
        item.setZValue(10)
        return item

    def _draw_dots(self, surface: Surface) -> None:
        points, targets, right = self._drawn
        x, y = surface.points[:, 0], surface.points[:, 1]
        if not (
            has_same(points, surface.points) and has_same(targets, surface.targets)
        ):
            for kind, item in enumerate(self._dots[:-1]):
                chosen = shades.choose_near(surface, kind)
                item.setData(x[chosen], y[chosen])
            right = None
        if not has_same(right, surface.right):
            wrong = ~surface.right
            self._dots[-1].setData(x[wrong], y[wrong])
            self.legend.setText(shades.legend(surface, self.colours))
        self._drawn = (surface.points, surface.targets, surface.right)

    def _draw_boundary(self, surface: Surface) -> None:
        is_drawn = not (self._is_running or surface.classes)
        self.boundary.setVisible(is_drawn)
        self.edges.set_classes(surface.values if surface.classes else None)
        if is_drawn:
            self.boundary.setLevel((surface.low + surface.high) / 2)
            self.boundary.setData(surface.values)
            self.boundary.setPen(pg.mkPen(self.colours.text, width=1.5, cosmetic=True))
            self.boundary.setTransform(QTransform.fromTranslate(0.5, 0.5))


def _extent(surface: Surface) -> QRectF:
    """Return what the cells cover: each lies around its place, not beside it."""
    (x0, x1), (y0, y1) = surface.ranges
    gaps = max(len(surface.values) - 1, 1)
    wide, high = (x1 - x0) / gaps, (y1 - y0) / gaps
    return QRectF(x0 - wide / 2, y0 - high / 2, x1 - x0 + wide, y1 - y0 + high)
