"""What was learned, shown in the view that suits the task."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from engine.views import Answers, Fit, Learned, Scatter, Surface
from tests.gui.learned import colours_in, panel

__all__ = ["panel"]

NAN = float("nan")


def answers(p=(0.9, 0.2), right=(True, False), y=((1.0,), (1.0,))):
    x = np.array([[0.0, 1.0], [1.0, 1.0]])
    return Answers(
        ("a", "b"), ("y",), ("y",), x, np.array(y), np.array(p)[:, None], right, 2
    )


def surface(classes=(), side=20):
    line = np.linspace(0, 1, side)
    values = np.add.outer(line, line) / 2
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    shares = np.full((side, side), 0.7) if classes else None
    values = (values * 2.9).astype(int) if classes else values
    targets = np.array([0.0, 1.0, 1.0])
    right = np.array([True, True, False])
    ranges = ((-0.2, 1.2), (-0.2, 1.2))
    return Surface(
        ("a", "b"), ranges, values, shares, 0.0, 1.0, classes, points, targets, right,
        "y", 3,
    )  # fmt: skip


def test_a_truth_table_shows_plane_and_table(panel):
    panel.set_kinds(("surface", "answers"), ("y",))
    panel.set_learned(Learned(0, answers=answers(), surface=surface()))
    assert panel.wish().kinds == ("surface", "answers")
    assert panel.surface.isVisible()
    assert panel.answers.isVisible()
    assert not panel.output.isVisible()


def test_the_switch_shows_another_view(panel, qtbot):
    panel.set_kinds(("surface", "confusion", "answers"), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    button = panel.switch.group.button(1)
    with qtbot.waitSignal(panel.wish_changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.confusion.isVisible()
    assert panel.wish().kinds == ("confusion", "answers")
    button = panel.switch.group.button(2)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert panel.wish().kinds == ("answers",)
    assert not panel.confusion.isVisible()


def test_planes_are_coarser_while_it_trains(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    fine = panel.wish().side
    with qtbot.waitSignal(panel.wish_changed):
        panel.set_is_running(True)
    assert panel.wish().side < fine


def test_the_output_is_chosen(panel, qtbot):
    panel.set_kinds(("scatter", "answers"), ("y", "z"))
    assert panel.output.isVisible()
    panel.output.setFocus()
    with qtbot.waitSignal(panel.wish_changed):
        qtbot.keyClick(panel.output, Qt.Key.Key_Down)
    assert panel.wish().output == 1


def text(panel, row, column):
    model = panel.answers.model
    return model.index(row, column).data()


def test_answers_say_what_is_right(panel):
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=answers()))
    assert panel.answers.headline.text() == "✗ 1 of 2 right"
    assert [text(panel, 0, i) for i in range(5)] == [
        "0", "1", "1", "0.9000", "✓ right"
    ]  # fmt: skip
    assert text(panel, 1, 4) == "✗ wrong"
    panel.set_learned(Learned(1, answers=answers((0.9, 0.8), (True, True))))
    assert panel.answers.headline.text() == "✓ 2 of 2 right"


def test_any_answer_will_do(panel):
    panel.set_kinds(("answers",), ("y",))
    given = answers(right=(True, None), y=((1.0,), (NAN,)))
    panel.set_learned(Learned(0, answers=given))
    assert text(panel, 1, 2) == "any"
    assert text(panel, 1, 4) == ""
    assert panel.answers.headline.text() == "✓ 1 of 1 right"


def test_a_regression_shows_its_errors(panel):
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=answers(right=(None, None))))
    assert text(panel, 1, 4) == "-0.8000"
    assert panel.answers.headline.text() == "2 examples · largest error 0.8"


def test_the_selection_stays_while_numbers_change(panel, qtbot):
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=answers()))
    chosen = []
    panel.row_chosen.connect(chosen.append)
    panel.answers.table.setFocus()
    panel.answers.table.selectRow(0)
    qtbot.keyClick(panel.answers.table, Qt.Key.Key_Down)
    panel.set_learned(Learned(1, answers=answers((0.5, 0.5))))
    assert panel.answers.table.currentIndex().row() == 1
    assert chosen == [0, 1]


def test_rows_are_copied_with_all_digits(panel, qtbot):
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=answers((1 / 3, 0.2))))
    panel.answers.table.setFocus()
    panel.answers.table.selectRow(0)
    qtbot.keyClick(panel.answers.table, "C", Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == "0.0\t1.0\t1.0\t0.3333333333333333\t✓ right"


@pytest.mark.parametrize("classes", [(), ("red", "green", "blue")])
def test_a_plane_is_painted_with_its_dots(panel, qtbot, classes):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface(classes)))
    qtbot.wait(20)
    assert len(colours_in(panel.surface.plot)) > 8
    dots = [len(item.data) for item in panel.surface._dots]
    assert dots == ([1, 2, 1] if not classes else [1, 2, 0, 1])
    words = classes or ("target y", "0", "1", "✗")
    assert all(word in panel.surface.legend.text() for word in words)
    box = panel.surface.image.mapRectToView(panel.surface.image.boundingRect())
    half_a_cell = 1.4 / 19 / 2
    assert box.left() == pytest.approx(-0.2 - half_a_cell)
    assert box.right() == pytest.approx(1.2 + half_a_cell)


def test_axes_of_a_plane_stand_still(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    view = panel.surface.plot.getPlotItem().vb
    with qtbot.assertNotEmitted(view.sigRangeChanged):
        panel.set_learned(Learned(1, surface=surface(side=30)))


def test_a_chosen_example_gets_a_ring(panel):
    panel.set_kinds(("surface", "answers"), ("y",))
    panel.set_learned(Learned(0, answers=answers(), surface=surface()))
    panel.set_chosen_row(1)
    assert panel.surface.ring.getData()[0].tolist() == [1.0]
    panel.set_chosen_row(None)
    assert len(panel.surface.ring.data) == 0


def test_a_curve_lies_among_its_examples(panel, qtbot):
    x = np.linspace(0, 6, 50)
    fit = Fit("x", "y", x, np.sin(x), x[::5], np.sin(x[::5]), 10)
    panel.set_kinds(("fit", "answers"), ("y",))
    panel.set_learned(Learned(0, fit=fit))
    assert panel.fit.isVisible()
    assert len(panel.fit.line.getData()[0]) == 50
    low, high = panel.fit.plot.viewRange()[1]
    assert low <= -1
    assert high >= 1
    view = panel.fit.plot.getPlotItem().vb
    with qtbot.assertNotEmitted(view.sigRangeChanged):
        panel.set_learned(Learned(1, fit=fit))


def test_predictions_are_put_against_what_is_true(panel):
    actual = np.array([1.0, 2.0, 3.0])
    panel.set_kinds(("scatter", "answers"), ("y",))
    panel.set_learned(
        Learned(0, scatter=Scatter("y", actual, actual + 0.5, 3, "validation"))
    )
    assert "0.5" in panel.scatter.headline.text()
    assert "validation" in panel.scatter.headline.text()


def test_before_anything_is_known_it_says_what_to_do(panel):
    assert panel._empty.isVisible()
    assert "as soon as there is one" in panel._empty.text()
    panel.set_kinds(("answers",), ("y",))
    assert "Run" in panel._empty.text()
    assert panel._empty.isVisible()
    panel.set_learned(Learned(0, answers=answers()))
    assert not panel._empty.isVisible()
    assert panel.answers.isVisible()
    panel.set_learned(None)
    assert panel._empty.isVisible()
    assert not panel.answers.isVisible()


def test_arrow_keys_change_the_view(panel, qtbot):
    panel.set_kinds(("surface", "confusion", "answers"), ("y",))
    panel.set_learned(Learned(0, surface=surface()))
    first = panel.switch.group.button(0)
    first.setFocus()
    with qtbot.waitSignal(panel.wish_changed):
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert panel.confusion.isVisible()


def test_many_columns_have_their_signs_in_sight(panel):
    x, p = np.zeros((2, 6)), np.array([[0.9], [0.2]])
    names = tuple("abcdef")
    wide = Answers(names, ("y",), ("y",), x, p, p, (True, False), 2)
    panel.resize(900, 400)
    panel.set_kinds(("answers",), ("y",))
    panel.set_learned(Learned(0, answers=wide))
    signs = panel.answers.table.verticalHeader()
    assert not signs.isVisible()
    panel.resize(280, 400)
    assert signs.isVisible()
    rows = Qt.Orientation.Vertical
    assert [panel.answers.model.headerData(i, rows) for i in (0, 1)] == ["✓", "✗"]
