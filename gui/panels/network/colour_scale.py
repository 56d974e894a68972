"""The legend of a matrix: which colour stands for which weight."""

from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter

from gui.look.colours import Colours
from gui.panels.network.hover_text import figure


def scale_width(metrics: QFontMetrics) -> float:
    """Return the width of the legend, whatever its figures."""
    return 1.2 * metrics.height() + metrics.horizontalAdvance("-1.234e-12")


def draw_scale(
    painter: QPainter, place: QRectF, peak: float, table: list[int], colours: Colours
) -> None:
    """Draw a bar of all colours from the largest weight down to its negative."""
    metrics = painter.fontMetrics()
    line = metrics.height()
    bar = QRectF(place.left(), place.top(), 0.7 * line, min(place.height(), 12 * line))
    bar.setHeight(max(bar.height(), 3 * line))
    painter.fillRect(bar, _gradient(bar, table))
    painter.setPen(QColor(colours.dim))
    left = bar.right() + line / 3
    values = (peak, 0.0, -peak) if isfinite(peak) else (peak,)
    for value, share in zip(values, (0, 0.5, 1), strict=False):
        top = bar.top() + share * (bar.height() - line)
        where = QRectF(left, top, scale_width(metrics), line)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, _signed(value))


def _gradient(bar: QRectF, table: list[int]) -> QLinearGradient:
    gradient = QLinearGradient(QPointF(bar.topLeft()), QPointF(bar.bottomLeft()))
    for share, number in ((0, 255), (0.5, 128), (1, 0)):
        gradient.setColorAt(share, QColor(table[number]))
    return gradient


def _signed(value: float) -> str:
    return "0" if value == 0 else ("+" if value > 0 else "") + figure(value)
