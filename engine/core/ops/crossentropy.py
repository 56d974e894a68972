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

    text = "-(xlogy({1}, {0}) + xlogy(1 - {1}, 1 - {0}))"
    plan = (
        "subtract(1.0, {1}, {s1})",
        "equal({s1}, 0.0, {s0})",
        "subtract(1.0, {0}, {s2})",
        "copyto({s3}, {s2})",
        "copyto({s3}, 1.0, where={s0})",
        "log({s3}, {s3})",
        "multiply({s1}, {s3}, {s4})",
        "equal({1}, 0.0, {s0})",
        "copyto({s3}, {0})",
        "copyto({s3}, 1.0, where={s0})",
        "log({s3}, {s3})",
        "multiply({1}, {s3}, {s3})",
        "add({s3}, {s4}, {out})",
        "negative({out}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        p, y = args
        whole = broadcast(args)
        return Type(y.shape, "bool"), y, p, whole, whole

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        p, y = args
        return d * (ratio(1 - y, 1 - p) - ratio(y, p)), d * (log(1 - p) - log(p))


class SigmoidCrossentropy(Elementwise):
    """The binary cross-entropy of sigmoid(z): max(z, 0) - z y + log(1 + exp(-|z|))."""

    text = "sigmoid_crossentropy({0}, {1})"
    plan = (
        "maximum({0}, 0.0, out={s0})",
        "multiply({0}, {1}, {s1})",
        "subtract({s0}, {s1}, {s0})",
        "absolute({0}, {s1})",
        "negative({s1}, {s1})",
        "exp({s1}, {s1})",
        "log1p({s1}, {s1})",
        "add({s0}, {s1}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return (broadcast(args),) * 2

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        z, y = args
        return d * (sigmoid(z) - y), -d * z


class PerRow(Op):
    """A loss of whole rows: one number, kept as a column, for each."""

    spreads = True

    def infer(self, *args: Type) -> Type:
        if args[0].shape != args[1].shape:
            msg = f"{list(args[0].shape)} and {list(args[1].shape)} must be alike"
            raise ShapeError(msg)
        return per_row(broadcast(args))


class CategoricalCrossentropy(PerRow):
    """-sum(y log(p / sum(p))) of each row; 0 log 0 is 0."""

    text = "categorical_crossentropy({0}, {1})"
    plan = (
        "add.reduce({0}, -1, None, {s0}, True)",
        "divide({0}, {s0}, {s1})",
        "equal({1}, 0.0, {s2})",
        "copyto({s1}, 1.0, where={s2})",
        "log({s1}, {s1})",
        "multiply({1}, {s1}, {s1})",
        "add.reduce({s1}, -1, None, {out}, True)",
        "negative({out}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        whole = broadcast(args)
        return per_row(args[0]), whole, Type(whole.shape, "bool")

    def vjp(self, d: Operand, out: Value, *args: Value) -> Sequence[Operand]:
        p, y = args
        slopes = _total(y) / sum_last(p) - ratio(y, p)
        return d * slopes, d * -log(p / sum_last(p))


class SoftmaxCrossentropy(PerRow):
    """The same of softmax(z): -sum(y log_softmax(z)) of each row."""

    text = "softmax_crossentropy({0}, {1})"
    plan = (
        "maximum.reduce({0}, -1, None, {s0}, True)",
        "subtract({0}, {s0}, {s1})",
        "exp({s1}, {s2})",
        "add.reduce({s2}, -1, None, {s0}, True)",
        "log({s0}, {s0})",
        "subtract({s1}, {s0}, {s1})",
        "multiply({1}, {s1}, {s1})",
        "add.reduce({s1}, -1, None, {out}, True)",
        "negative({out}, {out})",
    )

    def scratch(self, *args: Type) -> tuple[Type, ...]:
        return per_row(args[0]), broadcast(args), broadcast(args)

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
