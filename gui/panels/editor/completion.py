"""Asks for completions at the caret, and writes the chosen one."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from engine.editing import Completion, Completions, Edit
from gui.panels.editor.completion_popup import ROWS, CompletionPopup
from gui.panels.editor.spec_text import SpecText
from gui.widgets.text_buffer import TextBuffer

MOST_UNASKED = 200_000
"""In longer texts, completions are given only when they are asked for."""
_STEPS = {
    Qt.Key.Key_Up: (-1, True),
    Qt.Key.Key_Down: (1, True),
    Qt.Key.Key_PageUp: (1 - ROWS, False),
    Qt.Key.Key_PageDown: (ROWS - 1, False),
}
_ACCEPT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_CLOSING = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress)
_EITHER = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class _Question(NamedTuple):
    text: str
    caret: int
    is_asked: bool


class CompletionController(QObject):
    """Opens the popup by Ctrl+Space and while a key or a value is typed.

    `show` takes the answer to the newest `wanted`, at once or later; it is dropped if
    the text or the caret has changed since.

    Signals
    -------
    wanted : a text, and the offset at which something may stand
    """

    wanted = Signal(str, int)

    def __init__(self, text: SpecText, writing: TextBuffer) -> None:
        super().__init__(text)
        self._text, self._buffer = text, writing
        self._question: _Question | None = None
        self._at, self._length = Completions(0, 0), 0
        self.popup = CompletionPopup(text)
        self.popup.chosen.connect(self._accept)
        text.installEventFilter(self)
        text.viewport().installEventFilter(self)
        text.typed.connect(self._typed)
        text.verticalScrollBar().valueChanged.connect(self.close)
        text.cursorPositionChanged.connect(self._close_if_left)

    def ask(self, is_asked: bool = True) -> None:
        """Ask what may stand here; `is_asked` if a person wants to know."""
        question = _Question(self._buffer.text, self._buffer.caret, is_asked)
        self._question = question
        self.wanted.emit(question.text, question.caret)

    def show(self, found: Completions) -> None:
        """Open the popup with what may stand here; close it if there is nothing."""
        question = self._question
        if question is None or not self._is_current(question):
            return
        self._at, self._length = found, len(question.text)
        word = _plain(question.text[found.start : question.caret])
        items = matching_items(found.items, word, question.is_asked)
        is_done = [_plain(i.label) for i in items] == [word] and not question.is_asked
        if not items or is_done:
            self.close()
            return
        corner = self._text.cursorRect().bottomLeft()
        at = self._text.viewport().mapToGlobal(corner)
        self.popup.show_items(items, 0, at)

    def close(self) -> None:
        """Close the popup, also the one that would open in a moment."""
        self._question = None
        self.popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _CLOSING:
            self.close()
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_ours = self._is_ours(event)
        if kind == QEvent.Type.ShortcutOverride and is_ours:
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and is_ours:
            self._press(event)
            return True
        return super().eventFilter(watched, event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Space and held == Qt.KeyboardModifier.ControlModifier:
            return True
        known = (*_STEPS, *_ACCEPT, Qt.Key.Key_Escape)
        return self.popup.isVisible() and key in known and held in _EITHER

    def _press(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.ask()
        elif key in _STEPS:
            self.popup.step(*_STEPS[key])
        elif key in _ACCEPT:
            self.popup.accept()
        else:
            self.close()

    def _typed(self, letters: str) -> None:
        if self._text.document().characterCount() > MOST_UNASKED:
            self.close()
        elif self._is_begun(letters):
            self.ask(is_asked=False)
        else:
            self.close()

    def _is_begun(self, letters: str) -> bool:
        if letters == "\b":
            return self.popup.isVisible()
        if letters == " ":
            caret = self._buffer.caret
            return self._buffer.text[max(0, caret - 2) : caret] == ": "
        return letters in ('"', "_") or letters.isalnum()

    def _is_current(self, question: _Question) -> bool:
        now = self._buffer.text, self._buffer.caret
        return now == (question.text, question.caret)

    def _close_if_left(self) -> None:
        caret = self._buffer.caret if self.popup.isVisible() else 0
        if self.popup.isVisible() and caret < self._at.start:
            self.close()

    def _accept(self, item: Completion) -> None:
        # Letters typed since stand before the end.
        end = self._at.end + len(self._buffer.text) - self._length
        edit = Edit(self._at.start, end, item.insert)
        self._buffer.apply([edit], self._at.start + item.caret)
        self._text.ensureCursorVisible()
        self._text.setFocus()
        if item.kind == "key":
            QTimer.singleShot(0, self, lambda: self.ask(is_asked=False))


def matching_items(
    items: Sequence[Completion], word: str, is_asked: bool
) -> Sequence[Completion]:
    """Return the items that begin with a word, then those that hold it.

    Whoever asks sees all the others below them.
    """
    word = word.casefold()
    names = [_plain(item.label).casefold() for item in items]
    pairs = list(zip(names, items, strict=True))
    first = [item for name, item in pairs if name.startswith(word)]
    inside = [item for name, item in pairs if word in name and item not in first]
    rest = [item for name, item in pairs if word not in name] if is_asked else []
    return [*first, *inside, *rest]


def _plain(word: str) -> str:
    return word.strip().strip('"')
