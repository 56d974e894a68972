"""Picture after picture of a run, as many as the window shows at little cost."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui.state.worker import Worker

FRAME = 0.05
"""Seconds between two pictures, at least."""

SHARE = 0.05
"""The part of the time that taking and showing pictures may take from training."""


class FramePump(QObject):
    """Has pictures taken on a worker, which rests while they are shown.

    Signals
    -------
    shown : a picture, to be shown by whoever listens
    failed : the exception and its traceback, where a picture could not be taken
    """

    shown = Signal(object)
    failed = Signal(object, str)

    def __init__(
        self, worker: Worker, take: Callable[[], Any], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._worker, self._take = worker, take
        self._is_busy = self._is_stale = self._is_live = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.shoot)

    def set_is_live(self, *, is_live: bool) -> None:
        """Set whether pictures follow each other without being asked for."""
        self._is_live = is_live

    def shoot(self) -> None:
        """Have a picture taken; if one is under way, one more after it."""
        self._is_stale = self._is_busy
        if not self._is_busy:
            self._is_busy = True
            self._timer.stop()
            self._worker.ask(self._picture, self._show, self._fail)

    def stop(self) -> None:
        """Stop taking pictures."""
        self._is_live = False
        self._timer.stop()

    def _picture(self) -> tuple[Any, float]:
        start = perf_counter()
        picture = self._take()
        self._worker.park()
        return picture, start

    def _show(self, taken: tuple[Any, float]) -> None:
        picture, start = taken
        if picture is not None:
            self.shown.emit(picture)
        # What was changed is painted before this timer's turn comes.
        QTimer.singleShot(0, self, lambda: self._rest(start))

    def _rest(self, start: float) -> None:
        self._worker.release()
        self._is_busy = False
        if self._is_stale:
            self.shoot()
        elif self._is_live:
            pause = max(FRAME, (perf_counter() - start) / SHARE)
            self._timer.start(round(1000 * pause))

    def _fail(self, error: Exception, trace: str) -> None:
        self._is_busy = False
        self.failed.emit(error, trace)
