"""The labels of logarithmic axes."""

import math
import random
from dataclasses import replace

import pytest

from engine.views import Line
from gui.panels.losses.axes import ticks, words
from tests.gui.losses import curve, plot, runs, y_range

__all__ = ["plot"]


def labels(low, high, size=200):
    [(_, places)] = ticks(math.log10(low), math.log10(high), size)
    assert all(math.log10(low) - 1e-9 <= x <= math.log10(high) + 1e-9 for x in places)
    return words(places, 1.0, None)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.001, 100, ["0.001", "0.01", "0.1", "1", "10", "100"]),
        (0.1, 1, ["0.1", "0.2", "0.5", "1"]),
        (0.24, 0.27, ["0.24", "0.25", "0.26", "0.27"]),
        (0.11, 0.19, ["0.12", "0.14", "0.16", "0.18"]),
        (0.2501, 0.2504, ["0.2501", "0.2502", "0.2503", "0.2504"]),
    ],
)
def test_values_are_round(qapp, low, high, shown):
    assert labels(low, high, 400) == shown


def test_two_labels_at_least_whatever_the_range(qapp):
    chance = random.Random(1)
    for _ in range(3000):
        low = 10.0 ** chance.uniform(-12, 8)
        high = low * (1 + 10.0 ** chance.uniform(-6, 8))
        shown = labels(low, high, chance.choice([30, 80, 200, 600]))
        assert len(set(shown)) == len(shown) >= 2, (low, high)
        assert len(shown) <= 14, (low, high)


def test_the_plot_shows_them_where_a_run_has_hardly_moved(plot, qtbot):
    plot.controls.log_y.setChecked(True)
    plot.set_runs([replace(run, lines=hardly_moved()) for run in runs()[1:]])
    plot.set_running(False)
    axis = plot.chart.losses.plot.getAxis("left")
    low, high = y_range(plot.chart.losses)
    assert 10**high / 10**low < 1.1
    shown = axis.tickValues(low, high, plot.chart.losses.area().height())
    assert sum(len(places) for _, places in shown) >= 2


def hardly_moved():
    return (Line("loss", curve([0.268, 0.262, 0.257])),)
