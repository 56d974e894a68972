"""Layers that bring the data, or a row, into the form that others need."""

from collections.abc import Iterator
from math import prod
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.core import ops
from engine.core.builder import Adapted, Net
from engine.core.graph import Operand, Value
from engine.core.ops.elementwise import maximum, sqrt
from engine.errors import Problem
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import Literal, RandomUniform
from engine.vocabulary.layers import Layer, Trainable, along_last, refusal
from engine.vocabulary.regularizers import Regularizer

Numbers = float | Annotated[list[float], Field(min_length=1)]


class Reshape(Layer):
    """The numbers of each row in another shape, the last axis fastest.

    Shapes: anything to `target_shape`, of as many numbers.
    Use: to make tables of flat rows.
    Source: Keras's `Reshape`.
    """

    affine = True

    target_shape: list[int] = Field(min_length=1)
    """The new shape without the rows; -1 once, for the length that is left."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        for i, dim in enumerate(self.target_shape):
            if dim < 1 and dim != -1:
                message = f"expected a length, or -1, not {dim}"
                yield Problem(message, ("target_shape", i))
        if self.target_shape.count(-1) > 1:
            hint = "write the other lengths"
            yield Problem("only one length may be -1", ("target_shape",), hint)

    def __call__(self, x: Value, net: Net) -> Value:
        tail = self._tail(x)
        if x.shape[1:] == tail:
            return x
        return ops.Reshape((x.shape[0], *tail))(x).named("h")

    def title(self) -> str:
        return f"reshape to {self.target_shape}"

    def _tail(self, x: Value) -> tuple[int, ...]:
        size = prod(int(dim) for dim in x.shape[1:])
        known = prod(dim for dim in self.target_shape if dim != -1)
        tail = tuple(size // known if d == -1 else d for d in self.target_shape)
        if prod(tail) != size:
            message = f"{size} numbers do not fit into {self.target_shape}"
            raise refusal(message, "target_shape", "its product is their number")
        return tail


class Identity(Layer):
    """x, as it is.

    Use: to give something another name.
    Source: Keras's `Identity`.
    """

    affine = True

    def __call__(self, x: Value, net: Net) -> Value:
        return x


class Rescaling(Layer):
    """x * scale + offset, with numbers that are not trained.

    Use: to bring data of a known range to about -1 to 1.
    Source: Keras's `Rescaling`.
    """

    affine = True

    scale: Numbers
    """What is multiplied by: a number, or one for each of the last axis."""
    offset: Numbers = 0.0
    """What is added: a number, or one for each of the last axis."""

    def __call__(self, x: Value, net: Net) -> Value:
        h = x * _fixed("scale", self.scale, x, net)
        offset = _fixed("offset", self.offset, x, net)
        return (h if self.offset == 0 else h + offset).named("h")


class Normalization(Layer):
    """(x - mean) / sqrt(variance), with numbers that are not trained.

    Mean and variance are those of the training data if they are left out; they are
    computed once, before training. A deviation of less than 1e-7 counts as 1e-7.

    Use: first of all layers, where the data's columns have different sizes.
    Source: LeCun et al. (1998), Efficient backprop, section 4.3.
    """

    affine = True

    axis: int = -1
    """The axis that keeps its numbers apart: the last one."""
    mean: Numbers | None = None
    """What is subtracted; that of the training data if left out."""
    variance: Numbers | None = None
    """What is divided by, once its root is taken; that of the training data."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if (self.mean is None) != (self.variance is None):
            given, other = "mean", "variance"
            if self.mean is None:
                given, other = other, given
            hint = "or leave both out, to take those of the training data"
            yield Problem(f"'{given}' needs '{other}'", (given,), hint)
        lowest = np.min(0.0 if self.variance is None else self.variance)
        if lowest < 0:
            yield Problem("a variance is not negative", ("variance",))

    def __call__(self, x: Value, net: Net) -> Value:
        along_last(self.axis, x, "normalization keeps numbers apart")
        mean, variance = self._moments(x, net)
        deviation = maximum(sqrt(variance), 1e-7).named("deviation")
        return ((x - mean) / deviation).named("h")

    def _moments(self, x: Value, net: Net) -> list[Value]:
        """Give mean and variance, as they are known or from the data."""
        shape = x.shape[-1:]
        if self.mean is not None and self.variance is not None:
            given = {"mean": self.mean, "variance": self.variance}
            for name, numbers in given.items():
                _check_length(name, numbers, x)
            starts = [Literal(value=numbers) for numbers in given.values()]
        elif x in net.data:
            starts = [Adapted(net.data[x], find) for find in (_mean, _variance)]
        else:
            message = "normalization takes the data itself, or one of its columns"
            hint = 'make it the first layer, or write "mean" and "variance"'
            raise refusal(message, hint=hint)
        names = ("mean", "variance")
        pairs = zip(names, starts, strict=True)
        return [net.state(name, shape, start) for name, start in pairs]


EXACT = 2**24
"""Up to this, float32 holds every whole number."""


class Embedding(Trainable):
    """The rows of a table that whole numbers name, counted from 0.

    Shapes: the data or its columns, each number to a row of `output_dim`.
    Use: for categories, each of which learns what it is like.
    Source: Bengio et al. (2003), A neural probabilistic language model, JMLR 3.
    """

    input_dim: int = Field(gt=0)
    """How many rows the table has: one more than the largest number."""
    output_dim: int = Field(gt=0)
    """How long a row is."""
    embeddings_initializer: Initializer = RandomUniform()
    """What the table starts from; its shape is (input_dim, output_dim)."""
    embeddings_constraint: Constraint | None = None
    """What the table is brought to after each step."""
    embeddings_regularizer: Regularizer | None = None
    """What the table adds to the loss."""

    def __call__(self, x: Value, net: Net) -> Value:
        if x not in net.data:
            message = "embedding takes whole numbers, which only the data has"
            hint = '"inputs": "input", or the name of a column such as "input.color"'
            raise refusal(message, hint=hint)
        if net.dtype == "float32" and self.input_dim > EXACT:
            message = f"float32 tells whole numbers apart up to {EXACT} only"
            raise refusal(message, "input_dim", 'choose the "dtype" float64')
        shape = (self.input_dim, self.output_dim)
        table = self.parameter(net, "embeddings", shape, "E")
        return ops.gather(table, net.to_indices(x, self.input_dim)).named("h")

    def title(self) -> str:
        return f"embedding, {self.input_dim} rows of {self.output_dim}"


def _fixed(name: str, numbers: Numbers, x: Value, net: Net) -> Operand:
    """Give numbers as a literal, or as an array that is not trained."""
    if not isinstance(numbers, list):
        return numbers
    _check_length(name, numbers, x)
    return net.state(name, x.shape[-1:], Literal(value=numbers))


def _check_length(name: str, numbers: Numbers, x: Value) -> None:
    width = x.shape[-1]
    if isinstance(numbers, list) and len(numbers) != width:
        message = f"expected a number, or {width} of them, not {len(numbers)}"
        raise refusal(message, name, "one for each number of the last axis")


def _mean(x: NDArray[Any]) -> NDArray[np.float64]:
    return x.mean(axis=tuple(range(x.ndim - 1)), dtype=float)


def _variance(x: NDArray[Any]) -> NDArray[np.float64]:
    return x.var(axis=tuple(range(x.ndim - 1)), dtype=float)


WORDS = (
    Identity,
    Reshape,
    Rescaling,
    Normalization,
    Embedding,
)
