"""The whole window and its files: nothing that was typed is lost."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from engine.editing import shipped
from gui.state.drafts import DraftStore, Location
from gui.state.spec_file import SpecFile
from tests.gui.losses import drawn

Key, Held = Qt.Key, Qt.KeyboardModifier
Button = QMessageBox.StandardButton
TEXTS = {e.name: e.text for e in shipped()}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(TEXTS["and"], encoding="utf-8")
    return path


def type_something(window, person):
    window.editor.setFocus()
    person.press(Key.Key_End, Held.ControlModifier)
    person.write(" ")


def drop(target, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    about = (data, Qt.MouseButton.LeftButton, Held.NoModifier)
    QApplication.sendEvent(
        target, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *about)
    )
    QApplication.sendEvent(
        target, QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *about)
    )


def test_saving_asks_where_and_then_no_more(window, person, desktop, tmp_path):
    desktop.file = tmp_path / "new.json"
    type_something(window, person)
    assert window.isWindowModified()
    person.press(Key.Key_S, Held.ControlModifier)
    assert desktop.file.read_text() == person.text
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("new.json")
    desktop.file = ""
    type_something(window, person)
    person.press(Key.Key_S, Held.ControlModifier)
    assert (tmp_path / "new.json").read_text() == person.text


def test_saving_elsewhere(window, person, desktop, file, tmp_path):
    window.document.open(file)
    desktop.file = tmp_path / "other.json"
    person.press(Key.Key_S, Held.ControlModifier | Held.ShiftModifier)
    assert desktop.file.read_text() == file.read_text()
    assert window.document.file.path == desktop.file


def test_a_save_that_is_not_wanted_after_all(window, person, desktop):
    desktop.file = ""
    type_something(window, person)
    person.press(Key.Key_S, Held.ControlModifier)
    assert window.isWindowModified()


@pytest.mark.parametrize("way", ["close", "open", "example", "new", "drop"])
@pytest.mark.parametrize("answer", [Button.Save, Button.Discard, Button.Cancel])
def test_unsaved_changes_are_asked_for(way, answer, desktop, qtbot, file, tmp_path):
    from tests.gui.conftest import Person

    mine = tmp_path / "typed.json"
    mine.write_text(TEXTS["xor"], encoding="utf-8")
    window = desktop.open(mine)
    person = Person(window, qtbot)
    type_something(window, person)
    typed = person.text
    desktop.answer, desktop.file = answer, file
    {
        "close": window.close,
        "open": lambda: person.press(Key.Key_O, Held.ControlModifier),
        "example": lambda: window.document.open_example("nand"),
        "new": lambda: person.press(Key.Key_N, Held.ControlModifier),
        "drop": lambda: drop(window, file),
    }[way]()
    assert desktop.questions == ["Save the changes to typed.json?"]
    assert (mine.read_text() == typed) == (answer == Button.Save)
    if answer == Button.Cancel:
        assert person.text == typed
        assert window.isVisible()
    elif way == "close":
        assert not window.isVisible()
    else:
        assert person.text != typed
        assert not window.isWindowModified()


def test_recent_files(window, person, file, qtbot):
    window.document.open(file)
    window.document.open_example("xor")
    window.menus.recent.aboutToShow.emit()
    [action] = window.menus.recent.actions()
    action.trigger()
    assert person.text == TEXTS["and"]


@pytest.mark.parametrize("place", ["window", "editor"])
def test_a_file_is_dropped(window, person, file, place):
    drop(window if place == "window" else window.editor.editor.viewport(), file)
    assert person.text == TEXTS["and"]
    assert window.windowTitle().startswith("mine.json")


def test_what_is_no_spec_may_be_dropped(window, person, tmp_path):
    text = person.text
    drop(window, tmp_path)
    assert person.text == text
    assert "cannot be read" in person.notices[0]
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\xff")
    drop(window.editor.editor.viewport(), path)
    assert person.text == text
    assert "UTF-8" in person.notices[0]


def test_another_programs_change_is_taken(window, person, file):
    window.document.open(file)
    file.write_text(TEXTS["nand"], encoding="utf-8")
    person.wait(lambda: person.text == TEXTS["nand"])
    assert not window.isWindowModified()
    person.wait(lambda: window.session.model.spec.name == "nand")


@pytest.mark.parametrize("word", ["Take theirs", "Keep mine"])
def test_changes_on_both_sides_are_asked_about(window, person, file, word):
    window.document.open(file)
    type_something(window, person)
    typed = person.text
    file.write_text(TEXTS["nand"], encoding="utf-8")
    person.wait(lambda: len(person.notices) == 1)
    assert person.text == typed
    person.button(word)
    assert person.notices == []
    assert person.text == (TEXTS["nand"] if word == "Take theirs" else typed)
    assert window.isWindowModified() == (word == "Keep mine")
    if word == "Take theirs":
        window.editor.setFocus()
        person.press(Key.Key_Z, Held.ControlModifier)
        assert person.text == typed


def test_a_file_that_vanished_is_brought_back(window, person, file):
    window.document.open(file)
    file.unlink()
    person.wait(lambda: len(person.notices) == 1)
    assert "is gone" in person.notices[0]
    person.button("Save")
    assert file.read_text() == TEXTS["and"]


def test_closing_after_a_file_vanished_asks(window, person, desktop, file):
    window.document.open(file)
    file.unlink()
    person.wait(lambda: len(person.notices) == 1)
    desktop.answer = Button.Cancel
    assert not window.close()


def test_a_place_that_cannot_be_written(window, person, desktop, tmp_path):
    desktop.file = tmp_path / "nowhere" / "a.json"
    type_something(window, person)
    typed = person.text
    person.press(Key.Key_S, Held.ControlModifier)
    assert "could not be saved" in person.notices[0]
    assert person.text == typed
    assert window.isWindowModified()
    assert DraftStore().found() == typed
    desktop.answer = Button.Save
    assert not window.close()
    assert window.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_loses_nothing(window, person, file):
    import resource

    window.document.open(file)
    before = file.read_text()
    type_something(window, person)
    typed = person.text
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        person.press(Key.Key_S, Held.ControlModifier)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "could not be saved" in person.notices[0]
    assert (file.read_text(), person.text) == (before, typed)
    assert window.isWindowModified()


def test_a_draft_is_offered_after_a_crash(desktop, qtbot):
    from tests.gui.conftest import Person

    DraftStore().keep(TEXTS["nand"], Location("nand"))
    window = desktop.open()
    person = Person(window, qtbot)
    window.document.offer_draft()
    assert "unsaved" in person.notices[0]
    assert '"name": "xor"' in person.text
    person.button("Restore")
    assert person.text == TEXTS["nand"]
    assert window.isWindowModified()
    desktop.answer = Button.Discard
    window.close()
    assert DraftStore().found() is None


def restored(desktop, qtbot, place, spec=None):
    """Restore a draft of a place in a new window."""
    from tests.gui.conftest import Person

    DraftStore().keep(TEXTS["nand"], place)
    person = Person(desktop.open(spec), qtbot)
    person.window.document.offer_draft()
    person.button("Restore")
    assert person.text == TEXTS["nand"]
    return person


def test_a_draft_without_a_file_is_saved_in_none_that_is_open(
    desktop, qtbot, file, tmp_path
):
    before = file.read_text()
    person = restored(desktop, qtbot, Location("flowers", tmp_path), file)
    assert person.window.windowTitle().startswith("flowers.json")
    assert person.window.document.file.folder == tmp_path
    assert person.window.isWindowModified()
    assert DraftStore().place() == Location("flowers", tmp_path)
    desktop.file = tmp_path / "saved.json"
    person.press(Key.Key_S, Held.ControlModifier)
    assert file.read_text() == before
    assert desktop.file.read_text() == TEXTS["nand"]


def test_a_draft_belongs_to_its_file(desktop, qtbot, file, tmp_path):
    own = tmp_path / "own.json"
    own.write_text(TEXTS["xor"])
    before = file.read_text()
    person = restored(desktop, qtbot, Location("own", tmp_path, own), file)
    assert person.window.document.file.path == own
    assert person.window.isWindowModified()
    person.press(Key.Key_S, Held.ControlModifier)
    assert (file.read_text(), own.read_text()) == (before, TEXTS["nand"])
    assert DraftStore().found() is None


def test_a_draft_whose_file_is_gone_has_none(desktop, qtbot, file, tmp_path):
    gone = tmp_path / "gone.json"
    person = restored(desktop, qtbot, Location("gone", tmp_path, gone), file)
    assert person.window.document.file.path is None
    assert person.window.windowTitle().startswith("gone.json")


def test_a_draft_that_was_saved_after_all_is_no_change(desktop, qtbot, file):
    file.write_text(TEXTS["nand"])
    person = restored(desktop, qtbot, Location("a", file.parent, file))
    assert not person.window.isWindowModified()
    assert DraftStore().found() is None


@pytest.mark.parametrize("answer", [Button.Cancel, Button.Save, Button.Discard])
def test_restoring_asks_for_what_was_typed_since(desktop, qtbot, file, answer):
    from tests.gui.conftest import Person

    DraftStore().keep(TEXTS["nand"], Location("flowers"))
    window = desktop.open(file)
    person, before = Person(window, qtbot), file.read_text()
    window.document.offer_draft()
    type_something(window, person)
    typed, desktop.answer = person.text, answer
    person.button("Restore")
    assert len(desktop.questions) == 1
    assert file.read_text() == (typed if answer == Button.Save else before)
    is_there = answer == Button.Cancel
    assert person.text == (typed if is_there else TEXTS["nand"])
    assert bool(person.notices) == is_there


def test_the_offer_of_a_draft_is_no_error(desktop, qtbot):
    from tests.gui.conftest import Person

    DraftStore().keep("typed", Location("flowers"))
    window = desktop.open()
    window.document.offer_draft()
    [notice] = Person(window, qtbot).notices
    assert notice.startswith(
        "Note: There is an unsaved flowers.json from the last session"
    )


def test_a_draft_that_is_not_answered_for_is_kept(desktop):
    DraftStore().keep("typed", Location())
    window = desktop.open()
    window.document.offer_draft()
    window.close()
    assert DraftStore().found() == "typed"


def test_a_draft_is_forgotten(desktop, qtbot):
    from tests.gui.conftest import Person

    DraftStore().keep("typed", Location())
    window = desktop.open()
    window.document.offer_draft()
    Person(window, qtbot).button("Forget it")
    assert DraftStore().found() is None


def test_another_file_has_the_plot_of_losses_to_itself(window, person, file):
    window.session.run_to(3)
    person.reach("paused")
    window.document.open(file)
    person.wait(lambda: window.session.model.spec.name == "and")
    window.session.run_to(2)
    person.wait(lambda: len(list(window.session.runs)) == 2)
    losses = window.loss.chart.losses
    person.wait(lambda: {number for number, _ in drawn(losses)} == {2})
    assert window.session.runs.current.differs == ""
    window.commands.change(("seed",), 7)
    person.wait(lambda: window.session.runs.current.spec.seed == 7)
    assert "seed" in window.session.runs.current.differs
    assert {number for number, _ in drawn(losses)} == {2}


def test_what_is_typed_is_kept_as_a_draft(window, person):
    window.document._keeping.setInterval(10)
    type_something(window, person)
    person.wait(lambda: DraftStore().found() == person.text)


def test_an_exception_in_the_window_is_told_and_the_text_kept(
    window, person, monkeypatch, capsys
):
    from gui import app

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    app._report_crashes(window)
    type_something(window, person)
    error = RuntimeError("a pipe burst")
    sys.excepthook(RuntimeError, error, None)
    assert "a pipe burst" in person.notices[0]
    assert DraftStore().found() == person.text
    assert "a pipe burst" in capsys.readouterr().err


def test_a_file_that_is_not_there_opens_the_example(desktop, qtbot, tmp_path):
    from tests.gui.conftest import Person

    window = desktop.open(tmp_path / "none.json")
    assert "cannot be read" in Person(window, qtbot).notices[0]
    assert window.session.state == "ready"


def test_a_recent_file_is_remembered_over_a_restart(desktop, file):
    desktop.open(file).close()
    assert SpecFile(desktop.windows[0].settings).recent() == [Path(file)]


def test_a_file_with_mistakes_takes_the_network_before_it_away(
    window, person, tmp_path
):
    window.session.run()
    person.reach("finished")
    person.wait(lambda: not window.learned._empty.isVisible())
    broken = tmp_path / "broken.json"
    broken.write_text(TEXTS["and"].replace('"dense"', '"dents"'), encoding="utf-8")
    window.document.open(broken)
    person.wait(lambda: "broken.json has errors" in person.said)
    assert window.windowTitle() == "broken.json[*] - Longhand"
    assert window.session.state == "empty"
    assert window.network._layers == ()
    assert window.data._model.rowCount() == 0
    assert window.source.text.toPlainText() == ""
    assert window.learned._empty.isVisible()
    assert "as soon as there is one" in window.learned._empty.text()
    readings = [reading.text() for reading in window.controls._readings.all()]
    assert readings == ["", "", "", "no network"]
    assert window.controls._line.accessibleDescription() == "0%"
    window.controls._run.setFocus()
    for key in (Key.Key_Space, Key.Key_N, Key.Key_T):
        window.statusBar().clearMessage()
        person.press(key)
        person.wait(lambda: "fix the underlined errors" in person.said)
    window.editor.replace_text(TEXTS["and"])
    person.reach("ready")
    person.wait(lambda: window.data._model.rowCount() == 4)
    person.wait(lambda: "def forward" in window.source.text.toPlainText())
    assert window.network._layers != ()


def test_a_mistake_that_is_typed_takes_nothing_away(window, person):
    window.editor.replace_text(person.text.replace('"dense"', '"dents"'))
    person.wait(lambda: len(window.editor.marks.problems) > 0)
    assert window.network._layers != ()
    assert window.session.state == "ready"


def test_running_by_a_spec_from_before_the_mistakes_is_told(window, person):
    right = person.text
    window.editor.replace_text(right.replace('"dense"', '"dents"'))
    person.wait(lambda: len(window.editor.marks.problems) > 0)
    window.session.run()
    person.reach("running")
    assert person.said.startswith(
        "the text has errors: what trains is the last valid spec"
    )
    window.session.pause()
    person.reach("paused")
    window.editor.undo()
    person.wait(lambda: "errors" not in person.said)
    assert person.said == "this changes nothing in the run"
    window.session.run()
    person.reach("running")
    assert "errors" not in person.said
    window.session.pause()
    person.reach("paused")
