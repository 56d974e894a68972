"""Layers of several inputs."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from engine.core import shaping
from engine.core.graph import Value
from engine.core.net import Net
from engine.errors import Problem
from engine.vocabulary.layers import Layer, refusal


class Merge(Layer):
    """A layer of several inputs."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.inputs is None:
            hint = '"inputs": ["input", "hidden"]'
            yield Problem(f"{self.tag()} needs 'inputs', names of layers", (), hint)

    def __call__(self, x: Value, net: Net) -> Value:
        return self.merged([x])

    def apply(self, inputs: Sequence[Value], net: Net) -> Value:
        if len(inputs) < 2:
            message = f"{self.tag()} takes two layers or more"
            raise refusal(message, "inputs", 'write their names: ["input", "hidden"]')
        return self.merged(inputs).named("h")

    @abstractmethod
    def merged(self, inputs: Sequence[Value]) -> Value:
        """Write the equations."""


class Add(Merge):
    """The sum of layers of one shape."""

    affine = True

    def merged(self, inputs: Sequence[Value]) -> Value:
        total, *others = inputs
        for other in others:
            if other.shape != total.shape:
                widths = " and ".join(str(list(x.shape[1:])) for x in (total, other))
                hint = "give the layers equal units, or use concatenate"
                raise refusal(f"cannot add rows of {widths}", "inputs", hint)
            total = total + other
        return total


class Concatenate(Merge):
    """Layers side by side."""

    affine = True

    axis: int = -1
    """The axis along which they are joined: the last one."""

    def merged(self, inputs: Sequence[Value]) -> Value:
        last = len(inputs[0].shape) - 1
        if self.axis not in (-1, last):
            raise refusal("layers are joined along the last axis", "axis", "write -1")
        if len({x.shape[:-1] for x in inputs}) > 1:
            shapes = " and ".join(str(list(x.shape[1:])) for x in inputs)
            raise refusal(f"cannot join rows of {shapes}", "inputs")
        return shaping.concatenate(*inputs)


WORDS = (
    Add,
    Concatenate,
)
