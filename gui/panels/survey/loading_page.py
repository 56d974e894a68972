"""What is seen until a table is read, or when it cannot be."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from gui.look.colours import LIGHT, Colours

MOST_LETTERS = 60
"""Letters of a word; no line breaks within one."""

_LONG = re.compile(rf"\S{{{MOST_LETTERS + 1},}}")


class LoadingPage(QWidget):
    """Shows what is being read, with a progress bar; or what went wrong."""

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent)
        self._colours, self._has_failed = LIGHT, False
        self.said, self.hint, self.bar = (
            QLabel(elided(text)),
            QLabel(),
            QProgressBar(self),
        )
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("Progress")
        self.bar.setToolTip("How many columns have been read")
        self.bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.addStretch()
        for label in (self.said, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        for widget in (self.said, self.hint, self.bar):
            layout.addWidget(widget)
        layout.addStretch()

    def set_progress(self, done: int, of: int) -> None:
        """Show how far it is; `of` is 0 where that is not known."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def show_failure(self, text: str, hint: str) -> None:
        """Show what went wrong."""
        self._has_failed = True
        self.bar.hide()
        self.said.setText(elided(text))
        self.hint.setText(elided(hint))
        self.set_colours(self._colours)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.said.setStyleSheet(f"color: {colours.error}" * self._has_failed)
        self.hint.setStyleSheet(f"color: {colours.dim}")


def elided(text: str) -> str:
    """Leave out the middle of words that would make a window wider than the screen."""
    return _LONG.sub(
        lambda word: f"{word[0][: MOST_LETTERS - 20]}…{word[0][-19:]}", text
    )
