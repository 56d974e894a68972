"""Guards around every test of the window."""

import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication

from gui.look.fonts import load_fonts


@pytest.fixture(scope="session")
def qapp(qapp):
    load_fonts()
    return qapp


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """No test may leave a thread running or a window standing."""
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before, "a thread was left running"
    gc.collect()
    open_ones = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert open_ones == [], "a window was left standing"
