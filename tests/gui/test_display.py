"""The real window on a real display, by keyboard and mouse."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QTableView

from gui.app import open_window
from tests.gui.display import PATIENCE, TREE, Display, Window, needed, soon, wait
from tests.tables import write_flowers

SIZE = (1400, 880)
A_MOMENT = 3
"""Seconds after which a key or a click is tried again."""

PLOT = (0.5, 0.3)
"""Where the plot of losses is, in shares of the window."""


@pytest.fixture(scope="module")
def display(tmp_path_factory):
    needed()
    made = Display(tmp_path_factory.mktemp("display") / "log.txt")
    yield made
    made.close()


@pytest.fixture
def spec(tmp_path):
    specs = tmp_path / "specs"
    shutil.copytree(TREE / "specs", specs)
    return specs / "xor.json"


@pytest.fixture
def window(display, spec, tmp_path):
    made = Window(display, tmp_path, "specs/xor.json")
    yield made
    made.close()


def save_runs(window, folder, holds):
    """Save runs until something holds of the summary of one.

    Before the spec is loaded there is no run to save, and nothing is saved.
    """
    summaries = partial(folder.glob, "runs/xor/*/summary.json")

    def is_met():
        known = set(summaries())
        window.key("ctrl+u")
        soon(lambda: set(summaries()) - known, A_MOMENT)
        return any(holds(json.loads(path.read_text())) for path in summaries())

    wait("run as expected", is_met)


def click_plot(window):
    width, height = window.size()
    window.click(width * PLOT[0], height * PLOT[1])


def test_it_paints_trains_saves_the_run_and_ends(window, tmp_path, display):
    assert "xor.json" in window.title()
    picture = tmp_path / "start.png"
    wait("painted window", lambda: display.picture(picture) > 200)
    click_plot(window)
    save_runs(window, tmp_path, lambda summary: summary["epochs"] == 0)
    window.key("space")
    save_runs(window, tmp_path, lambda summary: summary["epochs"] >= 1)
    wait("message", lambda: display.picture(picture) > 200)
    window.key("alt+F4")
    assert window.ended() == 0
    assert "Traceback" not in window.errors()


def test_what_is_typed_is_saved_and_ctrl_q_ends(window, spec):
    width, height = window.size()
    window.click(width * 0.2, height * 0.3)
    window.key("ctrl+Home", "Down", "Down", "Down", "End", "Left", "Left")
    window.type("123")
    window.key("ctrl+s")
    wait("edit in the file", lambda: "xor123" in spec.read_text())
    window.key("ctrl+q")
    assert window.ended() == 0


def test_an_edit_by_another_program_is_taken(window, spec, tmp_path):
    click_plot(window)
    changed = spec.read_text().replace('"seed": 1', '"seed": 77')
    spec.write_text(changed)
    save_runs(window, tmp_path, lambda summary: summary["spec"]["seed"] == 77)


def test_a_click_on_an_example_changes_the_text(window, spec, tmp_path, qtbot):
    assert window.size() == SIZE
    place = place_of_cell(spec, tmp_path, qtbot)

    def is_changed():  # while the table is still empty, a click changes nothing
        window.click(*place)
        window.key("ctrl+s")
        return soon(lambda: "[[1, 1, 1, 1]" in spec.read_text(), A_MOMENT)

    wait("another value", is_changed)


def test_unsaved_changes_are_asked_about(window, spec):
    before = spec.read_text()
    width, height = window.size()
    window.click(width * 0.2, height * 0.3)
    window.key("ctrl+Home")
    window.type(" ")
    window.key("alt+F4")
    window.dialog()
    window.key("Escape")
    wait("end of the question", window.has_no_dialog)
    assert window.process.poll() is None
    window.activate()
    window.key("ctrl+q")
    window.dialog()
    window.key("Tab", "space")
    assert window.ended() == 0
    assert spec.read_text() == before


def test_a_missing_spec_is_told(tmp_path):
    done = started(os.environ, tmp_path, "nothing.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing.json: there is no such file" in done.stderr


def test_without_a_screen_it_says_so(tmp_path):
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    done = started(kept, tmp_path)
    assert done.returncode == 2
    assert "there is no screen" in done.stderr
    assert "Traceback" not in done.stderr


def started(environment, folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "gui", *arguments],
        env={**environment, "PYTHONPATH": str(TREE)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def place_of_cell(spec, folder, qtbot):
    """Where the first number of the table is in a window of the same size."""
    settings = QSettings(str(folder / "twin.ini"), QSettings.Format.IniFormat)
    twin = open_window(spec, settings)
    twin.resize(*SIZE)
    table = twin.data.findChild(QTableView)
    qtbot.waitUntil(lambda: table.model().rowCount() >= 4)
    qtbot.waitUntil(lambda: table.visualRect(table.model().index(0, 0)).width() > 0)
    rect = table.visualRect(table.model().index(0, 0))
    place = table.viewport().mapTo(twin, rect.center())
    assert isinstance(place, QPoint)
    twin.close()
    twin.deleteLater()
    return place.x(), place.y()


def test_a_table_becomes_a_spec_by_keyboard(window, tmp_path):
    table = write_flowers(tmp_path / "flowers.csv")
    click_plot(window)
    window.key("ctrl+shift+o")
    wait("question for a file", lambda: any("Open data" in t for t in window.titles()))
    window.type(str(table))
    window.key("Return")
    wait("table", lambda: any("flowers.csv" in title for title in window.titles()))

    def is_written():
        window.key("alt+w")
        return "flowers.json" in window.title()

    wait("spec", is_written)
    window.activate()
    window.key("space")
    path = tmp_path / "runs" / "flowers"

    def is_saved():
        window.key("ctrl+u")
        return any(path.glob("*/summary.json"))

    wait("run that is saved", is_saved)
    window.key("ctrl+q")
    window.dialog()
    window.key("Tab", "space")
    assert window.ended() == 0
    assert "Traceback" not in window.errors()
