"""Generated code is like any other to tracebacks and to `inspect`."""

import inspect
import traceback

import numpy as np
import pytest

from engine.core import ops
from engine.core.function import extract
from engine.core.graph import Graph
from engine.core.names import Names
from engine.core.printing.emit import emit
from engine.core.running.load import TAKEN, load
from engine.core.types import Origin
from tests.core.printings import Planned, printed_textbook


def small():
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    kernel = graph.input("W", (2, 3), "float64")
    return extract("forward", graph, [ops.tanh((x @ kernel).named("z1")).named("h1")])


def test_a_traceback_shows_the_printed_line():
    forward = load(printed_textbook(small()).text, "textbook")["forward"]
    with pytest.raises(ValueError, match="matmul") as caught:
        forward(np.ones((4, 3)), np.ones((2, 3)))
    told = "".join(traceback.format_exception(caught.value))
    assert "z1 = x @ W" in told
    assert "<textbook " in told
    assert ", line 2, in forward" in told


def test_a_traceback_from_a_plan_shows_its_line():
    planned = Planned(small(), 4)
    with pytest.raises(ValueError, match="not aligned") as caught:
        planned.direct(np.ones((3, 3)))
    assert "x.dot(W, z1)" in "".join(traceback.format_exception(caught.value))


def test_the_source_can_be_inspected():
    text = printed_textbook(small()).text
    forward = load(text, "textbook")["forward"]
    assert inspect.getsource(forward).strip() == text.strip()


def test_programs_of_the_same_title_do_not_mix():
    first, second = (load(f"def f():\n    return {i}", "text")["f"] for i in (1, 2))
    assert "return 1" in inspect.getsource(first)
    assert "return 2" in inspect.getsource(second)


def test_given_names_are_globals_and_stay_the_callers_own():
    w = np.zeros(2)
    given = {"w": w}
    names = load("def apply():\n    w[:] = w + 1", "glue", given)
    names["apply"]()
    assert w.tolist() == [1, 1]
    assert [*given] == ["w"]


def test_the_printed_lines_are_what_a_person_would_write():
    printed = emit(small(), Names(TAKEN))
    assert printed.text.splitlines() == [
        "def forward(x, W):",
        "    z1 = x @ W        # (N, 3)",
        "    h1 = np.tanh(z1)  # (N, 3)",
        "    return h1",
    ]


def test_a_single_nameless_result_stands_in_the_return():
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    square = ops.square(x - 1)
    alone, twice = (extract("f", graph, results) for results in ([square], [square, x]))
    assert printed_textbook(alone).text == "def f(x):\n    return np.square(x - 1)"
    assert "    t = np.square(x - 1)" in printed_textbook(twice).text


def test_each_layer_has_one_heading_in_both_printings():
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    with graph.at(Origin("layers[0]: tanh")):
        inner = ops.exp(ops.tanh(x).named("a")).named("b")
    with graph.at(Origin("layers[1]: square")):
        function = extract("f", graph, [ops.square(inner).named("c")])
    for printed in (printed_textbook(function), Planned(function, 3).printed):
        lines = map(str.strip, printed.text.splitlines())
        headings = [line for line in lines if line.startswith("# layers")]
        assert headings == ["# layers[0]: tanh", "# layers[1]: square"]
