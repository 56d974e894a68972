"""The scale of colours beside a plane, with the numbers at its ends."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font


class Scale(QWidget):
    """A strip from low to high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(text_font())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._colours = LIGHT
        self._ends = ("0", "1")

    def set_ends(self, low: float, high: float, output: str) -> None:
        """Write the numbers at the ends."""
        self._ends = (f"{low:.4g}", f"{high:.4g}")
        self.setAccessibleName(f"Colours from {self._ends[0]} to {self._ends[1]}")
        self.setToolTip(f"The colour of {output}, as predicted")
        self.updateGeometry()
        self.update()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(end) for end in self._ends)
        return QSize(texts + metrics.height() * 5, round(metrics.height() * 1.5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, colours = self.fontMetrics(), self._colours
        gap = metrics.height() / 2
        left = metrics.horizontalAdvance(self._ends[0]) + gap
        right = self.width() - metrics.horizontalAdvance(self._ends[1]) - 2 * gap
        strip = QRectF(left, self.height() * 0.3, right - left, self.height() * 0.4)
        ramp = QLinearGradient(strip.topLeft(), strip.topRight())
        stops = (colours.low, colours.middle, colours.high)
        for place, colour in zip((0.0, 0.5, 1.0), stops, strict=True):
            ramp.setColorAt(place, QColor(colour))
        painter.fillRect(strip, ramp)
        painter.setPen(QColor(colours.line))
        painter.drawRect(strip)
        painter.setPen(QColor(colours.dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        whole = QRectF(0, 0, self.width() - gap, self.height())
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignLeft, self._ends[0])
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignRight, self._ends[1])
