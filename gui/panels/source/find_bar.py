"""The bar that finds a word in the program."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)


class FindBar(QWidget):
    """Finds what is typed, forwards and backwards; Escape closes it."""

    closed = Signal()

    def __init__(self, text: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.word, self.said = QLineEdit(), QLabel()
        self.word.setPlaceholderText("Find")
        self.word.setAccessibleName("Find in the program")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(self.word, 1)
        layout.addWidget(self.said)
        back = QTextDocument.FindFlag.FindBackward
        for sign, tip, flag in (
            ("\u2191", "Find the one before (Shift+F3)", back),
            ("\u2193", "Find the next (Enter or F3)", QTextDocument.FindFlag(0)),
        ):
            self._add(layout, sign, tip).clicked.connect(
                lambda _=0, f=flag: self.search(f)
            )
        self._add(layout, "\u2715", "Close (Esc)").clicked.connect(self.close_bar)
        self.word.returnPressed.connect(self.search)
        QShortcut(QKeySequence("Escape"), self.word, self.close_bar)
        self.hide()

    def take_keys(self, panel: QWidget) -> None:
        """Let F3 and Shift+F3 search from anywhere in a panel."""
        back = QTextDocument.FindFlag.FindBackward
        for keys, flag in (("F3", QTextDocument.FindFlag(0)), ("Shift+F3", back)):
            shortcut = QShortcut(QKeySequence(keys), panel)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda f=flag: self.search(f))

    def open_bar(self) -> None:
        """Show the bar and wait for a word."""
        self.show()
        self.word.setFocus()
        self.word.selectAll()

    def close_bar(self) -> None:
        """Hide the bar and return to the text."""
        self.hide()
        self._text.setFocus()

    def search(self, flag: QTextDocument.FindFlag = QTextDocument.FindFlag(0)) -> None:  # noqa: B008 - a constant
        """Choose the next place of the word, beginning anew at the end."""
        word, start = self.word.text(), self._text.textCursor()
        if not word or self._text.find(word, flag):
            self.said.setText("")
            return
        is_back = flag == QTextDocument.FindFlag.FindBackward
        end = start.MoveOperation.End if is_back else start.MoveOperation.Start
        self._text.moveCursor(end)
        found = self._text.find(word, flag)
        self.said.setText("" if found else "Not found")
        if not found:
            self._text.setTextCursor(start)

    def _add(self, layout: QHBoxLayout, sign: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        layout.addWidget(button)
        return button
