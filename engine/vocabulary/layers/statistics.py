"""What layers compute of several numbers together: means, variances, lengths."""

from collections.abc import Callable
from math import prod

from engine.core import ops
from engine.core.graph import Operand, Value
from engine.core.ops.reductions import rows, sum_last, sum_rows, width


def moments_of_columns(x: Value) -> tuple[Value, Value]:
    """Give mean and variance of each number of the last axis, over all the others."""
    others = prod(int(dim) for dim in x.shape[1:-1])
    return _moments(x, _sum_of_columns, rows(x) * others)


def moments_of_rows(x: Value) -> tuple[Value, Value]:
    """Give mean and variance along the last axis, kept as columns."""
    return _moments(x, sum_last, width(x))


def standardized(x: Value, mean: Value, variance: Value, epsilon: float) -> Value:
    """Give x with a mean of 0 and a variance of 1."""
    centered = (x - mean).named("centered")
    deviation = ops.sqrt(variance + epsilon).named("deviation")
    return (centered / deviation).named("normal")


def unit(x: Value, least: float) -> Value:
    """Divide each row by its length, the square of which is taken as `least` or more.

    So the slope at 0 is finite: there is no root of 0.
    """
    squares = ops.maximum(sum_last(ops.square(x)), least)
    return x / ops.sqrt(squares).named("norm")


def _moments(
    x: Value, total: Callable[[Value], Value], count: Operand
) -> tuple[Value, Value]:
    mean = (total(x) / count).named("mean")
    centered = (x - mean).named("centered")
    return mean, (total(ops.square(centered)) / count).named("variance")


def _sum_of_columns(x: Value) -> Value:
    total = sum_rows(x)
    while len(total.shape) > 1:
        total = sum_rows(total)
    return total
