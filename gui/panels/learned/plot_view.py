"""What the plots of the panel share: a headline above, a read-out below."""

import math
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import title_font
from gui.look.plotting import plot_widget, set_plot_colours
from gui.widgets.labels import wrapped

HINT = "Point at the picture to read its numbers."


class PlotView(QWidget):
    """A plot that does not move, and describes what lies under the pointer."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colours = LIGHT
        self._pointer: QPointF | None = None
        self.plot: Any = plot_widget(name, self)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.getViewBox().disableAutoRange()
        high = self.fontMetrics().height()
        self.plot.setMinimumHeight(high * 7)
        # Ticks at the ends of the axes need room beyond them.
        self.plot.getPlotItem().setContentsMargins(0, high * 0.6, high, 0)
        self.plot.viewport().installEventFilter(self)
        self.headline, self.reading = wrapped(), wrapped()
        self.headline.setFont(title_font())
        self.reading.setMinimumHeight(round(self.fontMetrics().lineSpacing() * 2.4))
        self.reading.setText(HINT)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.rows.addWidget(self.headline)
        self.rows.addWidget(self.plot, 1)
        self.rows.addWidget(self.reading)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.colours = colours
        set_plot_colours(self.plot, colours)
        self.reading.setStyleSheet(f"color: {colours.dim}")

    def describe(self, x: float, y: float) -> str:
        """Describe what lies at a place of the plot."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read anew what lies under the pointer; the picture may have changed."""
        box = self.plot.getViewBox()
        text = ""
        if self._pointer and box.sceneBoundingRect().contains(self._pointer):
            place = box.mapSceneToView(self._pointer)
            text = self.describe(place.x(), place.y())
        if self.reading.text() != (text or HINT):
            self.reading.setText(text or HINT)

    def nearest(self, xs: Any, ys: Any, x: float, y: float) -> int | None:
        """Find the example under the pointer, if there is one."""
        wide, high = self.plot.getViewBox().viewPixelSize()
        squares = [
            ((a - x) / wide) ** 2 + ((b - y) / high) ** 2
            for a, b in zip(xs.tolist(), ys.tolist(), strict=True)
        ]
        least = min(squares, default=float("inf"))
        reach = self.fontMetrics().height() / 2
        return squares.index(least) if least <= reach * reach else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The plot's own signal leaves out moves, at times the last one.
        if isinstance(event, QMouseEvent):
            self._pointer = self.plot.mapToScene(event.position().toPoint())
            self.refresh()
        elif event.type() == QEvent.Type.Leave:
            self._pointer = None
            self.refresh()
        return super().eventFilter(watched, event)


def largest_error_text(errors: list[float]) -> str:
    """Describe the largest error, if predictions are numbers."""
    if not all(map(math.isfinite, errors)):
        return "✗ some predictions are not numbers"
    return f"largest error {max(errors, default=0.0):.4g}"


def has_same(first: Any, second: Any) -> bool:
    """Return whether two arrays hold the same numbers; gaps are never the same."""
    if first is second:
        return True
    return (
        first is not None
        and second is not None
        and first.shape == second.shape
        and bool((first == second).all())
    )
