"""Every operation: its derivative, its two texts and its meaning agree."""

import gc
import pkgutil
from importlib import import_module

import numpy as np
import pytest

import engine.core
from engine.core.arithmetic import Elementwise
from engine.core.check import check
from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Graph
from engine.core.op import Op
from engine.core.ops.curves import Surrogate, surrogate
from engine.core.ops.powers import Raised
from engine.core.ops.reductions import sum_all, sum_last, sum_rows
from tests.core.cases import (
    DIFFERENTIABLE,
    EDGES,
    FLAT,
    FLAT_BECAUSE,
    ROWS,
    SEVERAL,
    Arg,
)
from tests.core.printings import Planned, bits, draw, textbook
from tests.reference import MEANING, evaluate

STEP = 1e-5
CLOSE = {"float64": 1e-12, "float32": 1e-5}

for module in pkgutil.iter_modules(engine.core.ops.__path__, "engine.core.ops."):
    import_module(module.name)


def leaves(kind=Op):
    """Give the classes of the engine's operations that none is derived from."""
    below = kind.__subclasses__()
    if not below:
        return {kind} if kind.__module__.startswith("engine.core.") else set()
    return set().union(*map(leaves, below))


def each(*tables):
    """Give a test parameter for each operation: its cases."""
    found = [pair for table in tables for pair in table.items()]
    return [pytest.param(cases, id=kind.__name__) for kind, cases in found]


def test_every_operation_has_a_meaning():
    assert leaves() == set(MEANING)


def test_every_operation_has_its_derivative_checked_or_a_reason_why_not():
    assert leaves() == set(DIFFERENTIABLE) | set(FLAT) | set(SEVERAL)
    assert set(FLAT) == set(FLAT_BECAUSE)
    assert set(DIFFERENTIABLE).isdisjoint(FLAT)


def test_a_forgotten_operation_would_be_noticed():
    body = {"__module__": "engine.core.ops.elementwise", "vjp": None, "text": "{0}"}
    forgotten = type("Forgotten", (Elementwise,), body)
    assert leaves() - set(MEANING) == {forgotten}
    del forgotten
    gc.collect()
    assert leaves() == set(MEANING)


LOSSES = {
    "some direction": lambda out, v: sum_all(v * out),
    "all alike": lambda out, v: sum_all(out),
    "alike but for a factor": lambda out, v: 0.7 * sum_all(out) / 3,
    "alike in a row": lambda out, v: sum_all(sum_last(out) * sum_last(v)),
    "alike in a column": lambda out, v: sum_all(sum_rows(out) * sum_rows(v)),
}
"""Ways from a result to a number; the adjoint that comes back has another shape."""


@pytest.mark.parametrize("way", LOSSES)
@pytest.mark.parametrize("cases", each(DIFFERENTIABLE))
def test_derivative(cases, way):
    for case in cases:
        _, out, arrays = case.build()
        if out.type.is_array or not way.startswith("alike in"):
            check_derivative(case, out, arrays, LOSSES[way])


def check_derivative(case, out, arrays, way):
    graph, rng = out.graph, np.random.default_rng(1)
    v = graph.input("v", out.shape, "float64")
    loss = way(out, v) if out.type.is_array else v * out
    smooth = [a for a in arrays if a.type.dtype == "float64"]
    arrays = arrays | {v: draw(v, ROWS, rng)}
    slopes = gradients(loss, smooth)
    check(graph, "float64")
    found = textbook(extract("backward", graph, slopes))(arrays)
    for a, slope in zip(smooth, found, strict=True):
        assert np.shape(slope) == np.shape(arrays[a]), f"{case}: shape of {a}"
        assert np.result_type(slope) == np.float64, f"{case}: dtype of {a}"
    change = {a: draw(a, ROWS, rng) for a in smooth}
    moves = zip(found, change.values(), strict=True)
    analytic = sum(np.sum(slope * move) for slope, move in moves)
    forward = textbook(extract("forward", graph, [loss]))
    numeric = central_difference(forward, arrays, change)
    assert abs(analytic - numeric) <= 1e-6 * max(abs(numeric), 1e-3), (
        f"{case}: analytic {analytic}, numeric {numeric}"
    )


def central_difference(forward, arrays, change):
    """Give how fast a result grows when the arguments move along `change`."""
    ends = []
    for by in (STEP, -STEP):
        moved = {a: arrays[a] + by * d for a, d in change.items()}
        ends.extend(forward(arrays | moved))
    return (ends[0] - ends[1]) / (2 * STEP)


@pytest.mark.parametrize("cases", each(FLAT))
def test_nothing_is_differentiated_by_flat_operations(cases):
    for case in cases:
        _, out, _ = case.build()
        equation = out.graph.equation_of(out)
        adjoints = list(case.op.vjp(1, out, *equation.args))
        assert len(adjoints) == (len(equation.args) or 1)
        assert set(adjoints) <= {None} or isinstance(case.op, Surrogate)


def test_a_surrogate_gives_its_slope_to_the_second():
    graph = Graph()
    value, slope = (graph.input(name, ("N", 2), "float64") for name in "ab")
    out = surrogate(value, slope)
    assert [*Surrogate().vjp(7, out, value, slope)] == [None, 7]


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("cases", each(EDGES))
def test_both_texts_agree_at_the_edges(cases, dtype):
    for case in cases:
        check_texts(case, dtype, ROWS)


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("cases", each(DIFFERENTIABLE, FLAT))
def test_both_texts_mean_what_the_operation_means(cases, dtype):
    for case in cases:
        for rows in (ROWS, 1):
            check_texts(case, dtype, rows)


def check_texts(case, dtype, rows):
    anchor, out, arrays = case.build(dtype, rows, seed=rows)
    check(anchor.graph, dtype)
    function = extract("f", anchor.graph, [out])
    (read,) = textbook(function)(arrays)
    expected = evaluate(function, arrays)[out]
    if out.type.dtype == "number":
        assert type(read) in (int, float), f"{case}: {type(read)}"
    elif out.type.is_array:
        assert read.dtype.name == out.type.dtype, f"{case}: {read.dtype}"
    assert np.shape(read) == np.shape(expected), f"{case}"
    close = CLOSE[dtype]
    np.testing.assert_allclose(read, expected, close, close, err_msg=f"{case}")
    outside = [v for v in arrays if v.type.is_array]
    if out.type.is_array and case.op.views is None:
        outside.append(out)
    for held in ([], outside):
        planned = Planned(function, rows, held, anchor)
        assert bits(planned(arrays)) == bits([read]), planned.printed.text


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("cases", each(DIFFERENTIABLE))
def test_a_result_may_take_the_place_of_an_argument(cases, dtype):
    """Each argument is made just before, and needed for nothing else."""
    for case in cases:
        anchor, _, arrays = case.build(dtype)
        made = iter([a - 0.0 if a.type.dtype == dtype else a for a in arrays])
        operands = [next(made) if isinstance(a, Arg) else a for a in case.args]
        out = anchor.graph.append(case.typed(dtype), tuple(operands))
        function = extract("f", anchor.graph, [sum_last(out)] if out.shape else [out])
        planned = Planned(function, ROWS, (), anchor)
        expected = textbook(function)(arrays)
        assert bits(planned(arrays)) == bits(expected), planned.printed.text


@pytest.mark.parametrize("exponent", [0.5, 0.25, 1.5, 2.0, 3.0])
def test_the_slope_of_a_power_at_0_is_finite(exponent):
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    out = Raised(exponent)(x)
    (slope,) = gradients(sum_all(out), [x])
    values = np.array([[0.0, 0.25], [4.0, 1.0]])
    with np.errstate(divide="ignore"):
        (found,) = textbook(extract("backward", graph, [slope]))({x: values})
    expected = exponent * np.where(values > 0, values, 1.0) ** (exponent - 1)
    assert found == pytest.approx(np.where(values > 0, expected, 0))
