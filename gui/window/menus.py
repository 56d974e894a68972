"""The menus: the table of actions, and what changes from time to time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QMessageBox

from engine import editing

if TYPE_CHECKING:
    from gui.window.main import MainWindow

ABOUT = (
    "Longhand writes neural networks out in full: a JSON description becomes the"
    " NumPy program that a person would have written by hand, and this window trains"
    " it and shows every number in it."
)


class Menus:
    """The menu bar of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        bar, actions = window.menu_bar, window.actions_
        menus = actions.fill(bar)
        self.examples, self.recent = QMenu("E&xamples", window), QMenu(window)
        bar.insertMenu(menus["Edit"].menuAction(), self.examples)
        self._fill_examples()
        actions["recent"].setMenu(self.recent)
        self.recent.aboutToShow.connect(self.fill_recent)
        menus["View"].addSeparator()
        menus["View"].addActions(window.docks.toggles())
        actions.bind({"keys": self._show_keys, "about": self._show_about})

    def fill_recent(self) -> None:
        """List the files that were opened last."""
        self.recent.clear()
        for path in self._window.opening.file.recent():
            action = self.recent.addAction(str(path))
            action.triggered.connect(partial(self._window.open_path, path))

    def _fill_examples(self) -> None:
        for found in editing.shipped():
            action = self.examples.addAction(f"{found.name}\t{found.description}")
            action.setStatusTip(found.description)
            action.triggered.connect(partial(self._window.open_example, found.name))

    def _show_keys(self) -> None:
        rows = (
            f"<tr><td>{what}&nbsp;&nbsp;</td><td>{keys}</td></tr>"
            for what, keys in self._window.actions_.shortcuts()
        )
        QMessageBox.information(self._window, "Keys", f"<table>{''.join(rows)}</table>")

    def _show_about(self) -> None:
        QMessageBox.about(self._window, "Longhand", ABOUT)
