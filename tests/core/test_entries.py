"""Loops over numbers and explanations of entries follow from what the ops say."""

import numpy as np
import pytest

from engine.core.arithmetic import MatMul
from engine.core.loops import Scan
from tests.building import compiled, values
from tests.core.entries import WORLD, explain, loops
from tests.core.printings import draw
from tests.reference import evaluate
from tests.writing import dense, spec

ROWS = 3
GRU = {"type": "gru", "units": 2}
NETWORKS = {
    "dense": spec([dense(4, "sigmoid"), dense(2, "tanh")]),
    "softmax": spec(
        [dense(4, "relu"), dense(2, "softmax")], "categorical_crossentropy"
    ),
    "batch normalization": spec([dense(3), "batch_normalization", dense(2)]),
    "embedding": spec(
        [{"type": "embedding", "input_dim": 5, "output_dim": 2}, "flatten", dense(2)],
        places=5,
    ),
    "conv2d": spec(
        [
            {"type": "conv2d", "filters": 2, "kernel_size": 2, "activation": "tanh"},
            "flatten",
            dense(2),
        ],
        shape=[3, 4, 2],
    ),
    "gru": spec([GRU, dense(2)], shape=[3, 2]),
}
EVERY = pytest.mark.parametrize("name", NETWORKS)


def step(name):
    """Give forward, loss and backward of a network as one function, and its inputs."""
    program = compiled(NETWORKS[name]).program
    function, rng = program.fused["gradients"], np.random.default_rng(4)
    given = {value: draw(value, ROWS, rng) for value in function.args}
    known = values(program)
    for parameter in program.parameters:
        given[parameter.value] = known[parameter.key].astype(float)
    if name == "embedding":
        given[program.training.x] = rng.integers(0, 5, (ROWS, 3)).astype(float)
    return function, given


@EVERY
def test_loops_over_numbers_give_the_same(name):
    function, given = step(name)
    meant = evaluate(function, given)
    text, entries = loops(function, ROWS)
    world = {**WORLD, **{entries.name(v): array for v, array in given.items()}}
    exec(text, world)
    for result in function.results:
        found = world[entries.name(result)]
        np.testing.assert_allclose(found, meant[result], 1e-9, 1e-12, err_msg=text)


@EVERY
def test_every_entry_is_explained_by_what_it_was_computed_from(name):
    function, given = step(name)
    meant, rng = evaluate(function, given), np.random.default_rng(5)
    for equation in function.equations:
        if isinstance(equation.op, Scan) or not equation.outs[0].type.is_array:
            continue
        for place, out in enumerate(equation.outs):
            whole = np.asarray(meant[out])
            index = tuple(int(rng.integers(length)) for length in whole.shape)
            found, seen = explain(equation, index, meant, ROWS, place)
            assert found == pytest.approx(whole[index], 1e-9, 1e-12), equation
            assert seen or not equation.values


def test_a_product_is_explained_by_a_row_and_a_column():
    function, given = step("dense")
    meant = evaluate(function, given)
    equation = next(e for e in function.equations if isinstance(e.op, MatMul))
    x, kernel = equation.values
    found, seen = explain(equation, (1, 2), meant, ROWS)
    expected = [(v, i) for k in range(3) for v, i in ((x, (1, k)), (kernel, (k, 2)))]
    assert [(value, index) for value, index, _ in seen] == expected
    pairs = zip(seen[::2], seen[1::2], strict=True)
    assert found == pytest.approx(sum(a * b for (_, _, a), (_, _, b) in pairs))
