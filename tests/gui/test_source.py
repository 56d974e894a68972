"""The generated program, as a person reads it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from engine.views import Computed, Source
from gui.look.colours import LIGHT
from gui.panels.source import SourcePanel

TEXT = "def f(x):\n    h1 = x @ W1  # (N, 4)\n    p = h1 @ W2\n    return p\n"
LINES = {
    2: Computed("h1", "(N, 4)", "dense, 4 units", ("layers", 0)),
    3: Computed("p", "(N, 1)", "dense, 1 unit", ("layers", 1)),
}
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot):
    panel = SourcePanel()
    qtbot.addWidget(panel)
    panel.resize(500, 300)
    panel.set_colours(LIGHT)
    panel.set_source(Source(TEXT, LINES))
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_a_line_tells_what_it_computes(qtbot, panel):
    with qtbot.waitSignal(panel.path_chosen) as said:
        qtbot.keyClick(panel.text, Qt.Key.Key_Down)
    assert said.args == [("layers", 0)]
    assert panel.strip.text() == "h1  (N, 4)  layers[0]: dense, 4 units"


def test_a_click_chooses_a_line(qtbot, panel):
    cursor = QTextCursor(panel.text.document().findBlockByNumber(2))
    at = panel.text.cursorRect(cursor).center()
    with qtbot.waitSignal(panel.path_chosen) as said:
        qtbot.mouseClick(panel.text.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert said.args == [("layers", 1)]


def test_the_program_cannot_be_changed(qtbot, panel):
    qtbot.keyClicks(panel.text, "x = 1")
    assert panel.text.toPlainText() == TEXT


def test_lines_of_a_path_are_marked_and_seen(panel):
    lines = {n: Computed("h", "", "", ("layers", n // 100)) for n in range(1, 1000)}
    panel.set_source(Source("x = 1\n" * 1000, lines))
    panel.highlight_path(("layers", 5))
    assert len(panel.text.extraSelections()) == 101
    assert panel.text.verticalScrollBar().value() > 450
    panel.highlight_path(None)
    assert len(panel.text.extraSelections()) == 1


def test_a_small_change_keeps_the_place(panel):
    panel.set_source(Source("x = 1\n" * 1000, {}))
    panel.text.verticalScrollBar().setValue(500)
    panel.set_source(Source("x = 1\n" * 999 + "y = 2\n", {}))
    assert panel.text.verticalScrollBar().value() == 500


def test_the_printing_is_asked_for(qtbot, panel):
    with qtbot.waitSignal(panel.printing_wanted) as said:
        qtbot.keyClick(panel.bar.widgetForAction(panel.planned), Qt.Key.Key_Space)
    assert said.args == [True]


def test_all_is_copied_and_saved(qtbot, panel):
    panel.copy.trigger()
    assert QGuiApplication.clipboard().text() == TEXT
    with qtbot.waitSignal(panel.save_wanted):
        panel.save.trigger()


def test_a_word_is_found_from_anywhere(qtbot, panel):
    panel.text.setFocus()
    qtbot.keyClick(panel.text, Qt.Key.Key_F, CONTROL)
    assert panel.finder.isVisible()
    qtbot.keyClicks(panel.finder.word, "return")
    qtbot.keyClick(panel.finder.word, Qt.Key.Key_Return)
    assert panel.text.textCursor().selectedText() == "return"
    panel.finder.word.setText("def")
    qtbot.keyClick(panel.finder.word, Qt.Key.Key_Return)
    assert panel.text.line == 1
    panel.finder.word.setText("nowhere")
    qtbot.keyClick(panel.finder.word, Qt.Key.Key_Return)
    assert panel.finder.count.text() == "not found"


def test_words_have_colours(panel):
    block = panel.text.document().firstBlock()
    found = {f.format.foreground().color().name() for f in block.layout().formats()}
    assert found == {LIGHT.syntax_word, LIGHT.accent}


def test_nothing_says_when_there_will_be_something(panel):
    panel.set_source(Source("", {}))
    assert not panel.text.isVisible()


def test_f3_goes_to_the_next_place(qtbot, panel):
    panel.finder.word.setText("h1")
    assert panel.text.line == 2
    panel.text.setFocus()
    qtbot.keyClick(panel.text, Qt.Key.Key_F3)
    assert panel.text.line == 3
    qtbot.keyClick(panel.text, Qt.Key.Key_F3)
    assert panel.text.line == 2
    qtbot.keyClick(panel.text, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert panel.text.line == 3


def test_all_places_of_a_word_are_counted_and_shown(qtbot, panel):
    plain = len(panel.text.extraSelections())
    panel.look_up.trigger()
    assert not panel.finder.other.isVisible()
    qtbot.keyClicks(panel.finder.word, "h1")
    assert panel.finder.count.text() == "1 of 2"
    assert len(panel.text.extraSelections()) == plain + 2
    qtbot.keyClick(panel.finder.word, Qt.Key.Key_Escape)
    assert not panel.finder.isVisible()
    assert len(panel.text.extraSelections()) == plain
