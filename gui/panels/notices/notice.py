"""One message, with what can be done about it."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.colours import Colours
from gui.look.fonts import text_font, title_font
from gui.look.icons import icon, tinted
from gui.look.plotting import mixed

Kind = Literal["info", "warning", "error"]
_WORDS: dict[Kind, str] = {"info": "Note", "warning": "Warning", "error": "Error"}


class Notice(QFrame):
    """One message: its kind as an icon and a word, its text, what can be done."""

    closed = Signal()

    def __init__(
        self, said: tuple[str, str], kind: Kind, key: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._kind: Kind = kind
        self.setAccessibleName(f"{_WORDS[kind]}: {' '.join(said)}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = QLabel(self)
        self._word = QLabel(_WORDS[kind], self)
        self._word.setFont(title_font())
        self._text = _text(self, said[0])
        self._hint = _text(self, said[1])
        self._hint.setVisible(bool(said[1]))
        self._close = _close_button(self)
        self._close.clicked.connect(self.closed)
        self._buttons = QHBoxLayout()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()

    def adapt(self, width: int) -> None:
        """Put what can be done beside the text, or below it in a narrow window."""
        ways, flags = QBoxLayout.Direction, Qt.AlignmentFlag
        narrow = width < 45 * self.fontMetrics().height()
        self._body.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        side = flags.AlignLeft if narrow else flags.AlignRight
        self._body.setAlignment(self._buttons, side | flags.AlignTop)

    def add_action(self, word: str, call: Callable[[], None]) -> None:
        """Offer something to do about it; the message goes when it is done."""
        button = QPushButton(word, self)
        button.setFont(text_font())
        button.setToolTip(word)
        button.clicked.connect(lambda: (self.closed.emit(), call()))
        self._buttons.addWidget(button)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        strong = self._strong(colours)
        line = self.fontMetrics().height()
        self.setStyleSheet(
            f"Notice {{ background: {mixed(colours.panel, strong, 0.1).name()};"
            f" border: none; border-left: {line // 4}px solid {strong}; }}"
            f" Notice:focus {{ border: 1px solid {colours.accent};"
            f" border-left: {line // 4}px solid {strong}; }}"
            f" QLabel {{ color: {colours.text}; background: transparent; }}"
        )
        self._word.setStyleSheet(f"color: {strong};")
        self._hint.setStyleSheet(f"color: {colours.dim};")
        drawn = tinted(self._kind, strong, strong)
        self._icon.setPixmap(drawn.pixmap(QSize(line + 2, line + 2)))
        self._close.setIcon(icon("close", colours))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape, wherever in the message the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        line = self.fontMetrics().height()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._text)
        texts.addWidget(self._hint)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(line, line // 3, line // 2, line // 3)
        row.setSpacing(line // 2)
        top = Qt.AlignmentFlag.AlignTop
        for widget in (self._icon, self._word):
            row.addWidget(widget, 0, top)
        self._body.addLayout(texts, 1)
        self._body.addLayout(self._buttons)
        row.addLayout(self._body, 1)
        row.addWidget(self._close, 0, top)

    def _strong(self, colours: Colours) -> str:
        kinds = {"warning": colours.warning, "error": colours.error}
        return kinds.get(self._kind, colours.accent)


def _text(parent: QWidget, text: str) -> QLabel:
    label = QLabel(text, parent)
    label.setFont(text_font())
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def _close_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setAccessibleName("Close this message")
    button.setToolTip("Close this message (Esc)")
    return button
