"""Layers that read a sequence step by step, and remember."""

from collections.abc import Sequence

from engine.core.builder import Net
from engine.core.graph import Operand, Value
from engine.core.loops import scan
from engine.core.ops.sequences import Step, Steps, last_first, steps_first
from engine.core.ops.shaping import Reshape, split
from engine.core.types import Dim, known, product
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Sigmoid, Tanh
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import GlorotUniform, Zeros
from engine.vocabulary.initializers.matrices import Orthogonal
from engine.vocabulary.layers import Units, refusal
from engine.vocabulary.regularizers import Regularizer


class Gru(Units):
    """h = z * h + (1 - z) * n at each step: gated recurrent units.

    The gate z says how much of the memory h stays, the gate r how much of it the new
    value n sees: n = activation(a + r * m), of a step a and the memory m.

    Shapes: sequences (steps, features) to rows of `units` numbers, the memory after the
    last step, or with `return_sequences` to (steps, units).
    Use: where the order of things matters.
    Source: Cho et al. (2014), Learning phrase representations using RNN
    encoder-decoder, EMNLP; Keras's `GRU`.
    """

    offered = ("units", "return_sequences")

    activation: Activation = Tanh()
    """What is made of the new value."""
    recurrent_activation: Activation = Sigmoid()
    """What is made of the gates."""
    use_bias: bool = True
    """Whether biases are added."""
    return_sequences: bool = False
    """Whether the memory after every step is given, not only after the last."""
    go_backwards: bool = False
    """Whether the last step is read, and given, first."""
    reset_after: bool = True
    """Whether r is applied after the product with the recurrent kernel, not before."""
    kernel_initializer: Initializer = GlorotUniform()
    """What the kernel starts from; its shape is (features, 3 * units): z, r, n."""
    recurrent_initializer: Initializer = Orthogonal()
    """What the recurrent kernel starts from; its shape is (units, 3 * units)."""
    bias_initializer: Initializer = Zeros()
    """What the biases start from: (3 * units,), or (2, 3 * units) with `reset_after`,
    of which the second is the recurrent kernel's."""
    kernel_regularizer: Regularizer | None = None
    """What the kernel adds to the loss."""
    recurrent_regularizer: Regularizer | None = None
    """What the recurrent kernel adds to the loss."""
    bias_regularizer: Regularizer | None = None
    """What the biases add to the loss."""
    kernel_constraint: Constraint | None = None
    """What the kernel is brought to after each step."""
    recurrent_constraint: Constraint | None = None
    """What the recurrent kernel is brought to after each step."""
    bias_constraint: Constraint | None = None
    """What the biases are brought to after each step."""

    def __call__(self, x: Value, net: Net) -> Value:
        rows, steps, features = _sequences(x, self)
        size = self.size
        kernel = self.parameter(net, "kernel", (features, 3 * size), "W")
        recurrent = self.parameter(net, "recurrent", (size, 3 * size), "U")
        read = steps_first(x)
        if self.go_backwards:
            read = last_first(read)
        seen = Reshape((product([steps, rows]), features))(read).named("x")
        a, inner = seen @ kernel, list[Value]()
        if self.use_bias:
            a, inner = self._biased(a, net)
        a = Reshape((steps, rows, 3 * size))(a).named("a")
        shared = [*_parts(recurrent, "U"), *inner]
        (h,) = scan(self._cell, [(rows, size)], _parts(a, "a"), shared)
        if self.return_sequences:
            return steps_first(Steps(1, steps + 1)(h)).named("all")
        return Step(-1)(h).named("last")

    def title(self) -> str:
        return f"gru, {'1 unit' if self.size == 1 else f'{self.size} units'}"

    def _biased(self, a: Value, net: Net) -> tuple[Value, list[Value]]:
        """Add the bias of the inputs; give also the parts of the recurrent one."""
        shape = (2, 3 * self.size) if self.reset_after else (3 * self.size,)
        bias = self.parameter(net, "bias", shape, "b")
        if not self.reset_after:
            return a + bias, []
        return a + Step(0)(bias), _parts(Step(1)(bias), "c")

    def _cell(self, h: Value, *given: Value) -> Sequence[Value]:
        """Write one step: from the memory, three sums, and what all steps share."""
        a_z, a_r, a_n, u_z, u_r, u_n, *biases = given
        c_z, c_r, c_n = biases or (0, 0, 0)
        z = self.recurrent_activation(a_z + _plus(h @ u_z, c_z)).named("z")
        r = self.recurrent_activation(a_r + _plus(h @ u_r, c_r)).named("r")
        if self.reset_after:
            m = _plus(h @ u_n, c_n).named("m")
            n = self.activation(a_n + r * m).named("n")
        else:
            n = self.activation(a_n + (r * h) @ u_n).named("n")
        return [(z * h + (1 - z) * n).named("h")]


def _parts(value: Value, name: str) -> list[Value]:
    """Cut what is for all three of a cell's sums: the gates z and r, and n."""
    parts = zip(split(value, 3), "zrn", strict=True)
    return [part.named(f"{name}_{letter}") for part, letter in parts]


def _plus(value: Value, bias: Operand) -> Value:
    return value if bias == 0 else value + bias


def _sequences(x: Value, layer: Gru) -> tuple[Dim, int, int]:
    """Give the lengths of the axes of sequences; refuse what is none."""
    if len(x.shape) != 3:
        message = (
            f"{layer.tag()} takes sequences, not rows of shape {list(x.shape[1:])}"
        )
        hint = 'put {"type": "reshape", "target_shape": [steps, features]} before it'
        raise refusal(message, "", hint)
    steps, features = known(x.shape[1:])
    return x.shape[0], steps, features


WORDS = (Gru,)
