"""Closing the window while a long run is not saved anywhere."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.state.events import NEW_RUNS, Loaded
from gui.state.session import Session
from gui.state.snapshot import Frame
from gui.window.exports import RUNS

WORTH = 30.0
"""Seconds of training that nobody wants to lose without being asked."""

Button = QMessageBox.StandardButton


class CloseGuard(QObject):
    """Knows how much of a run is not saved, and asks before it is lost.

    Attributes
    ----------
    worth : how many seconds of unsaved training lead to a question

    Signals
    -------
    saving : the run is being saved, at the person's wish
    saved : it is saved, and the window may close
    """

    saving = Signal()
    saved = Signal()

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self.worth = window, session, WORTH
        self._trained = self._saved = 0.0
        self._epoch = 0
        session.framed.connect(self._note)
        session.loaded.connect(self._begin)

    def may_close(self) -> bool:
        """Ask what to do with a run that took long; return whether to close now."""
        seconds = self._trained - self._saved
        if seconds < self.worth:
            return True
        question = (
            f"Save the run? It has trained for {format_seconds(seconds)},"
            f" {self._epoch:,} epochs, and has not been saved."
        )
        choices = Button.Save | Button.Discard | Button.Cancel
        answer = QMessageBox.question(self._window, "Longhand", question, choices)
        if answer == Button.Save:
            self.saving.emit()
            self._session.save_run(RUNS, self._close)
        return answer == Button.Discard

    def note_saved(self) -> None:
        """All that was trained is in a folder now."""
        self._saved = self._trained

    def _close(self, _: Path) -> None:
        self.note_saved()
        self.saved.emit()

    def _note(self, frame: Frame) -> None:
        self._trained, self._epoch = frame.seconds, frame.epoch

    def _begin(self, loaded: Loaded) -> None:
        if loaded.change.kind in NEW_RUNS:
            self._trained = self._saved = 0.0


def format_seconds(seconds: float) -> str:
    """Write a time in the unit that suits it."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    minutes = seconds / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"
