"""Layers of several inputs."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import ClassVar

from engine.core import ops
from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.ops.reductions import sum_last
from engine.errors import Problem
from engine.vocabulary.layers import Layer, along_last, refusal, row_width
from engine.vocabulary.layers.statistics import unit


class Merge(Layer):
    """A layer of several inputs.

    Shapes: two layers or more of one shape to that shape.
    """

    most: ClassVar[int | None] = None
    """How many inputs it takes, if not as many as one likes."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.inputs is None:
            hint = '"inputs": ["input", "hidden"]'
            yield Problem(f"{self.tag()} needs 'inputs', names of layers", (), hint)

    def __call__(self, x: Value, net: Net) -> Value:
        return self.merged([x])

    def apply(self, inputs: Sequence[Value], net: Net) -> Value:
        hint = 'write their names: ["input", "hidden"]'
        if len(inputs) < 2:
            message = f"{self.tag()} takes two layers or more"
            raise refusal(message, "inputs", hint)
        if self.most is not None and len(inputs) > self.most:
            message = f"{self.tag()} takes {self.most} layers, not {len(inputs)}"
            raise refusal(message, "inputs", hint)
        return self.merged(inputs).named("h")

    @abstractmethod
    def merged(self, inputs: Sequence[Value]) -> Value:
        """Write the equations."""

    def alike(self, inputs: Sequence[Value]) -> Sequence[Value]:
        """Refuse inputs of different shapes."""
        first = inputs[0]
        for other in inputs[1:]:
            if other.shape != first.shape:
                widths = " and ".join(str(list(x.shape[1:])) for x in (first, other))
                hint = "give the layers equal units, or use concatenate"
                message = f"cannot {self.tag()} rows of {widths}"
                raise refusal(message, "inputs", hint)
        return inputs


class Add(Merge):
    """The sum of layers of one shape.

    Use: skip connections, through which gradients reach early layers undiminished.
    Source: He et al. (2016), Deep residual learning for image recognition, CVPR.
    """

    affine = True

    def merged(self, inputs: Sequence[Value]) -> Value:
        return _total(self.alike(inputs))


class Concatenate(Merge):
    """Layers side by side.

    Shapes: layers that differ in their last axis only; the result has all of it.
    Use: to give a layer what several others found, or the data once more.
    Source: Huang et al. (2017), Densely connected convolutional networks, CVPR.
    """

    affine = True

    axis: int = -1
    """The axis along which they are joined: the last one."""

    def merged(self, inputs: Sequence[Value]) -> Value:
        along_last(self.axis, inputs[0], "concatenate joins layers")
        if len({x.shape[:-1] for x in inputs}) > 1:
            shapes = " and ".join(str(list(x.shape[1:])) for x in inputs)
            raise refusal(f"cannot join rows of {shapes}", "inputs")
        return ops.concatenate(*inputs)


class Subtract(Merge):
    """The first layer less the second.

    Shapes: two layers of one shape to that shape.
    Use: where only the difference of two things matters, as in comparing them.
    Source: Keras's `Subtract`.
    """

    affine = True
    most = 2

    def merged(self, inputs: Sequence[Value]) -> Value:
        first, second = self.alike(inputs)
        return first - second


class Multiply(Merge):
    """The product of layers, number by number.

    Use: gates, where one layer says how much of another passes.
    Source: Keras's `Multiply`.
    """

    def merged(self, inputs: Sequence[Value]) -> Value:
        first, *others = self.alike(inputs)
        return reduce(lambda product, x: product * x, others, first)


class Average(Merge):
    """The mean of layers, number by number.

    Use: several branches as a small ensemble.
    Source: Keras's `Average`.
    """

    affine = True

    def merged(self, inputs: Sequence[Value]) -> Value:
        return _total(self.alike(inputs)) / len(inputs)


class Maximum(Merge):
    """The largest of layers, number by number; of equals the last one learns.

    Use: to keep the strongest answer of several branches.
    Source: Keras's `Maximum`.
    """

    def merged(self, inputs: Sequence[Value]) -> Value:
        first, *others = self.alike(inputs)
        return reduce(ops.maximum, others, first)


class Minimum(Merge):
    """The smallest of layers, number by number; of equals the last one learns.

    Use: where something counts only if all branches find it.
    Source: Keras's `Minimum`.
    """

    def merged(self, inputs: Sequence[Value]) -> Value:
        first, *others = self.alike(inputs)
        return reduce(ops.minimum, others, first)


class Dot(Merge):
    """sum(a * b) of each row: the scalar product of two layers.

    Shapes: two layers with rows of as many numbers, to one number for each row.
    Use: how similar two things are; with `normalize`, the cosine of their angle.
    Source: Keras's `Dot`.
    """

    most = 2

    axes: int | list[int]
    """The axis along which is summed: the last one of rows, 1 or -1, or for each."""
    normalize: bool = False
    """Whether rows are first divided by their lengths (of 1e-7 at least)."""

    def merged(self, inputs: Sequence[Value]) -> Value:
        for x in inputs:
            row_width(x, self, "inputs")
        axes = self.axes if isinstance(self.axes, list) else [self.axes] * 2
        if len(axes) != 2 or not {*axes} <= {1, -1}:
            raise refusal("dot sums along the last axis of both", "axes", "write -1")
        if self.normalize:
            inputs = [unit(x, 1e-14).named("unit") for x in inputs]
        a, b = self.alike(inputs)
        return sum_last(a * b)


def _total(inputs: Sequence[Value]) -> Value:
    first, *others = inputs
    return reduce(lambda total, x: total + x, others, first)


WORDS = (
    Add,
    Concatenate,
    Subtract,
    Multiply,
    Average,
    Maximum,
    Minimum,
    Dot,
)
