"""Closing the window while a run is worth keeping that is nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from gui.state.events import NEW_RUNS, Loaded
from gui.state.snapshot import Frame
from gui.window.exports import RUNS

if TYPE_CHECKING:
    from gui.window.main import MainWindow

WORTH = 30.0
"""Seconds of training that nobody wants to lose without being asked."""

Button = QMessageBox.StandardButton


class CloseGuard:
    """Knows how much of a run is not saved, and asks before it is lost.

    Attributes
    ----------
    worth : from how many seconds of training on
    """

    def __init__(self, window: MainWindow) -> None:
        self._window, self.worth = window, WORTH
        self._trained = self._saved = 0.0
        self._epoch = 0
        window.session.framed.connect(self._note)
        window.session.loaded.connect(self._begin)
        window.results.saved.connect(self.note_saved)

    def may_close(self) -> bool:
        """Ask what to do with a run that took long; tell whether to close now."""
        if self._trained - self._saved < self.worth:
            return True
        window, seconds = self._window, self._trained - self._saved
        question = (
            f"Save the run? It has trained for {_told(seconds)},"
            f" {self._epoch:,} epochs, and is in no folder yet."
        )
        choices = Button.Save | Button.Discard | Button.Cancel
        answer = QMessageBox.question(window, "Longhand", question, choices)
        if answer == Button.Save:
            window.statusBar().showMessage("saving the run")
            window.session.save_run(RUNS, self._close)
        return answer == Button.Discard

    def note_saved(self) -> None:
        """All that was trained is in a folder now."""
        self._saved = self._trained

    def _close(self, _: Path) -> None:
        self.note_saved()
        self._window.close()

    def _note(self, frame: Frame) -> None:
        self._trained, self._epoch = frame.seconds, frame.epoch

    def _begin(self, loaded: Loaded) -> None:
        if loaded.change.kind in NEW_RUNS:
            self._trained = self._saved = 0.0


def _told(seconds: float) -> str:
    """Tell a time in the unit that suits it."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    minutes = seconds / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"
