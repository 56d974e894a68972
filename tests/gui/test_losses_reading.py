"""The cursor of the plot of losses."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.losses import (
    CTRL,
    SHIFT,
    mouse_to,
    plot,
    wheel,
    x_range,
)

__all__ = ["plot"]


def test_double_click_fits_and_gives_the_plot_the_keys(plot, qtbot):
    before = x_range(plot)
    wheel(plot)
    assert x_range(plot) != before
    plot.controls.log_x.setFocus()
    viewport = plot.chart.losses.plot.viewport()
    at = plot.chart.losses.area().center().toPoint()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert plot.hasFocus()
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: x_range(plot) == before)


def test_hover_reads_exact_values_of_all_curves(plot, qtbot):
    mouse_to(plot, qtbot, 40)
    epoch = plot.reading.epoch
    assert abs(epoch - 40) <= 1
    assert len(plot.reading.readings) == 6
    assert plot.reading.readings[0].value == 1 / (1 + epoch)
    assert f"Epoch {epoch}" in plot.reading.readout.text()
    qtbot.keyClick(plot, Qt.Key.Key_C, CTRL)
    assert repr(1 / (1 + epoch)) in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize("epoch", [0, 20, 49, 51, 99, 100])
def test_the_label_stays_inside_and_off_the_cursor(plot, qtbot, epoch, width):
    plot.resize(width, 500)
    qtbot.waitUntil(lambda: plot.chart.width() == width)
    plot.reading.show_at(epoch)
    label = plot.reading.readout.geometry()
    assert plot.chart.rect().contains(label)
    assert label.size() == plot.reading.readout.sizeHint()
    x = plot.chart.cursor_x(epoch)
    assert not label.left() <= x <= label.right()


def test_arrows_move_the_cursor_by_points(plot, qtbot):
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.reading.epoch == 100
    qtbot.keyClick(plot, Qt.Key.Key_Left, SHIFT)
    assert plot.reading.epoch == 90
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.reading.epoch == 91
    assert plot.chart.metrics.cursor.isVisible()
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert not plot.reading.readout.isVisible()


def test_the_label_follows_when_axes_change(plot, qtbot):
    plot.reading.show_at(10)
    before = plot.reading.readout.x()
    plot.controls.log_x.setChecked(True)
    assert plot.reading.readout.x() != before


def test_values_come_from_the_reader_that_was_given(plot):
    plot.set_reader(lambda curve, epoch: (epoch, 42.5))
    plot.reading.show_at(3)
    assert {r.value for r in plot.reading.readings} == {42.5}
