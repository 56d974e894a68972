"""Where the panels are, and how that is remembered."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow

from gui.widgets.panel import Panel

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
Feature = QDockWidget.DockWidgetFeature

VERSION = 2
"""Raised when the panels change, so that no old arrangement is restored."""


class Place(NamedTuple):
    """A share of a column's height, and the panels there, as tabs, by their titles."""

    height: int
    panels: dict[str, Panel]


class Column(NamedTuple):
    """A share of the window's width, and what stands there from top to bottom."""

    width: int
    places: Sequence[Place]


class Docks:
    """The panels of a window, each in a dock that can be moved.

    The table of columns is all there is to say of a panel: its title, where it stands,
    and with which others it shares its place. Shares are in percent.
    """

    def __init__(self, window: QMainWindow, columns: Sequence[Column]) -> None:
        self._window, self._columns = window, columns
        self.panels = dict(_titled(columns))
        self._docks = {title: self._dock(title, p) for title, p in self.panels.items()}

    def arrange(self) -> None:
        """Put all panels where they are when nobody has moved any."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.addDockWidget(LEFT, dock)
            dock.show()
        stacks = [[self._tabs(place) for place in col.places] for col in self._columns]
        heads = [[tabs[0] for tabs in stack] for stack in stacks]
        for left, right in pairwise(stack[0] for stack in heads):
            self._window.splitDockWidget(left, right, ACROSS)
        for stack in heads:
            for above, below in pairwise(stack):
                self._window.splitDockWidget(above, below, DOWN)
        for stack in stacks:
            for first, *others in stack:
                self._join(first, others)
        self._resize(heads)

    def restore(self, settings: QSettings) -> bool:
        """Restore an arrangement; return whether there was one."""
        kept = settings.value("window/docks")
        is_kept = isinstance(kept, QByteArray) and not kept.isEmpty()
        return is_kept and self._window.restoreState(kept, VERSION)

    def remember(self, settings: QSettings) -> None:
        """Keep the arrangement for the next time."""
        settings.setValue("window/docks", self._window.saveState(VERSION))

    def show(self, panel: Panel) -> None:
        """Bring a panel to the front."""
        dock = next(d for d in self._docks.values() if d.widget() is panel)
        dock.show()
        dock.raise_()

    def toggles(self) -> list[QAction]:
        """Return an action for each panel that shows or hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def _tabs(self, place: Place) -> list[QDockWidget]:
        return [self._docks[title] for title in place.panels]

    def _join(self, first: QDockWidget, others: Sequence[QDockWidget]) -> None:
        for other in others:
            self._window.tabifyDockWidget(first, other)
        first.raise_()

    def _resize(self, heads: Sequence[Sequence[QDockWidget]]) -> None:
        width, height = self._window.width(), self._window.height()
        widths = [width * column.width // 100 for column in self._columns]
        self._window.resizeDocks([stack[0] for stack in heads], widths, ACROSS)
        for stack, column in zip(heads, self._columns, strict=True):
            heights = [height * place.height // 100 for place in column.places]
            if len(heights) > 1:
                self._window.resizeDocks(list(stack), heights, DOWN)

    def _dock(self, title: str, panel: Panel) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(title)
        dock.setWidget(panel)
        dock.setFeatures(Feature.DockWidgetMovable | Feature.DockWidgetClosable)
        _name_buttons(dock)
        return dock


def _titled(columns: Sequence[Column]) -> Iterator[tuple[str, Panel]]:
    for column in columns:
        for place in column.places:
            yield from place.panels.items()


def _name_buttons(dock: QDockWidget) -> None:
    """Name the buttons of a title; Qt gives them pictures only."""
    title = dock.windowTitle()
    for place, word, tip in (
        ("float", "Float", "Take it out of the window, or put it back"),
        ("close", "Close", "Hide it; the View menu brings it back"),
    ):
        button = dock.findChild(QAbstractButton, f"qt_dockwidget_{place}button")
        if button is not None:
            button.setAccessibleName(f"{word} {title}")
            button.setToolTip(f"{word} {title}: {tip}")
