"""The application around the window: fonts, theme, and what happens on a crash."""

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from gui.look.fonts import load_fonts
from gui.look.theme import Theme
from gui.window import MainWindow

SWITCH = 0.0005
"""Seconds after which another thread gets its turn; Python's 0.005 makes it stutter."""

OFTEN = 100
"""Milliseconds between two looks at whether there is something to collect."""


def run(spec: Path | None) -> int:
    """Open the window on a spec, on xor if none is named; return the exit code."""
    QCoreApplication.setOrganizationName("longhand")
    QCoreApplication.setApplicationName("longhand")
    app = QApplication(sys.argv[:1])
    app.setApplicationDisplayName("Longhand")
    window = open_window(spec, QSettings())
    gc.freeze()  # what has been made so far stays, and need not be looked at again
    QTimer.singleShot(0, window.document.offer_draft)
    code = app.exec()
    sys.excepthook = sys.__excepthook__
    return code


def open_window(spec: Path | None, settings: QSettings) -> MainWindow:
    """Make the window and show it."""
    sys.setswitchinterval(SWITCH)
    load_fonts()
    theme = Theme(settings)
    theme.apply()
    window = MainWindow(settings, theme)
    theme.setParent(window)
    GcGuard(window)
    _report_crashes(window)
    if spec is None or not window.document.open(spec):
        window.document.open_example("xor")
    window.show()
    return window


def _report_crashes(window: MainWindow) -> None:
    """Show what would otherwise be printed and lost; the window goes on."""

    def hook(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        traceback.print_exception(kind, error, trace)
        window.document.keep_draft()
        hint = "what you typed is kept; save it, and start Longhand again"
        window.notify(f"something went wrong: {error!r}", hint)

    sys.excepthook = hook


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
