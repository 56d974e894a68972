"""A plan allocates once, reuses its buffers, and overwrites nothing that is needed."""

import gc
import tracemalloc

import numpy as np
import pytest

from engine.core import ops
from engine.core.check import check
from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Graph
from engine.core.ops.reductions import rows, sum_all
from engine.core.ops.shaping import Reshape, SliceColumns, concatenate
from tests.core.printings import Planned, bits, copies, inputs_of, printed_textbook
from tests.core.printings import textbook as textbook_of

ROWS, WIDTH = 1024, 64
CALLS = 5
LITTLE = 4 * ROWS
"""Bytes that numbers and iterators may take, and not even one column can."""


def wide_network(dtype="float64"):
    """Give loss and gradients of three wide layers, with the parameters."""
    graph = Graph()
    x, y, noise = (graph.input(name, ("N", WIDTH), dtype) for name in ("x", "y", "u"))
    kernels = [
        graph.input(f"W{place}", (width, WIDTH), dtype)
        for place, width in enumerate((WIDTH, WIDTH, 2 * WIDTH), 1)
    ]
    biases = [graph.input(f"b{place}", (WIDTH,), dtype) for place in (1, 2, 3)]
    z1 = (x @ kernels[0] + biases[0]).named("z1")
    h1 = (z1 * ops.normal_cdf(z1)).named("h1")
    h2 = ops.LeakyRelu(0.2)((h1 @ kernels[1] + biases[1]).named("z2")).named("h2")
    dropped = (h2 * (noise < 0.8) / 0.8).named("dropped")
    merged = concatenate(dropped, h1)
    p = ops.softmax((merged @ kernels[2] + biases[2]).named("z3"))
    terms = ops.categorical_crossentropy(p, y)
    loss = (sum_all(terms) / rows(y)).named("loss")
    parameters = [*kernels, *biases]
    slopes = gradients(loss, parameters)
    check(graph, dtype)
    return extract("step", graph, [loss, *slopes]), [*parameters, *slopes]


def most_allocated(call):
    """Give the bytes that calls had at most, and those that arrays still have.

    NumPy's iterators may keep a few thousand numbers of a broadcast operand in a buffer
    that is no array; here it is made as small as can be, so as not to be counted.
    """
    before = np.setbufsize(16)
    try:
        call()
        gc.collect()
        return traced(call)
    finally:
        np.setbufsize(before)


def traced(call):
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(CALLS):
            call()
        return tracemalloc.get_traced_memory()[1] - before, numpy_bytes()
    finally:
        tracemalloc.stop()


def numpy_bytes():
    """Give the bytes that arrays still have."""
    own = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    found = tracemalloc.take_snapshot().filter_traces([own])
    return sum(trace.size for trace in found.traces)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_planned_step_allocates_no_array(dtype):
    function, held = wide_network(dtype)
    planned = Planned(function, ROWS, held)
    inputs = inputs_of(function.results[0].graph, ROWS)
    planned(inputs)
    batch = [inputs[value] for value in planned.given]
    peak, kept = most_allocated(lambda: planned.direct(*batch))
    assert kept <= LITTLE
    assert peak <= LITTLE


def test_the_textbook_would_be_seen_to_allocate():
    function, _ = wide_network()
    inputs = inputs_of(function.results[0].graph, ROWS)
    run = textbook_of(function)
    peak, _ = most_allocated(lambda: run(inputs))
    assert peak > ROWS * WIDTH * 8


def test_both_printings_of_the_wide_network_agree():
    function, held = wide_network("float32")
    inputs = inputs_of(function.results[0].graph, ROWS)
    planned = Planned(function, ROWS, held)
    assert bits(planned(inputs)) == bits(textbook_of(function)(inputs))


def test_buffers_are_reused():
    function, held = wide_network()
    arrays = [e.out for e in function.equations if e.out.type.is_array]
    homeless = [value for value in arrays if value not in held]
    text = Planned(function, ROWS, held).printed.text
    assert text.count(" = empty(") < len(homeless) / 2


def state_graph():
    graph = Graph()
    m, v, g = (graph.input(name, (4,), "float64") for name in "mvg")
    return graph, m, v, g


def momentum(graph, m, v, g):
    return [(0.9 * m - 0.1 * g, m)]


def old_is_read_later(graph, m, v, g):
    new = 0.9 * m + g
    return [(new, m), (v + ops.square(new - m), v)]


def each_reads_the_other(graph, m, v, g):
    return [(m + v, m), (v - m * g, v)]


def new_is_read_later(graph, m, v, g):
    new = (0.9 * m + 0.1 * g).named("m")
    return [(v - 0.5 * new / (ops.sqrt(ops.square(new)) + 1), v), (new, m)]


def needs_the_old_throughout(graph, m, v, g):
    return [(ops.LeakyRelu(0.1)(m), m), (ops.where(v > 0, v, g), v)]


def is_made_by_one_call(graph, m, v, g):
    return [(ops.normal_cdf(m), m), (ops.softmax(v), v)]


def old_is_not_read(graph, m, v, g):
    return [(1 * m + 0.0, m), (m * g, v)]


STATES = [
    momentum,
    old_is_read_later,
    each_reads_the_other,
    new_is_read_later,
    needs_the_old_throughout,
    is_made_by_one_call,
    old_is_not_read,
]


@pytest.mark.parametrize("write", STATES)
def test_state_is_updated_in_place(write):
    graph, *values = state_graph()
    rebinds = write(graph, *values)
    results = [new for new, _ in rebinds]
    function = extract("update", graph, results, rebinds=rebinds)
    plain = extract("plain", graph, results)
    state = inputs_of(graph, 1)
    planned = Planned(function, 1, [old for _, old in rebinds])
    planned(state)
    for _ in range(3):
        one = textbook_of(plain)(state)
        assert bits(textbook_of(function)(state)) == bits(one)
        olds = [old for _, old in rebinds]
        assert bits(planned.arrays[old] for old in olds) == bits(one)
        state = state | dict(zip(olds, copies(one), strict=True))
        planned.again(state)


def test_a_state_that_nothing_reads_later_needs_no_second_array():
    graph, m, v, g = state_graph()
    rebinds = new_is_read_later(graph, m, v, g)
    function = extract("update", graph, [new for new, _ in rebinds], rebinds=rebinds)
    text = Planned(function, 1, [m, v]).printed.text
    assert "copyto" not in text
    assert "    m = " in printed_textbook(function).text


def test_an_old_state_that_is_read_later_is_kept_until_the_end():
    graph, m, v, g = state_graph()
    rebinds = old_is_read_later(graph, m, v, g)
    function = extract("update", graph, [new for new, _ in rebinds], rebinds=rebinds)
    text = Planned(function, 1, [m, v]).printed.text
    assert text.count("copyto(m, ") == 1
    assert "    new_m = " in printed_textbook(function).text


@pytest.mark.parametrize(
    "change",
    [lambda view, g: view @ g, lambda view, g: ops.LeakyRelu(0.1)(view)],
    ids=["product", "leaky relu"],
)
def test_a_view_of_the_old_state_is_read_before_it_is_overwritten(change):
    graph = Graph()
    m, g = (graph.input(name, (2, 2), "float64") for name in "mg")
    new = change(Reshape((2, 2))(m), g)
    state = inputs_of(graph, 1)
    expected = textbook_of(extract("plain", graph, [new]))(state)
    function = extract("update", graph, [new], rebinds=[(new, m)])
    assert bits(Planned(function, 1, [m], g)(state)) == bits(expected)


def test_results_that_are_read_later_survive():
    graph = Graph()
    x = graph.input("x", ("N", 4), "float64")
    a = ops.tanh(x)
    b = ops.exp(a)
    c = ops.sigmoid(Reshape(("N", 2, 2))(b))
    d = SliceColumns(0, 2)(b) + 1
    function = extract("f", graph, [a, b, c, d, Reshape(("N", 2, 2))(a)])
    inputs = inputs_of(graph, 5)
    assert bits(Planned(function, 5)(inputs)) == bits(textbook_of(function)(inputs))


def test_a_viewed_buffer_is_not_free_before_its_view_was_read():
    graph = Graph()
    x = graph.input("x", ("N", 4), "float64")
    a = ops.tanh(x)
    view = Reshape(("N", 2, 2))(a)
    b = ops.exp(x)
    c = ops.sigmoid(b)
    function = extract("f", graph, [c * Reshape(("N", 4))(ops.square(view))])
    inputs = inputs_of(graph, 5)
    assert bits(Planned(function, 5)(inputs)) == bits(textbook_of(function)(inputs))
