"""The runs and pictures of the plot of losses."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QShortcut
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton

from engine.views import Line
from gui.look.colours import DARK, LIGHT
from gui.panels.losses import RunCurves
from tests.gui.losses import drawn, lines, plot, x_range

__all__ = ["plot"]
FIGURES = ("loss", "val_loss", "accuracy")


def test_hides_a_run_by_its_tick(plot, qtbot):
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    assert plot.list.isVisible()
    plot.list.setFocus()
    plot.list.setCurrentItem(plot.list.topLevelItem(0))
    with qtbot.waitSignal(plot.run_shown) as signal:
        qtbot.keyClick(plot.list, Qt.Key.Key_Return)
    assert signal.args == [1, False]
    assert all(number == 2 for number, _ in drawn(plot.chart.losses))


def of_files(plot, *files, metric="mae"):
    """Show a long run of each file, and a short one of the last."""
    first = [
        RunCurves(i, "", "", lines(5001), False, file) for i, file in enumerate(files)
    ]
    own = Line(metric, lines(23)[0].curve)
    short = (lines(23)[0], own)
    plot.set_runs([*first, RunCurves(len(files), "", "", short, True, files[-1])])


def test_runs_of_other_files_are_hidden_until_they_are_wanted(plot, qtbot):
    of_files(plot, "a", "b")
    assert {number for number, _ in drawn(plot.chart.losses)} == {1, 2}
    of_files(plot, "a", "b", "c")
    assert {number for number, _ in drawn(plot.chart.losses)} == {2, 3}
    assert plot.controls.runs.text() == "Runs (2 of 4)"
    plot.controls.runs.click()
    plot.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    of_files(plot, "a", "b", "c")
    assert {number for number, _ in drawn(plot.chart.losses)} == {0, 2, 3}


def test_a_file_that_is_opened_again_has_its_runs(plot):
    of_files(plot, "a", "b")
    of_files(plot, "a", "b", "a")
    assert {number for number, _ in drawn(plot.chart.losses)} == {0, 2, 3}


def test_axes_and_chips_are_those_of_the_runs_shown(plot, qtbot):
    plot.chart.losses.view.setXRange(100, 4000)
    plot.chart.is_following = False
    plot.set_runs([RunCurves(1, "", "", lines(5001), False, "a")])
    own = (lines(23)[0], Line("mae", lines(23)[0].curve))
    runs = [
        RunCurves(1, "", "", lines(5001), False, "a"),
        RunCurves(2, "", "", own, True, "b"),
    ]
    plot.set_runs(runs)
    assert list(plot.controls.chips) == ["loss", "mae"]
    assert x_range(plot)[1] < 30
    plot.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    assert list(plot.controls.chips) == ["loss", "val_loss", "accuracy", "mae"]
    assert x_range(plot)[1] > 5000


def test_a_file_whose_run_has_not_begun_shows_what_to_do(plot):
    plot.set_runs([RunCurves(1, "", "", lines(5001), True, "a")])
    assert plot.chart.isVisible()
    runs = [
        RunCurves(1, "", "", lines(5001), False, "a"),
        RunCurves(2, "", "", (), True, "b"),
    ]
    plot.set_runs(runs)
    assert plot.empty.isVisible()


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
    assert picture.pixelColor(2, picture.height() - 3).lightness() > 240
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


def test_space_is_left_to_the_window_and_enter_ticks(plot, qtbot):
    taken = []
    shortcut = QShortcut(Qt.Key.Key_Space, plot)
    shortcut.activated.connect(lambda: taken.append(1))
    qtbot.mouseClick(plot.controls.runs, Qt.MouseButton.LeftButton)
    plot.list.setFocus()
    plot.list.setCurrentItem(plot.list.topLevelItem(0))
    with qtbot.assertNotEmitted(plot.run_shown):
        qtbot.keyClick(plot.list, Qt.Key.Key_Space)
    assert taken == [1]
    for is_shown in (False, True):
        with qtbot.waitSignal(plot.run_shown) as signal:
            qtbot.keyClick(plot.list, Qt.Key.Key_Return)
        assert signal.args == [1, is_shown]


@pytest.mark.parametrize("name", ["missing/loss.png", "loss.gif", "loss.csv"])
def test_what_cannot_be_written_is_said(plot, qtbot, tmp_path, name):
    with qtbot.waitSignal(plot.failed) as signal:
        plot.export(str(tmp_path / name))
    assert signal.args[0]
    assert not (tmp_path / name).exists()


def test_nothing_is_clipped_in_a_narrow_dock(plot, qtbot):
    plot.resize(320, 500)
    qtbot.waitUntil(lambda: plot.controls.width() == 320)
    shown = [b for b in plot.controls.findChildren(QToolButton) if b.isVisible()]
    assert all(plot.controls.rect().contains(b.geometry()) for b in shown)


def pens(plot):
    """Tell in which colour each curve is drawn."""
    panes = plot.chart.losses, plot.chart.metrics
    items = [pair for pane in panes for pair in pane._items.items()]
    return {key: item.opts["pen"].color().name() for (key, _), item in items}


def tick(plot, is_shown):
    """Show or hide the first run."""
    states = Qt.CheckState.Unchecked, Qt.CheckState.Checked
    plot.list.topLevelItem(0).setCheckState(0, states[is_shown])


def chip_colour(plot, name):
    picture = plot.controls.chips[name].icon().pixmap(40, 12).toImage()
    return picture.pixelColor(0, picture.height() // 2).name()


def test_figures_share_the_colour_of_their_run(plot):
    drawn = pens(plot)
    assert {drawn[1, name] for name in FIGURES} == {LIGHT.series[0]}
    assert {drawn[2, name] for name in FIGURES} == {LIGHT.series[1]}
    assert {chip_colour(plot, name) for name in FIGURES} == {LIGHT.text}


def test_figures_of_a_run_alone_have_colours_of_their_own(plot):
    tick(plot, False)
    drawn = pens(plot)
    assert [drawn[2, name] for name in FIGURES] == list(LIGHT.series[1:4])
    assert [chip_colour(plot, name) for name in FIGURES] == list(LIGHT.series[1:4])
    plot.reading.show_at(10)
    told = plot.reading.readout.text()
    assert all(f"color:{colour}" in told for colour in LIGHT.series[1:4])
    tick(plot, True)
    assert pens(plot)[2, "accuracy"] == LIGHT.series[1]
    assert f"color:{LIGHT.series[3]}" not in plot.reading.readout.text()


def test_a_picture_of_one_run_has_the_colours_of_its_figures(plot, tmp_path):
    tick(plot, False)
    path = tmp_path / "loss.svg"
    plot.export(str(path))
    assert all(colour in path.read_text() for colour in LIGHT.series[1:4])


def test_a_curve_that_stays_is_not_made_anew(plot):
    before = plot.chart.losses._items[(2, "loss"), False]
    tick(plot, False)
    plot.set_running(True)
    plot.set_colours(DARK)
    assert plot.chart.losses._items[(2, "loss"), False] is before
    assert before.opts["pen"].color().name() == DARK.series[1]
    assert drawn(plot.chart.losses) == {(2, "loss"), (2, "val_loss")}
