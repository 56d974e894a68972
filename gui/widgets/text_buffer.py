"""Reads and changes a document by offsets of characters; a change is one undo step."""

from collections.abc import Sequence

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from engine.editing import Edit
from gui.widgets.extra_selections import span
from gui.widgets.offsets import Offsets


class TextBuffer:
    """The text of a `QPlainTextEdit`, read once after each change."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        self._edit = edit
        self._text: str | None = None
        self._offsets = Offsets("")
        edit.document().contentsChange.connect(self._forget)

    def _forget(self, _place: int, _removed: int, _added: int) -> None:
        self._text = None

    def _read(self) -> str:
        if self._text is None:
            # toPlainText would turn no-break spaces into spaces.
            raw = self._edit.document().toRawText()
            self._text = raw.replace("\u2029", "\n")
            self._offsets = Offsets(self._text)
        return self._text

    @property
    def text(self) -> str:
        """The text, with one newline between lines."""
        return self._read()

    @property
    def offsets(self) -> Offsets:
        """Converts offsets of the text."""
        self._read()
        return self._offsets

    @property
    def caret(self) -> int:
        """The character before which the caret stands."""
        return self.offsets.to_characters(self._edit.textCursor().position())

    def select(self, start: int, end: int) -> QTextCursor:
        """Return a cursor that selects characters."""
        to_qt = self.offsets.to_qt
        return span(self._edit.document(), to_qt(start), to_qt(end))

    def span(self, cursor: QTextCursor) -> tuple[int, int]:
        """Return the characters that a cursor selects."""
        to = self.offsets.to_characters
        return to(cursor.selectionStart()), to(cursor.selectionEnd())

    def put_caret(self, caret: int) -> None:
        """Put the caret before a character."""
        self._edit.setTextCursor(self.select(caret, caret))

    def apply(self, edits: Sequence[Edit], caret: int | None = None) -> None:
        """Make all edits as one step; the caret stays at what it stood before."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        if not ordered:
            return
        place = shift_caret(self.caret, ordered) if caret is None else caret
        bars = self._edit.verticalScrollBar(), self._edit.horizontalScrollBar()
        seen = [bar.value() for bar in bars]
        cursors = [self.select(edit.start, edit.end) for edit in ordered]
        cursor = QTextCursor(self._edit.document())
        cursor.beginEditBlock()
        for edit, part in reversed(list(zip(ordered, cursors, strict=True))):
            part.insertText(edit.text)
        cursor.endEditBlock()
        self.put_caret(place)
        if caret is None:
            for bar, value in zip(bars, seen, strict=True):
                bar.setValue(value)

    def line_and_column(self) -> tuple[int, int]:
        """Return where the caret is, from 1, in characters."""
        cursor = self._edit.textCursor()
        column = cursor.positionInBlock()
        line = cursor.block().text()
        return cursor.blockNumber() + 1, Offsets(line).to_characters(column) + 1


def shift_caret(caret: int, edits: Sequence[Edit]) -> int:
    """Return the caret's offset after edits that are in order."""
    shift = 0
    for edit in edits:
        if edit.end <= caret and (edit.start, edit.end) != (caret, caret):
            shift += len(edit.text) - (edit.end - edit.start)
        elif edit.start < caret:
            return shift + edit.start + min(caret - edit.start, len(edit.text))
    return caret + shift


def difference(old: str, new: str) -> Edit | None:
    """Return the one edit that makes a text into another, as small as can be."""
    if old == new:
        return None
    head = _common(old, new)
    most = min(len(old), len(new)) - head
    tail = _common(old[head:][::-1], new[head:][::-1])
    tail = min(tail, most)
    return Edit(head, len(old) - tail, new[head : len(new) - tail])


def _common(first: str, second: str) -> int:
    """Count the characters that both begin with, halving the doubt."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
