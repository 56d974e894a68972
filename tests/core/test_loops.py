"""Loops over time: several carries, what steps keep, both ways, both printings."""

from itertools import pairwise

import numpy as np
import pytest

from engine.core import ops
from engine.core.check import check
from engine.core.function import extract, extract_in_order, function, needed
from engine.core.grad import gradients
from engine.core.graph import Graph
from engine.core.loops import scan
from engine.core.ops.reductions import sum_all
from engine.core.ops.sequences import Step, Steps
from engine.core.ops.shaping import split
from engine.core.printing.emit import emit
from engine.core.types import Origin
from tests.core.printings import Planned, bits, inputs_of, names_of, textbook
from tests.reference import evaluate

ROWS = 3
STEPS = 4
STEP = 1e-6


def cell(h, c, a, b, shared):
    """Write something like a long short-term memory, with a value that is unnamed."""
    gate = ops.sigmoid(a + h @ shared).named("gate")
    new = ops.tanh(b * gate + c).named("new")
    c = (gate * c + (1 - gate) * new).named("c")
    return [(gate * ops.tanh(c)).named("h"), c]


def made(read, dtype="float64", **options):
    """Give a graph with a loop, its loss, and what is differentiated by."""
    graph = Graph()
    graph.origin = Origin(number="1")
    a, b = (graph.input(name, (STEPS, "N", 2), dtype) for name in "ab")
    shared = graph.input("U", (2, 2), dtype)
    h, c = scan(cell, [("N", 2)] * 2, [a, b], [shared], **options)
    loss = sum_all(read(h, c))
    return graph, loss, [a, b, shared]


READS = {
    "the last of one": lambda h, c: ops.square(Step(-1)(h)),
    "the first of one": lambda h, c: ops.square(Step(0)(c) + Step(1)(h)),
    "all of one": lambda h, c: ops.square(Steps(1, STEPS + 1)(h)),
    "both": lambda h, c: Step(-1)(h) * ops.exp(Step(-1)(c)) + Step(2)(h) * Step(1)(c),
    "one twice": lambda h, c: Step(-1)(h) * Step(-1)(h) * Step(2)(h),
}
EVERY = pytest.mark.parametrize("read", READS.values(), ids=READS)
WAYS = pytest.mark.parametrize("backwards", [False, True])


@WAYS
@EVERY
def test_the_gradient_is_that_of_differences(read, backwards):
    graph, loss, values = made(read, backwards=backwards)
    given = inputs_of(graph, ROWS)
    slopes = gradients(loss, values)
    check(graph, "float64")
    found = textbook(extract("backward", graph, slopes))(given)
    run = textbook(extract("forward", graph, [loss]))
    rng = np.random.default_rng(2)
    for value, slope in zip(values, found, strict=True):
        direction = rng.standard_normal(slope.shape)
        ends = [
            run(given | {value: given[value] + by * direction})[0]
            for by in (STEP, -STEP)
        ]
        numeric = (ends[0] - ends[1]) / (2 * STEP)
        assert np.sum(slope * direction) == pytest.approx(numeric, 1e-6, 1e-8), value


@WAYS
@EVERY
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_both_printings_give_the_same_bits(read, dtype, backwards):
    graph, loss, values = made(read, dtype, backwards=backwards)
    results = [loss, *gradients(loss, values)]
    step = function("step", needed(graph, results), results)
    given = inputs_of(graph, ROWS)
    expected = textbook(step)(given)
    meant = evaluate(step, given)
    close = 1e-12 if dtype == "float64" else 1e-4
    for result, value in zip(expected, results, strict=True):
        assert result.dtype == dtype
        np.testing.assert_allclose(result, meant[value], close, close)
    for held in ([], [*values, *results[1:]]):
        planned = Planned(step, ROWS, held)
        for _ in range(2):
            assert bits(planned(given)) == bits(expected), planned.printed.text


def test_forward_and_backward_read_as_a_person_would_write_them():
    graph, loss, values = made(READS["the last of one"])
    slopes = gradients(loss, values)
    printed = emit(
        extract_in_order("backward", graph, slopes, ()), names_of(graph)
    ).text
    lines = [line.partition("#")[0].strip() for line in printed.splitlines()]
    assert "for t in range(4):" in lines
    assert "gate1[t] = sigmoid(a[t] + h1[t] @ U)" in lines
    assert "h1[t + 1] = gate1[t] * np.tanh(c1[t + 1])" in lines
    assert "for t in reversed(range(4)):" in lines
    assert "d_U += h1[t].T @ d_a[t]" in lines


def test_each_part_of_a_split_has_its_slope():
    graph = Graph()
    x = graph.input("x", ("N", 6), "float64")
    first, _, last = split(x, 3)
    loss = sum_all(first * ops.exp(last))
    (slope,) = gradients(loss, [x])
    results = [loss, slope]
    step = function("step", needed(graph, results), results)
    given = inputs_of(graph, ROWS)
    expected = textbook(step)(given)
    a, _, b = np.split(given[x], 3, axis=-1)
    grown = np.exp(b)
    np.testing.assert_allclose(
        expected[1], np.concatenate([grown, 0 * a, a * grown], axis=-1)
    )
    assert bits(Planned(step, ROWS)(given)) == bits(expected)


def test_a_carry_that_is_handed_on_as_it_is_has_an_array_of_its_own():
    graph = Graph()
    a = graph.input("a", (STEPS, "N", 2), "float64")
    h, kept = scan(lambda h, k, a: [(h + a).named("h"), h], [("N", 2)] * 2, [a])
    run = textbook(extract("f", graph, [h, kept]))
    given = inputs_of(graph, ROWS)
    sums, delayed = run(given)
    np.testing.assert_allclose(sums[1:], np.cumsum(given[a], axis=0))
    for before, after in pairwise(range(STEPS)):
        assert bits([delayed[after + 1]]) == bits([sums[before + 1]])
