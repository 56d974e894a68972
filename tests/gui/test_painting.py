"""Plots of numbers without a place, and items that cannot be painted at all."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.views import Fit, Learned, Line, Scatter
from gui.look.colours import LIGHT
from gui.panels.data.plot import _add, _Group
from gui.panels.learned import LearnedPanel
from gui.panels.losses import RunCurves
from tests.gui.losses import curve, plot

__all__ = ["plot"]

BROKEN = """
import sys
from PySide6.QtWidgets import QApplication
from gui.look.plotting import pg, plot_widget

def fail(ax):
    raise ValueError("no bounds")

told = []
sys.excepthook = lambda kind, error, trace: told.append(str(error))
app = QApplication([])
plot = plot_widget("broken")
plot.show()
for _ in range(3):
    item = pg.ScatterPlotItem([1.0], [1.0])
    plot.addItem(item, ignoreBounds=True)
    item.dataBounds = fail
    for _ in range(3):
        plot.grab()
        app.processEvents()
print(told)
"""


@pytest.fixture
def learned(qtbot):
    made = LearnedPanel()
    qtbot.addWidget(made)
    made.set_colours(LIGHT)
    made.show()
    qtbot.waitExposed(made)
    return made


def is_painted(widget, qtbot):
    """Paint a widget; tell whether nothing went wrong."""
    with qtbot.captureExceptions() as caught:
        for _ in range(3):
            widget.grab()
            QApplication.processEvents()
    return [str(error) for _, error, _ in caught] == []


def test_what_cannot_be_painted_is_told_once_and_all_goes_on(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(["no bounds"] * 3)


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), 0.0, 0.25])
@pytest.mark.parametrize("is_log", [False, True])
def test_a_first_loss_is_painted_if_it_has_a_place(plot, qtbot, loss, is_log):
    plot.controls.log_y.setChecked(is_log)
    plot.set_runs([RunCurves(1, "", "", (Line("loss", curve([loss])),), True)])
    assert is_painted(plot, qtbot)


def test_a_chosen_example_without_a_prediction_has_no_ring(learned, qtbot):
    learned.set_kinds(("scatter",), ("y",))
    actual, predicted = np.array([0.0, 1.0]), np.array([0.5, np.nan])
    learned.set_learned(Learned(0, scatter=Scatter("y", actual, predicted, 2)))
    for row, points in ((0, 1), (1, 0), (2, 0), (None, 0)):
        learned.set_chosen_row(row)
        assert len(learned.scatter.ring.data) == points
        assert is_painted(learned, qtbot)


def test_a_diverged_curve_is_painted(learned, qtbot):
    learned.set_kinds(("fit",), ("y",))
    x, nothing = np.array([0.0, 1.0]), np.array([np.nan, np.nan])
    learned.set_learned(Learned(0, fit=Fit("x", "y", x, nothing, x, nothing, 2)))
    learned.set_chosen_row(1)
    assert is_painted(learned, qtbot)


@pytest.mark.parametrize(("x", "y"), [(np.nan, 1.0), (1.0, np.nan), (1.0, np.inf)])
def test_an_example_without_a_place_is_left_out(x, y):
    group = _Group("any")
    examples = type("Examples", (), {"x": [[x]], "varying": (0,)})
    _add(group, examples, 0, y)
    assert (group.x, group.y, group.rows) == ([], [], [])
