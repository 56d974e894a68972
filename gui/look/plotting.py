"""pyqtgraph, which has no types, and how every plot looks."""

from typing import Any

import pyqtgraph  # pyright: ignore[reportMissingTypeStubs]
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font

pg: Any = pyqtgraph
"""pyqtgraph as it is; only plots may use it."""


def plot_widget(name: str, parent: QWidget | None = None) -> Any:
    """Make an empty plot (a `pyqtgraph.PlotWidget`) without menus and buttons."""
    plot = pg.PlotWidget(parent)
    plot.setAccessibleName(name)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setFrameShape(plot.Shape.NoFrame)
    for side in ("left", "bottom"):
        plot.getAxis(side).setStyle(tickFont=_small(), autoExpandTextSpace=True)
    return plot


def set_plot_colours(plot: Any, colours: Colours) -> None:
    """Let a plot's ground and axes follow the colours of the window."""
    plot.setBackground(colours.panel)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(colours.line))
        axis.setTextPen(pg.mkPen(colours.dim))


def mixed(first: str, second: str, share: float) -> QColor:
    """Mix two colours; a share of 1 is all of the second.

    Opaque colours are painted many times faster than transparent ones.
    """
    a, b = QColor(first), QColor(second)
    pairs = (
        (a.red(), b.red()),
        (a.green(), b.green()),
        (a.blue(), b.blue()),
    )
    return QColor(*(round(x + (y - x) * share) for x, y in pairs))


def _small() -> QFont:
    font = text_font()
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font
