"""What the plots of the panel say under the pointer, and how they stand still."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtWidgets import QApplication

from engine.views import Answers, Fit, Learned, Scatter, Surface
from gui.look.colours import DARK, LIGHT
from gui.panels.learned import LearnedPanel
from gui.panels.learned.model import decimals_for_column, decimals_for_span
from gui.panels.learned.ranges import Held
from gui.panels.learned.shades import levels, shades, symbol, table


@pytest.fixture
def panel(qtbot):
    made = LearnedPanel()
    qtbot.addWidget(made)
    made.set_colours(LIGHT)
    made.resize(420, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def surface(values=None, targets=(0.0, 1.0), right=(True, False), classes=()):
    line = np.linspace(0, 1, 11)
    values = np.add.outer(line, line * 0) if values is None else values
    shares = np.full((11, 11), 0.75) if classes else None
    points = np.array([[0.2, 0.2], [0.8, 0.8], [0.5, 0.2], [0.2, 0.5]])[: len(targets)]
    return Surface(
        ("a", "b"), ((0.0, 1.0), (0.0, 1.0)), values, shares, 0.0, 1.0, classes,
        points, np.array(targets), np.array(right), "y", len(targets),
    )  # fmt: skip


def point_at(view, qtbot, x, y):
    """Move the mouse to a place of the plot."""
    box, before = view.plot.getViewBox(), None
    while before != (before := box.mapViewToScene(QPointF(x, y))):
        view.grab()
        QApplication.processEvents()
    viewport = view.plot.viewport()
    qtbot.mouseMove(view.reading, QPoint(1, 1))
    qtbot.mouseMove(viewport, view.plot.mapFromScene(before))
    QApplication.processEvents()
    return view.reading.text()


def test_a_place_is_read_and_read_anew(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    assert point_at(panel.surface, qtbot, 0.4, 0.6) == "a 0.4, b 0.6: y 0.4"
    panel.set_learned(Learned(1, surface=surface(values=np.full((11, 11), 0.125))))
    assert panel.surface.reading.text() == "a 0.4, b 0.6: y 0.125"
    QApplication.sendEvent(panel.surface.plot.viewport(), QEvent(QEvent.Type.Leave))
    assert panel.surface.reading.text().startswith("Point at")


def test_an_example_is_read_with_its_target(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    read = point_at(panel.surface, qtbot, 0.8, 0.8)
    assert read == "a 0.8, b 0.8: y 0.8 · example: target 1, ✗ wrong"


def test_a_class_is_read_by_its_name(panel, qtbot):
    classes = ("red", "green", "blue")
    shown = surface(np.full((11, 11), 2), (2.0, 0.0, 1.0), (True, True, True), classes)
    panel.set_kinds(("surface",), classes)
    panel.set_learned(Learned(0, surface=shown))
    assert point_at(panel.surface, qtbot, 0.2, 0.2) == (
        "a 0.2, b 0.2: blue, 75.0% · example: target blue"
    )
    assert not panel.output.isVisible()
    assert not panel.surface.scale.isVisible()


def test_the_last_class_has_its_own_colour():
    classes = ("red", "green", "blue")
    shown = surface(np.full((11, 11), 2), (2.0,), (True,), classes)
    colours = {tuple(row) for row in table(shown, DARK).tolist()}
    assert len(colours) == 3 * 16
    low, high = levels(shown)
    assert [low, high] == [0, 3 * 16]
    assert low <= shades(shown).min() <= shades(shown).max() < high
    assert {symbol(shown, kind) for kind in range(3)} == {"o", "s", "t"}


def test_targets_on_a_scale_have_the_colours_of_the_scale(panel):
    shown = surface(targets=(0.0, 0.3, 0.7, 1.0), right=(True,) * 4)
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=shown))
    dots = [item for item in panel.surface._dots[:-1] if len(item.data)]
    first, last = (dots[i].opts["brush"].color().name() for i in (0, -1))
    assert (first, last) == (LIGHT.low, LIGHT.high)
    assert sum(len(item.data) for item in dots) == 4
    assert panel.surface.scale.isVisible()


def test_dots_are_drawn_anew_when_verdicts_change(panel):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    assert len(panel.surface._dots[-1].data) == 1
    panel.set_learned(Learned(1, surface=surface(right=(True, True))))
    assert len(panel.surface._dots[-1].data) == 0
    assert "wrong" not in panel.surface.legend.text()


def test_a_curve_is_read(panel, qtbot):
    x = np.linspace(0, 4, 41)
    fit = Fit("x", "y", x, x * 2, np.array([1.0, 3.0]), np.array([7.0, 1.0]), 2)
    panel.set_kinds(("fit",), ("y",))
    panel.set_learned(Learned(0, fit=fit))
    assert point_at(panel.fit, qtbot, 2.0, 4.0) == "x 2: y 4"
    assert point_at(panel.fit, qtbot, 1.0, 7.0) == "x 1: y 2 · example: x 1, target 7"
    panel.set_chosen_row(1)
    assert panel.fit.ring.getData()[0].tolist() == [3.0]


def test_an_error_is_read(panel, qtbot):
    actual = np.array([1.0, 2.0, 3.0])
    panel.set_kinds(("scatter",), ("y",))
    panel.set_learned(Learned(0, scatter=Scatter("y", actual, actual + 0.5, 3)))
    read = point_at(panel.scatter, qtbot, 2.0, 2.5)
    assert read == "actual 2, predicted 2.5, error +0.5"
    across, up = panel.scatter.plot.viewRange()
    assert across == up
    low, high = panel.scatter.line.getData()[0]
    assert (low, high) == tuple(across)


def test_the_wheel_moves_no_plot(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    assert panel.surface.plot.getViewBox().state["mouseEnabled"] == [False, False]


def test_many_rows_have_a_place_of_their_own(panel, qtbot):
    x = np.arange(20.0)[:, None]
    many = Answers(("x",), ("y",), ("y",), x, x, x, (None,) * 20, 20)
    panel.set_kinds(("surface", "answers"), ("y",))
    with qtbot.waitSignal(panel.wish_changed):
        panel.set_learned(Learned(0, answers=many, surface=surface()))
    assert panel.wish().kinds == ("surface",)
    assert not panel.answers.isVisible()


def test_another_model_begins_with_the_hint(panel):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    panel.set_kinds(("fit",), ("y",))
    assert panel._empty.isVisible()


def test_a_row_chosen_elsewhere_is_marked_and_not_reported(panel, qtbot):
    x = np.arange(4.0)[:, None]
    few = Answers(("x",), ("y",), ("y",), x, x, x, (None,) * 4, 4)
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=few))
    with qtbot.assertNotEmitted(panel.row_chosen):
        panel.set_chosen_row(2)
    table = panel.answers.table
    assert {index.row() for index in table.selectedIndexes()} == {2}
    panel.set_chosen_row(None)
    assert table.selectedIndexes() == []


def test_ranges_move_in_steps():
    held = Held()
    assert held.is_new(-0.9, 0.9)
    assert held.range == (-1.0, 1.0)
    assert not held.is_new(-0.95, 0.8)
    assert held.is_new(-0.9, 1.7)
    assert held.is_new(-0.1, 0.1)


@pytest.mark.parametrize(
    ("span", "decimals"), [(1.0, 4), (10.0, 3), (300.0, 1), (1e6, 0), (0.001, 7)]
)
def test_decimals_follow_the_span(span, decimals):
    assert decimals_for_span(span) == decimals


def test_whole_numbers_have_no_decimals():
    assert decimals_for_column([0.0, 1.0, 12.0]) == 0
    assert decimals_for_column([0.5, 1.25]) == 2
    assert decimals_for_column([1 / 3, 0.0]) == 4


def test_predictions_that_are_not_numbers_are_said(panel):
    x = np.arange(3.0)
    lost = x * np.nan
    given = Answers(
        ("x",), ("y",), ("y",), x[:, None], x[:, None], lost[:, None], (None,) * 3, 3
    )
    panel.set_kinds(("scatter", "answers"), ("y",))
    shown = Learned(0, answers=given, scatter=Scatter("y", x, lost, 3))
    panel.set_learned(shown)
    panel.grab()
    for view in (panel.scatter, panel.answers):
        assert "✗ some predictions are not numbers" in view.headline.text()
    assert len(panel.scatter.dots.data) == 0
