"""Layers for images: convolutions, and what makes images smaller."""

from math import ceil, prod
from typing import Annotated, Literal

from pydantic import Field

from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.ops.convolution import MaxPool, Pad, Patches, Windows
from engine.core.ops.reductions import SumAxes
from engine.core.ops.shaping import Reshape
from engine.core.types import known
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Linear
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import GlorotUniform, Zeros
from engine.vocabulary.layers import Layer, Trainable, refusal
from engine.vocabulary.layers.basic import activated
from engine.vocabulary.regularizers import Regularizer

Length = Annotated[int, Field(gt=0)]
Lengths = Length | Annotated[list[Length], Field(min_length=2, max_length=2)]
Padding = Literal["valid", "same"]


class Conv2d(Trainable):
    """activation(patches(x) @ kernel + bias): the same units look at every window.

    Shapes: images (height, width, channels) to (rows, columns, filters), smaller by the
    window, or with `same` padding as large, divided by the strides.
    Use: for images, where what is worth seeing may be anywhere.
    Source: LeCun et al. (1989), Backpropagation applied to handwritten zip code
    recognition, Neural Computation 1; Keras's `Conv2D`.
    """

    affine = True
    offered = ("filters", "kernel_size", "activation")

    filters: int = Field(gt=0)
    """How many units look at each window."""
    kernel_size: Lengths
    """The height and width of a window; one number for both."""
    strides: Lengths = 1
    """How far apart windows are, down and across."""
    padding: Padding = "valid"
    """`valid` takes windows inside the image, `same` also those around its edge, with
    zeros."""
    dilation_rate: Lengths = 1
    """How far apart the places within a window are, down and across."""
    activation: Activation = Linear()
    """What is made of the sum."""
    use_bias: bool = True
    """Whether a bias is added."""
    kernel_initializer: Initializer = GlorotUniform()
    """What the kernel starts from; its shape is (height, width, channels, filters)."""
    bias_initializer: Initializer = Zeros()
    """What the bias starts from; its shape is (filters,)."""
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
        size = _pair(self.kernel_size)
        windows = Windows(size, _pair(self.strides), _pair(self.dilation_rate))
        x = _padded(x, windows, self)
        _check_size(windows, x, "kernel_size")
        rows, *_, channels = x.shape
        places = windows.of(x.type)
        kernel = self.parameter(net, "kernel", (*size, channels, self.filters), "W")
        seen = Patches(windows)(x).named("patches")
        z = seen @ Reshape((seen.shape[-1], self.filters))(kernel).named("filters")
        if self.use_bias:
            z = z + self.parameter(net, "bias", (self.filters,), "b")
        z = Reshape((rows, *places, self.filters))(z.named("sums")).named("z")
        h = activated(self.activation, z, net)
        if self.activity_regularizer is not None:
            with net.field("activity_regularizer"):
                net.activity(h, self.activity_regularizer)
        return h

    def title(self) -> str:
        filters = "1 filter" if self.filters == 1 else f"{self.filters} filters"
        size = " by ".join(map(str, _pair(self.kernel_size)))
        return f"conv2d, {filters} of {size}, {self.activation.tag()}"


class MaxPooling2d(Layer):
    """The largest number of each window, channel by channel.

    Shapes: images (height, width, channels) to smaller ones.
    Use: after a convolution, where it matters less where a thing is than whether.
    Source: Keras's `MaxPooling2D`; Ranzato et al. (2007), Unsupervised learning of
    invariant feature hierarchies, CVPR.
    """

    pool_size: Lengths = 2
    """The height and width of a window; one number for both."""
    strides: Lengths | None = None
    """How far apart windows are, down and across; if left out, the window's size."""
    padding: Padding = "valid"
    """`valid` takes windows inside the image, `same` also those over its edge."""

    def __call__(self, x: Value, net: Net) -> Value:
        size = _pair(self.pool_size)
        strides = size if self.strides is None else _pair(self.strides)
        windows = Windows(size, strides)
        x = _padded(x, windows, self, float("-inf"))
        _check_size(windows, x, "pool_size")
        return MaxPool(windows)(x).named("h")

    def title(self) -> str:
        return f"max pooling 2d, {' by '.join(map(str, _pair(self.pool_size)))}"


class GlobalAveragePooling2d(Layer):
    """The mean of each channel over the whole image.

    Shapes: images (height, width, channels) to rows of `channels` numbers, or with
    `keepdims` to images of one place.
    Use: in place of `flatten`, where it does not matter at all where a thing is.
    Source: Lin, Chen and Yan (2014), Network in network, ICLR; Keras's
    `GlobalAveragePooling2D`.
    """

    affine = True

    keepdims: bool = False
    """Whether height and width stay, each 1."""

    def __call__(self, x: Value, net: Net) -> Value:
        _check_images(x, self)
        rows, height, width, channels = x.shape
        total = SumAxes((1, 2))(x)
        if not self.keepdims:
            total = Reshape((rows, channels))(total)
        return (total / prod(known([height, width]))).named("h")

    def title(self) -> str:
        return "global average pooling 2d"


def _pair(lengths: int | list[int]) -> tuple[int, int]:
    """Give a length down and one across."""
    down, across = [lengths] * 2 if isinstance(lengths, int) else lengths
    return down, across


def _padded(
    x: Value, windows: Windows, layer: Conv2d | MaxPooling2d, value: float = 0.0
) -> Value:
    """Pad images as a layer wishes: `same` gives ceil(length / stride) windows."""
    _check_images(x, layer)
    if layer.padding == "valid":
        return x
    around: list[int] = []
    axes = zip(known(x.shape[1:3]), windows.spans, windows.strides, strict=True)
    for length, span, stride in axes:
        more = max((ceil(length / stride) - 1) * stride + span - length, 0)
        around += [more // 2, more - more // 2]
    top, bottom, left, right = around
    if not any(around):
        return x
    return Pad((top, bottom, left, right), value)(x).named("padded")


def _check_images(x: Value, layer: Layer) -> None:
    if len(x.shape) != 4:
        message = f"{layer.tag()} takes images, not rows of shape {list(x.shape[1:])}"
        hint = 'put {"type": "reshape", "target_shape": [height, width, channels]} '
        raise refusal(message, "", f"{hint}before it")


def _check_size(windows: Windows, x: Value, field: str) -> None:
    """Refuse windows that reach over the edge of every image."""
    height, width = known(x.shape[1:3])
    down, across = windows.spans
    if down > height or across > width:
        message = f"a window of {down} by {across} is larger than {height} by {width}"
        raise refusal(message, field, 'choose a smaller one, or "padding": "same"')


WORDS = (
    Conv2d,
    MaxPooling2d,
    GlobalAveragePooling2d,
)
