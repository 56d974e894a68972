"""Curves say the same as the history, in fewer points."""

from math import isnan

import numpy as np
import pytest

from engine.training.history import Curve, History
from engine.views import (
    Line,
    Overview,
    Samples,
    as_csv,
    nearest,
    smoothed,
)
from tests.views.making import shipped


def losses(count, seed=0):
    return np.random.default_rng(seed).random(count)


def history(values, limit=1_000_000):
    made = History(limit)
    for value in values:
        made.append(value)
    return made


def of(values):
    values = np.array(values, float)
    return Curve(np.arange(len(values)), values, values, values)


def alike(one, other):
    return all(np.array_equal(getattr(one, k), getattr(other, k)) for k in vars(one))


@pytest.mark.parametrize("count", [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100])
@pytest.mark.parametrize("portion", [1, 3, 50])
def test_an_overview_reduces_as_a_history_does(count, portion):
    values, seen, whole = losses(count), Overview(8), History()
    for start in range(0, count, portion):
        for value in values[start : start + portion]:
            whole.append(value)
        seen.take(whole)
    assert alike(seen.curve(), history(values, 8).curve())


@pytest.mark.parametrize("count", [9, 17, 40, 63, 64, 65])
def test_an_overview_begins_with_what_a_history_still_knows(count):
    values, whole = losses(count), history(losses(count), 8)
    whole.curve()
    seen = Overview(4)
    seen.take(whole)
    curve = seen.curve()
    assert curve.epochs[-1] == count - 1
    assert curve.last[-1] == values[-1]
    assert curve.low.min() == values.min()
    assert curve.high.max() == values.max()


def test_an_overview_goes_on_where_a_history_keeps_no_single_losses():
    values, whole, seen = losses(90), History(8), Overview(6)
    for start in range(0, 90, 5):
        for value in values[start : start + 5]:
            whole.append(value)
        whole.curve()
        seen.take(whole)
    curve = seen.curve()
    assert curve.epochs[-1] == 89
    assert curve.last[-1] == values[-1]
    assert values.min() <= curve.low.min() <= curve.high.max() <= values.max()


def test_an_overview_begins_anew_with_another_run():
    seen = Overview(8)
    seen.take(history(losses(30)))
    seen.take(history(losses(5, 1)))
    assert alike(seen.curve(), of(losses(5, 1)))


def test_nothing_is_no_curve():
    seen = Overview()
    seen.take(History())
    assert not len(seen.curve().epochs)
    assert nearest(seen.curve(), 3) is None


@pytest.mark.parametrize("weight", [0.5, 0.9, 0.99])
def test_smoothing_is_a_running_mean(weight):
    values = losses(60)
    found = smoothed(of(values), weight)
    for n in (1, 2, 30, 60):
        shares = weight ** np.arange(n)[::-1]
        expected = (shares * values[:n]).sum() / shares.sum()
        assert found.last[n - 1] == pytest.approx(expected, rel=1e-12)
    assert np.array_equal(found.low, found.last)


def test_smoothing_by_nothing_and_of_what_is_not_finite():
    values = [1.0, float("nan"), 3.0]
    assert np.array_equal(smoothed(of(values), 0).last, values, equal_nan=True)
    found = smoothed(of(values), 0.5).last.tolist()
    assert found[0] == 1
    assert isnan(found[1])
    assert found[2] == pytest.approx((0.5 * 1 + 3) / 1.5)


def test_every_reported_figure_has_a_line():
    trainer = shipped("moons", 80)
    lines = {line.name: line.curve for line in Samples().lines(trainer)}
    assert [*lines] == ["accuracy", "auc", "val_loss", "val_accuracy", "val_auc"]
    last = trainer.reports[-1]
    for name, curve in lines.items():
        assert curve.epochs[-1] == last.epoch
        assert curve.last[-1] == last.metrics[name]
        assert len(curve.epochs) == len(trainer.reports)


def test_figures_are_taken_between_reports():
    trainer, samples = shipped("moons", 1), Samples()
    trainer.step(10)
    samples.take(trainer)
    lines = {line.name: line.curve for line in samples.lines(trainer)}
    assert lines["accuracy"].epochs[-1] == trainer.epoch
    assert lines["accuracy"].last[-1] == trainer.metrics()["accuracy"]


def test_the_nearest_point_is_read_off():
    curve = Curve(np.array([0, 10, 20]), *[np.array([5.0, 6.0, 7.0])] * 3)
    read = [nearest(curve, at) for at in (-3, 4, 6, 14.9, 15.1, 99)]
    assert read == [(0, 5), (0, 5), (10, 6), (10, 6), (20, 7), (20, 7)]


def test_lines_are_written_as_a_table():
    sparse = Curve(np.array([1, 2]), *[np.array([0.5, 0.25])] * 3)
    lines = [Line("loss", of([3.0, 2.0])), Line("accuracy", sparse)]
    assert as_csv(lines) == "epoch,loss,accuracy\n0,3.0,\n1,2.0,0.5\n2,,0.25\n"
