"""Qt calls that give nothing leave None alone: a release of PySide6 wore it out."""

import sys

from PySide6.QtWidgets import QWidget


def test_void_calls_do_not_wear_out_none(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(10_000):
        widget.update()
        widget.setEnabled(True)
    # In Python 3.12 and later None is never counted.
    assert sys.getrefcount(None) > before - 5_000
