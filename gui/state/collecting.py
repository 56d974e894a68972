"""Python's search for unreachable cycles, held to the thread of the window."""

import gc

from PySide6.QtCore import QObject, QTimer

OFTEN = 100
"""Milliseconds between two looks at whether there is something to collect."""


class GcGuard(QObject):
    """Collects cycles between two events of the window, and nowhere else.

    Left alone, Python collects in whichever thread has just made an object. What Qt
    paints lies in such cycles: taken away by the thread that trains, it is gone in the
    middle of being painted, and with it the process.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=OFTEN)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [i for i, (count, most) in enumerate(pairs) if 0 < most < count]
        if due:
            gc.collect(due[-1])
