"""Layers that show an idea, and that learn what others are given."""

from functools import reduce

from pydantic import Field

from engine.core import ops
from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.ops.elementwise import absolute, exp, maximum, minimum, sigmoid, square
from engine.core.ops.reductions import sum_all, sum_last
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Relu
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import (
    Constant,
    GlorotUniform,
    Ones,
    RandomUniform,
    Zeros,
)
from engine.vocabulary.layers import Layer, Trainable, Units, refusal, row_width
from engine.vocabulary.layers.basic import activated
from engine.vocabulary.regularizers import Regularizer


class Prelu(Trainable):
    """x where it is positive, alpha * x elsewhere; alpha is learned.

    Use: instead of relu, where the slope on the left is not known beforehand.
    Source: He et al. (2015), Delving deep into rectifiers, ICCV.
    """

    alpha_initializer: Initializer = Zeros()
    """What alpha starts from; its shape is that of a row."""
    alpha_regularizer: Regularizer | None = None
    """What alpha adds to the loss."""
    alpha_constraint: Constraint | None = None
    """What alpha is brought to after each step."""
    shared_axes: list[int] | None = None
    """Axes, counted from 1 on, along which one alpha is for all."""

    def __call__(self, x: Value, net: Net) -> Value:
        shape = [*x.shape[1:]]
        for axis in self.shared_axes or []:
            if not 1 <= axis <= len(shape):
                message = f"there is no axis {axis} besides the rows"
                raise refusal(message, "shared_axes", f"they are 1 to {len(shape)}")
            shape[axis - 1] = 1
        alpha = self.parameter(net, "alpha", shape)
        below = minimum(x, 0).named("below")
        return (maximum(x, 0) + alpha * below).named("h")


class ActivityRegularization(Layer):
    """x, as it is; l1 * sum(|x|) + l2 * sum(x**2), divided by the rows, joins the loss.

    Use: to keep what a layer gives small (l2), or most of it at 0 (l1).
    Source: Keras's `ActivityRegularization`.
    """

    affine = True

    l1: float = Field(default=0.0, ge=0)
    """The factor of the absolute values."""
    l2: float = Field(default=0.0, ge=0)
    """The factor of the squares."""

    def __call__(self, x: Value, net: Net) -> Value:
        if self.l1:
            net.activity(x, lambda h: self.l1 * sum_all(absolute(h)))
        if self.l2:
            net.activity(x, lambda h: self.l2 * sum_all(square(h)))
        return x

    def title(self) -> str:
        return f"activity regularization, l1 {self.l1}, l2 {self.l2}"


class Rbf(Units):
    """exp(-gamma * |x - center|**2) of each unit: large near its center, else 0.

    Shapes: rows of numbers to rows of `units` numbers.
    Use: before a dense layer, where what matters is to be near something.
    Source: Broomhead and Lowe (1988), Multivariable functional interpolation and
    adaptive networks, Complex Systems 2.
    """

    centers_initializer: Initializer = RandomUniform(minval=-1.0, maxval=1.0)
    """What the centers start from; their shape is (units, inputs)."""
    gamma_initializer: Initializer = Ones()
    """What gamma starts from; it is larger for narrower units."""
    centers_regularizer: Regularizer | None = None
    """What the centers add to the loss."""
    gamma_regularizer: Regularizer | None = None
    """What gamma adds to the loss."""
    centers_constraint: Constraint | None = None
    """What the centers are brought to after each step."""
    gamma_constraint: Constraint | None = None
    """What gamma is brought to after each step."""

    def __call__(self, x: Value, net: Net) -> Value:
        width = row_width(x, self)
        places = ops.Reshape((x.shape[0], 1, width))(x)
        centers = self.parameter(net, "centers", (self.size, width), "C")
        squares = sum_last(square((places - centers).named("apart")))
        distance = ops.Reshape((x.shape[0], self.size))(squares).named("distance")
        gamma = self.parameter(net, "gamma", (self.size,))
        return exp(-(gamma * distance)).named("h")

    def title(self) -> str:
        return f"rbf, {_counted(self.size, 'unit')}"


class Maxout(Units):
    """The largest of several affine functions of the inputs, for each unit.

    Shapes: rows of numbers to rows of `units` numbers.
    Use: where the activation, made of straight pieces, should be learned as well.
    Source: Goodfellow et al. (2013), Maxout networks, ICML.
    """

    pieces: int = Field(default=2, gt=0, le=1000)
    """How many functions there are for each output."""
    use_bias: bool = True
    """Whether a bias is added."""
    kernel_initializer: Initializer = GlorotUniform()
    """What the kernel starts from; its shape is (inputs, units * pieces)."""
    bias_initializer: Initializer = Zeros()
    """What the bias starts from; its shape is (units * pieces,)."""
    kernel_regularizer: Regularizer | None = None
    """What the kernel adds to the loss."""
    bias_regularizer: Regularizer | None = None
    """What the bias adds to the loss."""
    kernel_constraint: Constraint | None = None
    """What the kernel is brought to after each step."""
    bias_constraint: Constraint | None = None
    """What the bias is brought to after each step."""

    def __call__(self, x: Value, net: Net) -> Value:
        shape = (row_width(x, self), self.size * self.pieces)
        z = x @ self.parameter(net, "kernel", shape, "W")
        if self.use_bias:
            z = z + self.parameter(net, "bias", shape[1:], "b")
        starts = range(0, shape[1], self.size)
        cuts = [ops.SliceColumns(i, i + self.size) for i in starts]
        pieces = [cut(z.named("z")).named("piece") for cut in cuts]
        return reduce(maximum, pieces).named("h")

    def title(self) -> str:
        pieces = _counted(self.pieces, "piece")
        return f"maxout, {_counted(self.size, 'unit')} of {pieces}"


class Highway(Trainable):
    """gate * activation(x @ kernel + bias) + (1 - gate) * x.

    gate = sigmoid(x @ transform_kernel + transform_bias) says for each number whether
    it is transformed or passes as it is.

    Shapes: rows of numbers to rows of as many.
    Use: for very deep networks; they begin by passing on nearly all.
    Source: Srivastava, Greff and Schmidhuber (2015), Training very deep networks,
    NeurIPS.
    """

    activation: Activation = Relu()
    """What is made of the sum."""
    kernel_initializer: Initializer = GlorotUniform()
    """What the kernel starts from; its shape is (inputs, inputs)."""
    bias_initializer: Initializer = Zeros()
    """What the bias starts from; its shape is (inputs,)."""
    transform_kernel_initializer: Initializer = GlorotUniform()
    """What the gate's kernel starts from; its shape is (inputs, inputs)."""
    transform_bias_initializer: Initializer = Constant(value=-2.0)
    """What the gate's bias starts from; below 0, most passes as it is."""
    kernel_regularizer: Regularizer | None = None
    """What the kernel adds to the loss."""
    bias_regularizer: Regularizer | None = None
    """What the bias adds to the loss."""
    transform_kernel_regularizer: Regularizer | None = None
    """What the gate's kernel adds to the loss."""
    transform_bias_regularizer: Regularizer | None = None
    """What the gate's bias adds to the loss."""
    kernel_constraint: Constraint | None = None
    """What the kernel is brought to after each step."""
    bias_constraint: Constraint | None = None
    """What the bias is brought to after each step."""
    transform_kernel_constraint: Constraint | None = None
    """What the gate's kernel is brought to after each step."""
    transform_bias_constraint: Constraint | None = None
    """What the gate's bias is brought to after each step."""

    def __call__(self, x: Value, net: Net) -> Value:
        width = row_width(x, self)
        z = x @ self.parameter(net, "kernel", (width, width), "W")
        z = (z + self.parameter(net, "bias", (width,), "b")).named("z")
        made = activated(self.activation, z, net, "a")
        s = x @ self.parameter(net, "transform_kernel", (width, width), "WT")
        s = s + self.parameter(net, "transform_bias", (width,), "bT")
        gate = sigmoid(s).named("gate")
        carry = (1 - gate).named("carry")
        return (gate * made + carry * x).named("h")

    def title(self) -> str:
        return f"highway, {self.activation.tag()}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count > 1)}"


WORDS = (
    Prelu,
    ActivityRegularization,
    Rbf,
    Maxout,
    Highway,
)
