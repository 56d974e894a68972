"""A person brings a table: it is opened, looked at, learned from, and saved."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from gui.window import table_import
from tests.gui.test_window_files import drop
from tests.tables import spec_text, write_flowers, write_houses

Key, Held = Qt.Key, Qt.KeyboardModifier
COLUMNS = ["id", "length", "width", "soil", "colour"]


@pytest.fixture
def flowers(tmp_path):
    (tmp_path / "data").mkdir()
    return write_flowers(tmp_path / "data" / "flowers.csv")


@pytest.fixture
def dialog(window, person, flowers):
    """The dialog over a table that was dropped on the window."""
    drop(window, flowers)
    found = window.table_import.dialog
    person.wait(lambda: found.choices is not None)
    return found


def choose(dialog, *names):
    """Choose columns by their names."""
    view = dialog.columns
    view.clearSelection()
    for name in names:
        index = view.columns.index(COLUMNS.index(name), 0)
        flags = view.selectionModel().SelectionFlag
        view.selectionModel().select(index, flags.Select | flags.Rows)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def written(window, person, qtbot, dialog):
    """Write the spec; give its data, once it has taken effect."""
    click(qtbot, dialog.write)
    person.wait(lambda: window.table_import.dialog is None)
    person.wait(lambda: "csv" in person.text)
    person.wait(lambda: window.session.model.spec.name == "flowers")
    return json.loads(person.text)


def test_a_table_becomes_a_spec_that_trains(window, person, qtbot, dialog):
    assert dialog.isVisible()
    assert dialog.title.text() == "flowers.csv: 60 rows, 5 columns"
    assert "one of 3 classes: colour" in dialog.task.text()
    data = written(window, person, qtbot, dialog)
    assert list(data["dataset"]["inputs"]) == ["length", "width", "soil"]
    assert window.isWindowModified()
    assert window.windowTitle().startswith("flowers.json")
    person.reach("ready")
    window.session.run_to(3)
    person.wait(lambda: window.session.state == "paused")


def test_the_action_asks_for_a_file(window, person, desktop, flowers):
    desktop.file = flowers
    person.press(Key.Key_O, Held.ControlModifier | Held.ShiftModifier)
    person.wait(lambda: window.table_import.dialog.choices is not None)
    assert window.table_import.dialog.isVisible()
    window.table_import.dialog.reject()


@pytest.mark.parametrize("place", ["window", "editor"])
def test_a_table_is_dropped(window, person, flowers, place):
    drop(window if place == "window" else window.editor.editor.viewport(), flowers)
    person.wait(lambda: window.table_import.dialog.choices is not None)
    window.table_import.dialog.reject()


def test_roles_by_keys_and_by_buttons(dialog, qtbot):
    choose(dialog, "width", "soil")
    qtbot.keyClick(dialog.columns, Key.Key_N)
    assert dialog.choices.inputs == ["length"]
    choose(dialog, "width")
    click(qtbot, dialog.bar.roles["output"])
    choose(dialog, "colour")
    qtbot.keyClick(dialog.columns, Key.Key_I)
    assert dialog.choices.inputs == ["length", "colour"]
    assert dialog.choices.outputs == ["width"]
    assert "a number: width" in dialog.task.text()
    assert "mean_squared_error" in dialog.task.text()
    assert dialog.bar.roles["input"].isChecked()


def test_a_type_is_changed(dialog, qtbot, window, person):
    choose(dialog, "width")
    assert dialog.bar.types.currentText() == "number"
    dialog.bar.types.setCurrentText("category")
    dialog.bar.types.activated.emit(dialog.bar.types.currentIndex())
    assert dialog.columns.columns.index(2, 2).data() == "category"
    data = written(window, person, qtbot, dialog)
    assert data["dataset"]["inputs"]["width"] == "category"


def test_what_cannot_be_predicted_is_told_at_once(dialog, qtbot):
    choose(dialog, "length")
    qtbot.keyClick(dialog.columns, Key.Key_O)
    assert dialog.problem.isVisible()
    assert "has classes" in dialog.problem.text()
    assert not dialog.write.isEnabled()
    qtbot.keyClick(dialog.columns, Key.Key_I)
    assert not dialog.problem.isVisible()
    assert dialog.write.isEnabled()


def test_columns_tell_what_they_hold(dialog):
    model = dialog.columns.columns
    texts = [model.index(3, place).data() for place in range(6)]
    assert texts == ["soil", "input", "binary", "3", "2", "dry, wet"]
    assert "it numbers the rows" in model.index(0, 5).data()
    tip = model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "soil: 2 values, 3 missing"
    assert model.headerData(3, Qt.Orientation.Horizontal) == "Missing"


def test_what_may_be_meant_otherwise_is_told(window, person, tmp_path, qtbot):
    lines = [f"{50 + i},{i % 7} m²;{500 + 7 * i},5" for i in range(60)]
    path = tmp_path / "houses.csv"
    path.write_text("\n".join(["area;price", *lines]), "utf-8")
    drop(window, path)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.choices is not None)
    model = dialog.columns.columns
    assert "looks like a number with the unit m²" in model.index(0, 5).data()
    role = Qt.ItemDataRole
    assert "choose the type number" in model.index(0, 0).data(role.ToolTipRole)
    ink = model.index(0, 5).data(role.ForegroundRole).name()
    assert ink == window.theme.colours.warning
    assert model.index(1, 5).data(role.ForegroundRole) is None
    dialog.reject()


def test_the_first_rows_are_shown(dialog):
    rows = dialog.preview.rows
    assert (rows.rowCount(), rows.columnCount()) == (60, 5)
    assert rows.index(0, 4).data() == "red"
    assert rows.index(7, 3).data() == "missing"
    assert rows.headerData(4, Qt.Orientation.Horizontal) == "colour"


def test_escape_leaves_all_as_it_was(window, person, dialog, qtbot):
    text = person.text
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert window.table_import.dialog is None
    assert person.text == text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n1,2,3\n", "flowers.csv"),
        (b"", "empty"),
        (b"a,b\n", "no row"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "flowers.csv"),
    ],
)
def test_what_is_no_table_is_told_in_the_dialog(
    window, person, flowers, content, said, qtbot
):
    flowers.write_bytes(content)
    drop(window, flowers)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.another.isVisible())
    assert said in dialog.waiting.said.text()
    assert not dialog.waiting.bar.isVisible()
    assert not dialog.write.isEnabled()
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_long_words_do_not_widen_the_dialog(window, person, tmp_path, qtbot):
    path = tmp_path / "huge.csv"
    path.write_text("\n".join(["x,y", f"{'9' * 400},1", *["1,0"] * 40]))
    drop(window, path)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.another.isVisible())
    assert "huge.csv:2:1" in dialog.waiting.said.text()
    assert "99999…99999" in dialog.waiting.said.text()
    assert dialog.width() <= window.width()
    assert dialog.minimumSizeHint().width() <= window.width()
    dialog.reject()


def test_long_names_of_columns_do_not_widen_the_dialog(window, person, tmp_path):
    path = tmp_path / "long.csv"
    lines = [f"{i * 0.3},{i % 2}" for i in range(40)]
    path.write_text("\n".join([f"x,{'y' * 600}", *lines]))
    drop(window, path)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.choices is not None)
    assert "yyy…yyy" in dialog.task.text()
    assert dialog.minimumSizeHint().width() <= window.width()
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("wide.csv", "x,y\n1,0\n2,1\n".encode("utf-16-le"), '"encoding"'),
        ("twice.csv", b"x,x,y\n1,0,1\n2,1,2\n", '"header"'),
    ],
)
def test_what_only_a_spec_can_say_is_told(window, person, tmp_path, name, content, key):
    path = tmp_path / name
    path.write_bytes(content)
    drop(window, path)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.another.isVisible())
    hint = dialog.waiting.hint.text()
    assert key in hint
    begun = f'"dataset": {{"type": "csv", "path": "{name}", ...}}'
    assert hint.endswith(f"write one by hand (Ctrl+N), with: {begun}")
    dialog.reject()


def test_another_file_may_be_chosen_instead(window, person, flowers, qtbot, desktop):
    broken = flowers.with_name("broken.csv")
    broken.write_text("a\n")
    drop(window, broken)
    first = window.table_import.dialog
    person.wait(lambda: first.another.isVisible())
    desktop.file = flowers
    click(qtbot, first.another)
    person.wait(lambda: window.table_import.dialog.choices is not None)
    assert "flowers" in window.table_import.dialog.windowTitle()
    window.table_import.dialog.reject()


def test_reading_can_be_cancelled(window, person, flowers, qtbot, monkeypatch):
    from threading import Event

    go_on, ended = Event(), []

    def slow(path, tell):
        tell(1, 9)
        go_on.wait(20)
        try:
            tell(2, 9)
        except Exception as error:
            ended.append(error)
            raise

    monkeypatch.setattr(table_import, "survey", slow)
    drop(window, flowers)
    dialog = window.table_import.dialog
    person.wait(lambda: dialog.waiting.bar.maximum() == 9)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert window.table_import.dialog is None
    go_on.set()
    person.wait(lambda: len(ended) == 1)
    assert person.notices == []


def test_closing_the_window_while_a_table_is_read(window, person, flowers):
    drop(window, flowers)
    window.editor.set_saved()
    assert window.close()


def test_progress_that_comes_after_the_end_is_dropped():
    waiting, seen = [], []
    reading = table_import._Reading(waiting.append)
    reading.tell(lambda *told: seen.append(told), 1, 2)
    waiting.pop(0)()
    reading.tell(lambda *told: seen.append(told), 2, 2)
    late = waiting.pop(0)
    assert reading.close()
    late()
    assert seen == [(1, 2)]


def test_a_problem_of_the_rows_is_told_before_the_spec_is_written(
    window, person, dialog, qtbot
):
    text = person.text
    choose(dialog, "colour")
    dialog.choices.set_type([4], "number")
    dialog._changed()
    click(qtbot, dialog.write)
    person.wait(lambda: dialog.problem.isVisible())
    assert "'red' is not a number" in dialog.problem.text()
    assert person.text == text
    click(qtbot, dialog.write)
    assert window.table_import.dialog is None
    assert '"type": "number"' in person.text


def test_unsaved_changes_are_asked_about_first(window, person, dialog, qtbot, desktop):
    window.editor.set_unsaved()
    desktop.answer = QMessageBox.StandardButton.Cancel
    text = person.text
    click(qtbot, dialog.write)
    person.wait(lambda: len(desktop.questions) == 1)
    assert person.text == text
    assert window.table_import.dialog is dialog
    dialog.reject()


def test_every_part_has_a_name_or_a_tip(dialog):
    for part in (dialog.columns, dialog.preview, dialog.bar.types, dialog.waiting.bar):
        assert part.accessibleName()
    for button in (*dialog.bar.roles.values(), dialog.write, dialog.another):
        assert button.toolTip()
        assert "&" in button.text()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_follows_the_colours(window, dialog, mode):
    window.theme.choose(mode)
    dialog.set_colours(window.theme.colours)
    picture = dialog.grab().toImage()
    ground = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert (ground.lightness() < 128) == (mode == "dark")


def test_saving_it_beside_the_data_and_above_them(
    window, person, dialog, qtbot, desktop, flowers
):
    written(window, person, qtbot, dialog)
    desktop.file = flowers.with_name("a.json")
    window.document.save()
    assert '"path": "flowers.csv"' in desktop.file.read_text()
    desktop.file = flowers.parent.parent / "b.json"
    window.document.save_as()
    assert '"path": "data/flowers.csv"' in desktop.file.read_text()
    assert person.text == desktop.file.read_text()
    assert not window.isWindowModified()
    person.wait(lambda: window.data_watcher.path == flowers)


def test_saving_it_elsewhere_offers_to_copy_the_data(
    window, person, dialog, qtbot, desktop, tmp_path, flowers
):
    written(window, person, qtbot, dialog)
    (tmp_path / "other").mkdir()
    desktop.file = tmp_path / "other" / "a.json"
    window.document.save()
    assert not desktop.file.exists()
    assert window.isWindowModified()
    assert "flowers.csv is not below" in person.notices[0]
    person.button("Copy the data there")
    assert '"path": "flowers.csv"' in desktop.file.read_text()
    copy = tmp_path / "other" / "flowers.csv"
    assert copy.read_bytes() == flowers.read_bytes()
    assert not window.isWindowModified()


def test_data_that_are_there_already_are_not_overwritten(
    window, person, dialog, qtbot, desktop, tmp_path
):
    written(window, person, qtbot, dialog)
    (tmp_path / "other").mkdir()
    there = tmp_path / "other" / "flowers.csv"
    there.write_text("mine")
    desktop.file = tmp_path / "other" / "a.json"
    window.document.save()
    person.button("Copy the data there")
    assert there.read_text() == "mine"
    assert not desktop.file.exists()
    assert "already" in person.notices[0]


@pytest.fixture
def opened(window, person, flowers):
    """A saved spec that learns from a table, open in the window."""
    path = flowers.parent.parent / "mine.json"
    roles = {"inputs": ["length", "width", "soil"], "outputs": ["colour"]}
    roles["inputs"] = dict.fromkeys(roles["inputs"])
    roles["inputs"]["soil"] = {"type": "category", "missing": "drop_row"}
    path.write_text(spec_text("data/flowers.csv", roles), "utf-8")
    window.document.open(path)
    person.wait(lambda: window.session.model.spec.name == "mine")
    person.wait(lambda: window.data._model.rowCount() == 60)
    return path


def test_a_saved_spec_finds_its_data(window, opened, flowers):
    assert window.data_watcher.path == flowers


def test_the_table_is_shown_in_its_own_values(window, opened):
    model = window.data._model
    assert model.index(0, 0).data() == "0.0"
    assert model.index(0, 3).data() == "red"
    assert model.index(7, 2).data() == "missing"
    assert model.index(7, 4).data() == "left out"
    parts = {model.index(row, 4).data() for row in range(60)}
    assert parts == {"train", "validation", "test", "left out"}
    heads = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(5)]
    assert heads[0] == "length\ninput: number"
    assert heads[2] == "soil\ninput: category, 3 missing"
    assert heads[3] == "colour\noutput: category"
    assert heads[4] == "part"
    assert not model.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    assert "read from flowers.csv" in window.data.note.text()


def test_answers_are_told_in_words(window, person, opened):
    person.wait(lambda: window.learned.answers.model.rowCount() > 0)
    model = window.learned.answers.model
    heads = [
        model.headerData(i, Qt.Orientation.Horizontal)
        for i in range(model.columnCount())
    ]
    classes = ["blue", "red", "white"]
    own = ["length", "width", "soil", "colour", "colour predicted"]
    assert heads == [*own, *classes, "verdict"]
    words = [model.text(0, column) for column in range(model.columnCount())]
    assert words[3] in classes
    assert words[4] in classes
    assert sum(map(float, words[5:8])) == pytest.approx(1, abs=0.02)
    assert ("right" in words[8]) == (words[3] == words[4])


def test_another_programs_change_of_the_data_is_taken(window, person, opened, flowers):
    write_flowers(flowers, 90)
    person.wait(lambda: window.data._model.rowCount() == 90)
    assert "saved" in person.said


def test_rows_that_move_between_the_parts_begin_again(window, person, opened):
    window.session.run_to(3)
    person.wait(lambda: person.ask(_steps) > 0 and window.session.state == "paused")
    person.replace('"test": 0.2', '"test": 0.4')
    person.wait(lambda: "test 0.2" in person.said)
    assert person.said.startswith("started over, because rows moved")
    assert person.ask(_steps) == 0


def _steps(trainer):
    return trainer.steps_done


def test_data_that_get_broken_are_marked_and_mended(window, person, opened, flowers):
    before = flowers.read_text()
    flowers.write_text(before + "1,2\n")
    person.wait(lambda: len(window.editor.marks.problems) == 1)
    [place] = window.editor.marks.places
    assert place.cursor.selectedText() == '"data/flowers.csv"'
    flowers.write_text(before)
    person.wait(lambda: not window.editor.marks.problems)


def test_a_price_is_told_in_its_own_units(window, person, tmp_path):
    write_houses(tmp_path / "houses.csv")
    path = tmp_path / "h.json"
    text = spec_text(
        "houses.csv",
        {"outputs": {"price": {"type": "number", "scaling": "standardize"}}},
        loss="mean_squared_error",
        optimizer={"type": "adam", "learning_rate": 0.05},
    )
    path.write_text(text.replace("softmax", "linear"), "utf-8")
    window.document.open(path)
    person.wait(lambda: window.data._model.rowCount() == 60)
    window.session.run_to(300)
    person.reach("finished")
    [scatter, fit, answers] = person.ask(_looked)
    assert 50_000 <= scatter.actual.min() <= scatter.actual.max() <= 79_000
    assert scatter.predicted.mean() == pytest.approx(64_000, rel=0.1)
    assert fit.points.min() >= 50
    assert fit.p.mean() == pytest.approx(64_000, rel=0.1)
    assert answers.y.min() >= 50_000
    assert answers.words.said == ()


def _looked(trainer):
    from engine.views import Wish, learned

    found = learned(trainer, Wish(("scatter", "fit", "answers")))
    return found.scatter, found.fit, found.answers


def test_a_draft_finds_its_data_after_a_crash(desktop, qtbot, flowers):
    from gui.state.drafts import DraftStore, Location
    from tests.gui.conftest import Person

    roles = {"inputs": ["length"], "outputs": ["colour"]}
    DraftStore().keep(spec_text("flowers.csv", roles), Location("mine", flowers.parent))
    window = desktop.open()
    person = Person(window, qtbot)
    window.document.offer_draft()
    person.button("Restore")
    person.wait(lambda: window.session.model.spec.name == "mine")


def test_an_example_with_a_table_is_opened(window, person):
    window.document.open_example("iris")
    person.wait(lambda: window.session.model.spec.name == "iris")
    assert Path(window.data_watcher.path).name == "iris.csv"


def test_an_answer_leads_to_its_row_and_back(window, person, opened):
    person.wait(lambda: window.learned.answers.model.rowCount() > 30)
    answers, data = window.learned.answers, window.data
    answers.table.selectRow(5)
    row = data.table.currentIndex().row()
    assert row > 5
    model = data._model
    shown = [answers.model.text(5, column) for column in range(4)]
    assert shown == [model.index(row, column).data() for column in range(4)]
    assert model.index(row, 4).data() == "train"
    data.table.setCurrentIndex(model.index(row + 1, 0))
    other = next(r for r in range(60) if model.index(r, 4).data() == "validation")
    data.table.setCurrentIndex(model.index(other, 0))
    assert answers.table.currentIndex().row() == -1


def test_what_is_shown_is_what_was_read(window, person, opened, flowers):
    """A file that shrinks meanwhile must not be read half old, half new."""
    window.data_watcher.watch(None)
    flowers.write_text("length,width,soil,colour\n1,2,wet,red\n2,1,dry,blue\n")
    from engine.views import Wish, examples_table, learned

    def look(trainer):
        found = learned(trainer, Wish(("answers",))).answers
        return examples_table(trainer).cells.rows, len(found.words.given)

    [rows, shown] = person.ask(look)
    assert (rows, shown) == (60, len(person.ask(_trained).x))


def _trained(trainer):
    return trainer.parts.train
