"""What keys do in a JSON text: Enter, Tab, Backspace, brackets and quotes."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from gui.panels.editor import line_edits
from gui.panels.editor.json_highlighter import kind_at

Key, Modifier = Qt.Key, Qt.KeyboardModifier
_PAIRS = {"{": "}", "[": "]", '"': '"'}
_BEFORE_THESE = ("", " ", ",", "}", "]", ":")


def handle(edit: QPlainTextEdit, event: QKeyEvent) -> bool:
    """Do what a key means here; False if it means what it always does."""
    held = event.modifiers() & ~Modifier.KeypadModifier
    action = _ACTIONS.get((Key(event.key()), held))
    if action is not None:
        return action(edit)
    if held & (Modifier.ControlModifier | Modifier.AltModifier):
        return False
    return _type(edit, event.text())


def around(cursor: QTextCursor) -> tuple[str, str]:
    """Return the characters before and after the caret, in the line."""
    document, place = cursor.document(), cursor.position()
    block = cursor.block()
    before = document.characterAt(place - 1) if place > block.position() else ""
    is_end = place == block.position() + block.length() - 1
    return before, "" if is_end else document.characterAt(place)


def _type(edit: QPlainTextEdit, text: str) -> bool:
    cursor = edit.textCursor()
    if text not in (*_PAIRS, *_PAIRS.values()) or not text:
        return False
    if cursor.hasSelection():
        return text in _PAIRS and _wrap(edit, cursor, text)
    kind = _kind(cursor)
    _, after = around(cursor)
    if after == text and _types_over(kind, text):
        cursor.movePosition(QTextCursor.MoveOperation.Right)
        edit.setTextCursor(cursor)
        return True
    if kind or text not in _PAIRS or after.strip() not in _BEFORE_THESE:
        return False
    _insert(edit, cursor, text + _PAIRS[text], 1)
    return True


def _types_over(kind: str, text: str) -> bool:
    if text == '"':
        return kind in ("key", "text")
    return text in "]}" and not kind


def _kind(cursor: QTextCursor) -> str:
    from_text = cursor.block().text()
    column = cursor.positionInBlock()
    if not from_text.isascii():
        head = from_text.encode("utf-16-le")[: 2 * column]
        column = len(head.decode("utf-16-le", "ignore"))
    return kind_at(cursor.block(), column)


def _wrap(edit: QPlainTextEdit, cursor: QTextCursor, sign: str) -> bool:
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    cursor.beginEditBlock()
    cursor.setPosition(end)
    cursor.insertText(_PAIRS[sign])
    cursor.setPosition(start)
    cursor.insertText(sign)
    cursor.endEditBlock()
    cursor.setPosition(start + 1)
    cursor.setPosition(end + 1, QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    return True


def _insert(edit: QPlainTextEdit, cursor: QTextCursor, text: str, caret: int) -> None:
    start = cursor.selectionStart()
    cursor.insertText(text)
    cursor.setPosition(start + caret)
    edit.setTextCursor(cursor)


def _enter(edit: QPlainTextEdit) -> bool:
    cursor = edit.textCursor()
    line = cursor.block().text()
    head = line[: cursor.positionInBlock()]
    margin = head[: len(head) - len(head.lstrip())]
    before, after = head.rstrip()[-1:], around(cursor)[1]
    deeper = before in ("{", "[") and not _kind(cursor)
    text = "\n" + margin + line_edits.INDENT * deeper
    is_block = deeper and after == _PAIRS[before]
    _insert(edit, cursor, text + ("\n" + margin) * is_block, len(text))
    edit.ensureCursorVisible()
    return True


def _tab(edit: QPlainTextEdit) -> bool:
    cursor = edit.textCursor()
    if line_edits.is_over_lines(cursor):
        line_edits.indent(cursor)
    else:
        cursor.insertText(line_edits.INDENT)
    return True


def _backspace(edit: QPlainTextEdit) -> bool:
    cursor = edit.textCursor()
    before, after = around(cursor)
    if cursor.hasSelection() or not before or _PAIRS.get(before) != after:
        return False
    if (
        before == '"'
        and cursor.block().text()[: cursor.positionInBlock()][-2:] == '\\"'
    ):
        return False
    cursor.beginEditBlock()
    cursor.deleteChar()
    cursor.deletePreviousChar()
    cursor.endEditBlock()
    return True


def _dedent(edit: QPlainTextEdit) -> bool:
    line_edits.dedent(edit.textCursor())
    return True


def _comment(edit: QPlainTextEdit) -> bool:
    line_edits.toggle_comments(edit.textCursor())
    return True


def _move(step: int) -> Callable[[QPlainTextEdit], bool]:
    def action(edit: QPlainTextEdit) -> bool:
        edit.setTextCursor(line_edits.move(edit.textCursor(), step))
        return True

    return action


_NONE = Modifier.NoModifier
_ACTIONS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[QPlainTextEdit], bool]] = {
    (Key.Key_Return, _NONE): _enter,
    (Key.Key_Enter, _NONE): _enter,
    (Key.Key_Tab, _NONE): _tab,
    (Key.Key_Backtab, Modifier.ShiftModifier): _dedent,
    (Key.Key_Tab, Modifier.ShiftModifier): _dedent,
    (Key.Key_Backtab, _NONE): _dedent,
    (Key.Key_Backspace, _NONE): _backspace,
    (Key.Key_Slash, Modifier.ControlModifier): _comment,
    (Key.Key_Slash, Modifier.ControlModifier | Modifier.ShiftModifier): _comment,
    (Key.Key_Up, Modifier.AltModifier): _move(-1),
    (Key.Key_Down, Modifier.AltModifier): _move(1),
}
