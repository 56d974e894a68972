"""L-BFGS on a loss that is known: a bowl, whose curvature is the same everywhere."""

import numpy as np
import pytest

from engine.training.lbfgs import QuasiNewton
from engine.training.loop import LoopState


class Bowl:
    """A loop whose loss is `floor` and half the curvature times the squared weight."""

    data, states = (), ()

    def __init__(self, weight, curvature, rate=1.0, floor=0.0):
        self.w, self.g = np.array([weight]), np.zeros(1)
        self.curvature, self.floor, self.next_rate = curvature, floor, rate
        self.state, self.steps = LoopState(), self
        self.tried, self.times = [], set()

    def gradients(self):
        self.g[:] = self.curvature * self.w
        return self.floor + 0.5 * self.curvature * float(self.w[0]) ** 2

    def apply(self, rate, t):
        self.w -= rate * self.g
        self.tried.append(rate)
        self.times.add(t)


def moved(bowl, times=1, *, tolerance=0.0, most=20):
    method = QuasiNewton(10, 0.0, tolerance, most)
    for _ in range(times):
        bowl.tried.clear()
        loss = bowl.gradients()
        method.on_epoch_end(bowl)
        method.move(bowl, loss)
    return method


@pytest.mark.parametrize("rate", [1.0, 0.5])
@pytest.mark.parametrize(("curvature", "first"), [(0.1, 1.0), (4.0, 0.25)])
def test_the_first_step_is_no_longer_than_the_gradient_or_1(rate, curvature, first):
    bowl = Bowl(1.0, curvature, rate)
    moved(bowl)
    assert bowl.tried[0] == pytest.approx(rate * first)


def test_the_second_step_begins_where_the_curvature_says():
    bowl = Bowl(1.0, 0.1)
    moved(bowl, times=2)
    assert bowl.tried[0] == 1.0
    assert bowl.w[0] == pytest.approx(0, abs=1e-12)


def test_a_step_counts_once_however_often_it_is_tried():
    bowl = Bowl(1.0, 1000.0, rate=50.0)
    moved(bowl)
    assert len(bowl.tried) > 2
    assert (bowl.times, bowl.state.updates) == ({1}, 1)


@pytest.mark.parametrize("floor", [0.0, 5.0])
def test_a_long_step_along_a_flat_floor_is_the_last(floor):
    """The second step is 0.99 long, and the loss falls by 0.0049."""
    assert moved(Bowl(1.0, 0.01, floor=floor), 2, tolerance=0.02).is_stuck
    assert not moved(Bowl(1.0, 0.01, floor=floor), 2, tolerance=0.002).is_stuck


def test_a_short_step_down_a_steep_wall_is_the_last():
    """The step is a millionth of the gradient: 0.001 long. The loss falls by 1."""
    steep = Bowl(1.0, 1000.0, rate=1e-3)
    assert moved(steep, tolerance=0.01, most=1).is_stuck


def test_a_step_is_measured_in_the_weights():
    """It is a thousandth of the gradient: 0.9 long. The loss falls by 495."""
    assert not moved(Bowl(1.0, 1000.0, rate=0.9), tolerance=0.01, most=1).is_stuck


def test_the_search_ends_where_the_weights_would_hardly_move():
    """From 0 to 0.1 times the gradient is a wide way, though 0.1 is small."""
    bowl = Bowl(1.0, 1000.0, rate=100.0)
    moved(bowl, tolerance=0.2)
    assert bowl.w[0] == pytest.approx(0, abs=0.01)
