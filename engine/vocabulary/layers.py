"""Layers: the steps from the data to the prediction."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from math import prod

from pydantic import Field

from engine.core import shaping
from engine.core.graph import Value
from engine.core.net import Net
from engine.errors import Problem, SpecError
from engine.vocabulary.activations import Activation, Linear
from engine.vocabulary.entry import Word
from engine.vocabulary.initializers import GlorotUniform, Initializer, Zeros
from engine.vocabulary.regularizers import Regularizer

NAME = r"^[a-z0-9_-]{1,64}$"


class Layer(Word):
    """Takes the layer before it, or those that `inputs` names."""

    called = "a layer"

    name: str | None = Field(default=None, pattern=NAME)
    """What other layers, files and plots call it."""
    inputs: str | list[str] | None = None
    """Layers to take instead of the one before; `input` is the data."""

    def problems(self) -> Iterator[Problem]:
        if self.inputs == []:
            hint = "leave it out to take the layer before"
            yield Problem(
                "expected names of layers, not an empty list", ("inputs",), hint
            )

    @abstractmethod
    def __call__(self, x: Value, net: Net) -> Value:
        """Write the equations from one input."""

    def apply(self, inputs: Sequence[Value], net: Net) -> Value:
        """Write the equations from what the layer takes."""
        if len(inputs) != 1:
            message = f"{self.tag()} takes one layer, not {len(inputs)}"
            hint = 'put {"type": "concatenate", "inputs": [...]} before it'
            raise refusal(message, "inputs", hint)
        return self(inputs[0], net)

    def title(self) -> str:
        """Tell the layer in a few words."""
        return self.tag()


class Trainable(Layer):
    """A layer with parameters."""

    trainable: bool = True
    """Whether training changes its parameters."""


class Dense(Trainable):
    """activation(x @ kernel + bias): every unit sees every input."""

    units: int = Field(gt=0)
    """How many outputs the layer has."""
    activation: Activation = Linear()
    """What is made of the sum."""
    use_bias: bool = True
    """Whether a bias is added."""
    kernel_initializer: Initializer = GlorotUniform()
    """What the kernel starts from; its shape is (inputs, units)."""
    bias_initializer: Initializer = Zeros()
    """What the bias starts from; its shape is (units,)."""
    kernel_regularizer: Regularizer | None = None
    """What the kernel adds to the loss."""
    bias_regularizer: Regularizer | None = None
    """What the bias adds to the loss."""

    def __call__(self, x: Value, net: Net) -> Value:
        if len(x.shape) != 2:
            message = f"dense takes rows of numbers, not of shape {list(x.shape[1:])}"
            raise refusal(message, hint='put a "flatten" layer before it')
        shape = (x.shape[1], self.units)
        kernel, penalty = self.kernel_initializer, self.kernel_regularizer
        z = x @ net.parameter("kernel", shape, kernel, penalty, symbol="W")
        if self.use_bias:
            bias, penalty = self.bias_initializer, self.bias_regularizer
            z = z + net.parameter("bias", (self.units,), bias, penalty, symbol="b")
        return activated(self.activation, z.named("z"), net)

    def title(self) -> str:
        units = "1 unit" if self.units == 1 else f"{self.units} units"
        return f"dense, {units}, {self.activation.tag()}"


class ActivationLayer(Layer):
    """An activation as a layer of its own."""

    activation: Activation
    """Which one."""

    @classmethod
    def tag(cls) -> str:
        return "activation"

    def __call__(self, x: Value, net: Net) -> Value:
        return activated(self.activation, x, net)

    def title(self) -> str:
        return self.activation.tag()


class Dropout(Layer):
    """Leaves out inputs at random while training  (Srivastava et al., 2014).

    Those that stay are divided by 1 - rate, so that sums keep their size.
    """

    rate: float = Field(ge=0, lt=1)
    """The share that is left out."""

    def __call__(self, x: Value, net: Net) -> Value:
        if not net.training or self.rate == 0:
            return x
        keep = (net.noise("u", x, "uniform") >= self.rate).named("keep")
        return (x * keep / (1 - net.number(self.rate))).named("h")

    def title(self) -> str:
        return f"dropout, rate {self.rate}"


class Flatten(Layer):
    """All numbers of an example in one row."""

    def __call__(self, x: Value, net: Net) -> Value:
        if len(x.shape) == 2:
            return x
        width = prod(int(dim) for dim in x.shape[1:])
        return shaping.Reshape((width,))(x).named("h")


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


Layer.words = (Dense, ActivationLayer, Dropout, Flatten, Add, Concatenate)


def activated(activation: Activation, z: Value, net: Net) -> Value:
    """Apply an activation, whose lines and mistakes belong to its own field."""
    with net.field("activation"):
        try:
            h = activation(z)
        except SpecError as error:
            raise error.under("activation") from None
        return h.named("h")


def refusal(message: str, field: str = "", hint: str = "") -> SpecError:
    """Say that a layer cannot be used here; the path begins at the layer."""
    return SpecError([Problem(message, (field,) if field else (), hint)])
