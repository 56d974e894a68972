"""The backgrounds and underlines of a text, in the order in which they are painted."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtGui import (
    QColor,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit

from gui.look.colours import Colours
from gui.look.plotting import mixed


def span(document: QTextDocument, start: int, end: int) -> QTextCursor:
    """Select from one of Qt's offsets to another; both are kept inside the text."""
    most = document.characterCount() - 1
    cursor = QTextCursor(document)
    cursor.setPosition(min(max(0, start), most))
    cursor.setPosition(min(max(0, end), most), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def whole_lines(cursor: QTextCursor) -> QTextCursor:
    """Widen a selection to whole lines."""
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    document = cursor.document()
    last = document.findBlock(end)
    first = document.findBlock(start).position()
    return span(document, first, last.position() + last.length() - 1)


def line_band(cursor: QTextCursor, colour: QColor) -> QTextEdit.ExtraSelection:
    """Colour the background of lines from edge to edge."""
    band = word_band(cursor, colour)
    band.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return band


def word_band(cursor: QTextCursor, colour: QColor) -> Any:
    """Colour the background of some characters."""
    # The stubs of Qt do not know the fields of an ExtraSelection.
    band: Any = QTextEdit.ExtraSelection()
    band.cursor = cursor
    band.format.setBackground(colour)
    return band


def wave(cursor: QTextCursor, colour: str) -> QTextEdit.ExtraSelection:
    """Underline characters with a wave."""
    band: Any = QTextEdit.ExtraSelection()
    band.cursor = cursor
    band.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    band.format.setUnderlineColor(QColor(colour))
    return band


def bands(
    cursors: Iterable[QTextCursor], colour: QColor
) -> Sequence[QTextEdit.ExtraSelection]:
    """Colour the background of several places."""
    return [word_band(cursor, colour) for cursor in cursors]


def found_bands(
    cursors: Iterable[QTextCursor], colours: Colours
) -> Sequence[QTextEdit.ExtraSelection]:
    """Colour the background of the places that a search found."""
    return bands(cursors, mixed(colours.panel, colours.warning, 0.32))
