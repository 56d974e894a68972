"""Along a direction: which distances are tried, and which one is taken."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.training.lbfgs import FALL, FLAT, Line, Point, between, lowest


def function(a, b, c, d):
    """Make a smooth function that falls at 0, with its slope."""

    def loss(x):
        return a * (x - b) ** 2 + c * math.sin(d * x)

    def slope(x):
        return 2 * a * (x - b) + c * d * math.cos(d * x)

    return loss, slope


def found(loss, slope, first, most=60):
    tried = []

    def at(x):
        tried.append(x)
        return Point(x, loss(x), slope(x), None)

    here = Point(0.0, loss(0.0), slope(0.0), None)
    return here, Line(at, here, most, 0.0).search(first), tried


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    a=st.floats(0.01, 50),
    b=st.floats(0.01, 50),
    c=st.floats(0, 3),
    d=st.floats(0.1, 5),
    first=st.floats(1e-3, 1e3),
)
def test_a_distance_fulfils_both_conditions(a, b, c, d, first):
    loss, slope = function(a, b, c, d)
    assume(slope(0.0) < -1e-3)
    here, point, tried = found(loss, slope, first)
    assert point.loss <= here.loss + FALL * point.distance * here.slope
    assert abs(point.slope) <= -FLAT * here.slope
    assert tried[0] == first
    assert len(tried) <= 60


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_no_more_is_tried_than_is_allowed(most):
    for first in (1e-9, 1e9):
        loss, slope = function(1, 3, 1, 2)
        here, point, tried = found(loss, slope, first, most)
        assert len(tried) == most if first < 1 else len(tried) <= most
        assert point.loss <= here.loss


def test_a_distance_where_nothing_is_finite_is_too_far():
    def loss(x):
        return (x - 2) ** 2 if x < 3 else math.nan

    for first in (3.5, 1e6):
        here, point, _ = found(loss, lambda x: 2 * (x - 2), first)
        assert point.loss < here.loss
        assert point.distance < 3


def test_the_minimum_of_a_cubic():
    def cubic(x):
        return Point(x, x**3 - 3 * x, 3 * x * x - 3, None)

    for ends in ((0.0, 3.0), (3.0, 0.0), (-0.5, 1.5)):
        assert lowest(cubic(ends[0]), cubic(ends[1]), *sorted(ends)) == pytest.approx(1)
    assert lowest(cubic(0.0), cubic(0.5), 0.0, 0.5) == 0.5
    flat = Point(0.0, 0.0, 0.0, None), Point(1.0, 0.0, 0.0, None)
    assert lowest(*flat, 0.0, 1.0) == 0.5


def test_a_choice_near_an_end_is_moved_inwards_the_second_time():
    """The minimum, 1, is within a tenth of the end."""
    low, high = (Point(x, (x - 1) ** 2, 2 * (x - 1), None) for x in (0.0, 1.05))
    assert between(low, high, is_slow=False) == (pytest.approx(1), True)
    assert between(low, high, is_slow=True) == (pytest.approx(0.945), False)
    far = Point(1.5, 0.25, 1.0, None)
    assert between(low, far, is_slow=True) == (pytest.approx(1), False)


# Distances that are tried, where the loss and its slope are made up.

HERE = (0.0, -1.0)
HIGH, LOW_AND_RISING = (1.0, 1.0), (-0.2, 0.95)


def search(*answers, here=HERE, first=1.0, narrow=0.0):
    """Search among made-up losses and slopes, given in the order they are asked for."""
    rest, tried = [*answers], []

    def at(x):
        tried.append(x)
        return Point(x, *rest.pop(0), None)

    line = Line(at, Point(0.0, *here, None), len(answers), narrow)
    return line.search(first), tried


def test_far_is_ten_times_as_far():
    """Along a straight line the middle of what is allowed is tried."""
    _, tried = search((-1.0, -1.0), (-5.0, -1.0))
    assert tried == [1.0, (1.01 + 10) / 2]


def test_near_is_a_hundredth_of_the_last_step():
    """What was steep has become steeper, and the cubic's minimum lies behind."""
    _, tried = search((-0.4, -2.0), (-0.408, -3.0), (-0.42, -4.0))
    assert tried == pytest.approx([1.0, 1.01, 1.0101], rel=1e-12)


@pytest.mark.parametrize("distance", [1.0, 100.0])
@pytest.mark.parametrize("height", [0.0, 3.0])
def test_how_far_the_loss_must_fall_grows_with_the_distance(distance, height):
    half, twice = (height - share * 1e-4 * distance for share in (0.5, 2))
    here = (height, -1.0)
    _, tried = search((half, 0.0), (half, 0.0), here=here, first=distance)
    assert len(tried) == 2
    point, tried = search((twice, 0.0), (twice, 0.0), here=here, first=distance)
    assert (point.distance, tried) == (distance, [distance])


def test_the_lower_of_two_ends_is_kept():
    point, _ = search(LOW_AND_RISING, HIGH)
    assert point.distance == 1


def test_it_narrows_to_the_side_where_the_loss_falls():
    _, (_, second, third, fourth) = search(HIGH, LOW_AND_RISING, (-0.3, -0.95), HIGH)
    assert 0 < third < fourth < second < 1


@pytest.mark.parametrize(("narrow", "tries"), [(4.0, 3), (5.0, 2)])
def test_it_ends_where_the_ends_are_near_each_other(narrow, tries):
    """They are 1 and 5.505, so 4.505 apart."""
    point, tried = search((-1.0, -1.0), HIGH, HIGH, narrow=narrow)
    assert (point.distance, len(tried)) == (1.0, tries)


def test_a_choice_near_the_first_end_is_moved_inwards_as_well():
    """The minimum, 1.05, is within a tenth of the first end."""
    ends = [Point(x, (x - 1.05) ** 2, 2 * (x - 1.05), None) for x in (1.0, 2.0)]
    assert between(*ends, is_slow=False) == (pytest.approx(1.05), True)
    assert between(*ends, is_slow=True) == (pytest.approx(1.1), False)


def test_a_cubic_without_a_minimum_is_halved():
    ends = Point(0.0, 0.0, -1.0, None), Point(1.0, -2 / 3, -1.0, None)
    assert lowest(*ends, 0.0, 1.0) == 0.5
