"""The menus: the table of actions, and what changes from time to time."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QMessageBox

from engine import editing
from gui.window.actions import Actions

ABOUT = (
    "Longhand writes neural networks out in full: a JSON description becomes the"
    " NumPy program that a person would have written by hand, and this window trains"
    " it and shows every number in it."
)


class Menus(QMenuBar):
    """The menu bar of a window.

    `recent` lists the files that were opened last.

    Signals
    -------
    file_chosen : a file that was opened before, by its path
    example_chosen : a shipped spec, by its name
    """

    file_chosen = Signal(object)
    example_chosen = Signal(str)

    def __init__(self, actions: Actions, recent: Callable[[], Sequence[Path]]) -> None:
        super().__init__()
        self._recent_files, self._shortcuts = recent, actions.shortcuts
        self._menus = actions.fill(self)
        self.examples, self.recent = QMenu("E&xamples", self), QMenu(self)
        self.insertMenu(self._menus["Edit"].menuAction(), self.examples)
        self._fill_examples()
        actions["recent"].setMenu(self.recent)
        self.recent.aboutToShow.connect(self.fill_recent)
        actions.bind({"keys": self._show_keys, "about": self._show_about})

    def add_toggles(self, toggles: Sequence[QAction]) -> None:
        """Add the actions that show and hide the panels to the View menu."""
        self._menus["View"].addSeparator()
        self._menus["View"].addActions(list(toggles))

    def fill_recent(self) -> None:
        """List the files that were opened last."""
        self.recent.clear()
        for path in self._recent_files():
            action = self.recent.addAction(str(path))
            action.triggered.connect(partial(self._choose_file, path))

    def _fill_examples(self) -> None:
        for found in editing.shipped():
            action = self.examples.addAction(f"{found.name}\t{found.description}")
            action.setStatusTip(found.description)
            action.triggered.connect(partial(self._choose_example, found.name))

    def _choose_file(self, path: Path, _: bool = False) -> None:
        self.file_chosen.emit(path)

    def _choose_example(self, name: str, _: bool = False) -> None:
        self.example_chosen.emit(name)

    def _show_keys(self) -> None:
        rows = (
            f"<tr><td>{what}&nbsp;&nbsp;</td><td>{keys}</td></tr>"
            for what, keys in self._shortcuts()
        )
        table = f"<table>{''.join(rows)}</table>"
        QMessageBox.information(self.window(), "Keys", table)

    def _show_about(self) -> None:
        QMessageBox.about(self.window(), "Longhand", ABOUT)
