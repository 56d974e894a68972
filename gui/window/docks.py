"""Where the panels are, and how that is remembered."""

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
Feature = QDockWidget.DockWidgetFeature
SHARES = (30, 36, 34)
"""How wide the three columns are."""

VERSION = 2
"""Raised when the panels change, so that no old arrangement is brought back."""


class Docks:
    """The panels of a window, each in a dock that can be moved."""

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window = window
        self._docks = {title: self._dock(title, p) for title, p in panels.items()}

    def arrange(self) -> None:
        """Put all panels where they are when nobody has moved any."""
        spec, data, loss, network, source, learned, judged = self._docks.values()
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.addDockWidget(LEFT, dock)
            dock.show()
        split, across, down = (
            self._window.splitDockWidget,
            Qt.Orientation.Horizontal,
            Qt.Orientation.Vertical,
        )
        split(spec, loss, across)
        split(loss, learned, across)
        split(spec, data, down)
        split(loss, network, down)
        self._window.tabifyDockWidget(network, source)
        self._window.tabifyDockWidget(learned, judged)
        learned.raise_()
        network.raise_()
        width, height = self._window.width(), self._window.height()
        columns = [width * share // 100 for share in SHARES]
        self._window.resizeDocks([spec, loss, learned], columns, across)
        heights = [height * 64 // 100, height * 36 // 100]
        self._window.resizeDocks([spec, data], heights, down)
        heights = [height * 54 // 100, height * 46 // 100]
        self._window.resizeDocks([loss, network], heights, down)

    def restore(self, settings: QSettings) -> bool:
        """Bring back an arrangement; tell whether there was one."""
        kept = settings.value("window/docks")
        is_kept = isinstance(kept, QByteArray) and not kept.isEmpty()
        return is_kept and self._window.restoreState(kept, VERSION)

    def remember(self, settings: QSettings) -> None:
        """Keep the arrangement for the next time."""
        settings.setValue("window/docks", self._window.saveState(VERSION))

    def show(self, title: str) -> None:
        """Bring a panel to the front."""
        self._docks[title].show()
        self._docks[title].raise_()

    def toggles(self) -> list[QAction]:
        """Give an action for each panel that shows or hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def _dock(self, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(title)
        dock.setWidget(panel)
        dock.setFeatures(Feature.DockWidgetMovable | Feature.DockWidgetClosable)
        _name_buttons(dock)
        return dock


def _name_buttons(dock: QDockWidget) -> None:
    """Say what the buttons of a title do; Qt gives them pictures only."""
    title = dock.windowTitle()
    for place, word, tip in (
        ("float", "Float", "Take it out of the window, or put it back"),
        ("close", "Close", "Hide it; the View menu brings it back"),
    ):
        button = dock.findChild(QAbstractButton, f"qt_dockwidget_{place}button")
        if button is not None:
            button.setAccessibleName(f"{word} {title}")
            button.setToolTip(f"{word} {title}: {tip}")


def stacked(*widgets: QWidget) -> QWidget:
    """Put widgets below each other, as high as those of them that are shown."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    return made
