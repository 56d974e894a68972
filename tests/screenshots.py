"""`python -m tests.screenshots` takes the pictures of the window in docs/window/."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

from PySide6.QtCore import QEventLoop, QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from gui.app import open_window
from gui.window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "window"
SHOWN = ("xor", "spirals", "sine", "iris")
MODES = ("light", "dark")
LONGEST = 60.0


def main() -> None:
    """Train each of a few specs in the window, and take its picture."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("longhand-screenshots")
    QStandardPaths.setTestModeEnabled(True)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for mode in MODES:
            for name in SHOWN:
                take(name, mode, Path(folder) / f"{name}-{mode}.ini")


def take(name: str, mode: str, place: Path) -> None:
    settings = QSettings(str(place), QSettings.Format.IniFormat)
    settings.setValue("look/mode", mode)
    window = open_window(ROOT / "specs" / f"{name}.json", settings)
    wait_for(window, "ready")
    window.session.run()
    wait_for(window, "finished")
    model = window.session.model
    if model and model.spec.dataset.from_files:
        window.actions_.by_key["report"].trigger()
    spin(2.0)
    window.grab().save(str(FOLDER / f"{name}-{mode}.png"))
    window.close()
    window.deleteLater()
    spin(0.1)


def wait_for(window: MainWindow, state: str) -> None:
    waited = 0.0
    while window.session.state != state and waited < LONGEST:
        spin(0.1)
        waited += 0.1


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
