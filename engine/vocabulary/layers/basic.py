"""The layers that most networks are made of."""

from math import prod

from pydantic import Field

from engine.core import shaping
from engine.core.graph import Value
from engine.core.net import Net
from engine.errors import SpecError
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Linear
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import GlorotUniform, Zeros
from engine.vocabulary.layers import Layer, Trainable, refusal
from engine.vocabulary.regularizers import Regularizer


class Dense(Trainable):
    """activation(x @ kernel + bias): every unit sees every input."""

    affine = True

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

    affine = True

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

    affine = True

    def __call__(self, x: Value, net: Net) -> Value:
        if len(x.shape) == 2:
            return x
        width = prod(int(dim) for dim in x.shape[1:])
        return shaping.Reshape((width,))(x).named("h")


def activated(activation: Activation, z: Value, net: Net) -> Value:
    """Apply an activation, whose lines and mistakes belong to its own field."""
    with net.field("activation"):
        try:
            h = activation(z)
        except SpecError as error:
            raise error.under("activation") from None
        return h.named("h")


WORDS = (
    Dense,
    ActivationLayer,
    Dropout,
    Flatten,
)
