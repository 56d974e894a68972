"""Bars: by how much the loss rises when an input is shuffled."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.views import Importance
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font

MOST = 30
"""So many inputs are drawn, those that matter most."""


class Bars(QWidget):
    """A bar for each input, with its spread over the repeats."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(text_font())
        self.setAccessibleName("What matters")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._colours, self._shown = LIGHT, tuple[Importance, ...]()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.update()

    def show_bars(self, found: Sequence[Importance]) -> None:
        """Show how much inputs matter, in their order."""
        self._shown = tuple(found[:MOST])
        self.setAccessibleDescription(", ".join(map(describe_importance, self._shown)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(len(self._shown) * self._high()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = int(event.pos().y() / self._high())
            if place < len(self._shown):
                QToolTip.showText(
                    event.globalPos(), describe_importance(self._shown[place]), self
                )
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, one in enumerate(self._shown):
            self._paint(painter, place * self._high(), one)

    def _paint(self, painter: QPainter, top: float, one: Importance) -> None:
        colours, metrics, high = self._colours, self.fontMetrics(), self._high()
        names = min(self.width() * 0.35, metrics.averageCharWidth() * 24)
        numbers = metrics.averageCharWidth() * 10
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.text))
        end = Qt.TextElideMode.ElideRight
        name = metrics.elidedText(one.name, end, int(names))
        painter.drawText(QRectF(0, top, names, high), middle, name)
        room = QRectF(self.width() - numbers, top, numbers, high)
        right = Qt.AlignmentFlag.AlignRight | middle
        painter.drawText(room, right, f"{one.mean:+.3g}")
        gap = metrics.averageCharWidth()
        whole = QRectF(names + gap, top, room.left() - names - 2 * gap, high)
        self._paint_bar(painter, whole, one)

    def _paint_bar(self, painter: QPainter, whole: QRectF, one: Importance) -> None:
        """Paint a bar from 0 on; orange and to the left where the loss falls."""
        low = min(0.0, *(each.mean - each.std for each in self._shown))
        high = max(0.0, *(each.mean + each.std for each in self._shown))
        scale = max(whole.width(), 1) / ((high - low) or 1)
        zero = whole.left() - low * scale
        colour = self._colours.high if one.mean >= 0 else self._colours.low
        bar = QRectF(zero, whole.top(), one.mean * scale, whole.height()).normalized()
        inset = whole.height() * 0.22
        painter.fillRect(bar.adjusted(0, inset, 0, -inset), QColor(colour))
        painter.setPen(QPen(QColor(self._colours.text), 1))
        middle = whole.center().y()
        ends = [zero + (one.mean + by * one.std) * scale for by in (-1, 1)]
        painter.drawLine(round(ends[0]), round(middle), round(ends[1]), round(middle))

    def _high(self) -> float:
        return self.fontMetrics().height() * 1.5


def describe_importance(one: Importance) -> str:
    """Describe how important an input is."""
    return f"{one.name}: {one.mean:+.4g} ± {one.std:.2g}"
