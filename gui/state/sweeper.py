"""Unused objects that refer to each other are found in the window's thread only."""

import gc

from PySide6.QtCore import QObject, QTimer

PAUSE = 500
"""Milliseconds between two looks at what has piled up."""


class Sweeper(QObject):
    """Collects Python's garbage in the thread in which it was made, until stopped.

    Left to itself, Python collects where something is allocated, which is a desk as
    often as not. It would destroy parts of the window there, while they are painted.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._sweep)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again, as no other thread is left."""
        self._timer.stop()
        gc.enable()

    def _sweep(self) -> None:
        """Collect what Python would collect, the oldest that is due."""
        piled, most = gc.get_count(), gc.get_threshold()
        due = [age for age in (2, 1, 0) if piled[age] > most[age]]
        if due:
            gc.collect(due[0])
