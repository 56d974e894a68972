"""Judging a run in the window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from engine.views import Confusion, Importance, Judgement, Measure
from gui.look.colours import DARK, LIGHT
from gui.panels.evaluation import EvaluationPanel
from tests.tables import spec_text, write_flowers

Key, Held = Qt.Key, Qt.KeyboardModifier


def judged(**more):
    parts = {
        "name": "mine",
        "epoch": 7,
        "kept": "",
        "part": "test",
        "rows": 12,
        "verdict": "It beats the mean: R² 0.9, baseline 0.",
        "is_good": True,
        "warnings": (),
        "measures": (
            Measure("accuracy", "0.9", "0.5", is_better=True),
            Measure("log loss", "2", "1", is_better=False),
            Measure("error", "0.1", "", is_better=None),
        ),
        "notes": (),
        "heads": ("class", "rows"),
        "classes": (("red", "5"), ("blue", "7")),
        "confusion": None,
        "loss": "mean squared error",
        "importance": (),
    }
    return Judgement(**{**parts, **more})


def texts(grid):
    model = grid.model()
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(grid.rowCount())]


@pytest.fixture
def panel(qtbot):
    made = EvaluationPanel()
    qtbot.addWidget(made)
    made.set_colours(LIGHT)
    made.resize(500, 700)
    made.show()
    return made


def test_it_begins_with_what_it_is_for(panel):
    assert "better than a trivial guess" in panel.about.text()
    assert not panel.measures.isVisible()
    assert not panel.verdict.isVisible()


def test_figures_stand_beside_the_baseline(panel):
    panel.show_judgement(judged())
    assert panel.verdict.text().startswith("✓ It beats")
    assert (
        panel.about.text()
        == "mine after 7 epochs, evaluated on 12 rows of the test part"
    )
    assert texts(panel.measures) == [
        ["accuracy", "0.9", "0.5", "✓ better"],
        ["log loss", "2", "1", "✗ not better"],
        ["error", "0.1", "", ""],
    ]
    assert panel.measures.item(1, 3).foreground().color().name() == LIGHT.error
    assert texts(panel.classes) == [["red", "5"], ["blue", "7"]]
    assert not panel.warnings.isVisible()
    assert not panel.bars.isVisible()


def test_a_warning_is_not_overlooked(panel):
    panel.show_judgement(judged(is_good=False, warnings=("no better", "too sure")))
    assert panel.verdict.text().startswith("✗ ")
    assert panel.warnings.text() == "▲ no better\n▲ too sure"
    assert panel.warnings.isVisible()


def test_it_says_whose_weights_are_judged_and_what_figures_are(panel):
    kept = "the weights are those of epoch 5, where val_loss was best (0.1)"
    panel.show_judgement(judged(kept=kept, notes=("one thing", "another")))
    assert panel.about.text().endswith(f"of the test part; {kept}")
    assert panel.notes.text() == "one thing\nanother"
    assert panel.notes.isVisible()
    panel.show_judgement(judged())
    assert not panel.notes.isVisible()


CONFUSED = Confusion(("red", "blue"), np.array([[4.0, 1.0], [0.0, 7.5]]), "test", 12)


def test_the_confusion_matrix_is_drawn_and_read(panel, qtbot):
    panel.show_judgement(judged(confusion=CONFUSED))
    matrix = panel.confusion.matrix
    assert panel.confusion.isVisible()
    assert not panel.confusion.headline.isVisible()
    side = matrix.grid().side
    assert side > 2 * matrix.fontMetrics().height()
    assert LIGHT.high in {c.name() for c in corner_colours(matrix)}
    qtbot.keyClick(matrix, Key.Key_Down)
    assert panel.confusion.reading.text().startswith(
        "actual red, correctly predicted as red"
    )
    qtbot.keyClick(matrix, Key.Key_Down)
    qtbot.keyClick(matrix, Key.Key_Right)
    told = "actual blue, correctly predicted as blue: 7.5 times (100%)"
    assert panel.confusion.reading.text() == told


def test_many_classes_have_room_to_be_read(panel):
    names = tuple(f"c{i}" for i in range(8))
    panel.resize(600, 300)
    panel.show_judgement(judged(confusion=Confusion(names, np.eye(8), "test", 8)))
    matrix = panel.confusion.matrix
    panel.grab()
    assert matrix.grid().side > 2.5 * matrix.fontMetrics().height()


def corner_colours(matrix):
    """Give the colours along the diagonal of what is painted."""
    picture, cells = matrix.grab().toImage(), matrix.grid().cells.toRect()
    return [
        picture.pixelColor(cells.left() + i, cells.top() + i)
        for i in range(cells.width())
    ]


def test_numbers_have_no_confusion_matrix(panel):
    panel.show_judgement(judged(confusion=CONFUSED))
    panel.show_judgement(judged())
    assert not panel.confusion.isVisible()


def test_it_follows_the_colours_of_the_matrix(panel):
    panel.show_judgement(judged(confusion=CONFUSED))
    panel.set_colours(DARK)
    assert DARK.high in {c.name() for c in corner_colours(panel.confusion.matrix)}


def test_names_of_classes_are_whole_where_a_dock_is_wide(panel, qtbot):
    heads = ("class", "rows", "precision", "recall", "F1", "ROC AUC", "PR AUC")
    row = ("malignant", "52", "1", "0.9038", "0.9495", "0.9919", "0.9879")
    panel.resize(450, 700)
    panel.show_judgement(judged(heads=heads, classes=(row,)))
    qtbot.wait(10)
    wide = panel.classes.columnWidth(0)
    assert wide >= panel.classes.sizeHintForColumn(0)


def test_bars_tell_the_loss_that_rises(panel):
    panel.show_judgement(judged(importance=(Importance("size", 0.5, 0.1),)))
    assert panel.head_of_bars.text().endswith("The loss is mean squared error")


def test_bars_are_drawn_and_told(panel):
    found = (Importance("size", 0.5, 0.1), Importance("age", -0.25, 0.0))
    panel.show_judgement(judged(importance=found))
    assert panel.bars.accessibleDescription().startswith("size: +0.5 ± 0.1, age: -0.25")
    picture = panel.bars.grab().toImage()
    wide, high = picture.width(), picture.height()
    rows = [
        {picture.pixelColor(x, high * i // 4).name() for x in range(wide)}
        for i in (1, 3)
    ]
    assert LIGHT.high in rows[0]
    assert LIGHT.low not in rows[0]
    assert LIGHT.low in rows[1]


def test_rows_are_copied(panel, qtbot):
    panel.show_judgement(judged())
    panel.classes.selectAll()
    qtbot.keyClick(panel.classes, Key.Key_C, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == "red\t5\nblue\t7"


def test_it_follows_the_colours(panel):
    panel.show_judgement(judged())
    panel.set_colours(DARK)
    assert panel.measures.item(1, 3).foreground().color().name() == DARK.error
    assert DARK.good in panel.verdict.styleSheet()


def test_it_is_cleared(panel):
    panel.show_judgement(judged())
    panel.clear()
    assert not panel.classes.isVisible()
    assert panel.judgement is None


@pytest.fixture
def trained(window, person, tmp_path, monkeypatch):
    """A window with a network that learned flowers, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    write_flowers(tmp_path / "flowers.csv")
    roles = {"inputs": ["length", "width"], "outputs": ["colour"]}
    path = tmp_path / "mine.json"
    path.write_text(spec_text("flowers.csv", roles), "utf-8")
    window.document.open(path)
    person.wait(lambda: window.session.model.spec.name == "mine")
    window.session.run_to(5)
    person.reach("finished")
    return window


@pytest.fixture
def visited(monkeypatch):
    """What was opened outside of the window."""
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", found.append)
    return found


def test_a_run_is_judged_beside_the_plots(trained, person):
    person.press(Key.Key_R, Held.ControlModifier)
    person.wait(lambda: trained.evaluation.judgement is not None)
    found = trained.evaluation.judgement
    assert (found.part, found.epoch, found.rows) == ("test", 5, 12)
    assert [row[0] for row in found.classes] == ["blue", "red", "white"]
    assert {one.name for one in found.importance} == {"length", "width"}
    assert found.confusion.names == ("blue", "red", "white")
    assert (found.confusion.counts.sum(), found.confusion.part) == (12, "test")
    assert trained.evaluation.confusion.isVisible()
    assert any(note.startswith("log loss: ") for note in found.notes)
    assert trained.evaluation.isVisible()


def test_saving_a_run_judges_it_and_offers_the_report(trained, person, visited):
    person.press(Key.Key_U, Held.ControlModifier)
    person.wait(lambda: trained.evaluation.judgement is not None)
    person.wait(lambda: len(person.notices) == 1)
    person.button("Open report")
    [url] = visited
    page = Path(url.toLocalFile())
    assert page.name == "report.html"
    assert "<html" in page.read_text("utf-8")


def test_the_report_is_opened_as_the_run_is_now(trained, person, visited, qtbot):
    trained.docks.show(trained.evaluation)
    qtbot.mouseClick(trained.evaluation.report, Qt.MouseButton.LeftButton)
    person.wait(lambda: len(visited) == 1)
    assert isinstance(visited[0], QUrl)
    text = Path(visited[0].toLocalFile()).read_text("utf-8")
    assert "mine" in text
    assert "baseline" in text


def test_another_network_is_not_what_was_judged(trained, person):
    trained.evaluator.evaluate()
    person.wait(lambda: trained.evaluation.judgement is not None)
    trained.commands.change(("seed",), 5)
    person.wait(lambda: trained.evaluation.judgement is None)


def test_a_truth_table_has_nothing_to_judge_by(window, person):
    window.evaluator.evaluate()
    person.wait(lambda: window.evaluation.judgement is not None)
    assert "no examples were kept" in window.evaluation.warnings.text()
