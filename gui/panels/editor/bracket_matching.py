"""Finds the bracket that belongs to the one beside the caret."""

from PySide6.QtGui import QTextBlock, QTextCursor

from gui.panels.editor.json_highlighter import block_tokens
from gui.widgets.offsets import Offsets

MOST_LINES = 1000
_OPENING = "{["
_PARTNER = {"{": "}", "[": "]", "}": "{", "]": "["}


def matching(cursor: QTextCursor) -> tuple[int, int] | None:
    """Return Qt's offsets of the bracket at the caret and of its partner.

    Only so many lines are looked at that it stays quick in long texts.
    """
    block, column = cursor.block(), cursor.positionInBlock()
    places = dict(_brackets(block))
    for at in (column, column - 1):
        if sign := places.get(at):
            found = _partner(block, at, sign)
            return None if found is None else (block.position() + at, found)
    return None


def _brackets(block: QTextBlock) -> list[tuple[int, str]]:
    text = block.text()
    if not any(sign in text for sign in _PARTNER):
        return []
    to_qt = Offsets(text).to_qt
    return [
        (to_qt(start), text[start])
        for kind, start, _ in block_tokens(block)
        if kind == "bracket"
    ]


def _partner(block: QTextBlock, at: int, sign: str) -> int | None:
    is_forward, depth = sign in _OPENING, 0
    step = 1 if is_forward else -1
    for _ in range(MOST_LINES):
        for place, other in _brackets(block)[::step]:
            if at >= 0 and (place - at) * step < 0:
                continue
            depth += 1 if (other in _OPENING) == is_forward else -1
            if depth == 0:
                is_right = other == _PARTNER[sign]
                return block.position() + place if is_right else None
        block, at = (block.next() if is_forward else block.previous()), -1
        if not block.isValid():
            return None
    return None
