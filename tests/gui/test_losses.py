"""The curves and axes of the plot of losses."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.views import Curve, Line
from gui.panels.losses import LossPlot
from tests.gui.losses import (
    curve,
    drawn,
    lines,
    plot,
    runs,
    wheel,
    x_range,
    y_range,
)

__all__ = ["plot"]


def test_says_what_to_do_before_the_first_run(qtbot):
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.show()
    assert widget.empty.isVisible()
    assert "Press Run" in widget.empty.text()
    widget.set_runs(runs())
    assert not widget.empty.isVisible()
    assert widget.chart.isVisible()


def test_metrics_have_a_plot_of_their_own(plot):
    assert drawn(plot.chart.losses) == {
        (number, name) for number in (1, 2) for name in ("loss", "val_loss")
    }
    assert drawn(plot.chart.metrics) == {(1, "accuracy"), (2, "accuracy")}


def test_a_chip_hides_its_figure_and_the_plot_that_is_empty_then(plot, qtbot):
    qtbot.mouseClick(plot.controls.chips["accuracy"], Qt.MouseButton.LeftButton)
    assert not plot.chart.metrics.plot.isVisible()
    qtbot.mouseClick(plot.controls.chips["val_loss"], Qt.MouseButton.LeftButton)
    assert drawn(plot.chart.losses) == {(1, "loss"), (2, "loss")}


def test_a_frame_changes_the_current_run_only(plot):
    pane = plot.chart.losses
    before = pane.curves[1, "loss"]
    plot.update_current(lines(201))
    assert pane.curves[1, "loss"] is before
    assert len(pane._items[(2, "loss"), False].getData()[0]) == 201


def test_axes_move_in_jumps_while_running_and_fit_at_the_end(plot):
    plot.update_current(lines(130))
    held = x_range(plot), y_range(plot.chart.losses)
    for count in range(131, 250, 7):
        plot.update_current(lines(count))
        assert (x_range(plot), y_range(plot.chart.losses)) == held
    plot.update_current(lines(300))
    assert x_range(plot)[1] == pytest.approx(512, rel=0.02)
    plot.set_running(False)
    assert x_range(plot)[1] == pytest.approx(299, rel=0.02)


def test_the_range_of_values_waits_until_little_of_it_is_used(plot):
    def shown(top):
        plot.update_current((Line("loss", curve([0.0, top])),))
        return y_range(plot.chart.losses)

    plot.set_runs([runs()[1]])
    held = shown(9.0)
    assert shown(9.7) == shown(5.0) == held
    assert shown(1.0)[1] < 2 < held[1]
    assert shown(30.0)[1] >= 30


def test_a_spike_inside_a_bucket_is_drawn(plot):
    low = np.ones(3000)
    high = low.copy()
    high[1234] = 50.0
    plot.update_current((Line("loss", Curve(np.arange(3000) * 9, low, high, low)),))
    y = plot.chart.losses._items[(2, "loss"), False].getData()[1]
    assert y.max() == 50
    assert y_range(plot.chart.losses)[1] >= 50


def test_log_leaves_out_what_has_no_logarithm(plot, qtbot):
    values = [10.0, 1.0, 0.0, -1.0, float("nan"), float("inf"), 0.01]
    plot.update_current((Line("loss", curve(values)),))
    qtbot.keyClick(plot, Qt.Key.Key_L)
    assert plot.controls.log_y.isChecked()
    y = plot.chart.losses._items[(2, "loss"), False].getData()[1]
    assert np.isfinite(y).tolist() == [True, True, False, False, False, False, True]
    bottom, top = y_range(plot.chart.losses)
    assert bottom == -2
    assert top == 1


def test_log_x_keeps_epoch_0_at_the_left_edge(plot, qtbot):
    qtbot.mouseClick(plot.controls.log_x, Qt.MouseButton.LeftButton)
    x = plot.chart.losses._items[(2, "loss"), False].getData()[0]
    assert np.isfinite(x).all()
    assert x_range(plot)[0] == pytest.approx(x[0])


def test_zoom_stops_following_until_fit(plot, qtbot):
    before = x_range(plot)
    wheel(plot)
    zoomed = x_range(plot)
    plot.update_current(lines(300))
    assert x_range(plot) == zoomed != before
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert x_range(plot)[1] > 299


def test_smoothing_keeps_the_raw_curve_behind(plot):
    asked = []

    def smoother(curve, weight):
        asked.append(weight)
        return Curve(curve.epochs, curve.low * 0, curve.high * 0, curve.last * 0)

    plot.set_smoother(smoother)
    plot.controls.smoothing.setValue(60)
    items = plot.chart.losses._items
    assert set(asked) == {0.6}
    assert items[(2, "loss"), False].getData()[1].max() == 0
    assert items[(2, "loss"), True].getData()[1].max() == 1
    assert items[(2, "loss"), True].zValue() < items[(2, "loss"), False].zValue()


def test_axes_give_room_to_the_raw_curve_too(plot):
    plot.set_smoother(lambda c, w: Curve(c.epochs, c.low * 0, c.high * 0, c.last * 0))
    plot.controls.smoothing.setValue(60)
    assert y_range(plot.chart.losses)[1] >= 1.5
