"""The buttons above the table, which are also its menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QWidget

_ACTIONS = (
    ("row", "+ Row", "Add a row below the chosen one (Ins)"),
    ("rows", "\N{MINUS SIGN} Rows", "Remove the chosen rows (Del)"),
    ("input", "+ Input", "Add an input column"),
    ("output", "+ Output", "Add an output column"),
    ("name", "Rename", "Rename the chosen column (or double-click its header)"),
    ("column", "\N{MINUS SIGN} Column", "Remove the chosen column"),
    ("copy", "Copy", "Copy the chosen cells (Ctrl+C)"),
    ("paste", "Paste", "Paste rows of numbers from a spreadsheet (Ctrl+V)"),
)
_LOOKS = ("table", "plot")


class Bar(QToolBar):
    """What can be done with examples: `asked` names the action."""

    asked = Signal(str)
    look_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Examples", parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.looks = {look: self._add_look(look) for look in _LOOKS}
        self._parting = self.addSeparator()
        self.changes = {key: self._add(*about) for key, *about in _named()}
        self.set_state(is_editable=False, has_plot=False)

    def set_state(self, *, is_editable: bool, has_plot: bool) -> None:
        """Offer what the examples allow."""
        for key, action in self.changes.items():
            action.setVisible(is_editable or key == "copy")
        for action in self.looks.values():
            action.setVisible(has_plot)
        self._parting.setVisible(has_plot)

    def set_look(self, look: str) -> None:
        """Show which of table and plot is in sight."""
        for key, action in self.looks.items():
            action.setChecked(key == look)

    def _add_look(self, look: str) -> QAction:
        action = self._add(look, look.title(), f"Show the examples as a {look}")
        action.setCheckable(True)
        self._reach(action)
        return action

    def _add(self, key: str, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tip)
        signal = self.look_wanted if key in _LOOKS else self.asked
        action.triggered.connect(lambda: signal.emit(key))
        self.addAction(action)
        self._reach(action)
        return action

    def _reach(self, action: QAction) -> None:
        self.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.widgetForAction(action).setAccessibleName(action.text())


def _named() -> list[tuple[str, str, str, str]]:
    return [(key, key, text, tip) for key, text, tip in _ACTIONS]
