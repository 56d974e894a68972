"""Buttons that do what an action does, and look as it says."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from gui.look.colours import Colours
from gui.look.fonts import title_font
from gui.look.icons import icon, tinted

State = Literal["empty", "ready", "running", "paused", "finished", "diverged"]
_RUN: dict[State, tuple[str, str]] = {
    "empty": ("Run", "run"),
    "ready": ("Run", "run"),
    "running": ("Pause", "pause"),
    "paused": ("Resume", "run"),
    "finished": ("Run again", "run"),
    "diverged": ("Run again", "run"),
}


def follow(
    button: QAbstractButton, action: QAction, sync: Callable[[QAction], None]
) -> None:
    """Make a button trigger an action, and change when the action does."""
    button.clicked.connect(action.trigger)
    action.changed.connect(lambda: sync(action))
    sync(action)


class ActionButton(QToolButton):
    """A flat button with an icon, and a word where there is room."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = name
        self.setAccessibleName(name.replace("_", " "))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEnabled(False)

    def bind(self, action: QAction) -> None:
        """Stand for an action from now on."""
        follow(self, action, self._sync)

    def show_word(self, shown: bool) -> None:
        """Show the action's word beside the icon, or the icon alone."""
        style = Qt.ToolButtonStyle
        beside, alone = style.ToolButtonTextBesideIcon, style.ToolButtonIconOnly
        self.setToolButtonStyle(beside if shown else alone)

    def set_colours(self, colours: Colours) -> None:
        """Draw the icon anew."""
        self.setIcon(icon(self._icon, colours))

    def _sync(self, action: QAction) -> None:
        self.setText(action.iconText())
        self.setAccessibleName(action.text().replace("&", ""))
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())


class RunButton(QPushButton):
    """The one big button: Run, Pause, Resume, or Run again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Run", parent)
        self.setObjectName("run")
        self.setFont(title_font())
        self.setEnabled(False)
        self._state: State = "empty"
        self._colours: Colours | None = None
        self.setMinimumWidth(self._widest())

    def bind(self, action: QAction) -> None:
        """Stand for an action from now on; the words are those of the state."""
        follow(self, action, self._sync)

    def set_state(self, state: State) -> None:
        """Show what pressing the button would do now."""
        self._state = state
        word, name = _RUN[state]
        self.setText(word)
        self.setAccessibleName(word)
        if self._colours is not None:
            on, off = self._colours.on_accent, self._colours.dim
            self.setIcon(tinted(name, on, off))

    def set_colours(self, colours: Colours) -> None:
        """Draw the icon anew."""
        self._colours = colours
        self.set_state(self._state)

    def _sync(self, action: QAction) -> None:
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())

    def _widest(self) -> int:
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(word) for word, _ in _RUN.values())
        return words + self.iconSize().width() + 2 * metrics.height()
