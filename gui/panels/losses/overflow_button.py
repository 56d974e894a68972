"""The button for what the row has no room for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSlider, QToolButton, QWidget

TIP = "More curves and options"
SMOOTH = (0, 50, 80, 90, 95, 99)
"""Hundredths of smoothing, to choose from where there is no room for the slider."""


class OverflowButton(QToolButton):
    """A menu of the buttons that are hidden: each does what its button does."""

    def __init__(self, smoothing: QSlider, parent: QWidget) -> None:
        super().__init__(parent)
        self._smoothing = smoothing
        self._hidden: Sequence[QWidget] = ()
        self._levels = self._list_levels()
        self.setText("View ▾")
        self.setToolTip(TIP)
        self.setAccessibleName(TIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def stand_for(self, hidden: Sequence[QWidget]) -> None:
        """Offer these from now on; hide if there are none."""
        self._hidden = tuple(hidden)
        self.setHidden(not hidden)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for widget in self._hidden:
            if not isinstance(widget, QToolButton):
                menu.addMenu(self._smoothing_menu())
            elif widget.menu():
                menu.addMenu(widget.menu())
            else:
                menu.addAction(self._action(widget))

    def _action(self, button: QToolButton) -> QAction:
        action = QAction(button.accessibleName(), self.menu())
        action.setCheckable(button.isCheckable())
        action.setChecked(button.isChecked())
        action.triggered.connect(button.click)
        return action

    def _smoothing_menu(self) -> QMenu:
        for action in self._levels.actions():
            action.setChecked(action.data() == self._smoothing.value())
        return self._levels

    def _list_levels(self) -> QMenu:
        menu = QMenu("Smoothing", self)
        for hundredths in SMOOTH:
            action = menu.addAction(f"{hundredths / 100:.2f}")
            action.setData(hundredths)
            action.setCheckable(True)
        menu.triggered.connect(self._smooth)
        return menu

    def _smooth(self, level: QAction) -> None:
        self._smoothing.setValue(level.data())
