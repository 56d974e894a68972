"""The whole window, used by keys: running, typing, finding."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget

Key, Held = Qt.Key, Qt.KeyboardModifier


def epoch(person):
    return person.ask(lambda trainer: trainer.epoch)


def away(window):
    """Put the focus where keys are the window's."""
    window.controls._run.setFocus()


def run_long(window, person):
    """Train with no end in sight."""
    person.replace('"epochs": 10000', '"epochs": 1000000000')
    person.wait(lambda: window.session.model.spec.training.epochs == 10**9)
    away(window)
    person.press(Key.Key_F5)
    person.reach("running")
    person.wait(lambda: epoch(person) > 0)


def test_it_opens_on_xor_ready_to_run(window, person):
    assert window.session.state == "ready"
    assert '"name": "xor"' in person.text
    assert window.windowTitle() == "xor.json[*] - Longhand"
    assert not window.isWindowModified()
    assert person.notices == []
    person.wait(lambda: window.data._model.rowCount() == 4)


def test_space_and_f5_run_and_pause(window, person):
    run_long(window, person)
    for key in (Key.Key_Space, Key.Key_F5):
        person.press(key)
        person.reach("paused")
        person.press(key)
        person.reach("running")
    person.wait(lambda: epoch(person) > 10)


def test_a_key_pressed_twice_at_once_changes_nothing(window, person):
    away(window)
    for _ in range(10):
        person.press(Key.Key_Space)
        person.press(Key.Key_Space)
    person.ask(lambda trainer: None)
    assert window.session.state in ("ready", "paused", "finished")


def test_steps_and_epochs_by_keys(window, person):
    away(window)
    person.press(Key.Key_N)
    person.wait(lambda: epoch(person) == 1)
    person.press(Key.Key_N, Held.ShiftModifier)
    person.wait(lambda: epoch(person) == 101)
    person.press(Key.Key_E)
    person.wait(lambda: epoch(person) == 102)
    person.reach("paused")
    window.controls.set_target_epoch(500)
    person.press(Key.Key_T)
    person.wait(lambda: epoch(person) == 500)
    person.press(Key.Key_R)
    person.reach("ready")
    assert epoch(person) == 0


def test_a_run_goes_on_beyond_its_end(window, person):
    person.replace('"epochs": 10000', '"epochs": 20')
    person.wait(lambda: window.session.model.spec.training.epochs == 20)
    away(window)
    person.press(Key.Key_Space)
    person.reach("finished")
    window.controls.set_target_epoch(50)
    person.press(Key.Key_T)
    person.wait(lambda: epoch(person) == 50)
    assert '"epochs": 50' in person.text
    assert len(list(window.session.runs)) == 1


def test_another_seed_is_written_into_the_spec(window, person):
    before = person.ask(lambda t: t.arrays.w.copy())
    away(window)
    person.press(Key.Key_R, Held.ShiftModifier)
    person.wait(lambda: '"seed": 1,' not in person.text)
    person.wait(lambda: window.session.model.spec.seed != 1)
    assert (person.ask(lambda t: t.arrays.w.copy()) != before).any()
    person.press(Key.Key_Z, Held.ControlModifier)
    assert '"seed": 1,' in person.text


def test_keys_write_in_the_text(window, person):
    window.editor.setFocus()
    person.press(Key.Key_Home, Held.ControlModifier)
    person.write(" nETr")
    assert person.text.startswith(" nETr{")
    assert window.session.state == "ready"
    person.ask(lambda trainer: None)
    assert epoch(person) == 0
    assert window.isWindowModified()


def test_the_learning_rate_is_changed_while_it_trains(window, person):
    run_long(window, person)
    before = epoch(person)
    person.replace('"learning_rate": 2.0', '"learning_rate": 0.5')
    person.wait(lambda: person.ask(lambda t: t.rate) == 0.5)
    person.wait(lambda: "0.5" in person.said)
    assert window.session.state == "running"
    assert epoch(person) >= before


def test_a_mistake_is_marked_and_disturbs_nothing(window, person):
    run_long(window, person)
    right = person.text
    person.replace('"learning_rate": 2.0', '"learning_rate": fast')
    person.wait(lambda: len(window.editor.marks.problems) > 0)
    assert window.session.state == "running"
    before = epoch(person)
    person.wait(lambda: epoch(person) > before)
    # No further: the change before it is the one that lets the run go on for long.
    while person.text != right:
        person.press(Key.Key_Z, Held.ControlModifier)
    person.wait(lambda: not window.editor.marks.problems)
    assert window.session.state == "running"


def test_a_change_of_units_says_what_was_kept(window, person):
    window.session.run()
    person.reach("finished")

    def kernel(trainer):
        return trainer.arrays.parameters["dense_1.kernel"].copy()

    before = person.ask(kernel)
    start = person.text.index('"units": 4') + len('"units": ')
    window.editor.select_span(start, start + 1)
    person.write("5")
    person.wait(lambda: person.ask(kernel).shape == (3, 5))
    person.wait(lambda: "fresh dense_1" in person.said)
    while '"units": 4' not in person.text:
        person.press(Key.Key_Z, Held.ControlModifier)
    person.wait(lambda: person.ask(kernel).shape == (3, 4))
    assert (person.ask(kernel) == before).all()


def test_the_find_bar(window, person):
    away(window)
    person.press(Key.Key_F, Held.ControlModifier)
    person.wait(lambda: window.editor.find_bar.isVisible())
    person.write("epochs")
    person.press(Key.Key_Return)
    chosen = window.editor.editor.textCursor().selectedText()
    assert chosen == "epochs"
    person.press(Key.Key_Escape)
    assert not window.editor.find_bar.isVisible()


def test_the_program_is_searched_where_the_focus_is(window, person):
    window.docks.show(window.source)
    person.wait(lambda: "def forward" in window.source.text.toPlainText())
    window.source.text.setFocus()
    person.press(Key.Key_F, Held.ControlModifier)
    person.wait(lambda: window.source.finder.isVisible())
    assert not window.editor.find_bar.isVisible()
    assert QApplication.focusWidget() is window.source.finder.word


def test_a_run_that_diverges_is_told_with_a_hint(window, person):
    text = person.text.replace('"learning_rate": 2.0', '"learning_rate": 1e300')
    window.editor.replace_text(text.replace("sigmoid", "linear"))
    person.wait(lambda: window.session.model.spec.optimizer.learning_rate == 1e300)
    away(window)
    person.press(Key.Key_Space)
    person.reach("diverged")
    person.wait(lambda: len(person.notices) == 1)
    assert "stopped being finite" in person.notices[0]
    assert "smaller learning rate" in person.notices[0]


def test_a_crash_of_the_training_is_told_and_the_text_kept(window, person, capsys):
    def broken(steps, epoch):
        raise RuntimeError("wires are loose")

    person.ask(lambda trainer: setattr(trainer, "advance", broken))
    text = person.text
    away(window)
    person.press(Key.Key_Space)
    person.wait(lambda: len(person.notices) == 1)
    assert "wires are loose" in person.notices[0]
    assert person.text == text
    capsys.readouterr()
    person.press(Key.Key_R)
    person.press(Key.Key_N)
    person.wait(lambda: epoch(person) == 1)


def test_it_closes_while_it_trains_and_closes_twice(window, person):
    run_long(window, person)
    assert window.close()
    assert not window.isVisible()
    assert window.close()


@pytest.mark.parametrize("key", ["N", "Shift+N", "E", "T"])
def test_a_run_whose_epochs_are_done_says_how_to_go_on(window, person, key):
    person.replace('"epochs": 10000', '"epochs": 20')
    person.wait(lambda: window.session.model.spec.training.epochs == 20)
    away(window)
    person.press(Key.Key_Space)
    person.reach("finished")
    person.wait(lambda: "20 epochs" in person.said)
    held = Held.ShiftModifier if "+" in key else Held.NoModifier
    person.press(getattr(Key, f"Key_{key[-1]}"), held)
    person.wait(lambda: "Run again (Space) starts over" in person.said)
    assert person.said.startswith("all 20 epochs are done: ")
    assert "Run to epoch (T) goes on" in person.said
    assert epoch(person) == 20
    assert len(list(window.session.runs)) == 1


def test_an_epoch_that_is_over_is_not_run_to(window, person):
    away(window)
    person.press(Key.Key_N, Held.ShiftModifier)
    person.wait(lambda: epoch(person) == 100)
    window.controls.set_target_epoch(50)
    person.press(Key.Key_T)
    person.wait(lambda: person.said == "epoch 50 is over: the run is at epoch 100")
    assert epoch(person) == 100


def test_space_runs_wherever_no_text_is_typed(window, person):
    window.loss.controls.runs.click()
    told = []
    window.actions_["run"].triggered.connect(
        lambda: told.append(QApplication.focusWidget())
    )
    typing = QLineEdit, QAbstractSpinBox
    asked = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, typing)
        and widget is not window.editor.editor
        and not widget.focusProxy()
    ]
    assert {window.data.table, window.loss.list, window.controls._speed} <= {*asked}
    for widget in asked:
        widget.setFocus()
        assert QApplication.focusWidget() is widget
        person.press(Key.Key_Space)
        assert told == [widget], widget
        told.clear()


def test_space_is_typed_into_text(window, person):
    told = []
    window.actions_["run"].triggered.connect(lambda: told.append(1))
    for field in (window.editor.editor, window.controls._steps):
        field.setFocus()
        person.press(Key.Key_Space)
    person.wait(lambda: window.data._model.rowCount() == 4)
    window.data.table.setCurrentIndex(window.data._model.index(0, 1))
    window.data.bar.changes["name"].trigger()
    assert QApplication.focusWidget() is window.data.names
    person.press(Key.Key_Space)
    window.editor.show_find()
    person.press(Key.Key_Space)
    assert told == []


def test_enter_presses_the_button_that_has_the_focus(window, person):
    window.loss.controls.runs.setFocus()
    person.press(Key.Key_Return)
    assert window.loss.list.isVisible()
    person.press(Key.Key_Enter)
    assert not window.loss.list.isVisible()


@pytest.mark.parametrize("key", ["Space", "N", "E"])
def test_a_run_that_has_diverged_begins_anew_by_run_only(window, person, key):
    text = person.text.replace('"learning_rate": 2.0', '"learning_rate": 1e300')
    window.editor.replace_text(text.replace("sigmoid", "linear"))
    person.wait(lambda: window.session.model.spec.optimizer.learning_rate == 1e300)
    away(window)
    person.press(Key.Key_Space)
    person.reach("diverged")
    person.press(getattr(Key, f"Key_{key}"))
    person.ask(lambda trainer: None)
    is_told = person.said.startswith("the run has ended (diverged): Run again")
    assert is_told == (key != "Space")
