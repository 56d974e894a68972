"""`check` refuses graphs that no person could have written."""

import pytest

from engine.core import loops, ops
from engine.core.arithmetic import Add
from engine.core.check import GraphError, check
from engine.core.graph import Equation, Graph, Value
from engine.core.ops.reductions import sum_all
from engine.core.ops.shaping import Gather
from engine.core.types import ShapeError, Type

DTYPE = "float32"


def sound():
    """Give a graph with nothing wrong, and its input."""
    graph = Graph()
    x = graph.input("x", ("N", 3), DTYPE)
    ids = graph.input("ids", ("N",), "int64")
    table = graph.input("table", (5, 3), DTYPE)
    found = Gather()(table, ids)
    kept = ops.where(found > 0, x, 0.5 * ops.tanh(x) + found)
    assert sum_all(kept).shape == ()
    return graph, x


def test_a_sound_graph_passes():
    graph, _ = sound()
    check(graph, DTYPE)


def test_use_before_definition_is_refused():
    graph, _ = sound()
    graph.equations.reverse()
    with pytest.raises(GraphError, match="used before it is defined"):
        check(graph, DTYPE)


def test_a_value_from_nowhere_is_refused():
    graph, x = sound()
    graph.inputs.remove(x)
    with pytest.raises(GraphError, match=r"x: float32.* is used before"):
        check(graph, DTYPE)


def test_a_value_of_another_graph_is_refused():
    graph, x = sound()
    _, other = sound()
    assert (x + other).shape == x.shape
    with pytest.raises(GraphError, match="used before"):
        check(graph, DTYPE)


def test_a_second_definition_is_refused():
    graph, _ = sound()
    graph.equations.append(graph.equations[0])
    with pytest.raises(GraphError, match="defined twice"):
        check(graph, DTYPE)


def test_a_definition_of_an_input_is_refused():
    graph, x = sound()
    graph.equations.insert(0, Equation((x,), Add(), (x, 1.0)))
    with pytest.raises(GraphError, match="defined twice"):
        check(graph, DTYPE)


@pytest.mark.parametrize(
    "wrong", [Type(("N", 4), DTYPE), Type((3,), DTYPE), Type(("N", 3), "float64")]
)
def test_a_wrong_type_is_refused(wrong):
    graph, x = sound()
    graph.equations.append(Equation((Value(graph, wrong),), Add(), (x, 1.0)))
    with pytest.raises(GraphError, match="should be"):
        check(graph, DTYPE)


def test_another_dtype_than_the_programs_is_refused():
    graph, _ = sound()
    with pytest.raises(GraphError, match="should hold float64"):
        check(graph, "float64")


def test_the_body_of_a_loop_is_checked_too():
    graph = Graph()
    a = graph.input("a", (3, "N", 2), DTYPE)
    loops.scan(lambda h, x: [ops.tanh(h + x).named("h")], [("N", 2)], [a])
    check(graph, DTYPE)
    graph.equations[-1].op.body.graph.equations.reverse()
    with pytest.raises(GraphError, match="used before it is defined"):
        check(graph, DTYPE)


def test_nothing_is_added_to_a_frozen_graph():
    graph, x = sound()
    graph.freeze()
    assert ops.tanh(x) is graph.equations[2].out
    with pytest.raises(RuntimeError, match="finished program"):
        ops.exp(x)
    with pytest.raises(RuntimeError, match="finished program"):
        graph.input("more", ("N",), DTYPE)


def test_dtypes_do_not_mix():
    graph, x = sound()
    with pytest.raises(ShapeError, match="float32 and float64"):
        _ = x + graph.input("wide", ("N", 3), "float64")


def test_shapes_that_do_not_broadcast_are_refused_at_once():
    graph, x = sound()
    before = len(graph.equations)
    for shape in (("N", 2), (4,), ("N", 2, 4)):
        with pytest.raises(ShapeError, match="do not go together"):
            _ = x * graph.input("other", shape, DTYPE)
    with pytest.raises(ShapeError, match="no matrix product"):
        _ = x @ graph.input("W", (4, 3), DTYPE)
    assert len(graph.equations) == before
