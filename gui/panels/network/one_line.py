"""A text of a line, or of two in a narrow panel, that never widens it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font


class OneLine(QWidget):
    """Shows a text; what does not fit is in its tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._colour = QColor("#808080")
        self.setFont(text_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colour = QColor(colours.text)
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as the lines and a little air, whatever the text."""
        line = self.fontMetrics().height()
        return QSize(10 * line, int((self._lines() + 0.8) * line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two lines where one is too short."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _lines(self) -> int:
        return 2 if self.width() < 28 * self.fontMetrics().height() else 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self._colour)
        gap = self.fontMetrics().height() // 2
        place = self.rect().adjusted(gap, 0, -gap, 0)
        if self._lines() == 2:
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, flags, self._text.replace("  ", "\n"))
            return
        mode = Qt.TextElideMode.ElideRight
        short = self.fontMetrics().elidedText(self._text, mode, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, short)
