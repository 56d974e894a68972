"""The layers that most networks are made of."""

from math import prod

from engine.core import ops
from engine.core.builder import Net
from engine.core.graph import Value
from engine.errors import SpecError
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Linear
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import GlorotUniform, Zeros
from engine.vocabulary.layers import Dropping, Layer, Units, row_width
from engine.vocabulary.regularizers import Regularizer


class Dense(Units):
    """activation(x @ kernel + bias): every unit sees every input.

    Shapes: rows of numbers to rows of `units` numbers.
    Use: the usual layer; several, with curved activations between, can learn anything.
    Source: Rosenblatt (1958), The perceptron, Psychological Review 65.
    """

    affine = True

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
    kernel_constraint: Constraint | None = None
    """What the kernel is brought to after each step."""
    bias_constraint: Constraint | None = None
    """What the bias is brought to after each step."""
    activity_regularizer: Regularizer | None = None
    """What the layer's output adds to the loss, divided by the number of rows."""

    def __call__(self, x: Value, net: Net) -> Value:
        z = x @ self.parameter(net, "kernel", (row_width(x, self), self.size), "W")
        if self.use_bias:
            z = z + self.parameter(net, "bias", (self.size,), "b")
        h = activated(self.activation, z.named("z"), net)
        if self.activity_regularizer is not None:
            with net.field("activity_regularizer"):
                net.activity(h, self.activity_regularizer)
        return h

    def title(self) -> str:
        units = "1 unit" if self.size == 1 else f"{self.size} units"
        return f"dense, {units}, {self.activation.tag()}"


class ActivationLayer(Layer):
    """An activation as a layer of its own.

    Use: after layers that have no `activation` themselves, such as a normalization.
    Source: Keras's `Activation`.
    """

    activation: Activation
    """Which one."""

    @classmethod
    def tag(cls) -> str:
        return "activation"

    def __call__(self, x: Value, net: Net) -> Value:
        return activated(self.activation, x, net)

    def title(self) -> str:
        return self.activation.tag()


class Dropout(Dropping):
    """x * keep / (1 - rate) while training: numbers are left out at random.

    Those that stay are divided by 1 - rate, so that sums keep their size.

    Use: between dense layers that fit the training data better than any other.
    Source: Srivastava et al. (2014), Dropout, JMLR 15.
    """

    def __call__(self, x: Value, net: Net) -> Value:
        if not net.training or self.rate == 0:
            return x
        return (x * self.kept(x, net) / (1 - net.number(self.rate))).named("h")


class Flatten(Layer):
    """All numbers of an example in one row.

    Shapes: anything to rows of numbers.
    Use: before a dense layer, where examples are tables.
    Source: Keras's `Flatten`.
    """

    affine = True

    def __call__(self, x: Value, net: Net) -> Value:
        if len(x.shape) == 2:
            return x
        width = prod(int(dim) for dim in x.shape[1:])
        return ops.Reshape((x.shape[0], width))(x).named("h")


def activated(activation: Activation, z: Value, net: Net, name: str = "h") -> Value:
    """Apply an activation, whose lines and mistakes belong to its own field."""
    with net.field("activation"):
        try:
            h = activation(z)
        except SpecError as error:
            raise error.under("activation") from None
        return h.named(name)


WORDS = (
    Dense,
    ActivationLayer,
    Dropout,
    Flatten,
)
