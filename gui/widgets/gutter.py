"""Line numbers beside a text, with marks where there is something to say."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.look.colours import LIGHT, Colours

_TEXT_MARGINS = "setViewportMargins"


class Gutter(QWidget):
    """Line numbers of a `QPlainTextEdit`; marks, if there are some, by line from 1.

    A mark is a colour; a sign is painted in it, so that it is seen without colours.
    """

    line_clicked = Signal(int)

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor, self._colours = editor, LIGHT
        self._marks: Mapping[int, str] = {}
        self._signs: Mapping[int, str] = {}
        self.setAccessibleName("Line numbers")
        editor.blockCountChanged.connect(self.refit)
        editor.updateRequest.connect(self._scroll)
        editor.cursorPositionChanged.connect(self.update)
        editor.installEventFilter(self)
        self.refit()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.update()

    def set_marks(
        self, marks: Mapping[int, str], signs: Mapping[int, str] | None = None
    ) -> None:
        """Mark lines, each in a colour; signs, if there are some, replace the dot."""
        self._marks, self._signs = marks, signs or {}
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self.refit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._colours.panel))
        painter.setFont(self._editor.font())
        current = self._editor.textCursor().blockNumber()
        for block, top, height in self._visible(event.rect()):
            number = block.blockNumber()
            plain = self._colours.text if number == current else self._colours.dim
            painter.setPen(QColor(plain))
            rect = QRect(0, top, self.width() - self._pad(), height)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight, str(number + 1))
            if colour := self._marks.get(number + 1):
                painter.setPen(QColor(colour))
                sign = self._signs.get(number + 1, "\N{BLACK CIRCLE}")
                rect.setLeft(self._pad() // 2)
                painter.drawText(rect, Qt.AlignmentFlag.AlignLeft, sign)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for block, top, height in self._visible(self.rect()):
            if top <= event.position().y() < top + height:
                self.line_clicked.emit(block.blockNumber() + 1)

    def _visible(self, rect: QRect) -> list[tuple[QTextBlock, int, int]]:
        found: list[tuple[QTextBlock, int, int]] = []
        cursor = self._editor.cursorForPosition(
            self._editor.viewport().rect().topLeft()
        )
        block = cursor.block()
        while block.isValid():
            place = self._editor.cursorRect(QTextCursor(block))
            if place.top() > rect.bottom():
                break
            found.append((block, place.top(), place.height()))
            block = block.next()
        return found

    def _pad(self) -> int:
        return self._editor.fontMetrics().averageCharWidth()

    def refit(self) -> None:
        """Be as wide as the numbers need."""
        digits = max(2, len(str(self._editor.blockCount())))
        wide = self._pad() * (digits + 3)
        # Qt keeps this method for subclasses of the editor.
        getattr(self._editor, _TEXT_MARGINS)(wide, 0, 0, 0)
        place = self._editor.contentsRect()
        self.setGeometry(place.left(), place.top(), wide, place.height())

    def _scroll(self, _rect: QRect, _by: int) -> None:
        self.update()
