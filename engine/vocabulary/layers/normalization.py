"""Layers that bring numbers to a common size."""

from pydantic import Field

from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.ops.elementwise import sqrt, square
from engine.core.ops.reductions import sum_last, width
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import Ones, Zeros
from engine.vocabulary.layers import Layer, Trainable, along_last
from engine.vocabulary.layers.statistics import (
    moments_of_columns,
    moments_of_rows,
    standardized,
    unit,
)
from engine.vocabulary.regularizers import Regularizer


class Standardizing(Trainable):
    """A layer that makes mean and variance what it learned, gamma and beta."""

    axis: int = -1
    """The axis that keeps its numbers apart: the last one."""
    epsilon: float = Field(default=1e-3, gt=0)
    """What is added to the variance, against a division by zero."""
    center: bool = True
    """Whether beta is added."""
    scale: bool = True
    """Whether it is multiplied by gamma."""
    beta_initializer: Initializer = Zeros()
    """What beta starts from; its length is that of the last axis."""
    gamma_initializer: Initializer = Ones()
    """What gamma starts from; its length is that of the last axis."""
    beta_regularizer: Regularizer | None = None
    """What beta adds to the loss."""
    gamma_regularizer: Regularizer | None = None
    """What gamma adds to the loss."""
    beta_constraint: Constraint | None = None
    """What beta is brought to after each step."""
    gamma_constraint: Constraint | None = None
    """What gamma is brought to after each step."""

    def scaled(self, normal: Value, net: Net) -> Value:
        """Write gamma * normal + beta."""
        h, shape = normal, normal.shape[-1:]
        if self.scale:
            h = self.parameter(net, "gamma", shape) * h
        if self.center:
            h = h + self.parameter(net, "beta", shape)
        return h.named("h")


class BatchNormalization(Standardizing):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, of the batch's columns.

    While training, mean and variance are those of the batch, and moving means follow
    them: moving = momentum * moving + (1 - momentum) * batch. Afterwards, and where
    `trainable` is false, the moving ones are used.

    Use: between the layers of deep networks, which then learn at higher rates; with
    small batches its statistics are rough.
    Source: Ioffe and Szegedy (2015), Batch normalization, ICML.
    """

    centers = "batch"

    affine = True

    momentum: float = Field(default=0.99, ge=0, le=1)
    """How much of the moving mean and variance is kept at each step."""
    moving_mean_initializer: Initializer = Zeros()
    """What the moving mean starts from."""
    moving_variance_initializer: Initializer = Ones()
    """What the moving variance starts from."""

    def __call__(self, x: Value, net: Net) -> Value:
        along_last(self.axis, x, "batch_normalization keeps numbers apart")
        shape = x.shape[-1:]
        moving_mean = net.state("moving_mean", shape, self.moving_mean_initializer)
        initial = self.moving_variance_initializer
        moving_variance = net.state("moving_variance", shape, initial)
        if not (net.training and net.is_trained):
            normal = standardized(x, moving_mean, moving_variance, self.epsilon)
            return self.scaled(normal, net)
        mean, variance = moments_of_columns(x)
        self._keep(moving_mean, mean, net)
        self._keep(moving_variance, variance, net)
        return self.scaled(standardized(x, mean, variance, self.epsilon), net)

    def _keep(self, moving: Value, new: Value, net: Net) -> None:
        momentum = net.number(self.momentum)
        net.keep(moving, momentum * moving + (1 - momentum) * new)


class LayerNormalization(Standardizing):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, of each row by itself.

    Use: where batches are small, or rows should not depend on each other.
    Source: Ba, Kiros and Hinton (2016), Layer normalization, arXiv:1607.06450.
    """

    centers = "row"

    def __call__(self, x: Value, net: Net) -> Value:
        along_last(self.axis, x, "layer_normalization works")
        mean, variance = moments_of_rows(x)
        return self.scaled(standardized(x, mean, variance, self.epsilon), net)


class RmsNormalization(Trainable):
    """scale * x / sqrt(mean(x**2) + epsilon), of each row by itself.

    Use: a cheaper layer_normalization, which leaves the mean as it is.
    Source: Zhang and Sennrich (2019), Root mean square layer normalization, NeurIPS.
    """

    axis: int = -1
    """The axis along which the mean is taken: the last one."""
    epsilon: float = Field(default=1e-6, gt=0)
    """What is added to the mean of the squares, against a division by zero."""

    def __call__(self, x: Value, net: Net) -> Value:
        along_last(self.axis, x, "rms_normalization works")
        mean = sum_last(square(x)) / width(x)
        normal = (x / sqrt(mean + self.epsilon).named("rms")).named("normal")
        return (net.parameter("scale", x.shape[-1:], Ones()) * normal).named("h")


class UnitNormalization(Layer):
    """x / sqrt(sum(x**2)): each row at a length of 1; what is all 0 stays so.

    Use: where only the direction of a row matters.
    Source: Keras's `UnitNormalization`.
    """

    axis: int = -1
    """The axis along which the length is measured: the last one."""

    def __call__(self, x: Value, net: Net) -> Value:
        along_last(self.axis, x, "unit_normalization works")
        return unit(x, 1e-24).named("h")


WORDS = (
    BatchNormalization,
    LayerNormalization,
    RmsNormalization,
    UnitNormalization,
)
