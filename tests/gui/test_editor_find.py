"""Finding and replacing in a spec."""

import pytest
from PySide6.QtCore import Qt

from gui.panels.editor import SpecEditor

Key, Held = Qt.Key, Qt.KeyboardModifier
FACE = "\N{SLIGHTLY SMILING FACE}"
TEXT = f'{{"a": "{FACE} one",\n"One": 1, "b": "one",\n"c": "ONE"}}'


@pytest.fixture
def spec(qtbot):
    spec = SpecEditor()
    qtbot.addWidget(spec)
    spec.resize(500, 300)
    with qtbot.waitExposed(spec):
        spec.show()
    spec.set_text(TEXT)
    spec.editor.setFocus()
    return spec


def found(spec):
    cursor, to = spec.editor.textCursor(), spec._buffer.offsets.to_characters
    return to(cursor.selectionStart()), cursor.selectedText()


def test_finding_forwards_and_backwards(qtbot, spec):
    bar = spec.find_bar
    qtbot.keyClick(spec.editor, Key.Key_F, Held.ControlModifier)
    assert bar.isVisible()
    assert not bar.other.isVisible()
    qtbot.keyClicks(bar.word, "one")
    assert bar.count.text() == "1 of 4"
    assert found(spec) == (TEXT.index("one"), "one")
    qtbot.keyClick(bar.word, Key.Key_Return)
    assert (found(spec)[1], bar.count.text()) == ("One", "2 of 4")
    qtbot.keyClick(bar.word, Key.Key_Return, Held.ShiftModifier)
    assert bar.count.text() == "1 of 4"
    qtbot.keyClick(bar.word, Key.Key_F3, Held.ShiftModifier)
    assert (found(spec)[1], bar.count.text()) == ("ONE", "4 of 4")
    qtbot.keyClick(bar.word, Key.Key_F3)
    assert bar.count.text() == "1 of 4"
    qtbot.keyClick(bar.word, Key.Key_Escape)
    assert not bar.isVisible()
    qtbot.waitUntil(spec.editor.hasFocus)
    qtbot.keyClick(spec.editor, Key.Key_F3)
    assert found(spec)[1] == "One"


def test_case_and_words_that_are_not_there(qtbot, spec):
    bar = spec.find_bar
    spec.show_find()
    qtbot.keyClicks(bar.word, "one")
    qtbot.mouseClick(bar.case, Qt.MouseButton.LeftButton)
    assert bar.count.text().endswith("of 2")
    qtbot.keyClicks(bar.word, "(")
    assert bar.count.text() == "not found"


def test_what_is_selected_is_looked_for(qtbot, spec):
    at = TEXT.index("One")
    spec.select_span(at, at + 3)
    qtbot.keyClick(spec.editor, Key.Key_F, Held.ControlModifier)
    assert spec.find_bar.word.text() == "One"
    assert spec.find_bar.count.text() == "2 of 4"


def test_replacing_one_by_one(qtbot, spec):
    bar = spec.find_bar
    qtbot.keyClick(spec.editor, Key.Key_H, Held.ControlModifier)
    qtbot.keyClicks(bar.word, "one")
    qtbot.keyClicks(bar.other, "two")
    qtbot.keyClick(bar.other, Key.Key_Return)
    assert spec.text() == TEXT.replace("one", "two", 1)
    assert (found(spec)[1], bar.count.text()) == ("One", "1 of 3")


def test_replacing_all_is_one_step(qtbot, spec):
    bar = spec.find_bar
    spec.show_replace()
    qtbot.keyClicks(bar.word, "one")
    bar.other.setText(FACE * 2)
    qtbot.mouseClick(bar.all, Qt.MouseButton.LeftButton)
    assert spec.text().count(FACE) == 9
    assert "ne" not in spec.text().lower()
    assert bar.count.text() == "4 replaced"
    spec.undo()
    assert spec.text() == TEXT


def test_finding_scrolls_no_further_than_it_takes(qtbot, spec):
    spec.set_text(f'{{"one": 1,\n"b": "{"x" * 200} one"}}')
    bar, across = spec.find_bar, spec.editor.horizontalScrollBar()
    qtbot.keyClick(spec.editor, Key.Key_F, Held.ControlModifier)
    qtbot.keyClicks(bar.word, "one")
    assert across.value() == 0
    qtbot.keyClick(bar.word, Key.Key_Return)
    assert across.value() > 0
    qtbot.keyClick(bar.word, Key.Key_Return)
    assert (found(spec)[0], across.value()) == (2, 0)
    across.setValue(50)
    qtbot.keyClick(bar.word, Key.Key_Escape)
    assert across.value() == 0
