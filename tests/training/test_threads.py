"""How many threads multiply matrices: the sizes alone say it."""

import os

import pytest
import threadpoolctl

from engine.training.threads import (
    BY_ITSELF,
    WORTH_SHARING,
    count_threads,
    find_largest_product,
    limit_threads,
)
from tests.building import compiled
from tests.writing import dense, merge, spec

CORES = 3


@pytest.fixture(autouse=True)
def cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: CORES)


def program(*units):
    layers = [dense(width, "tanh") for width in units]
    return compiled(spec([*layers, dense(2)])).program


@pytest.mark.parametrize(
    ("units", "rows", "expected"),
    [
        ([], 1, 3 * 2),
        ([], 50, 50 * 3 * 2),
        ([4], 7, 7 * 3 * 4),
        ([4, 10], 7, 7 * 4 * 10),
        ([40, 30, 20], 100, 100 * 40 * 30),
        ([1000, 1000], 1, 1000 * 1000),
    ],
)
def test_the_largest_product_is_counted(units, rows, expected):
    assert find_largest_product(program(*units), rows) == expected


def test_products_of_merged_layers_count_as_they_are():
    layers = [dense(5, name="h"), merge("concatenate", "h", "input"), dense(2)]
    assert find_largest_product(compiled(spec(layers)).program, 10) == 10 * 8 * 2


def test_products_behind_frozen_layers_count_as_well():
    layers = [dense(50, "tanh", trainable=False), dense(2)]
    assert find_largest_product(compiled(spec(layers)).program, 10) == 10 * 3 * 50


def test_small_products_have_one_thread_and_large_ones_all():
    made = program(100, 100)
    edge = WORTH_SHARING // (100 * 100)
    assert [count_threads(made, rows) for rows in (1, edge - 1)] == [1, 1]
    assert [count_threads(made, rows) for rows in (edge, 10 * edge)] == [CORES, CORES]


def test_the_count_does_not_depend_on_what_is_set_at_the_moment():
    made = program(100, 100)
    with threadpoolctl.threadpool_limits(1):
        assert count_threads(made, WORTH_SHARING) == CORES


def test_a_machine_that_does_not_know_its_cores_uses_one(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert count_threads(program(100, 100), WORTH_SHARING) == 1


def used():
    """Ask the libraries that multiply matrices for their number of threads."""
    pools = threadpoolctl.threadpool_info()
    return {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"}


def test_the_limit_holds_inside_and_no_longer():
    made, before = program(100, 100), used()
    if not before:
        pytest.skip("no library for matrix products tells its number of threads")
    with limit_threads(made, 5):
        assert used() == {1}
    assert used() == before
    with limit_threads(made, WORTH_SHARING):
        assert used() <= {CORES, *before}
    assert used() == before


def test_what_never_uses_threads_is_not_limited(monkeypatch):
    def fail(*_):
        raise AssertionError

    monkeypatch.setattr("engine.training.threads._libraries", fail)
    made = program(30, 30)
    with (
        limit_threads(made, (BY_ITSELF - 1) // (30 * 30)),
        limit_threads(program(4), 7),
    ):
        pass
    with pytest.raises(AssertionError):
        limit_threads(made, BY_ITSELF // (30 * 30))
