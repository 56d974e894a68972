"""Two plots of numbers: the fitted curve, and predicted against actual."""

import math
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.views import Fit, Scatter
from gui.look.colours import LIGHT, Colours
from gui.look.plotting import pg, plot_widget, set_plot_colours

STEPS = (1, 2, 2.5, 5, 10)


class LinesView(QWidget):
    """Dots and a line, with a reading of what is below the pointer."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = LIGHT
        self._range: tuple[float, float] | None = None
        self.plot = plot_widget(name, self)
        self.dots = pg.ScatterPlotItem(size=6)
        self.line = pg.PlotCurveItem()
        self.line.setSegmentedLineMode("on")
        self.plot.addItem(self.dots)
        self.plot.addItem(self.line)
        self.plot.scene().sigMouseMoved.connect(self._hover)
        self.headline, self.reading = QLabel(), QLabel()
        pad = self.fontMetrics().averageCharWidth()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.headline)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.reading)
        for label in (self.headline, self.reading):
            label.setContentsMargins(pad, 1, pad, 1)
            label.setWordWrap(True)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        set_plot_colours(self.plot, colours)
        self.dots.setBrush(pg.mkBrush(colours.low))
        self.dots.setPen(pg.mkPen(colours.panel, width=1))
        self.line.setPen(pg.mkPen(colours.high, width=2))

    def show_fit(self, fit: Fit) -> None:
        """Draw the fitted curve among the examples."""
        self.dots.setData(fit.points, fit.targets)
        self.line.setData(fit.x, fit.p)
        self._hold(fit.x, [*fit.targets.tolist(), *fit.p.tolist()])
        self.plot.setLabel("bottom", fit.name)
        self.plot.setLabel("left", fit.output)
        self.headline.setText(f"● examples  ━ {fit.output} predicted")

    def show_scatter(self, scatter: Scatter) -> None:
        """Draw predictions against targets, and the line where they are equal."""
        self.dots.setData(scatter.actual, scatter.predicted)
        ends = _ends([*scatter.actual.tolist(), *scatter.predicted.tolist()])
        self.line.setData(list(ends), list(ends))
        self._hold(scatter.actual, [*ends])
        self.plot.setLabel("bottom", f"{scatter.output}, actual")
        self.plot.setLabel("left", f"{scatter.output}, predicted")
        largest = abs(scatter.predicted - scatter.actual).max(initial=0.0)
        part = f", {scatter.part} part" * (scatter.part != "train")
        self.headline.setText(f"largest error {largest:.4g}{part}")

    def _hold(self, x: Any, y: list[float]) -> None:
        """Let axes move in steps, and not with each picture."""
        low, high = _ends(y)
        held = self._range
        if held is None or low < held[0] or high > held[1] or _is_wide(held, low, high):
            self._range = _stepped(low, high)
            self.plot.setYRange(*self._range, padding=0)
        across = _ends(x.tolist())
        if across != getattr(self, "_across", None):
            self._across = across
            self.plot.setXRange(*across, padding=0.03)

    def _hover(self, place: Any) -> None:
        if self.plot.sceneBoundingRect().contains(place):
            point = self.plot.getPlotItem().vb.mapSceneToView(place)
            self.reading.setText(f"{point.x():.4g}, {point.y():.4g}")


def _ends(values: list[float]) -> tuple[float, float]:
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _stepped(low: float, high: float) -> tuple[float, float]:
    """Widen a range to round numbers."""
    wide = high - low
    power = 10.0 ** math.floor(math.log10(wide))
    step = next(s for s in STEPS if s * power >= wide / 4) * power
    return (
        math.floor(low / step - 0.2) * step,
        math.ceil(high / step + 0.2) * step,
    )


def _is_wide(held: tuple[float, float], low: float, high: float) -> bool:
    return held[1] - held[0] > 4 * (high - low)
