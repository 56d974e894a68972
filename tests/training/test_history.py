"""The loss of every epoch, compared with a plain list of all of them."""

import math
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training.history import LIMIT, History


def checked(history, losses):
    """Compare a history with all that was put into it."""
    curve = history.curve()
    assert history.count == len(losses)
    ends = curve.epochs.tolist()
    starts = [0, *(end + 1 for end in ends[:-1])]
    portions = [losses[a : b + 1] for a, b in zip(starts, ends, strict=True)]
    assert curve.last.tolist() == [portion[-1] for portion in portions]
    assert curve.low.tolist() == [min(portion) for portion in portions]
    assert curve.high.tolist() == [max(portion) for portion in portions]
    assert ends[-1:] == [len(losses) - 1][: len(losses)]
    assert {len(portion) for portion in portions[:-1]} <= {history.width}


def kept(history):
    """Count the numbers that a history holds."""
    return len(history._open) + history._store.size


@st.composite
def cases(draw):
    """Draw a limit and losses: so many that points come to stand for several."""
    limit = draw(st.integers(2, 12))
    count = draw(st.integers(1, limit * limit // 2 + limit))
    losses = np.random.default_rng(draw(st.integers(0, 9))).normal(size=count)
    return limit, losses.tolist()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases())
def test_points_stand_for_equal_portions(case):
    limit, losses = case
    history = History(limit)
    for loss in losses:
        history.append(loss)
    checked(history, losses)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases(), st.integers(1, 9))
def test_looking_at_it_meanwhile_changes_nothing(case, every):
    limit, losses = case
    history = History(limit)
    for i, loss in enumerate(losses, 1):
        history.append(loss)
        if i % every == 0:
            checked(history, losses[:i])
    checked(history, losses)


@pytest.mark.parametrize("looks", [False, True])
def test_memory_is_bounded(looks):
    limit, most = 100, 0
    history = History(limit)
    for i in range(5_000):
        history.append(float(i))
        if looks and i % 7 == 0:
            assert len(history.curve().last) <= 2 * limit
        most = max(most, kept(history))
    assert most <= 5 * limit


def test_losses_are_single_until_the_limit():
    history = History(100)
    losses = np.random.default_rng(3).normal(size=100).tolist()
    for loss in losses:
        history.append(loss)
    curve = history.curve()
    assert history.width == 1
    assert curve.epochs.tolist() == list(range(100))
    assert curve.low.tolist() == curve.high.tolist() == curve.last.tolist() == losses


def test_a_point_has_the_least_the_greatest_and_the_last_of_its_losses():
    history = History(4)
    for loss in (3.0, 1.0, 2.0, 5.0, 9.0, 8.0, 7.0, 7.0):
        history.append(loss)
    curve = history.curve()
    assert curve.epochs.tolist() == [1, 3, 5, 7]
    assert curve.low.tolist() == [1, 2, 8, 7]
    assert curve.high.tolist() == [3, 5, 9, 7]
    assert curve.last.tolist() == [1, 5, 8, 7]


def test_nothing_yet_is_an_empty_curve():
    curve = History().curve()
    assert [len(array) for array in vars(curve).values()] == [0, 0, 0, 0]
    assert LIMIT == 1_000_000


def test_losses_that_are_not_finite_are_kept():
    history = History(4)
    for loss in (1.0, np.nan, np.inf):
        history.append(loss)
    assert history.curve().last.tolist()[::2] == [1.0, np.inf]
    assert np.isnan(history.curve().last[1])


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases(), st.lists(st.integers(1, 40), min_size=1))
def test_many_at_once_are_the_same_as_one_by_one(case, portions):
    limit, losses = case
    history, start = History(limit), 0
    while start < len(losses):
        for portion in portions:
            history.extend(np.array(losses[start : start + portion]))
            start += portion
    checked(history, losses)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases(), st.integers(-3, 200))
def test_what_came_since_is_the_end_of_the_curve(case, epoch):
    limit, losses = case
    history = History(limit)
    history.extend(np.array(losses))
    curve = history.curve()
    starts = np.arange(len(curve.last)) * history.width
    assert history.since(epoch).tolist() == curve.last[starts >= epoch].tolist()
    kept = history.since(0)
    history.append(5.0)
    assert kept.tolist() == curve.last.tolist()


def test_the_end_of_a_long_history_is_given_at_once():
    history, best = History(), math.inf
    history.extend(np.arange(1_000_000.0))
    for _ in range(20):
        start = perf_counter()
        since = history.since(997_500)
        best = min(best, perf_counter() - start)
    assert since.tolist() == list(range(997_500, 1_000_000))
    assert best < 0.2e-3
