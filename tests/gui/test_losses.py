"""The plot of losses, used as a person would."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from engine.views import Curve, Line
from gui.look.colours import DARK
from gui.panels.losses import LossPlot, RunCurves

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def curve(values):
    values = np.asarray(values, float)
    return Curve(np.arange(len(values)), values, values, values)


def lines(count=101, top=1.0):
    epochs = np.arange(count)
    return (
        Line("loss", curve(top / (1 + epochs))),
        Line("val_loss", curve(1.5 * top / (1 + epochs))),
        Line("accuracy", curve(1 - 1 / (2 + epochs))),
    )


def runs():
    return [
        RunCurves(1, "first", "", lines(51), False),
        RunCurves(2, "", "lr 2 → 0.5", lines(), True),
    ]


@pytest.fixture
def plot(qtbot):
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_runs(runs())
    qtbot.waitUntil(lambda: widget.chart.losses.area().width() > 100)
    return widget


def drawn(pane):
    return {key[0] for key in pane._items}


def y_range(pane):
    return tuple(pane.view.viewRange()[1])


def x_range(plot):
    return tuple(plot.chart.losses.view.viewRange()[0])


def mouse_to(plot, qtbot, epoch):
    pane = plot.chart.losses
    x = pane.view.mapViewToScene(QPointF(pane.place(epoch), 0)).x()
    at = QPoint(round(x), round(pane.area().center().y()))
    qtbot.mouseMove(pane.plot.viewport(), at)
    qtbot.waitUntil(lambda: plot.reading.epoch is not None)


def wheel(plot):
    viewport = plot.chart.losses.plot.viewport()
    at = plot.chart.losses.area().center()
    event = QWheelEvent(
        at,
        QPointF(viewport.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


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


def test_hides_a_run_by_its_tick(plot, qtbot):
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    assert plot.list.isVisible()
    plot.list.setCurrentItem(plot.list.topLevelItem(0))
    with qtbot.waitSignal(plot.run_shown) as signal:
        qtbot.keyClick(plot.list, Qt.Key.Key_Space)
    assert signal.args == [1, False]
    assert all(number == 2 for number, _ in drawn(plot.chart.losses))


def test_renames_a_run_with_f2(plot, qtbot):
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    plot.list.setFocus()
    plot.list.setCurrentItem(plot.list.topLevelItem(0))
    qtbot.keyClick(plot.list, Qt.Key.Key_F2)
    field = plot.list.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "wider")
    with qtbot.waitSignal(plot.run_renamed) as signal:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert signal.args == [1, "wider"]


def test_delete_removes_old_runs_only(plot, qtbot):
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    plot.list.setFocus()
    removed = []
    plot.run_removed.connect(removed.append)
    for row in (1, 0):
        plot.list.setCurrentItem(plot.list.topLevelItem(row))
        qtbot.keyClick(plot.list, Qt.Key.Key_Delete)
    assert removed == [1]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_pictures_are_light_and_have_a_legend(plot, tmp_path, suffix):
    plot.set_colours(DARK)
    path = tmp_path / f"loss.{suffix}"
    plot.export(str(path))
    picture = QImage(str(path))
    assert picture.height() > plot.chart.height()
    assert picture.pixelColor(picture.width() - 1, 0).lightness() > 240
    colours = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 8
    if suffix == "svg":
        assert "#2 lr 2" in path.read_text()
    assert plot.chart.losses.plot.backgroundBrush().color().name() == DARK.panel


def test_csv_is_written_by_the_writer_that_was_given(plot, tmp_path):
    plot.set_csv_writer(lambda lines: ",".join(line.name for line in lines))
    path = tmp_path / "loss.csv"
    plot.export(str(path))
    assert path.read_text() == "loss,val_loss,accuracy,loss,val_loss,accuracy"


def test_the_menu_asks_where_to_save(plot, qtbot, tmp_path, monkeypatch):
    path = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    action = plot.controls.export.menu().actions()[1]
    with qtbot.waitSignal(plot.exported) as signal:
        action.trigger()
    assert signal.args == [path + ".svg"]
    assert (tmp_path / "mine.svg").exists()


def test_a_shortcut_of_the_window_leaves_space_to_the_list(plot, qtbot):
    taken = []
    shortcut = QShortcut(Qt.Key.Key_Space, plot)
    shortcut.activated.connect(lambda: taken.append(1))
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    plot.list.setFocus()
    plot.list.setCurrentItem(plot.list.topLevelItem(0))
    with qtbot.waitSignal(plot.run_shown):
        qtbot.keyClick(plot.list, Qt.Key.Key_Space)
    assert taken == []


@pytest.mark.parametrize("name", ["missing/loss.png", "loss.gif", "loss.csv"])
def test_what_cannot_be_written_is_said(plot, qtbot, tmp_path, name):
    with qtbot.waitSignal(plot.failed) as signal:
        plot.export(str(tmp_path / name))
    assert signal.args[0]
    assert not (tmp_path / name).exists()


def test_nothing_is_clipped_in_a_narrow_dock(plot, qtbot):
    plot.resize(320, 500)
    qtbot.waitUntil(lambda: plot.controls.width() == 320)
    for button in (plot.controls.export, plot.controls.runs, plot.controls.fit):
        assert plot.controls.rect().contains(button.geometry())
