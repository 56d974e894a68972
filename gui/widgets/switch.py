"""A row of buttons of which one is down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font


class Switch(QWidget):
    """Chooses one of a few views; the arrow keys go from one to the next."""

    switched = Signal(int)
    picked = Signal(int)
    """A person has pressed a button."""

    def __init__(self, words: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("View")
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, word in enumerate(words):
            button = QPushButton(word, self)
            button.setFont(text_font())
            button.setCheckable(True)
            button.setAccessibleName(word)
            button.setToolTip(f"Show the network as a {word.lower()}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.idToggled.connect(self._tell)
        self._group.idClicked.connect(self.picked)

    def current(self) -> int:
        """Give the number of the button that is down."""
        return self._group.checkedId()

    def set_current(self, number: int) -> None:
        """Press a button."""
        self._group.button(number).setChecked(True)

    def allow(self, number: int, allowed: bool) -> None:
        """Let a button be pressed, or not."""
        self._group.button(number).setEnabled(allowed)

    def set_colours(self, colours: Colours) -> None:
        """Take the colours of the window."""
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

    def _tell(self, number: int, down: bool) -> None:
        if down:
            self.switched.emit(number)
