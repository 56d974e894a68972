"""Arguments for every operation: of which shapes, and from where they are drawn.

A derivative is compared with central differences, so whatever has a kink is drawn away
from it; `DIFFERENTIABLE` says where each argument comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.core import arithmetic, loops
from engine.core.graph import Graph
from engine.core.op import Op
from engine.core.ops import (
    classes,
    convolution,
    crossentropy,
    curves,
    elementwise,
    powers,
    reductions,
    rowwise,
    scalars,
    sequences,
    shaping,
)
from engine.core.types import at_rows, product

ROWS = 3


@dataclass(frozen=True)
class Arg:
    """An argument: an array, or (`dtype` "number") a Python number."""

    shape: tuple
    draw: Callable
    dtype: str = ""


def uniform(low, high, *shape):
    return Arg(shape, lambda rng, shape: rng.uniform(low, high, shape))


free = partial(uniform, -2, 2)
positive = partial(uniform, 0.5, 2)
share = partial(uniform, 0.2, 0.8)


def near(centres, *shape):
    """Draw numbers close to some of the given ones."""

    def numbers(rng, shape):
        return rng.choice(centres, shape) + rng.uniform(-0.2, 0.2, shape)

    return Arg(shape, numbers)


even, odd = partial(near, [-2, 0, 2]), partial(near, [-1, 1])


def mask(*shape):
    return Arg(shape, lambda rng, shape: rng.random(shape) < 0.5, "bool")


def holed(*shape):
    """Draw positive numbers, some of which are 0."""

    def numbers(rng, shape):
        return rng.uniform(0.5, 2, shape) * (rng.random(shape) < 0.6)

    return Arg(shape, numbers)


def whole(*shape):
    return Arg(shape, lambda rng, shape: rng.integers(-1, 5, shape))


def spread(*shape):
    """Draw numbers that are far apart from each other in a row."""

    def numbers(rng, shape):
        steps = np.broadcast_to(np.arange(shape[-1]), shape)
        return rng.permuted(steps, axis=-1) + rng.uniform(-0.2, 0.2, shape)

    return Arg(shape, numbers)


def places(*shape):
    return Arg(shape, lambda rng, shape: rng.integers(0, 5, shape), "int64")


def truth():
    """Draw what a comparison of numbers gives."""
    return Arg((), lambda rng, shape: rng.random() < 0.5, "bool")


def number(low, high):
    return Arg((), lambda rng, shape: float(rng.uniform(low, high)), "number")


def scalar(low, high):
    """Draw what a sum is: one number of NumPy's."""
    return Arg((), lambda rng, shape: rng.uniform(low, high))


def always(number, *shape):
    return Arg(shape, lambda rng, shape: np.full(shape, float(number)))


zeros, ones = partial(always, 0), partial(always, 1)


def exact(*shape):
    """Draw -1, 0 and 1."""
    return Arg(shape, lambda rng, shape: rng.integers(-1, 2, shape).astype(float))


def fixed(row):
    return Arg(("N", len(row)), lambda rng, shape: np.full(shape, row, float))


@dataclass(frozen=True)
class Case:
    op: Op
    args: tuple

    def typed(self, dtype):
        """Give the operation for a dtype, which the body of a loop has."""
        if not isinstance(self.op, loops.Scan):
            return self.op
        return recurrence(dtype, backwards=self.op.backwards)

    def build(self, dtype="float64", rows=ROWS, seed=0):
        """Give anchor, result and {argument: array} of a graph with this equation."""
        graph, rng = Graph(), np.random.default_rng(seed)
        anchor = graph.input("anchor", (2,), dtype)
        arrays, operands = {}, []
        for place, arg in enumerate(self.args):
            if isinstance(arg, Arg):
                value = graph.input(f"a{place}", arg.shape, arg.dtype or dtype)
                drawn = arg.draw(rng, at_rows(arg.shape, rows))
                is_number = arg.dtype == "number"
                kind = np.dtype(value.type.dtype).type if not is_number else float
                cast = kind if not arg.shape else partial(np.asarray, dtype=kind)
                arrays[value] = cast(drawn)
                operands.append(value)
            else:
                operands.append(arg)
        return anchor, graph.append(self.typed(dtype), tuple(operands)), arrays


def table(*rows):
    """Give {class: cases} from rows of an operation and its arguments."""
    cases = {}
    for op, *args in rows:
        cases.setdefault(type(op), []).append(Case(op, tuple(args)))
    return cases


def pairs(op, first=free, second=free):
    """Give rows that broadcast in each way that a network does."""
    return [
        (op, first("N", 4), second("N", 4)),
        (op, first("N", 4), second(4)),
        (op, first("N", 1), second("N", 4)),
        (op, first("N", 4), second("N", 1)),
        (op, first(4), second("N", 4)),
        (op, first("N", 2, 4), second(2, 4)),
        (op, first("N", 4), second(1)),
    ]


def plain(op, draw=free):
    return [(op, draw("N", 4)), (op, draw(3)), (op, draw("N", 2, 3))]


def recurrence(dtype="float64", **options):
    """Give a loop over three steps: the simplest recurrent network."""
    graph = Graph()
    sequence, shared = (
        graph.input(name, shape, dtype)
        for name, shape in (("a", (3, "N", 4)), ("U", (4, 4)))
    )

    def cell(h, a, u):
        return [elementwise.tanh(a + h @ u).named("h")]

    loops.scan(cell, [("N", 4)], [sequence], [shared], **options)
    return graph.equations[-1].op


A, X, R, S, N = arithmetic, crossentropy, reductions, shaping, scalars
Q, V = sequences, convolution
THREE_BY_TWO = convolution.Windows((3, 2), (1, 2))
APART = convolution.Windows((2, 2), (1, 1), (2, 1))
TWO_BY_TWO = convolution.Windows((2, 2), (2, 2))
P, C = powers, classes

DIFFERENTIABLE = table(
    *pairs(A.Add()),
    (A.Add(), 0.5, free("N", 4)),
    (A.Add(), free("N", 4), scalar(1, 2)),
    *pairs(A.Subtract()),
    (A.Subtract(), 1, free("N", 4)),
    (A.Subtract(), scalar(1, 2), free("N", 4)),
    *pairs(A.Multiply()),
    (A.Multiply(), 0.3, free("N", 4)),
    (A.Multiply(), free("N", 4), scalar(1, 2)),
    *pairs(A.Divide(), second=positive),
    (A.Divide(), 1.5, positive("N", 4)),
    (A.Divide(), free("N", 4), 0.7),
    (A.Divide(), free("N", 4), scalar(1, 2)),
    *plain(A.Negative()),
    (A.MatMul(), free("N", 4), free(4, 3)),
    (A.MatMul(), free("N", 1), free(1, 1)),
    (A.MatMulLeft(), free("N", 4), free("N", 2)),
    (A.MatMulLeft(), free(2, 4), free(2, 3)),
    (A.MatMulRight(), free("N", 4), free(3, 4)),
    *plain(elementwise.Exp()),
    *plain(elementwise.Log(), positive),
    *plain(elementwise.Square()),
    *plain(elementwise.Sqrt(), positive),
    *plain(elementwise.Absolute(), odd),
    *plain(elementwise.Clip(-0.5, 0.5), partial(near, [-1, 0, 1])),
    *pairs(elementwise.Maximum(), even, odd),
    (elementwise.Maximum(), odd("N", 4), 0),
    (elementwise.Maximum(), 0.0, odd("N", 4)),
    *pairs(elementwise.Minimum(), even, odd),
    (elementwise.Minimum(), odd("N", 4), 0),
    (elementwise.Minimum(), 0.0, odd("N", 4)),
    (elementwise.Where(), mask("N", 4), free("N", 4), free("N", 4)),
    (elementwise.Where(), mask("N", 1), free("N", 4), free(4)),
    (elementwise.Where(), mask("N", 4), free("N", 1), 0.25),
    (elementwise.Where(), mask("N", 4), 0, free("N", 4)),
    *plain(elementwise.Tanh()),
    *plain(elementwise.Sigmoid()),
    *plain(elementwise.Softplus()),
    *plain(elementwise.LeakyRelu(0.2), odd),
    *plain(elementwise.NormalCdf()),
    *plain(elementwise.NormalPdf()),
    *plain(elementwise.Huber(1.5), even),
    *plain(curves.Elu(), odd),
    *plain(curves.ScaledElu(0.4), odd),
    *plain(curves.Softsign(), odd),
    *plain(curves.Sin()),
    *plain(curves.Cos()),
    *plain(curves.Arctan()),
    *plain(rowwise.Softmax()),
    *plain(rowwise.Sparsemax()),
    *plain(rowwise.LogSoftmax()),
    *pairs(X.BinaryCrossentropy(), share, share),
    (X.BinaryCrossentropy(), share("N", 4), free("N", 4)),
    (X.BinaryCrossentropy(), share("N", 4), holed("N", 4)),
    (X.CategoricalCrossentropy(), share("N", 4), holed("N", 4)),
    *pairs(X.SigmoidCrossentropy(), odd, share),
    (X.CategoricalCrossentropy(), share("N", 4), share("N", 4)),
    (X.CategoricalCrossentropy(), share("N", 4), free("N", 4)),
    (X.CategoricalCrossentropy(), share("N", 2, 3), share("N", 2, 3)),
    *plain(P.Raised(2.0), positive),
    *plain(P.Raised(0.5), positive),
    *plain(P.Raised(1.3), positive),
    *plain(P.Log1p(), positive),
    *plain(P.LogCosh()),
    *plain(P.LogSigmoid()),
    *plain(P.Norm()),
    *pairs(P.XLogY(), positive, positive),
    *pairs(P.Ratio(), positive, positive),
    (P.XLogY(), holed("N", 4), positive("N", 4)),
    (P.Ratio(), holed("N", 4), positive("N", 4)),
    *plain(C.ScaleColumns((0.5, 2.0, 0.25, 3.0)))[:1],
    (C.ScaleColumns((0.5, 2.0)), free("N", 3, 2)),
    *plain(C.MaxLast(), spread),
    (X.SoftmaxCrossentropy(), free("N", 4), share("N", 4)),
    (X.SoftmaxCrossentropy(), free("N", 4), free("N", 4)),
    (X.SoftmaxCrossentropy(), free("N", 2, 3), share("N", 2, 3)),
    *plain(R.SumAll()),
    (R.SumRows(), free("N", 4)),
    (R.SumRows(), free("N", 2, 3)),
    *plain(R.SumAxes(-1)),
    (R.SumAxes(-2), free("N", 4)),
    (R.SumAxes(-2), free("N", 2, 3)),
    (R.SumAxes(-3), free("N", 2, 3)),
    (R.SumAxes(0), free(3, 4)),
    (R.SumAxes(-1), free("N", 2, 4)),
    (R.SumAxes((0, 1)), free(3, 4)),
    (R.SumAxes((0, 2)), free(3, 2, 4)),
    (R.NonzeroOrOne(), scalar(1, 2)),
    (R.NonzeroOrOne(), scalar(0, 0)),
    (S.Reshape(("N", 2, 3)), free("N", 6)),
    (S.Reshape(("N", 6)), free("N", 2, 3)),
    (S.Reshape((product(["N", 2]), 3)), free("N", 2, 3)),
    (S.Reshape((2, "N", 3)), free("N", 6)),
    (S.Reshape((3, 2, 2)), free(3, 4)),
    (S.Copy(1), free("N", 4)),
    (S.Fill(), scalar(-1, 1), free("N", 4)),
    (S.Fill(), 0.3, free("N", 4)),
    (S.Concatenate(), free("N", 4)),
    (S.Concatenate(), free("N", 4), free("N", 1), free("N", 2)),
    (S.Concatenate(), free("N", 2, 2), free("N", 2, 3)),
    (S.SliceColumns(1, 3), free("N", 4)),
    (S.SliceColumns(0, 1), free("N", 2, 3)),
    (S.PadColumns(1, 3, 4), free("N", 2)),
    (S.PadColumns(0, 2, 5), free("N", 3, 2)),
    (S.Gather(), free(5, 2), places("N")),
    (S.Gather(), free(5, 2), places("N", 3)),
    (S.ScatterAdd(), free("N", 2), places("N"), free(5, 2)),
    (S.ScatterAdd(), free("N", 3, 2), places("N", 3), free(5, 2)),
    (Q.Step(1), free(3, "N", 2)),
    (Q.Step(-1), free(3, "N", 2)),
    (Q.Steps(1, 3), free(4, "N", 2)),
    (Q.PlaceStep(1, 3), free("N", 2)),
    (Q.PlaceSteps(1, 4), free(2, "N", 3)),
    (Q.StepsFirst(), free("N", 3, 2)),
    (Q.LastFirst(), free(3, "N", 2)),
    (V.Pad((1, 0, 2, 1)), free("N", 3, 2, 2)),
    (V.Pad((0, 1, 0, 0), -5.0), free("N", 2, 2, 1)),
    (V.Crop((1, 0, 2, 1)), free("N", 3, 4, 2)),
    *((V.Patches(w), free("N", 4, 5, 2)) for w in (THREE_BY_TWO, APART)),
    *(
        (V.AddPatches(w), free(product(["N", count]), width), free("N", 4, 5, 2))
        for w, count, width in ((THREE_BY_TWO, 4, 12), (APART, 8, 8))
    ),
    (V.MaxPool(TWO_BY_TWO), spread("N", 4, 5, 2)),
    (V.MaxPool(THREE_BY_TWO), spread("N", 4, 5, 2)),
    (Q.StepsFirst(), free(3, "N")),
    (recurrence(), 0, free(3, "N", 4), free(4, 4)),
    (recurrence(), free("N", 4), free(3, "N", 4), free(4, 4)),
    (recurrence(backwards=True), 0, free(3, "N", 4), free(4, 4)),
)
"""The arguments with which each operation's derivative is checked."""

FLAT = table(
    (
        V.Unpool(TWO_BY_TWO),
        free("N", 2, 2, 1),
        exact("N", 2, 2, 1),
        exact("N", 4, 5, 1),
    ),
    *pairs(A.Greater(), even, odd),
    (A.Greater(), free("N", 4), 0),
    *pairs(A.Less(), even, odd),
    (A.Less(), free("N", 4), 0.5),
    *pairs(A.GreaterEqual(), even, odd),
    (A.GreaterEqual(), free("N", 4), 0),
    *pairs(A.LessEqual(), even, odd),
    (A.LessEqual(), free("N", 4), 0),
    (A.LessEqual(), places("N", 4), 2),
    (A.LessEqual(), number(1, 5), 3),
    (A.Power(), 0.9, number(1, 5)),
    (A.FloorDivide(), number(5, 9), 2),
    (N.Floor(), number(-3, 3)),
    (N.Ceil(), number(-3, 3)),
    (N.LogOfNumber(), number(1, 5)),
    (N.CosPi(), number(-1, 2)),
    (N.ScalarMin(), number(1, 2), 1.5),
    (N.ScalarMin(), number(1, 2), number(1, 2)),
    (N.Choice(), truth(), number(1, 2), 0.5),
    (N.Choice(), truth(), 3, number(1, 2)),
    *plain(elementwise.Sign()),
    *plain(curves.Heaviside()),
    (curves.Surrogate(), free("N", 4), free("N", 4)),
    *plain(C.SharesOfMax(), spread),
    (C.SharesOfMax(), whole("N", 4)),
    (C.OneHot(5), Arg(("N", 1), lambda rng, shape: rng.integers(0, 5, shape))),
    (R.TotalWeight(), positive("N", 4)),
    (R.TotalWeight(), free("N", 1)),
    (R.Number(0.9),),
    (R.Size(), free("N", 4)),
    (R.Rows(), free("N", 4)),
    (R.Width(), free("N", 4)),
    (R.Width(), free("N", 2, 3)),
    (S.ToIndices(), positive("N", 4)),
    (R.CountNonzero(), free("N", 4)),
    (R.CountNonzero(), mask("N", 4)),
    (R.ScalarMax(), scalar(1, 2), 1.5),
    (R.ScalarMax(), scalar(1, 2), 0.5),
)
"""The arguments of those that nothing is differentiated by."""

EDGES = table(
    *plain(curves.Heaviside(), exact),
    *plain(P.Norm(), zeros),
    *pairs(P.XLogY(), zeros, zeros),
    *pairs(P.XLogY(), exact, positive),
    *pairs(P.Ratio(), zeros, zeros),
    *pairs(P.Ratio(), exact, positive),
    (X.BinaryCrossentropy(), zeros("N", 4), zeros("N", 4)),
    (X.BinaryCrossentropy(), ones("N", 4), ones("N", 4)),
    (X.CategoricalCrossentropy(), fixed([0, 1, 0]), fixed([0, 1, 0])),
    (C.SharesOfMax(), ones("N", 4)),
    (R.TotalWeight(), zeros("N", 4)),
    (R.CountNonzero(), zeros("N", 4)),
    *plain(curves.Elu(), exact),
    *plain(elementwise.LeakyRelu(0.2), exact),
)
"""Arguments at the edges of definitions, where texts must agree all the same."""

SEVERAL = {S.Split: "tests/core/test_loops.py"}
"""Operations with several results, and where they are tested."""

FLAT_BECAUSE = {
    A.Greater: "a truth is flat but for its edge",
    A.Less: "a truth is flat but for its edge",
    A.GreaterEqual: "a truth is flat but for its edge",
    A.LessEqual: "a truth is flat but for its edge",
    **dict.fromkeys(
        (A.Power, A.FloorDivide, N.Floor, N.Ceil, N.LogOfNumber, N.CosPi),
        "its numbers come from schedules and step counts, not from parameters",
    ),
    N.ScalarMin: "its numbers come from schedules and step counts",
    N.Choice: "its numbers come from schedules and step counts",
    elementwise.Sign: "it is flat but for 0",
    curves.Heaviside: "it is flat but for 0",
    curves.Surrogate: "its slope is declared, that of its second argument",
    V.Unpool: "it is asked for when slopes are computed, and no slope of those",
    C.SharesOfMax: "it is flat but for where two are equal",
    C.OneHot: "classes are not numbers to change a little",
    R.TotalWeight: "weights come from the data, not from parameters",
    R.Number: "it has no argument",
    R.Size: "a length does not depend on what an array holds",
    R.Rows: "a length does not depend on what an array holds",
    R.Width: "a length does not depend on what an array holds",
    S.ToIndices: "whole numbers do not change by a little",
    R.CountNonzero: "a count is flat",
    R.ScalarMax: "only optimizers use it, and they are not differentiated",
}
"""Why nothing is differentiated by them."""
