"""One plot of the stack: its curves, its quiet grid, its cursor."""

import math
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from engine.views import Curve
from gui.look.colours import LIGHT, Colours
from gui.look.plotting import Grid, mixed, pg, plot_widget, set_plot_colours
from gui.panels.losses.axes import use_few_log_ticks
from gui.panels.losses.pens import Pens
from gui.panels.losses.ranges import Range, values_fitted, values_held
from gui.panels.losses.thinning import extent, thin

Key = tuple[int, str]


class Pane:
    """A plot with curves by run and figure."""

    def __init__(self, name: str) -> None:
        self.plot = plot_widget(name)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.disableAutoRange()
        self.view: Any = self.plot.getViewBox()
        self.view.setDefaultPadding(0)
        self.grid = Grid(self.plot)
        self.cursor = pg.InfiniteLine(angle=90, movable=False)
        self.cursor.hide()
        self.plot.addItem(self.cursor, ignoreBounds=True)
        self.curves: dict[Key, Curve] = {}
        self.inks = Pens()
        self.is_fine = True
        self.is_log_x = self.is_log_y = False
        self._items: dict[tuple[Key, bool], Any] = {}
        self._pens: dict[tuple[Key, bool], tuple[str, Qt.PenStyle]] = {}
        self._held: Range | None = None
        self._held_x: Range | None = None
        self._colours = LIGHT
        height = self.plot.fontMetrics().height()
        self.plot.getPlotItem().setContentsMargins(0, height // 2, height, 0)
        self.plot.getAxis("bottom").setLabel("epoch")
        for side in ("left", "bottom"):
            self.plot.getAxis(side).enableAutoSIPrefix(False)
            use_few_log_ticks(self.plot.getAxis(side))

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        set_plot_colours(self.plot, colours)
        self.grid.set_colour(mixed(colours.panel, colours.line, 0.7))
        self.cursor.setPen(pg.mkPen(colours.dim))

    def set_log(self, is_log_x: bool, is_log_y: bool) -> None:
        """Choose linear or logarithmic axes."""
        if (is_log_x, is_log_y) == (self.is_log_x, self.is_log_y):
            return
        self.is_log_x, self.is_log_y = is_log_x, is_log_y
        self.forget_range()
        self.plot.setLogMode(x=is_log_x, y=is_log_y)

    def draw(self, key: Key, curve: Curve, most: int, is_front: bool) -> None:
        """Draw a curve, anew or in place of what it was."""
        self.curves[key] = curve
        self._set(key, False, curve, most, is_front)

    def draw_faint(self, key: Key, curve: Curve, most: int) -> None:
        """Draw the values as they are behind a smoothed curve."""
        self.curves[key] = curve  # the axes give room to what is faint, too
        self._set(key, True, curve, most, False)

    def keep(self, keys: Collection[Key], *, has_faint: bool) -> None:
        """Remove all curves but these."""
        for key, is_faint in list(self._items):
            if key not in keys or (is_faint and not has_faint):
                self.plot.removeItem(self._items.pop((key, is_faint)))
                self._pens.pop((key, is_faint))
        self.curves = {key: self.curves[key] for key in self.curves if key in keys}

    def set_y(self, is_held: bool) -> None:
        """Fit the y axis to the curves: in jumps, or exactly."""
        found = [extent(curve, self.is_log_y) for curve in self.curves.values()]
        ends = [pair for pair in found if pair]
        if not ends:
            return
        low, high = min(a for a, _ in ends), max(b for _, b in ends)
        wanted = (
            values_held(low, high, self._held, self.is_log_y)
            if is_held
            else values_fitted(low, high, self.is_log_y)
        )
        if wanted != self._held:
            self._held = wanted
            self.view.setYRange(*wanted, padding=0)

    def set_x(self, wanted: Range) -> None:
        """Make the x axis show this range."""
        if wanted != self._held_x:
            self._held_x = wanted
            self.view.setXRange(*wanted, padding=0)

    def show_epochs(self, is_lowest: bool) -> None:
        """Write epochs below the plot if no other plot lies below it."""
        axis = self.plot.getAxis("bottom")
        axis.setStyle(showValues=is_lowest)
        axis.showLabel(is_lowest)

    def forget_range(self) -> None:
        """Set the range anew at the next frame, as the mouse has changed it."""
        self._held = self._held_x = None

    def set_cursor(self, epoch: int | None) -> None:
        """Move the vertical line to an epoch, or hide it."""
        self.cursor.setVisible(epoch is not None)
        if epoch is not None:
            self.cursor.setPos(self.place(epoch))

    def place(self, epoch: float) -> float:
        """Return where an epoch lies on the x axis."""
        return math.log10(max(epoch, 0.5)) if self.is_log_x else epoch

    def epoch_at(self, point: QPointF) -> float:
        """Return the epoch below a point of the scene."""
        x = float(self.view.mapSceneToView(point).x())
        return 10.0 ** min(x, 18.0) if self.is_log_x else x

    def area(self) -> QRectF:
        """Return the rectangle inside the axes, in pixels of the plot."""
        return self.view.sceneBoundingRect()

    def paint(self, painter: QPainter, target: QRectF) -> None:
        """Paint the plot elsewhere."""
        self.plot.render(painter, target, self.plot.viewport().rect())

    def _set(
        self, key: Key, is_faint: bool, curve: Curve, most: int, is_front: bool
    ) -> None:
        item = self._items.get((key, is_faint))
        if item is None:
            item = self._items[key, is_faint] = self._new()
        item.setZValue(-5 if is_faint else 5 if is_front else 0)
        self._ink(key, is_faint, item)
        x, y = thin(curve, most, self.is_log_x, self.is_log_y)
        item.curve.opts["antialias"] = self.is_fine
        item.setData(x, y, symbol="o" if len(x) == 1 else None)

    def _new(self) -> Any:
        item = pg.PlotDataItem(antialias=False)
        item.setLogMode(self.is_log_x, self.is_log_y)
        item.setSymbolPen(None)
        item.setSymbolSize(5)
        self.plot.addItem(item, ignoreBounds=True)
        return item

    def _ink(self, key: Key, is_faint: bool, item: Any) -> None:
        """Return a curve its pen, if it has not got it already."""
        colour = self.colour(key, is_faint)
        wanted = colour.name(), self.inks.style(key[1])
        if self._pens.get((key, is_faint)) != wanted:
            self._pens[key, is_faint] = wanted
            item.setPen(pg.mkPen(colour, width=1, style=wanted[1]))
            item.setSymbolBrush(colour)

    def colour(self, key: Key, is_faint: bool = False) -> QColor:
        """Return the colour of a curve."""
        name = self.inks.colour(self._colours, *key)
        return mixed(self._colours.panel, name, 0.35) if is_faint else QColor(name)
