"""The whole window: its panels change the text, and follow each other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.editing import shipped
from gui.look.colours import DARK, LIGHT
from tests.gui.conftest import Person

Key, Held, LEFT = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
TEXTS = {e.name: e.text for e in shipped()}


def rows(window):
    return window.data._model.rowCount()


def action(window, key):
    window.data.bar.changes[key].trigger()


def place(window, row, column):
    table = window.data.table
    index = window.data._model.index(row, column)
    table.scrollTo(index)
    return table.viewport(), table.visualRect(index).center()


def click_cell(window, row, column):
    widget, at = place(window, row, column)
    QTest.mouseClick(widget, LEFT, Held.NoModifier, at)


def undo(person):
    person.window.editor.setFocus()
    person.press(Key.Key_Z, Held.ControlModifier)


def test_a_cell_that_is_not_in_the_text_any_more_is_refused(filled, person):
    text = person.text.replace("[[0, 1, 1, 1],", "[[0, 1],")
    filled.editor.replace_text(text)
    click_cell(filled, 0, 3)
    assert "no longer has that cell" in person.notices[0]
    assert person.text == text


@pytest.fixture
def filled(window, person):
    person.wait(lambda: rows(window) == 4)
    return window


def test_one_click_toggles_an_output(filled, person):
    before = person.text
    click_cell(filled, 2, 3)
    assert person.text == before.replace("[1, 1, 1, 0]", "[1, 1, 1, 1]")
    person.wait(lambda: filled.data._model.examples.y[2, 0] == 1)
    undo(person)
    assert person.text == before
    person.wait(lambda: filled.data._model.examples.y[2, 0] == 0)


def test_quick_clicks_all_count(filled, person):
    before = person.text
    click_cell(filled, 2, 3)
    click_cell(filled, 1, 3)
    after = before.replace("[1, 1, 1, 0]", "[1, 1, 1, 1]")
    assert person.text == after.replace("[1, 0, 1, 1]", "[1, 0, 1, 0]")


def test_rows_are_added_and_removed(filled, person):
    before = person.text
    click_cell(filled, 3, 0)
    undo(person)
    action(filled, "row")
    person.wait(lambda: rows(filled) == 5)
    action(filled, "rows")
    person.wait(lambda: rows(filled) == 4)
    undo(person)
    person.wait(lambda: rows(filled) == 5)
    undo(person)
    person.wait(lambda: rows(filled) == 4)
    assert person.text == before


def test_columns_are_added_and_removed(filled, person):
    before = person.text
    action(filled, "input")
    person.wait(lambda: filled.data._model.columnCount() == 5)
    filled.data.table.setCurrentIndex(filled.data._model.index(0, 3))
    action(filled, "column")
    person.wait(lambda: filled.data._model.columnCount() == 4)
    undo(person)
    undo(person)
    assert person.text == before


def test_an_output_is_added_and_the_units_follow(filled, person):
    before = person.text
    action(filled, "output")
    person.wait(lambda: filled.data._model.columnCount() == 5)
    assert all(problem.is_warning for problem in filled.editor.marks.problems)
    assert filled.session.model.schema.outputs == ("y", "y1")
    undo(person)
    assert person.text == before


def test_a_pasted_table_is_one_step_to_undo(filled, person):
    before = person.text
    QApplication.clipboard().setText("0\t1\t0\t1\n1\t1\t0\t0\n")
    action(filled, "paste")
    person.wait(lambda: rows(filled) == 6)
    undo(person)
    assert person.text == before


def test_an_expression_is_typed_out(window, person):
    assert window.document.open_example("majority")
    person.wait(lambda: window.data.expand.isVisible())
    before = person.text
    QTest.mouseClick(window.data.expand, LEFT)
    assert "rows" in person.text
    person.wait(lambda: not window.data.expand.isVisible())
    assert person.notices == []
    person.wait(lambda: window.session.model.spec.name == "majority")
    undo(person)
    assert person.text == before


def test_an_edit_of_a_broken_text_is_refused(filled, person):
    person.mark("{")
    person.press(Key.Key_Delete)
    broken = person.text
    click_cell(filled, 0, 3)
    assert person.text in (broken, broken.replace("[0, 1, 1, 1]", "[0, 1, 1, 0]"))


def test_each_example_is_opened_while_another_trains(window, person):
    for name in TEXTS:
        window.session.run()
        person.wait(lambda: person.ask(lambda t: t.history.count) > 2)
        open_and_step(window, person, name)
    assert len(list(window.session.runs)) == len(TEXTS) + 1


def open_and_step(window, person, name):
    [found] = [a for a in example_actions(window) if a.text().startswith(f"{name}\t")]
    with person.qtbot.waitSignal(window.session.loaded):
        found.trigger()
    assert person.text == TEXTS[name]
    assert window.document.file.path is None
    assert not window.isWindowModified()
    person.wait(lambda: window.session.model.spec.name == name)
    person.reach("ready")
    window.controls._run.setFocus()
    person.press(Key.Key_N)
    person.press(Key.Key_N)
    person.wait(lambda: person.ask(lambda t: t.steps_done) == 2)
    assert person.notices == []
    person.wait(lambda: window.source._source.text != "")


def example_actions(window):
    menu = window.menus.examples
    return menu.actions()


def test_a_layer_is_chosen_everywhere(window, person):
    window.docks.show(window.source)
    person.wait(lambda: "def forward" in window.source.text.toPlainText())
    person.mark('"units": 1')
    person.wait(lambda: bool(window.source.text._marked))
    marked = window.source.text._marked
    lines = window.source.text.toPlainText().splitlines()
    assert all("W1" not in lines[n - 1] for n in marked)
    assert any("W2" in lines[n - 1] for n in marked)
    line = next(n for n, text in enumerate(lines) if "x @ W1" in text)
    text = window.source.text
    block = text.document().findBlockByNumber(line)
    from PySide6.QtGui import QTextCursor

    at = text.cursorRect(QTextCursor(block)).center()
    QTest.mouseClick(text.viewport(), LEFT, Held.NoModifier, at)
    path = window.editor.editor._path
    assert path is not None
    assert '"units": 4' in path.selection().toPlainText()
    assert '"units": 1' not in path.selection().toPlainText()


def test_light_and_dark_are_remembered(desktop, qtbot):
    window = desktop.open()
    for key, colours in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        window.actions_[key].trigger()
        palette = QApplication.palette()
        assert palette.window().color().name() == colours.window.lower()
        base = window.editor.editor.palette().base().color().name()
        assert base == colours.panel.lower()
        picture = window.grab().toImage()
        seen = picture.pixelColor(2, picture.height() - 3).name()
        assert seen == colours.window.lower()
        assert window.actions_[key].isChecked()
    window.close()
    again = desktop.open()
    assert again.theme.mode == "dark"
    assert again.actions_["dark"].isChecked()
    again.actions_["system"].trigger()
    assert again.actions_["system"].isChecked()


def docks(window):
    return window.docks._docks


def test_hidden_and_moved_panels_are_remembered(desktop):
    window = desktop.open()
    window.docks.toggles()[1].trigger()
    assert not docks(window)["Data"].isVisible()
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    window.addDockWidget(area, docks(window)["Loss"])
    window.close()
    again = desktop.open()
    assert docks(again)["Data"].isHidden()
    assert again.dockWidgetArea(docks(again)["Loss"]) == area
    assert docks(again)["Spec"].isVisible()
    again.actions_["arrange"].trigger()
    assert docks(again)["Data"].isVisible()
    assert again.dockWidgetArea(docks(again)["Loss"]) != area
    assert again.tabifiedDockWidgets(docks(again)["Network"]) == [
        docks(again)["Program"]
    ]


def test_an_arrangement_from_elsewhere_does_no_harm(desktop):
    window = desktop.open()
    window.close()
    for value in ("text", b"rubbish", 3):
        window.settings.setValue("window/docks", value)
        window.settings.setValue("window/geometry", value)
        again = desktop.open()
        assert docks(again)["Spec"].isVisible()
        again.settings.setValue("window/docks", "")
        again.close()


def test_a_run_is_saved(window, person, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    window.controls._run.setFocus()
    person.press(Key.Key_N)
    person.press(Key.Key_U, Held.ControlModifier)
    person.wait(lambda: len(person.notices) == 1)
    assert person.notices[0].startswith("Note: saved in")
    assert list((tmp_path / "runs").iterdir())


def test_the_program_is_saved(window, person, desktop, tmp_path):
    window.docks.show(window.source)
    person.wait(lambda: "def forward" in window.source.text.toPlainText())
    desktop.file = tmp_path / "program.py"
    window.source.save.trigger()
    assert desktop.file.read_text() == window.source._source.text
    desktop.file = tmp_path / "nowhere" / "program.py"
    window.source.save.trigger()
    assert "could not be saved" in person.notices[0]


def test_a_run_to_an_epoch_typed_in_the_bar(window, person):
    window.controls._target.setFocus()
    window.controls._target.selectAll()
    person.write("30")
    person.press(Key.Key_Return)
    person.wait(lambda: person.ask(lambda t: t.epoch) == 30)


def test_two_windows_do_not_disturb_each_other(desktop, qtbot):
    first, second = desktop.open(), desktop.open()
    second.document.open_example("and")
    person = Person(second, qtbot)
    person.wait(lambda: second.session.model.spec.name == "and")
    assert first.session.model.spec.name == "xor"
