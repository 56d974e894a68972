"""The program's text: read-only, with a caret, and lines that can be marked."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from gui.look.colours import Colours
from gui.look.plotting import mixed
from gui.panels.source.python_highlighter import PythonHighlighter
from gui.widgets import extra_selections
from gui.widgets.code_text import CodeText


class ProgramText(CodeText):
    """A Python program; it reports the line under the caret or the mouse."""

    line_hovered = Signal(int)
    line_chosen = Signal(int)
    find_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Generated program", parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            self.textInteractionFlags().TextSelectableByMouse
            | self.textInteractionFlags().TextSelectableByKeyboard
        )
        self.viewport().setMouseTracking(True)
        self._marked = tuple[int, ...]()
        self._words = PythonHighlighter(self.document())
        self.cursorPositionChanged.connect(self._move)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        super().set_colours(colours)
        self._words.set_colours(colours)
        self.repaint_bands()

    def set_text(self, text: str) -> None:
        """Show a text, and stay at the same line."""
        if text == self.toPlainText():
            return
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        line = self.line
        with QSignalBlocker(self):
            self.setPlainText(text)
            self._put_caret(line)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self.gutter.refit()
        self.repaint_bands()

    @property
    def line(self) -> int:
        """The line of the caret, from 1."""
        return self.textCursor().blockNumber() + 1

    def mark_lines(self, lines: Iterable[int]) -> None:
        """Mark lines softly, and let one of them be seen."""
        self._marked = tuple(sorted(lines))
        self.repaint_bands()
        first = self.cursorForPosition(self.viewport().rect().topLeft()).blockNumber()
        end = self.viewport().rect().bottomLeft()
        seen = range(first + 1, self.cursorForPosition(end).blockNumber() + 2)
        if self._marked and not any(line in seen for line in self._marked):
            self.verticalScrollBar().setValue(max(0, self._marked[0] - 3))

    def event(self, event: QEvent) -> bool:
        """Keep the key that finds from the window, which finds in the spec."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_find(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_find(event):
            self.find_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = self.cursorForPosition(event.position().toPoint())
        self.line_hovered.emit(at.blockNumber() + 1)

    def _move(self) -> None:
        self.repaint_bands()
        self.line_chosen.emit(self.line)

    def _put_caret(self, line: int) -> None:
        block = self.document().findBlockByNumber(line - 1)
        self.setTextCursor(QTextCursor(block if block.isValid() else self.document()))

    def repaint_bands(self) -> None:
        colours = self.colours
        soft = mixed(colours.panel, colours.accent, 0.16)
        lines = [(self.line, QColor(colours.current_line))]
        self.gutter.set_marks(dict.fromkeys(self._marked, colours.accent))
        lines += [(line, soft) for line in self._marked]
        painted = [self._line_band(line, colour) for line, colour in lines]
        painted += extra_selections.found_bands(self.found, colours)
        self.setExtraSelections(painted)

    def _line_band(self, line: int, colour: QColor) -> QTextEdit.ExtraSelection:
        block = self.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block) if block.isValid() else self.textCursor()
        cursor.clearSelection()
        return extra_selections.line_band(cursor, colour)


def _is_find(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find)
