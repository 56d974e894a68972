"""Two plots of numbers: the fitted curve, and predicted against actual."""

import math
from typing import Any

from PySide6.QtWidgets import QWidget

from engine.views import Fit, Scatter
from gui.look.colours import Colours
from gui.look.plotting import pg
from gui.panels.learned.plot_view import PlotView, has_same, largest_error_text
from gui.panels.learned.ranges import Held, ends


class LinesView(PlotView):
    """Dots and a line, with a reading of what is below the pointer."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._across, self._up = Held(), Held()
        self._shown: tuple[Any, Any] = (None, None)
        self._row: int | None = None
        self._has_all = False
        self.dots = pg.ScatterPlotItem(size=7)
        self.line = pg.PlotCurveItem()
        self.line.setSegmentedLineMode("on")
        self.ring = pg.ScatterPlotItem(size=18, symbol="o", brush=None)
        for item in (self.dots, self.line, self.ring):
            self.plot.addItem(item)

    def set_colours(self, colours: Colours) -> None:
        super().set_colours(colours)
        self.dots.setBrush(pg.mkBrush(colours.low))
        self.dots.setPen(pg.mkPen(colours.panel, width=1))
        self.line.setPen(pg.mkPen(colours.high, width=2))
        self.ring.setPen(pg.mkPen(colours.text, width=2))

    def set_chosen(self, row: int | None) -> None:
        """Draw a ring around an example, where each example has a dot."""
        self._row = row
        xs, ys = self._shown
        if row is None or xs is None or not self._has_all or row >= len(xs):
            self.ring.setData([], [])
            return
        x, y = xs[row].item(), ys[row].item()
        # A diverged prediction has no place, and pyqtgraph's points must have one.
        is_known = math.isfinite(x + y)
        self.ring.setData([x] * is_known, [y] * is_known)

    def _draw(self, xs: Any, ys: Any, *, has_all: bool) -> None:
        before, self._shown, self._has_all = self._shown, (xs, ys), has_all
        if not all(map(has_same, before, self._shown)):
            known = abs(xs + ys) < math.inf
            self.dots.setData(xs[known], ys[known])
        self.set_chosen(self._row)
        self.refresh()

    def _name(self, across: str, up: str, headline: str) -> None:
        for side, name in (("bottom", across), ("left", up)):
            if self.plot.getAxis(side).labelText != name:
                self.plot.setLabel(side, name)
        if self.headline.text() != headline:
            self.headline.setText(headline)


class FitView(LinesView):
    """The prediction along one input, among the examples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Fitted curve", parent)
        self._fit: Fit | None = None

    def show_fit(self, fit: Fit) -> None:
        """Draw the fitted curve among the examples."""
        self._fit = fit
        self.line.setData(fit.x, fit.p)
        low, high = ends(fit.x.tolist())
        if self._across.is_new(low, high, is_exact=True):
            self.plot.setXRange(low, high, padding=0.02)
        if self._up.is_new(*ends([*fit.targets.tolist(), *fit.p.tolist()])):
            self.plot.setYRange(*self._up.range, padding=0)
        self._name(fit.name, fit.output, "━ predicted   ● examples")
        self._draw(fit.points, fit.targets, has_all=fit.rows == len(fit.points))

    def describe(self, x: float, y: float) -> str:
        fit = self._fit
        if fit is None or not len(fit.x):
            return ""
        row = self.nearest(fit.points, fit.targets, x, y)
        place = x if row is None else fit.points[row].item()
        i = int(abs(fit.x - place).argmin())
        at, p = fit.x[i].item(), fit.p[i].item()
        predicted = f"{fit.name} {at:.4g}: {fit.output} {p:.6g}"
        if row is None:
            return predicted
        target = f"{fit.name} {place:.4g}, target {fit.targets[row].item():.6g}"
        return f"{predicted} · example: {target}"


class ScatterView(LinesView):
    """Predicted against actual, and the line on which they are equal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Predicted against actual", parent)
        self._scatter: Scatter | None = None

    def show_scatter(self, scatter: Scatter) -> None:
        """Draw predictions against targets, on the same scale."""
        self._scatter = scatter
        actual, predicted = scatter.actual, scatter.predicted
        both = ends([*actual.tolist(), *predicted.tolist()])
        if self._up.is_new(*both):
            low, high = self._up.range
            self.plot.setRange(xRange=(low, high), yRange=(low, high), padding=0)
            self.line.setData([low, high], [low, high])
        error = largest_error_text(abs(predicted - actual).tolist())
        part = f" · {scatter.part} part" * (scatter.part != "train")
        self._name(
            f"{scatter.output}, actual",
            f"{scatter.output}, predicted",
            f"{error}{part}",
        )
        has_all = scatter.part == "train" and scatter.rows == len(actual)
        self._draw(actual, predicted, has_all=has_all)

    def describe(self, x: float, y: float) -> str:
        scatter = self._scatter
        if scatter is None:
            return ""
        row = self.nearest(scatter.actual, scatter.predicted, x, y)
        if row is None:
            return f"actual {x:.4g}, predicted {y:.4g}: no example here"
        actual, predicted = scatter.actual[row].item(), scatter.predicted[row].item()
        off = predicted - actual
        return f"actual {actual:.6g}, predicted {predicted:.6g}, error {off:+.4g}"
