"""A row of buttons of which one is down."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font


class Choice(NamedTuple):
    """The word on a button, and its tooltip."""

    word: str
    tip: str


class Switch(QWidget):
    """Chooses one of a few views, by mouse, Tab and arrow keys.

    Signals
    -------
    switched : another button is down, for whatever reason
    picked : a person pressed a button
    """

    switched = Signal(int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("View")
        self.group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.group.idToggled.connect(self._report)
        self.group.idClicked.connect(self.picked)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these instead of those before; the first is chosen."""
        for button in self.group.buttons():
            self.group.removeButton(button)
            button.hide()
            button.deleteLater()
        for number, choice in enumerate(choices):
            button = self._button(choice)
            self.group.addButton(button, number)
            self._row.addWidget(button)
            button.show()
        if choices:
            self.set_current(0)

    def current(self) -> int:
        """Return the number of the button that is down; 0 if there is none."""
        return max(self.group.checkedId(), 0)

    def set_current(self, number: int) -> None:
        """Press a button."""
        self.group.button(number).setChecked(True)

    def set_enabled(self, number: int, is_enabled: bool) -> None:
        """Enable or disable a button."""
        self.group.button(number).setEnabled(is_enabled)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        line = self.fontMetrics().height()
        self.setStyleSheet(
            f"QPushButton {{ background: {colours.panel}; color: {colours.text};"
            f" border: 1px solid {colours.line}; border-radius: 0;"
            f" padding: {line // 5}px {line // 2}px; }}"
            f" QPushButton:checked {{ background: {colours.selection};"
            f" border-color: {colours.accent}; }}"
            f" QPushButton:hover {{ background: {colours.current_line}; }}"
            f" QPushButton:checked:hover {{ background: {colours.selection}; }}"
            f" QPushButton:focus {{ border-color: {colours.text}; }}"
            f" QPushButton:disabled {{ color: {colours.dim};"
            f" background: {colours.window}; }}"
        )

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton(choice.word, self)
        button.setFont(text_font())
        button.setCheckable(True)
        button.setAccessibleName(choice.word)
        button.setToolTip(choice.tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _report(self, number: int, is_down: bool) -> None:
        if is_down:
            self.switched.emit(number)
