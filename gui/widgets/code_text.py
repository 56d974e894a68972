"""Texts of code: their font, their line numbers, their colours."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QColor, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import code_font
from gui.widgets.gutter import Gutter


class CodeText(QPlainTextEdit):
    """A text of code with its line numbers.

    Attributes
    ----------
    found : the places that a search found; `repaint_bands` shows them
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(code_font())
        self.setLineWrapMode(self.LineWrapMode.NoWrap)
        self.setFrameShape(self.Shape.NoFrame)
        self.setCursorWidth(2)
        self.colours = LIGHT
        self.found: Sequence[QTextCursor] = ()
        self.gutter = Gutter(self)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.colours = colours
        self.gutter.set_colours(colours)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(colours.panel))
        palette.setColor(QPalette.ColorRole.Text, QColor(colours.text))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(colours.selection))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(colours.text))
        self.setPalette(palette)

    def set_found(self, found: Sequence[QTextCursor]) -> None:
        """Show the places that a search found."""
        self.found = found
        self.repaint_bands()

    def repaint_bands(self) -> None:
        """Set all extra selections anew."""
        raise NotImplementedError

    def show_from_the_left(self) -> None:
        """Scroll to the caret, and no further to the right than that takes."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.minimum())
        self.ensureCursorVisible()


def inks(colours: Mapping[str, str]) -> dict[str, QTextCharFormat]:
    """Return the format of each kind of token by its colour."""
    return {kind: _ink(colour) for kind, colour in colours.items()}


def _ink(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
