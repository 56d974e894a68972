"""A spec editor to test, with a small text in it."""

import pytest
from PySide6.QtCore import Qt

from gui.look.colours import LIGHT
from gui.panels.editor import SpecEditor

Key, Held = Qt.Key, Qt.KeyboardModifier
TEXT = '{\n  "name": "xor",\n  "layers": [\n    {"units": 4}\n  ]\n}\n'
FACE = "\N{SLIGHTLY SMILING FACE}"


@pytest.fixture
def spec(qtbot):
    spec = SpecEditor()
    qtbot.addWidget(spec)
    spec.resize(500, 400)
    spec.set_colours(LIGHT)
    with qtbot.waitExposed(spec):
        spec.show()
    spec.set_text(TEXT)
    spec.flush()
    spec.editor.setFocus()
    return spec


def caret(spec, at, end=None):
    spec.select_span(at, at if end is None else end)
