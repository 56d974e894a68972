"""The buttons above the table, which are also its menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

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
    """What can be done with examples: `asked` names the action.

    What there is no room for is in a menu at the end.
    """

    asked = Signal(str)
    look_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Examples", parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.looks = {look: self._add_look(look) for look in _LOOKS}
        self._parting = self.addSeparator()
        self.changes = {key: self._add(*about) for key, *about in _named()}
        self.more = QToolButton(self)
        self._place_more()
        self._offered: list[QAction] = []
        self.set_state(is_editable=False, has_plot=False)

    def set_state(self, *, is_editable: bool, has_plot: bool) -> None:
        """Offer what the examples allow."""
        for action in self.looks.values():
            action.setVisible(has_plot)
        self._parting.setVisible(has_plot)
        changes = self.changes.items()
        self._offered = [a for key, a in changes if is_editable or key == "copy"]
        self._fit()

    def offered(self) -> list[QAction]:
        """List what can be done now, in the bar or in its menu."""
        return list(self._offered)

    def set_look(self, look: str) -> None:
        """Show which of table and plot is in sight."""
        for key, action in self.looks.items():
            action.setChecked(key == look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many buttons as fit beside the menu of the others."""
        room = self.width() - sum(map(self._wide_of, self._always())) - self._gap()
        shown = list(self._offered)
        if sum(map(self._wide_of, shown)) > room:
            room -= self.more.sizeHint().width() + self._gap()
        while shown and sum(map(self._wide_of, shown)) > room:
            shown.pop()
        for action in self.changes.values():
            action.setVisible(action in shown)
        self._more.setVisible(len(shown) < len(self._offered))

    def _always(self) -> list[QAction]:
        return [a for a in (*self.looks.values(), self._parting) if a.isVisible()]

    def _wide_of(self, action: QAction) -> int:
        return self.widgetForAction(action).sizeHint().width() + self._gap()

    def _gap(self) -> int:
        return self.fontMetrics().averageCharWidth()

    def _place_more(self) -> None:
        self.more.setText("More ▾")
        self.more.setToolTip("More actions for the examples")
        self.more.setAccessibleName(self.more.toolTip())
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.aboutToShow.connect(self._fill)
        self.more.setMenu(menu)
        self._more = self.addWidget(self.more)

    def _fill(self) -> None:
        """List what is hidden; each does what its button would."""
        menu = self.more.menu()
        menu.clear()
        for action in self._offered:
            if not action.isVisible():
                entry = menu.addAction(action.text())
                entry.setToolTip(action.toolTip())
                entry.triggered.connect(action.trigger)

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
