"""The rows above the plot of losses, where there is little room."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from engine.views import Line
from tests.gui.losses import curve, plot, runs

__all__ = ["plot"]
LONG = ("loss", "val_loss", "mean_absolute_error", "root_mean_squared_error", "r2")


@pytest.fixture
def crowded(plot, qtbot):
    """A plot of figures with long names."""
    lines = tuple(Line(name, curve([3.0, 2.0, 1.0])) for name in LONG)
    plot.set_runs([replace(runs()[1], lines=lines)])
    return plot


def narrow(plot, qtbot, width):
    plot.resize(width, 500)
    qtbot.waitUntil(lambda: plot.controls.width() == width)
    qtbot.wait(20)


def rows(plot):
    controls = plot.controls
    shown = [b for b in controls.findChildren(QToolButton) if b.isVisible()]
    assert all(controls.rect().contains(b.geometry()) for b in shown)
    return len({b.geometry().center().y() // 8 for b in shown})


def menu(plot):
    """Open the menu of what is hidden, by keyboard; give its actions by name."""
    opened = plot.controls.more.menu()
    opened.aboutToShow.emit()
    return {action.text(): action for action in opened.actions()}


@pytest.mark.parametrize("width", [280, 320, 360, 420, 500, 700])
def test_there_are_two_rows_at_most(crowded, qtbot, width):
    narrow(crowded, qtbot, width)
    assert rows(crowded) <= 2
    line = crowded.controls.chips["loss"].height()
    assert crowded.controls.height() < 3.5 * line


def test_with_room_there_is_no_menu(plot, qtbot):
    narrow(plot, qtbot, 900)
    assert not plot.controls.more.isVisible()
    assert plot.controls.smoothing.isVisible()
    narrow(plot, qtbot, 320)
    assert plot.controls.more.isVisible()
    assert not plot.controls.smoothing.isVisible()
    narrow(plot, qtbot, 900)
    assert plot.controls.smoothing.isVisible()
    assert not plot.controls.more.isVisible()


def test_what_is_hidden_is_in_the_menu(crowded, qtbot):
    narrow(crowded, qtbot, 300)
    controls = crowded.controls
    found = menu(crowded)
    assert {"Smoothing", "Export", "Logarithmic epochs"} <= set(found)
    assert "Show r2" in found
    found["Logarithmic epochs"].trigger()
    assert crowded.chart.losses.is_log_x
    assert menu(crowded)["Logarithmic epochs"].isChecked()
    assert menu(crowded)["Show r2"].isChecked()
    menu(crowded)["Show r2"].trigger()
    assert "r2" not in controls.shown()
    levels = menu(crowded)["Smoothing"].menu().actions()
    levels[2].trigger()
    assert crowded.chart.weight == 0.8
    assert menu(crowded)["Smoothing"].menu().actions()[2].isChecked()
    assert len(menu(crowded)["Export"].menu().actions()) == 3


def test_the_menu_is_reached_by_keys_and_has_a_name(crowded, qtbot):
    narrow(crowded, qtbot, 300)
    more = crowded.controls.more
    assert more.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert more.accessibleName() == more.toolTip() != ""
    more.setFocus()
    opened = []
    more.menu().aboutToShow.connect(lambda: opened.append(1))
    more.menu().aboutToShow.connect(
        more.menu().close, Qt.ConnectionType.QueuedConnection
    )
    qtbot.keyClick(more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: opened == [1])
