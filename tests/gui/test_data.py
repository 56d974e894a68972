"""The table of examples, as a person uses it."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from gui.look.colours import DARK, LIGHT
from gui.panels.data import DataPanel, Examples
from gui.panels.data.examples import read_number, read_rows

XOR = Examples(
    ("a", "b"), ("y",), np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]),
    np.array([[0.0], [1], [1], [math.nan]]), (), True, True, 0.0, (), "",
)  # fmt: skip


def with_values(**changes):
    return Examples(**{**vars(XOR), **changes})


@pytest.fixture
def panel(qtbot):
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.set_colours(DARK)
    panel.set_examples(XOR)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def click(qtbot, panel, row, column, keys=Qt.KeyboardModifier.NoModifier):
    at = panel.table.visualRect(panel.table.model().index(row, column)).center()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(panel.table.viewport(), left, keys, at)


@pytest.mark.parametrize(
    ("row", "column", "new"), [(0, 2, 1.0), (1, 2, 0.0), (3, 2, 1.0), (0, 1, 1.0)]
)
def test_one_click_asks_for_the_other_value(qtbot, panel, row, column, new):
    with qtbot.waitSignal(panel.cell_edited) as said:
        click(qtbot, panel, row, column)
    assert said.args == [row, column, new]


def test_minus_one_may_stand_for_false(qtbot, panel):
    panel.set_examples(with_values(low=-1.0, y=XOR.y * 2 - 1))
    with qtbot.waitSignal(panel.cell_edited) as said:
        click(qtbot, panel, 1, 2)
    assert said.args == [1, 2, -1.0]


def test_shift_and_n_make_an_output_any(qtbot, panel):
    with qtbot.waitSignal(panel.cell_edited) as said:
        click(qtbot, panel, 0, 2, Qt.KeyboardModifier.ShiftModifier)
    assert said.args == [0, 2, None]
    with qtbot.waitSignal(panel.cell_edited) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_N)
    assert said.args == [0, 2, None]


def test_n_belongs_to_the_table_and_not_to_a_shortcut_of_the_window(qtbot, panel):
    taken = []
    QShortcut(QKeySequence("N"), panel, lambda: taken.append("N"))
    panel.table.setFocus()
    click(qtbot, panel, 0, 2, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(panel.cell_edited) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_N)
    assert said.args == [0, 2, None]
    assert taken == []


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_cell_is_changed_by_keys(qtbot, panel, key):
    panel.table.setCurrentIndex(panel.table.model().index(0, 2))
    with qtbot.waitSignal(panel.cell_edited) as said:
        qtbot.keyClick(panel.table, key)
    assert said.args == [0, 2, 1.0]
    panel.set_examples(with_values(is_logical=False))
    panel.table.setCurrentIndex(panel.table.model().index(1, 2))
    qtbot.keyClick(panel.table, key)
    editor = panel.table.indexWidget(panel.table.currentIndex())
    editor.selectAll()
    qtbot.keyClicks(editor, "0.5")
    with qtbot.waitSignal(panel.cell_edited) as said:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert said.args == [1, 2, 0.5]


def test_space_changes_no_cell_and_is_left_to_the_window(qtbot, panel):
    taken = []
    QShortcut(QKeySequence("Space"), panel, lambda: taken.append("Space"))
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.model().index(0, 2))
    with qtbot.assertNotEmitted(panel.cell_edited):
        qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert taken == ["Space"]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("row", [0, 1])
def test_the_cell_that_was_clicked_can_be_read(qtbot, panel, colours, row):
    """Its dot and its number stand out from the ground, whatever its value."""
    panel.set_colours(colours)
    click(qtbot, panel, row, 2)
    assert panel.table.hasFocus()
    rect = panel.table.visualRect(panel.table.model().index(row, 2))
    picture = panel.table.viewport().grab(rect.adjusted(2, 2, -2, -2)).toImage()
    spots = [
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    ]
    ground = colours.selection
    assert spots.count(ground) > len(spots) / 2
    right = [
        picture.pixelColor(x, y).lightness()
        for x in range(picture.width() // 2, picture.width())
        for y in range(picture.height())
    ]
    assert max(right) - min(right) > 80


def test_made_examples_cannot_be_changed_but_expanded(qtbot, panel):
    panel.set_examples(with_values(is_editable=False, note="made by a rule"))
    with qtbot.assertNotEmitted(panel.cell_edited):
        click(qtbot, panel, 0, 2)
    with qtbot.waitSignal(panel.expand_wanted):
        qtbot.mouseClick(panel.expand, Qt.MouseButton.LeftButton)
    assert panel.note.isVisible()


def test_rows_are_added_and_removed_by_keys(qtbot, panel):
    click(qtbot, panel, 1, 2)
    with qtbot.waitSignal(panel.row_added) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_Insert)
    assert said.args == [2]
    with qtbot.waitSignal(panel.rows_removed) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert said.args == [[1]]


def test_a_column_is_renamed_in_its_header(qtbot, panel):
    click(qtbot, panel, 0, 1)
    panel.bar.changes["name"].trigger()
    qtbot.keyClicks(panel.names, "carry")
    with qtbot.waitSignal(panel.column_renamed) as said:
        qtbot.keyClick(panel.names, Qt.Key.Key_Return)
    assert said.args == [1, "carry"]


def test_a_wrong_number_keeps_its_editor_open(qtbot, panel):
    panel.set_examples(with_values(is_logical=False))
    table = panel.table
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = table.indexWidget(table.currentIndex())
    editor.selectAll()
    qtbot.keyClicks(editor, "o,5")
    with qtbot.waitSignal(panel.refused):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert panel.message.isVisible()
    editor.selectAll()
    qtbot.keyClicks(editor, "0,5")
    with qtbot.waitSignal(panel.cell_edited) as said:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert said.args == [0, 0, 0.5]


def test_copy_and_paste(qtbot, panel):
    panel.table.selectAll()
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1] == "0\t1\t1"
    with qtbot.waitSignal(panel.rows_pasted) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert said.args[0][3] == [1, 1, None]
    QGuiApplication.clipboard().setText("a\tb")
    with qtbot.waitSignal(panel.refused):
        qtbot.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("width", [200, 300, 380, 500, 900])
def test_what_has_no_room_in_the_bar_is_in_its_menu(qtbot, panel, width):
    panel.set_examples(with_values(varying=(0, 1)))
    panel.resize(width, 300)
    bar = panel.bar
    qtbot.waitUntil(lambda: bar.width() == width)
    QApplication.processEvents()
    shown = [action for action in bar.changes.values() if action.isVisible()]
    for action in (*bar.looks.values(), *shown):
        button = bar.widgetForAction(action)
        assert button.isVisible()
        assert button.geometry().right() < width
    bar.more.menu().aboutToShow.emit()
    listed = [action.text() for action in bar.more.menu().actions()]
    texts = [action.text() for action in bar.changes.values()]
    assert [action.text() for action in shown] + listed == texts
    assert bar.more.isVisible() == bool(listed) == (width < 900)
    if listed:
        assert bar.more.geometry().right() < width
        asked = []
        bar.asked.connect(asked.append)
        bar.more.menu().actions()[-1].trigger()
        assert asked == ["paste"]
    panel.set_examples(with_values(is_editable=False))
    assert [action.text() for action in bar.offered()] == ["Copy"]


def test_new_values_keep_the_place(qtbot, panel):
    many = np.zeros((1_000_000, 1))
    big = with_values(inputs=("a",), x=many, y=many)
    panel.set_examples(big)
    panel.set_chosen_row(900_000)
    place = panel.table.verticalScrollBar().value()
    panel.set_examples(with_values(inputs=("a",), x=many, y=many + 1))
    assert panel.table.verticalScrollBar().value() == place > 800_000
    assert panel.table.chosen_rows() == [900_000]


def test_the_plot_shows_a_part_of_many(qtbot, panel):
    x = np.random.default_rng(0).normal(size=(20_000, 2))
    y = (x[:, :1] > 0) * 1.0
    panel.set_examples(with_values(x=x, y=y, varying=(0, 1), is_logical=False))
    panel.bar.looks["plot"].trigger()
    assert panel.plot.isVisible()
    assert "5,000 of 20,000" in panel.plot.note.text()
    drawn = sum(len(i.getData()[0]) for i in panel.plot.plot.getPlotItem().items)
    assert drawn == 5_000


def test_a_split_has_its_own_column(panel):
    panel.set_examples(with_values(parts=("train", "train", "test", "test")))
    assert panel.table.model().index(2, 3).data() == "test"


def test_nothing_says_what_to_do(panel):
    panel.set_examples(None)
    assert not panel.table.isVisible()
    assert panel.grab().size().width() > 0


@pytest.mark.parametrize("text", ["1\t0,5", "1;0,5", "1,0.5"])
def test_three_ways_to_part_numbers(text):
    assert read_rows(text) == [[1.0, 0.5]]


@pytest.mark.parametrize("text", ["x", "inf", "", "any"])
def test_an_input_is_a_number(text):
    with pytest.raises(ValueError, match=f"{text}|could"):
        read_number(text, may_be_any=False)


def test_one_of_several_outputs_names_the_class(qtbot, panel):
    y = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])
    panel.set_examples(with_values(outputs=("cat", "dog"), y=y, varying=(0, 1)))
    panel.bar.looks["plot"].trigger()
    assert "cat" in panel.plot.note.text()
    y = np.array([[1.0, 1], [0, 1], [0, 1], [1, 0]])
    panel.set_examples(with_values(outputs=("sum", "carry"), y=y, varying=(0, 1)))
    assert "sum = 1" in panel.plot.note.text()
    assert "carry" not in panel.plot.note.text()


def test_a_row_is_chosen_by_click_and_not_reported_when_set(qtbot, panel):
    with qtbot.assertNotEmitted(panel.row_chosen):
        panel.set_chosen_row(2)
        panel.set_chosen_row(None)
    with qtbot.waitSignal(panel.row_chosen) as said:
        click(qtbot, panel, 2, 0)
    assert said.args == [2]


def test_a_double_click_asks_twice(qtbot, panel):
    view, left = panel.table.viewport(), Qt.MouseButton.LeftButton
    at = panel.table.visualRect(panel.table.model().index(0, 2)).center()
    asked = []
    panel.cell_edited.connect(lambda *a: asked.append(a))
    qtbot.mouseClick(view, left, pos=at)
    qtbot.mouseDClick(view, left, pos=at)
    assert len(asked) == 2


def test_new_values_keep_what_is_selected(qtbot, panel):
    panel.table.selectAll()
    panel.set_examples(with_values(y=1 - XOR.y))
    assert panel.table.chosen_rows() == [0, 1, 2, 3]


def test_the_header_is_renamed_by_a_double_click(qtbot, panel):
    header = panel.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(2) + 20, 10)
    qtbot.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.names.isVisible()
    qtbot.keyClick(panel.names, Qt.Key.Key_Escape)
    assert not panel.names.isVisible()
