"""The bar that finds a word in a text, and replaces it where that is allowed."""

import re
from bisect import bisect_left

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from engine.editing import Edit
from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.widgets.code_text import CodeText
from gui.widgets.text_buffer import TextBuffer

MOST_SHOWN = 400


class _Fields(QWidget):
    """The fields and buttons of the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.other = _field("Find"), _field("Replace with")
        self.count = QLabel()
        self.count.setFont(text_font())
        self.case = _button("Aa", "Match case")
        self.case.setCheckable(True)
        self.back = _button("\u2191", "Find the previous one (Shift+Enter or Shift+F3)")
        self.next = _button("\u2193", "Find the next one (Enter or F3)")
        self.close_button = _button("\u2715", "Close (Esc)")
        self.one = _button("Replace", "Replace this one (Enter)")
        self.all = _button("All", "Replace all")
        self._lay_out()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.count.setStyleSheet(f"color: {colours.dim}")

    def set_replacing(self, is_replacing: bool) -> None:
        """Show what is needed to replace, or hide it."""
        for widget in (self.other, self.one, self.all):
            widget.setVisible(is_replacing)

    def _lay_out(self) -> None:
        gap = self.fontMetrics().averageCharWidth() // 2
        layout = QGridLayout(self)
        layout.setContentsMargins(2 * gap, gap, 2 * gap, gap)
        layout.setSpacing(gap)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.word, 0, 0)
        layout.addWidget(self.other, 1, 0)
        rows = (
            (self.count, self.case, self.back, self.next, self.close_button),
            (self.one, self.all),
        )
        for n, row in enumerate(rows):
            line = QHBoxLayout()
            line.setSpacing(gap)
            for widget in row:
                line.addWidget(widget)
            line.addStretch() if n else None
            layout.addLayout(line, n, 1)


class FindBar(_Fields):
    """Finds what is typed, forwards and backwards; Escape closes it."""

    def __init__(self, text: CodeText, buffer: TextBuffer) -> None:
        super().__init__()
        self._text, self._buffer = text, buffer
        self._found: list[tuple[int, int]] = []
        self._connect()
        self.hide()

    def _connect(self) -> None:
        self.word.textChanged.connect(self._begin)
        self.case.toggled.connect(self._begin)
        self.back.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.one.clicked.connect(self.replace_one)
        self.all.clicked.connect(self.replace_all)
        self.close_button.clicked.connect(self.close_bar)
        for field in (self.word, self.other):
            field.installEventFilter(self)
        self._text.textChanged.connect(self._refind)
        self._text.selectionChanged.connect(self._show_count)

    def open_bar(self, *, with_replace: bool) -> None:
        """Show the bar; what is selected in one line is the word."""
        selected = self._text.textCursor().selectedText()
        self.show()
        self.set_replacing(with_replace)
        if selected and "\u2029" not in selected:
            self.word.setText(selected)
        self._find()
        self.word.setFocus()
        self.word.selectAll()

    def close_bar(self) -> None:
        """Hide the bar and return to the text."""
        self.hide()
        self._text.set_found(())
        self._text.show_from_the_left()
        self._text.setFocus()

    def step(self, by: int) -> None:
        """Select the next place of the word (1) or the one before (-1), around."""
        self._find()
        if not self._found:
            return
        start, end = self._buffer.span(self._text.textCursor())
        starts = [place[0] for place in self._found]
        here = bisect_left(starts, start)
        is_here = here < len(starts) and self._found[here] == (start, end)
        index = here + is_here if by > 0 else here - 1
        self._select(index % len(starts))

    def replace_one(self) -> None:
        """Replace what is selected, if it is the word, and go to the next."""
        index = self._index()
        if index is not None:
            start, end = self._found[index]
            new = self.other.text()
            self._buffer.apply([Edit(start, end, new)], start + len(new))
        self.step(1)

    def replace_all(self) -> None:
        """Replace all places of the word in one step."""
        self._find()
        new, count = self.other.text(), len(self._found)
        self._buffer.apply([Edit(start, end, new) for start, end in self._found])
        self._find()
        self.count.setText(f"{count} replaced")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        elif watched is self.other:
            self.replace_one()
        else:
            self.step(-1 if is_back else 1)
        return True

    def _begin(self) -> None:
        """Go to the first place from the caret on, while the word is typed."""
        self._find()
        if not self._found:
            return
        caret, _ = self._buffer.span(self._text.textCursor())
        index = bisect_left([place[0] for place in self._found], caret)
        self._select(index % len(self._found))

    def _refind(self) -> None:
        if self.isVisible():
            self._find()

    def _find(self) -> None:
        word = self.word.text()
        flag = re.NOFLAG if self.case.isChecked() else re.IGNORECASE
        pattern = re.compile(re.escape(word), flag)
        found = pattern.finditer(self._buffer.text) if word else ()
        self._found = [match.span() for match in found]
        self._show()
        self._show_count()

    def _show(self) -> None:
        if not self.isVisible():
            return
        caret = self._buffer.caret
        near = max(0, bisect_left(self._found, (caret, 0)) - MOST_SHOWN // 2)
        shown = self._found[near : near + MOST_SHOWN]
        self._text.set_found([self._buffer.select(*place) for place in shown])

    def _select(self, index: int) -> None:
        self._text.setTextCursor(self._buffer.select(*self._found[index]))
        self._text.show_from_the_left()
        self._show()
        self._show_count()

    def _index(self) -> int | None:
        place = self._buffer.span(self._text.textCursor())
        index = bisect_left(self._found, place)
        is_here = index < len(self._found) and self._found[index] == place
        return index if is_here else None

    def _show_count(self) -> None:
        if not self.isVisible():
            return
        index, count = self._index(), len(self._found)
        nothing = "not found" if self.word.text() else ""
        number = f"{'?' if index is None else index + 1} of {count}"
        self.count.setText(number if count else nothing)


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    field.setFont(text_font())
    return field


def _button(sign: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    return button
