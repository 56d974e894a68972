"""What activations refuse, and where they turn."""

import pytest

from engine.core.graph import Graph
from engine.core.ops.curves import Elu as PlainElu
from engine.core.ops.curves import ScaledElu
from engine.errors import SpecError
from engine.vocabulary.activations.basic import Softmax
from engine.vocabulary.activations.rectifiers import Elu
from engine.vocabulary.activations.rows import Glu, LogSoftmax, Sparsemax
from engine.vocabulary.activations.waves import Step


def rows_of(width: int, *more: int):
    return Graph().input("x", ("N", *more, width), "float64")


@pytest.mark.parametrize("width", [2, 4, 6, 10])
def test_glu_halves_a_row(width):
    assert Glu()(rows_of(width)).shape == ("N", width // 2)
    assert Glu()(rows_of(width, 3)).shape == ("N", 3, width // 2)


@pytest.mark.parametrize("width", [1, 3, 7])
def test_glu_refuses_odd_rows(width):
    with pytest.raises(SpecError, match=f"{width} is odd") as caught:
        Glu()(rows_of(width))
    assert caught.value.problems[0].hint == f'"units": {width + 1}'


@pytest.mark.parametrize("word", [Softmax, LogSoftmax, Sparsemax, Glu])
def test_rows_are_along_the_last_axis(word):
    for axis in (-1, 2):
        assert word(axis=axis)(rows_of(4, 3)).shape[1] == 3
    for axis in (0, 1, 3, -2):
        with pytest.raises(SpecError, match="along the last axis"):
            word(axis=axis)(rows_of(4, 3))


def test_step_takes_its_slope_from_what_keeps_the_width():
    with pytest.raises(SpecError, match="glu makes 2 numbers of 4") as caught:
        Step(surrogate=Glu())(rows_of(4))
    [problem] = caught.value.problems
    assert problem.path == ("surrogate",)
    assert "'sigmoid'" in problem.hint


@pytest.mark.parametrize(("alpha", "op"), [(1.0, PlainElu), (2.0, ScaledElu)])
def test_elu_is_written_without_a_factor_of_1(alpha, op):
    x = rows_of(2)
    y = Elu(alpha=alpha)(x)
    assert type(x.graph.equation_of(y).op) is op
