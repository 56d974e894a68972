"""Activations of whole rows."""

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.shaping import SliceColumns
from engine.errors import Problem, SpecError
from engine.vocabulary.activations import Activation, check_last


class LogSoftmax(Activation):
    """x - log(sum(exp(x))) of each row: the logarithm of softmax, never positive.

    Use: for outputs that are logarithms of shares.
    Source: Bridle (1990), Probabilistic interpretation of feedforward classification
    network outputs.
    """

    axis: int = -1
    """The axis of the shares: the last one."""

    high = 0.0

    def __call__(self, x: Value) -> Value:
        check_last(self.axis, x, "log_softmax")
        return ops.log_softmax(x)


class Sparsemax(Activation):
    """max(x - tau, 0) of each row, tau such that the sum is 1.

    It is the nearest row of shares; unlike softmax's, many of them are exactly 0.

    Use: where only few of many choices should get a share.
    Source: Martins and Astudillo (2016), From softmax to sparsemax.
    """

    axis: int = -1
    """The axis of the shares: the last one."""

    low, high, shares = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        check_last(self.axis, x, "sparsemax")
        return ops.sparsemax(x)


class Glu(Activation):
    """value * sigmoid(gate), the first and second half of each row.

    Shapes: (N, 2 width) to (N, width); the width that it takes must be even.
    Use: where one half of the units should decide how much of the other passes.
    Source: Dauphin, Fan, Auli and Grangier (2017), Language modeling with gated
    convolutional networks.
    """

    axis: int = -1
    """The axis that is halved: the last one."""

    def __call__(self, x: Value) -> Value:
        check_last(self.axis, x, "glu")
        width = int(x.shape[-1])
        if width % 2:
            hint = f'"units": {width + 1}'
            message = f"glu halves the units: {width} is odd"
            raise SpecError([Problem(message, (), hint)])
        half = width // 2
        value, gate = SliceColumns(0, half)(x), SliceColumns(half, width)(x)
        return value.named("value") * ops.sigmoid(gate.named("gate"))


WORDS = (LogSoftmax, Sparsemax, Glu)
