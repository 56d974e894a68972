"""The prediction over the plane of two inputs, with the examples on it."""

import math
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.views import Surface
from gui.look.colours import LIGHT, Colours
from gui.look.plotting import mixed, pg, plot_widget, set_plot_colours

SYMBOLS = ("o", "s", "t", "d", "star", "p", "h")
SIGNS = ("●", "■", "▼", "◆", "★", "⬟", "⬢")
LEVELS = 16
"""How many shades a class has, by how sure the network is of it."""


class SurfaceView(QWidget):
    """A heat map with dots; the legend below names colours and symbols."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._surface = LIGHT, None
        self._key: object = None
        self._is_running = False
        self.plot = plot_widget("Prediction over two inputs", self)
        self.image = pg.ImageItem(axisOrder="col-major")
        self.boundary = pg.IsocurveItem()
        self.boundary.setParentItem(self.image)
        self.boundary.setZValue(5)
        self._dots: list[Any] = []
        self.ring = pg.ScatterPlotItem(size=18, symbol="o", brush=None)
        self.plot.addItem(self.image)
        self.plot.addItem(self.ring)
        self.plot.scene().sigMouseMoved.connect(self._hover)
        self.legend, self.reading = QLabel(), QLabel()
        pad = self.fontMetrics().averageCharWidth()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 1)
        for label in (self.legend, self.reading):
            label.setWordWrap(True)
            label.setContentsMargins(pad, 1, pad, 1)
            layout.addWidget(label)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        set_plot_colours(self.plot, colours)
        self.ring.setPen(pg.mkPen(colours.text, width=2))
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
        is_new = self._key != (key := _key(surface))
        self.image.setImage(_shades(surface), levels=_levels(surface), autoLevels=False)
        (x0, x1), (y0, y1) = surface.ranges
        # Before the first image, a rectangle would be taken for something else.
        self.image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        if is_new:
            self._key = key
            self._begin(surface)
        self._draw_dots(surface)
        self._draw_boundary(surface)

    def set_chosen(self, row: int | None) -> None:
        """Draw a ring around an example."""
        surface = self._surface
        if row is None or surface is None or row >= len(surface.points):
            self.ring.setData([], [])
            return
        x, y = surface.points[row].tolist()
        self.ring.setData([x], [y])

    def _begin(self, surface: Surface) -> None:
        self.image.setLookupTable(self._lut(surface))
        (x0, x1), (y0, y1) = surface.ranges
        self.plot.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0)
        self.plot.setLabel("bottom", surface.names[0])
        self.plot.setLabel("left", surface.names[1])
        self.legend.setText(self._legend(surface))
        for item in self._dots:
            self.plot.removeItem(item)
        kinds = _targets(surface)
        self._dots = [self._dot(place, len(kinds)) for place in range(len(kinds))]
        self._dots.append(pg.ScatterPlotItem(size=11, symbol="x", pxMode=True))
        self._dots[-1].setPen(pg.mkPen(self._colours.text, width=2))
        for item in self._dots:
            self.plot.addItem(item)

    def _dot(self, place: int, kinds: int) -> Any:
        colours = self._colours
        item = pg.ScatterPlotItem(size=9, symbol=SYMBOLS[place % len(SYMBOLS)])
        item.setBrush(pg.mkBrush(_colour(place, kinds, colours)))
        item.setPen(pg.mkPen(colours.text if kinds < 9 else colours.panel, width=1))
        return item

    def _draw_dots(self, surface: Surface) -> None:
        kinds = _targets(surface)
        if len(self._dots) != len(kinds) + 1:
            return
        x, y = surface.points[:, 0], surface.points[:, 1]
        for kind, item in zip(kinds, self._dots, strict=False):
            chosen = _near(surface, kind)
            item.setData(x[chosen], y[chosen])
        wrong = ~surface.right
        self._dots[-1].setData(x[wrong], y[wrong])

    def _draw_boundary(self, surface: Surface) -> None:
        is_drawn = not (self._is_running or surface.classes)
        self.boundary.setVisible(is_drawn)
        if is_drawn:
            self.boundary.setLevel((surface.low + surface.high) / 2)
            self.boundary.setData(surface.values)
            self.boundary.setPen(pg.mkPen(self._colours.text, width=1.5, cosmetic=True))
            self.boundary.setTransform(QTransform.fromTranslate(0.5, 0.5))

    def _lut(self, surface: Surface) -> Any:
        colours = self._colours
        if not surface.classes:
            stops = [colours.low, colours.middle, colours.high]
            return pg.ColorMap([0.0, 0.5, 1.0], stops).getLookupTable(nPts=256)
        many = len(surface.classes)
        shades = [
            mixed(colours.panel, _colour(c, many, colours), 0.15 + 0.6 * i / LEVELS)
            for c in range(many)
            for i in range(LEVELS)
        ]
        places = [i / (len(shades) - 1) for i in range(len(shades))]
        return pg.ColorMap(places, shades).getLookupTable(nPts=len(shades))

    def _legend(self, surface: Surface) -> str:
        kinds = _targets(surface)
        names = surface.classes or [f"{surface.output} = {kind:g}" for kind in kinds]
        many = len(kinds)
        spans = (
            f'<span style="color:{_colour(i, many, self._colours)}">'
            f"{SIGNS[i % len(SIGNS)]}</span> {name}"
            for i, name in enumerate(names)
        )
        scale = f"{_word(surface.low)} to {_word(surface.high)}"
        few = "" if surface.classes else f"&nbsp;&nbsp; colour: {scale}"
        return "&nbsp;&nbsp; ".join([*spans, "✕ wrong"]) + few

    def _hover(self, place: Any) -> None:
        surface = self._surface
        if surface is None or not self.plot.sceneBoundingRect().contains(place):
            return
        point = self.plot.getPlotItem().vb.mapSceneToView(place)
        self.reading.setText(_read(surface, point.x(), point.y()))


def _key(surface: Surface) -> object:
    kinds = tuple(_targets(surface))
    return surface.names, surface.ranges, surface.classes, kinds, surface.output


def _targets(surface: Surface) -> list[float]:
    """List the targets that have a symbol: classes, or up to seven numbers."""
    if surface.classes:
        return [float(i) for i in range(len(surface.classes))]
    found = sorted({float(t) for t in surface.targets.tolist() if not math.isnan(t)})
    if len(found) <= len(SYMBOLS):
        return found
    wide = (surface.high - surface.low) / (len(SYMBOLS) - 1)
    return [surface.low + wide * i for i in range(len(SYMBOLS))]


def _near(surface: Surface, kind: float) -> Any:
    """Choose the examples of a target, or those nearest to it on a scale."""
    kinds = _targets(surface)
    half = (kinds[1] - kinds[0]) / 2 if len(kinds) > 1 else math.inf
    if len(kinds) <= 2 or surface.classes:
        return surface.targets == kind
    return abs(surface.targets - kind) <= half


def _colour(place: int, many: int, colours: Colours) -> str:
    if many <= 2:
        return (colours.low, colours.high)[place % 2]
    return colours.series[place % len(colours.series)]


def _shades(surface: Surface) -> Any:
    if surface.shares is None:
        return surface.values
    return surface.values * LEVELS + (surface.shares * (LEVELS - 1)).round()


def _levels(surface: Surface) -> tuple[float, float]:
    if surface.classes:
        return 0, len(surface.classes) * LEVELS - 1
    return surface.low, surface.high


def _word(value: float) -> str:
    return f"{value:.4g}"


def _read(surface: Surface, x: float, y: float) -> str:
    """Say what is predicted at a place."""
    (x0, x1), (y0, y1) = surface.ranges
    side = len(surface.values)
    i, j = (int((v - a) / (b - a) * side) for v, a, b in ((x, x0, x1), (y, y0, y1)))
    if not (0 <= i < side and 0 <= j < side):
        return ""
    value = surface.values[i][j].item()
    where = f"{surface.names[0]} {x:.3f}, {surface.names[1]} {y:.3f}"
    if surface.classes and surface.shares is not None:
        share = surface.shares[i][j].item()
        return f"{where}: {surface.classes[int(value)]}, {share:.1%}"
    return f"{where}: {surface.output} {value:.6g}"
