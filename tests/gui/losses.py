"""A plot of losses with two runs, and ways to use it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.views import Curve, Line
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
    assert widget.controls.log_y.isChecked()
    widget.controls.log_y.setChecked(False)
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
