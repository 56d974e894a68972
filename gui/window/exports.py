"""What a person keeps of a run: its folder, and pictures of its curves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.runs import REPORT

if TYPE_CHECKING:
    from gui.window.main import MainWindow

PICTURES = "PNG (*.png);;SVG (*.svg);;CSV (*.csv)"
RUNS = Path("runs")


class Exports(QObject):
    """Saves runs and plots, and says where.

    Signals
    -------
    saved : the run is in a folder
    """

    saved = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.loss.failed.connect(window.notify)
        window.source.save_wanted.connect(self.save_program)

    def save_run(self) -> None:
        """Save the run as it is, its program included."""
        self._window.session.save_run(RUNS, self._tell)

    def export(self) -> None:
        """Ask for a file, and write the plot of losses to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Export the plot of losses", "loss.png", PICTURES
        )
        if name:
            self._window.loss.export(name)

    def save_program(self) -> None:
        """Ask for a file, and write the program to it."""
        window = self._window
        start = f"{window.opening.file.title}.py"
        name, _ = QFileDialog.getSaveFileName(
            window, "Save the program", start, "Python (*.py)"
        )
        if name:
            window.opening.write(Path(name), window.source.text.toPlainText())

    def _tell(self, folder: Path | None) -> None:
        if folder is not None:
            self.saved.emit()
            url = QUrl.fromLocalFile(str(folder.absolute()))
            actions = [("Open folder", partial(QDesktopServices.openUrl, url))]
            if (page := folder / REPORT).is_file():
                report = QUrl.fromLocalFile(str(page.absolute()))
                actions.append(
                    ("Open report", partial(QDesktopServices.openUrl, report))
                )
                self._window.judging.judge()
            self._window.notify(f"saved in {folder}", "", actions, "info")
