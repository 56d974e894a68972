"""Softmax and the cross-entropies, each exact on its own, and their stable pairings.

`binary_crossentropy` and `categorical_crossentropy` are graph rewrites: on the output
of a sigmoid or softmax they give the same loss computed from what went into it, which
neither overflows nor loses digits. No probability is ever clipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.arithmetic import Elementwise
from engine.core.graph import Equation, Operand, Value
from engine.core.op import Op
from engine.core.ops.classes import OneHot
from engine.core.ops.elementwise import Exp, Sigmoid, log, sigmoid
from engine.core.ops.powers import log_sigmoid, ratio, xlogy
from engine.core.ops.reductions import sum_last
from engine.core.ops.rowwise import Softmax, log_softmax, softmax
from engine.core.types import ShapeError, Type, broadcast, per_row


class BinaryCrossentropy(Elementwise):
    """-(y log p + (1 - y) log(1 - p)); 0 log 0 is 0."""

    formula = "p, y: -(xlogy(y, p) + xlogy(1 - y, 1 - p))"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        p, y = args
        return d * (ratio(1 - y, 1 - p) - ratio(y, p)), d * (log(1 - p) - log(p))


class SigmoidCrossentropy(Elementwise):
    """The binary cross-entropy of sigmoid(z): max(z, 0) - z y + log(1 + exp(-|z|))."""

    formula = "z, y: maximum(z, 0) - z * y + log1p(exp(-abs(z)))"
    called = "sigmoid_crossentropy"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        z, y = args
        return d * (sigmoid(z) - y), -d * z


class PerRow(Op):
    """A loss of whole rows: one number, kept as a column, for each."""

    takes_scalar_adjoint = True

    def infer(self, *args: Type) -> Type:
        if args[0].shape != args[1].shape:
            msg = f"{list(args[0].shape)} and {list(args[1].shape)} must be alike"
            raise ShapeError(msg)
        return per_row(broadcast(args))


class CategoricalCrossentropy(PerRow):
    """-sum(y log(p / sum(p))) of each row; 0 log 0 is 0."""

    formula = "p, y: -sum(xlogy(y, p / sum(p)))"
    called = "categorical_crossentropy"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        p, y = args
        slopes = _total(y) / sum_last(p) - ratio(y, p)
        return d * slopes, d * -log(p / sum_last(p))


class SoftmaxCrossentropy(PerRow):
    """The same of softmax(z): -sum(y log_softmax(z)) of each row."""

    formula = "z, y: -sum(y * log_softmax(z))"
    called = "softmax_crossentropy"

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        z, y = args
        return d * (softmax(z) * _total(y) - y), -d * log_softmax(z)


LOGARITHMS = Sigmoid, Softmax, Exp
"""The operations of which `y_log` knows the logarithm."""


def binary_crossentropy(p: Value, y: Value) -> Value:
    """Give the binary cross-entropy of probabilities, from their logits if known."""
    made = p.graph.equation_of(p)
    if made and isinstance(made.op, Sigmoid):
        return SigmoidCrossentropy()(made.args[0], y)
    return BinaryCrossentropy()(p, y)


def categorical_crossentropy(p: Value, y: Value) -> Value:
    """Give the cross-entropy of each row's shares, from their logits if known."""
    made = p.graph.equation_of(p)
    if made and isinstance(made.op, Softmax):
        return SoftmaxCrossentropy()(made.args[0], y)
    return CategoricalCrossentropy()(p, y)


def y_log(y: Value, p: Value) -> Value:
    """Give y log(p), from what p was made of if that is exact; 0 log 0 is 0."""
    log_p = _log_of(p)
    return xlogy(y, p) if log_p is None else y * log_p


def from_1(p: Value) -> Value:
    """Give 1 - p, that of a sigmoid without losing digits."""
    made = p.graph.equation_of(p)
    if made and isinstance(made.op, Sigmoid):
        return sigmoid(-_first(made))
    return 1 - p


def shares(p: Value) -> Value:
    """Bring the numbers of each row to a sum of 1; those of a softmax have it."""
    made = p.graph.equation_of(p)
    return p if made and isinstance(made.op, Softmax) else p / sum_last(p)


def _log_of(p: Value) -> Value | None:
    """Find the logarithm of what a sigmoid, softmax or exponential function gave."""
    made = p.graph.equation_of(p)
    if made and isinstance(made.op, Sigmoid):
        return log_sigmoid(_first(made))
    if made and isinstance(made.op, Softmax):
        return log_softmax(_first(made))
    return _first(made) if made and isinstance(made.op, Exp) else None


def _total(y: Value) -> Operand:
    """Add up the targets of each row; that of one class is 1."""
    made = y.graph.equation_of(y)
    return 1 if made and isinstance(made.op, OneHot) else sum_last(y)


def _first(made: Equation) -> Value:
    return made.values[0]
