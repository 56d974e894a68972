"""The fields and buttons of the find bar."""

from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from gui.look.colours import Colours
from gui.look.fonts import text_font


class FindFields(QWidget):
    """What is to be found, what to put in its place, and how many there are."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.other = _field("Find"), _field("Replace with")
        self.said = QLabel()
        self.said.setFont(text_font())
        self.case = _button("Aa", "Match case")
        self.case.setCheckable(True)
        self.back = _button("\u2191", "Find the one before (Shift+Enter or Shift+F3)")
        self.next = _button("\u2193", "Find the next (Enter or F3)")
        self.close_button = _button("\u2715", "Close (Esc)")
        self.one = _button("Replace", "Replace this one (Enter)")
        self.all = _button("All", "Replace all of them")
        self._lay_out()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.said.setStyleSheet(f"color: {colours.dim}")

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
            (self.said, self.case, self.back, self.next, self.close_button),
            (self.one, self.all),
        )
        for n, row in enumerate(rows):
            line = QHBoxLayout()
            line.setSpacing(gap)
            for widget in row:
                line.addWidget(widget)
            line.addStretch() if n else None
            layout.addLayout(line, n, 1)


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
