"""Changes of whole lines: indenting, commenting, moving; each is one step to undo."""

from collections.abc import Callable

from PySide6.QtGui import QTextCursor

from gui.widgets.offsets import units

INDENT = "  "
_SIGN = "//"


def is_over_lines(cursor: QTextCursor) -> bool:
    """Return whether more than one line is selected."""
    document, end = cursor.document(), cursor.selectionEnd()
    return document.findBlock(cursor.selectionStart()) != document.findBlock(end)


def indent(cursor: QTextCursor) -> None:
    """Move the selected lines to the right."""
    _each(cursor, lambda line: INDENT + line if line else line)


def dedent(cursor: QTextCursor) -> None:
    """Move the selected lines to the left."""
    _each(cursor, lambda line: line[min(len(INDENT), _depth(line)) :])


def toggle_comments(cursor: QTextCursor) -> None:
    """Put `//` before the selected lines, or take it away where all have it."""
    written = [line for line in _texts(cursor) if line.strip()]
    if written and all(line.lstrip().startswith(_SIGN) for line in written):
        _each(cursor, _uncommented)
        return
    at = min((_depth(line) for line in written), default=0)
    _each(
        cursor, lambda t: f"{t[:at]}{_SIGN} {t[at:]}" if t.strip() or not written else t
    )


def move(cursor: QTextCursor, step: int) -> QTextCursor:
    """Exchange the selected lines with the line above (-1) or below (1)."""
    first, last = _range(cursor)
    document = cursor.document()
    other = document.findBlockByNumber(first - 1 if step < 0 else last + 1)
    if not other.isValid():
        return cursor
    texts, neighbour = _texts(cursor), other.text()
    lines = [*texts, neighbour] if step < 0 else [neighbour, *texts]
    shift = step * (units(neighbour) + 1)
    anchor, caret = cursor.anchor() + shift, cursor.position() + shift
    low, high = min(first, first + step), max(last, last + step)
    _replace(cursor, low, high, "\n".join(lines))
    cursor.setPosition(anchor)
    cursor.setPosition(caret, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _each(cursor: QTextCursor, change: Callable[[str], str]) -> None:
    """Change the beginnings of lines, so that carets in them stay where they are."""
    first, last = _range(cursor)
    cursor.beginEditBlock()
    for number in range(first, last + 1):
        block = cursor.document().findBlockByNumber(number)
        _exchange(cursor, block.position(), block.text(), change(block.text()))
    cursor.endEditBlock()


def _exchange(cursor: QTextCursor, start: int, old: str, new: str) -> None:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if old == new:
        return
    part = QTextCursor(cursor.document())
    part.setPosition(start + units(old[:head]))
    end = start + units(old[: len(old) - tail])
    part.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    part.insertText(new[head : len(new) - tail])


def _replace(cursor: QTextCursor, first: int, last: int, text: str) -> None:
    document = cursor.document()
    end = document.findBlockByNumber(last)
    cursor.setPosition(document.findBlockByNumber(first).position())
    cursor.setPosition(
        end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor
    )
    cursor.insertText(text)


def _range(cursor: QTextCursor) -> tuple[int, int]:
    document = cursor.document()
    first = document.findBlock(cursor.selectionStart()).blockNumber()
    end = document.findBlock(cursor.selectionEnd())
    is_before = cursor.hasSelection() and cursor.selectionEnd() == end.position()
    return first, max(first, end.blockNumber() - is_before)


def _texts(cursor: QTextCursor) -> list[str]:
    first, last = _range(cursor)
    document = cursor.document()
    return [document.findBlockByNumber(n).text() for n in range(first, last + 1)]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _uncommented(line: str) -> str:
    head, sign, rest = line.partition(_SIGN)
    return head + rest.removeprefix(" ") if sign else line
