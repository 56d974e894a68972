"""Guards around every test of the window, and the window itself."""

import gc
import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from gui.app import open_window
from gui.look.fonts import load_fonts

PATIENCE = 60_000
"""Milliseconds after which what is waited for does not come any more."""


@pytest.fixture(scope="session")
def qapp(qapp):
    """Load the fonts, and leave all collected tests out of every later collection."""
    load_fonts()
    gc.collect()
    gc.freeze()
    return qapp


@pytest.fixture
def qtbot(qtbot):
    """Wait longer than pytest-qt does: the machine may have other things to do."""
    for name in ("waitUntil", "waitSignal", "waitExposed", "waitActive"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """No test may leave a thread running or a window standing."""
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before, "a thread was left running"
    gc.enable()  # a window has taken it over
    gc.collect()
    open_ones = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert open_ones == [], "a window was left standing"


class Desktop:
    """Opens windows as the application does, and answers their questions."""

    def __init__(self, qtbot, monkeypatch, folder):
        self.qtbot, self.folder = qtbot, folder
        self.windows = []
        self.questions = []
        self.answer = QMessageBox.StandardButton.Discard
        self.file = ""
        monkeypatch.setattr(QMessageBox, "question", self._question)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", self._file)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._file)

    def open(self, spec=None):
        """Open a window, and wait until what it shows is loaded."""
        place = str(self.folder / "settings.ini")
        hook = sys.excepthook
        window = open_window(spec, QSettings(place, QSettings.Format.IniFormat))
        sys.excepthook = hook
        self.windows.append(window)
        with self.qtbot.waitExposed(window):
            pass
        self.qtbot.waitUntil(lambda: window.session.state != "empty")
        return window

    def close(self):
        """Close all that is open, whatever was typed."""
        self.answer = QMessageBox.StandardButton.Discard
        for window in self.windows:
            window.close()
            window.deleteLater()
        QApplication.sendPostedEvents(None, 52)

    def _question(self, *asked):
        self.questions.append(asked[2])
        return self.answer

    def _file(self, *asked):
        return str(self.file), ""


@pytest.fixture
def desktop(qtbot, monkeypatch, tmp_path):
    # Qt's test mode is one place for all: two runs of the tests would meet there.
    place = str(tmp_path / "kept")
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: place)
    made = Desktop(qtbot, monkeypatch, tmp_path)
    yield made
    made.close()


class Person:
    """Uses a window: looks, types, clicks."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot

    def press(self, key, held=Qt.KeyboardModifier.NoModifier):
        """Press a key where the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, held)

    def write(self, text):
        """Type where the focus is."""
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def mark(self, what):
        """Select the first place of a text in the editor."""
        start = self.text.index(what)
        self.window.editor.select_span(start, start + len(what))

    def replace(self, what, by):
        """Select a text and type another over it."""
        self.mark(what)
        self.write(by)

    def wait(self, what):
        self.qtbot.waitUntil(what)

    def reach(self, state):
        self.wait(lambda: self.window.session.state == state)

    def ask(self, work):
        """Ask the run for something."""
        found = []
        self.window.session.ask(work, found.append)
        self.wait(lambda: bool(found))
        return found[0]

    @property
    def text(self):
        return self.window.editor.text()

    @property
    def said(self):
        return self.window.statusBar().currentMessage()

    @property
    def notices(self):
        """What the messages say, the newest first."""
        return [n.accessibleName() for n in self.window.notices._shown]

    def button(self, word):
        """Click a button of the newest message."""
        from PySide6.QtWidgets import QPushButton

        notice = self.window.notices._shown[0]
        found = next(b for b in notice.findChildren(QPushButton) if b.text() == word)
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.fixture
def window(desktop):
    return desktop.open()


@pytest.fixture
def person(window, qtbot):
    return Person(window, qtbot)
