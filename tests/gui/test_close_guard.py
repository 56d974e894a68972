"""Closing the window while a run is nowhere but in it."""

import pytest
from PySide6.QtWidgets import QMessageBox

from engine.runs import open_run
from gui.window.close_guard import format_seconds

Button = QMessageBox.StandardButton


@pytest.fixture
def trained(window, person, monkeypatch, tmp_path):
    """A run that is held to be worth keeping."""
    monkeypatch.chdir(tmp_path)
    window.session.run_to(20)
    person.wait(
        lambda: window.close_guard._trained > 0 and window.session.state == "paused"
    )
    window.close_guard.worth = 1e-9
    return window


def test_a_short_run_is_not_asked_for(window, person, desktop):
    window.session.run_to(20)
    person.reach("paused")
    assert window.close()
    assert desktop.questions == []


@pytest.mark.parametrize("answer", [Button.Discard, Button.Cancel])
def test_a_run_that_took_long_is_asked_for(trained, desktop, tmp_path, answer):
    desktop.answer = answer
    assert trained.close() == (answer == Button.Discard)
    assert len(desktop.questions) == 1
    assert "20 epochs" in desktop.questions[0]
    assert trained.isVisible() == (answer == Button.Cancel)
    assert not (tmp_path / "runs").exists()


def test_it_is_saved_and_then_closed(trained, person, desktop, tmp_path):
    desktop.answer = Button.Save
    assert not trained.close()
    person.wait(lambda: not trained.isVisible())
    assert len(desktop.questions) == 1
    assert open_run(tmp_path / "runs" / "xor" / "1").model.spec.name == "xor"


def test_a_run_that_trains_on_is_saved_as_well(trained, person, desktop, tmp_path):
    trained.session.run()
    person.reach("running")
    trained.close_guard.worth = trained.close_guard._trained / 2
    desktop.answer = Button.Save
    trained.close()
    person.wait(lambda: (tmp_path / "runs" / "xor" / "1" / "summary.json").exists())
    trained.close_guard.worth = 1e9
    trained.session.pause()


def test_where_it_cannot_be_saved_the_window_stays(trained, person, desktop, tmp_path):
    (tmp_path / "runs").write_text("in the way")
    desktop.answer = Button.Save
    trained.close()
    person.wait(lambda: bool(person.notices))
    assert trained.isVisible()


def test_what_is_saved_already_is_not_asked_for(trained, person, desktop):
    trained.exports.save_run()
    person.wait(lambda: any("saved in" in notice for notice in person.notices))
    assert trained.close()
    assert desktop.questions == []


def test_a_new_run_is_not_the_old_one(trained, person, desktop):
    trained.session.reset()
    person.wait(lambda: "reset" in person.said)
    person.wait(lambda: trained.close_guard._trained == 0)
    assert trained.close()
    assert desktop.questions == []


def test_what_was_saved_of_another_run_does_not_count(trained, person, desktop):
    trained.exports.save_run()
    person.wait(lambda: any("saved in" in notice for notice in person.notices))
    trained.close_guard._saved = 1e9
    trained.session.reset()
    person.wait(lambda: "reset" in person.said)
    trained.session.run_to(2)
    person.wait(lambda: trained.close_guard._epoch == 2)
    assert trained.close()
    assert len(desktop.questions) == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(31, "31 seconds"), (300, "5 minutes"), (9000, "2.5 hours")],
)
def test_times_are_told_in_words(seconds, said):
    assert format_seconds(seconds) == said
