"""The pens of the diagram, and what is painted anew in every frame."""

from math import isfinite

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from engine.views import Diagram, Weights
from gui.look.colours import Colours
from gui.look.plotting import mixed
from gui.panels.network.edges import LEVELS, Edges
from gui.panels.network.layout import Placed

_SHADES = 16


class Pens:
    """Opaque pens and brushes, mixed beforehand with the background."""

    def __init__(self, colours: Colours) -> None:
        self.colours = colours
        self.negative = [_pen(colours, colours.low, k, dashed=True) for k in _levels()]
        self.positive = [
            _pen(colours, colours.high, k, dashed=False) for k in _levels()
        ]
        self.outline = QPen(QColor(colours.dim), 1.2)
        self.hovered = QPen(QColor(colours.text), 3)
        self.focus = QPen(QColor(colours.accent), 1)
        self.plain = QPen(mixed(colours.panel, colours.dim, 0.5), 1)
        self.band = QBrush(mixed(colours.panel, colours.dim, 0.18))
        self.fills = [_fill(colours, k) for k in range(-_SHADES, _SHADES + 1)]
        self.empty = QBrush(QColor(colours.panel))

    def fill(self, share: float) -> QBrush:
        """Return the brush of a value between -1 and 1."""
        return self.fills[round(share * _SHADES) + _SHADES]


def draw_edges(painter: QPainter, edges: Edges, inks: Pens) -> None:
    """Draw the strongest weights, weakest first."""
    for level, is_negative, lines in edges.groups:
        painter.setPen((inks.negative if is_negative else inks.positive)[level])
        painter.drawLines(lines)


def draw_hovered(painter: QPainter, line: QLineF, inks: Pens) -> None:
    """Draw the weight under the pointer once more, so that it stands out."""
    painter.setPen(inks.hovered)
    painter.drawLine(line)


def draw_units(
    painter: QPainter,
    diagram: Diagram,
    placed: Placed,
    weights: Weights | None,
    inks: Pens,
) -> None:
    """Draw the units, filled by their biases."""
    biases = [_biases(column.biases, weights) for column in diagram.columns]
    peak = (
        max((abs(b) for own in biases for b in own if isfinite(b)), default=0.0) or 1.0
    )
    painter.setPen(inks.outline)
    for units, own in zip(placed.units, biases, strict=True):
        for number, middle in enumerate(units):
            known = number < len(own) and isfinite(own[number])
            share = own[number] / peak if known else 0.0
            painter.setBrush(inks.fill(share) if known else inks.empty)
            painter.drawEllipse(middle, placed.radius, placed.radius)


def _biases(key: str | None, weights: Weights | None) -> list[float]:
    values = weights.values.get(key) if weights and key else None
    return [] if values is None or values.ndim != 1 else values.tolist()


def _levels() -> range:
    return range(LEVELS)


def _pen(colours: Colours, colour: str, level: int, *, dashed: bool) -> QPen:
    share = (level + 1) / LEVELS
    pen = QPen(mixed(colours.panel, colour, 0.2 + 0.8 * share), 0.8 + 3.2 * share)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([6 / pen.widthF(), 4 / pen.widthF()])
    return pen


def _fill(colours: Colours, shade: int) -> QBrush:
    end = colours.high if shade > 0 else colours.low
    return QBrush(mixed(colours.middle, end, abs(shade) / _SHADES))
