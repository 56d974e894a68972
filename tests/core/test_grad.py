"""Gradients of composed expressions against central differences of their meaning."""

from types import SimpleNamespace

import numpy as np
import pytest

from engine.core import ops
from engine.core.arithmetic import MatMulRight
from engine.core.check import check
from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Graph
from engine.core.ops.reductions import rows, size, sum_all, sum_last, sum_rows
from engine.core.ops.shaping import (
    Copy,
    Fill,
    Gather,
    Reshape,
    SliceColumns,
    concatenate,
)
from tests.core.printings import Planned, bits, draw, textbook
from tests.reference import evaluate

ROWS = 3
STEP = 1e-5
SHAPES = {
    "x": ("N", 4),
    "W": (4, 3),
    "b": (3,),
    "V": (4, 3),
    "c": ("N", 1),
    "s": (1,),
    "table": (5, 4),
    "unused": (2,),
}


def declared():
    """Declare the inputs that the expressions below are made of."""
    graph = Graph()
    named = {
        name: graph.input(name, shape, "float64") for name, shape in SHAPES.items()
    }
    return SimpleNamespace(
        graph=graph, ids=graph.input("ids", ("N",), "int64"), **named
    )


def mean(value):
    return sum_all(value) / size(value)


def of(inner, outer):
    """Give an expression that uses a value of another in several places."""
    return lambda i: outer(i, inner(i))


def activated(change):
    return lambda i: mean(change(i.x @ i.W + i.b))


EXPRESSIONS = {
    "a value used several times": of(
        lambda i: ops.tanh(i.x @ i.W),
        lambda i, h: mean(h * ops.sigmoid(h) + ops.square(h) - h),
    ),
    "a named value used several times": of(
        lambda i: ops.tanh((i.x @ i.W).named("z1")).named("h1"),
        lambda i, h: mean(ops.square(h) * h + ops.exp(h)),
    ),
    "a parameter used twice": lambda i: mean(
        ops.tanh(i.x @ i.W) * (i.x @ i.W + sum_all(i.W))
    ),
    "tied weights": lambda i: mean(
        ops.square(MatMulRight()(ops.tanh(i.x @ i.W), i.W) - i.x)
    ),
    "a sum": lambda i: sum_all(i.x @ i.W + i.b),
    "mean of a linear output": lambda i: mean(i.x @ i.W + i.b),
    "sum of rows of a linear output": lambda i: sum_all(
        ops.square(sum_rows(i.x @ i.W + i.b - i.c))
    ),
    "sum along a linear output": lambda i: sum_all(
        ops.square(sum_last(i.x @ i.W + i.b - i.c)) / rows(i.x)
    ),
    "a column broadcast": lambda i: mean(ops.square(i.x * i.c + i.c) / (1 + i.c * i.c)),
    "a column that is added": lambda i: mean(i.c + i.x) + mean(i.c - i.x),
    "a single number broadcast": lambda i: mean(i.s * ops.tanh(i.x @ i.W) - i.s),
    "a single number added to a sum": lambda i: sum_all(i.x + i.s),
    "a number made of an array": of(
        lambda i: ops.sqrt(sum_all(ops.square(i.W)) + 1),
        lambda i, norm: mean(ops.tanh(i.x @ i.W) / norm) + norm * 0.5,
    ),
    "a mean taken away": lambda i: mean(
        ops.square(i.x @ i.W - sum_rows(i.x @ i.W) / rows(i.x))
    ),
    "a sum of parameters": lambda i: mean(ops.square(i.W + i.V)),
    "a difference of parameters": lambda i: sum_all(i.W - i.V) * 0.5,
    "a penalty and a loss": lambda i: (
        mean(ops.absolute(i.x @ i.W)) + 0.1 * sum_all(ops.square(i.W))
    ),
    "rows of a table": lambda i: mean(
        ops.square(Gather()(i.table, i.ids)) * i.x - Gather()(i.table, i.ids)
    ),
    "rows of a table, added up": lambda i: sum_all(Gather()(i.table, i.ids)),
    "columns side by side": lambda i: mean(
        ops.square(concatenate(i.x @ i.W, i.c, i.x @ i.V, i.x @ i.W))
    ),
    "one column": lambda i: sum_all(SliceColumns(1, 2)(i.x @ i.W + i.b)),
    "a reshaped parameter": lambda i: mean(
        ops.square(Reshape((*i.table.shape[:1], 2, 2))(i.table))
    ),
    "a parameter seen through two shapes": lambda i: (
        sum_all(Reshape((20,))(Reshape((10, 2))(i.table))) + mean(i.table)
    ),
    "a copy": lambda i: mean(ops.square(Copy(1)(i.W))),
    "a number put everywhere": lambda i: mean(
        Fill()(sum_all(i.W), i.x @ i.V) * (i.x @ i.V)
    ),
    "softmax with cross-entropy": lambda i: mean(
        ops.categorical_crossentropy(
            ops.softmax(i.x @ i.W + i.b), ops.sigmoid(i.x @ i.V)
        )
    ),
    "sigmoid with cross-entropy": lambda i: mean(
        ops.binary_crossentropy(ops.sigmoid(i.x @ i.W + i.b), ops.sigmoid(i.x @ i.V))
    ),
    "factors drawn together": lambda i: sum_all(2 * (3 * (0.5 * i.W)) - 4 * (2 / i.V)),
    "mean of a leaky relu": activated(ops.LeakyRelu(0.1)),
    "mean of a relu": activated(lambda z: ops.maximum(z, 0)),
    "mean of a minimum": activated(lambda z: ops.minimum(0.5, z)),
    "mean of a clip": activated(ops.Clip(-1.0, 1.0)),
    "mean of a choice": activated(lambda z: ops.where(z > 0, z, 0.3 * z)),
    "mean of a choice of two": activated(lambda z: ops.where(z > 0.2, z, ops.exp(z))),
    "mean of a hinge": activated(lambda z: ops.maximum(1 - 0.7 * z, 0)),
    "mean of huber": activated(ops.Huber(0.7)),
}


def written(expression):
    """Give the graph's inputs, the loss and the gradient of every parameter."""
    given = declared()
    loss = expression(given)
    parameters = [getattr(given, name) for name in SHAPES]
    slopes = gradients(loss, parameters)
    check(given.graph, "float64")
    return given, loss, dict(zip(parameters, slopes, strict=True))


def drawn(given, seed=0):
    rng = np.random.default_rng(seed)
    return {value: draw(value, ROWS, rng) for value in given.graph.inputs}


def numeric(loss, inputs, parameter):
    """Give (loss(p + h) - loss(p - h)) / 2h for every number p."""
    way = extract("loss", loss.graph, [loss])
    gradient = np.empty_like(inputs[parameter])
    for place in np.ndindex(gradient.shape):
        ends = []
        for by in (STEP, -STEP):
            moved = inputs[parameter].copy()
            moved[place] += by
            ends.append(evaluate(way, inputs | {parameter: moved})[loss])
        gradient[place] = (ends[0] - ends[1]) / (2 * STEP)
    return gradient


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_gradients_are_those_of_the_meaning(name):
    given, loss, slopes = written(EXPRESSIONS[name])
    inputs = drawn(given)
    found = textbook(extract("backward", given.graph, [*slopes.values()]))(inputs)
    for parameter, slope in zip(slopes, found, strict=True):
        expected = numeric(loss, inputs, parameter)
        assert (slope.shape, slope.dtype) == (expected.shape, np.float64), parameter
        np.testing.assert_allclose(slope, expected, 1e-6, 1e-8, err_msg=f"{parameter}")


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_gradients_are_written_where_a_plan_holds_them(name):
    given, loss, slopes = written(EXPRESSIONS[name])
    inputs = drawn(given)
    function = extract("backward", given.graph, [loss, *slopes.values()])
    planned = Planned(function, ROWS, [*slopes, *slopes.values()], given.x)
    assert bits(planned(inputs)) == bits(textbook(function)(inputs))


def test_gradients_have_arrays_of_their_own():
    """No two parameters share one, and none is an input."""
    given, _, slopes = written(EXPRESSIONS["a sum of parameters"])
    assert len({*slopes.values()}) == len(slopes)
    found = textbook(extract("backward", given.graph, [*slopes.values()]))(drawn(given))
    for place, slope in enumerate(found):
        assert not any(np.shares_memory(slope, other) for other in found[:place])


def test_gradients_are_named_after_their_parameters():
    _, _, slopes = written(EXPRESSIONS["a difference of parameters"])
    assert [slope.name for slope in slopes.values()] == [f"d_{name}" for name in SHAPES]


def test_adjoints_are_named_after_what_they_are_of():
    given, _, _ = written(EXPRESSIONS["a named value used several times"])
    names = [equation.out.name for equation in given.graph.equations]
    assert [name for name in names if name] == [
        *("z1", "h1", "d_h1", "d_z1"),
        *(f"d_{name}" for name in SHAPES),
    ]


def test_an_unused_parameter_has_a_gradient_of_zeros():
    given, _, slopes = written(EXPRESSIONS["a sum"])
    function = extract("backward", given.graph, [slopes[given.unused]])
    (slope,) = textbook(function)(drawn(given))
    assert slope.tolist() == [0.0, 0.0]


def test_a_gradient_equal_to_an_input_is_a_copy():
    given = declared()
    (slope,) = gradients(sum_all(given.b * given.s), [given.s])
    (other,) = gradients(sum_all(given.W * given.V), [given.W])
    inputs = drawn(given)
    copied, summed = textbook(extract("backward", given.graph, [other, slope]))(inputs)
    assert not np.shares_memory(copied, inputs[given.V])
    np.testing.assert_array_equal(copied, inputs[given.V])
    np.testing.assert_allclose(summed, [np.sum(inputs[given.b])])


def test_nothing_is_computed_for_what_no_parameter_reaches():
    given = declared()
    loss = mean(ops.square(ops.tanh(given.x @ given.W) - ops.exp(given.c)))
    gradients(loss, [given.W])
    names = {equation.out.name for equation in given.graph.equations}
    assert "d_x" not in names
    assert "d_c" not in names
