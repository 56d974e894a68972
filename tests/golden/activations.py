"""Activations: a twin takes a tensor and gives another."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.core.graph import Graph
from engine.vocabulary.activations import Activation
from engine.vocabulary.entry import read
from tests.golden import frameworks as f
from tests.golden.graphs import torch_values_and_slopes, values_and_slopes
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Activation
POINTS = 1.7 * normal("activations", 4, 4)
POINTS[1, 1], POINTS[2, 2], POINTS[3, 3] = 0, 7.5, -7.5


def activation(name: str, *args: Any) -> Callable[[Any], Any]:
    """Name an activation of Keras's, as a twin."""
    return lambda x: getattr(f.keras.activations, name)(x, *args)


def stepped(x: Any, slope: Callable[[Any], Any]) -> Any:
    """Give the step of x with the slope of another function, as torch is told it."""
    soft = slope(x)
    return soft + ((x >= 0).to(x.dtype) - soft).detach()


def celu(x: Any, alpha: float) -> Any:
    """Write celu by torch's exponential: its own slope is in single precision."""
    return f.torch.where(x > 0, x, alpha * f.torch.expm1(x / alpha))


def hard_sigmoid(x: Any) -> Any:
    """Write it as a clamp: torch's own slope is 1/6 in single precision."""
    return f.torch.clamp(x / 6 + 0.5, 0, 1)


def sparsemax(x: Any) -> Any:
    """Follow Martins and Astudillo's algorithm 1: Keras's sums are not those of it.

    On torch, Keras 3.15 adds up the partial sums, so that its rows do not add up to 1.
    """
    falling = f.torch.sort(x, dim=-1, descending=True).values
    sums = f.torch.cumsum(falling, dim=-1)
    ranks = f.torch.arange(1, x.shape[-1] + 1)
    count = (1 + ranks * falling > sums).sum(dim=-1, keepdim=True)
    tau = (sums.gather(-1, count - 1) - 1) / count
    return f.torch.clamp(x - tau, min=0)


ROWS = [
    Row("linear", activation("linear")),
    Row("sigmoid", activation("sigmoid")),
    Row("tanh", activation("tanh")),
    Row("relu", activation("relu")),
    Row({"type": "relu", "threshold": 0.4}, activation("relu", 0.0, None, 0.4)),
    Row(
        {"type": "relu", "negative_slope": 0.3, "max_value": 0.9, "threshold": 0.4},
        activation("relu", 0.3, 0.9, 0.4),
    ),
    Row("softmax", activation("softmax")),
    Row({"type": "softmax", "axis": 1}, activation("softmax", 1)),
    Row("leaky_relu", activation("leaky_relu")),
    Row({"type": "leaky_relu", "negative_slope": 0.05}, activation("leaky_relu", 0.05)),
    Row("relu6", activation("relu6")),
    Row("elu", activation("elu")),
    Row({"type": "elu", "alpha": 0.6}, activation("elu", 0.6)),
    Row("selu", activation("selu")),
    Row("celu", activation("celu")),
    Row({"type": "celu", "alpha": 0.6}, lambda x: celu(x, 0.6)),
    Row(
        {"type": "threshold", "threshold": 0.3, "default_value": -0.7},
        activation("threshold", 0.3, -0.7),
    ),
    Row("hard_sigmoid", hard_sigmoid),
    Row("hard_silu", activation("hard_silu")),
    Row("hard_tanh", activation("hard_tanh")),
    Row("hard_shrink", activation("hard_shrink")),
    Row({"type": "hard_shrink", "threshold": 1.1}, activation("hard_shrink", 1.1)),
    Row("soft_shrink", activation("soft_shrink")),
    Row({"type": "soft_shrink", "threshold": 1.1}, activation("soft_shrink", 1.1)),
    Row("softplus", activation("softplus")),
    Row("gelu", activation("gelu")),
    Row({"type": "gelu", "approximate": True}, activation("gelu", True)),
    Row("silu", activation("silu")),
    Row({"type": "silu", "beta": 1.7}, lambda x: x * f.torch.sigmoid(1.7 * x)),
    Row("mish", activation("mish")),
    Row("softsign", activation("softsign")),
    Row("exponential", activation("exponential")),
    Row("log_sigmoid", activation("log_sigmoid")),
    Row("tanh_shrink", activation("tanh_shrink")),
    Row("squareplus", activation("squareplus")),
    Row({"type": "squareplus", "b": 1.3}, activation("squareplus", 1.3)),
    Row("log_softmax", activation("log_softmax")),
    Row({"type": "log_softmax", "axis": 1}, activation("log_softmax", 1)),
    Row("sparsemax", sparsemax),
    Row({"type": "sparsemax", "axis": 1}, sparsemax),
    Row("glu", activation("glu")),
    Row({"type": "glu", "axis": 1}, activation("glu", 1)),
    Row("sparse_plus", activation("sparse_plus")),
    Row("sparse_sigmoid", activation("sparse_sigmoid")),
    Row("sin", lambda x: f.torch.sin(x)),
    Row("gaussian", lambda x: f.torch.exp(-(x**2))),
    Row("arctan", lambda x: f.torch.arctan(x)),
    Row("step", lambda x: stepped(x, f.torch.sigmoid)),
    Row(
        {"type": "step", "surrogate": "hard_tanh"},
        lambda x: stepped(x, f.torch.nn.functional.hardtanh),
    ),
]


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    activation = read(Activation, row.word, (), problems := [])
    assert activation, problems
    graph = Graph()
    x = graph.input("x", ("N", *POINTS.shape[1:]), "float64")
    return values_and_slopes(graph, activation(x), {x: POINTS})


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    return torch_values_and_slopes(row.twin, {"x": POINTS})


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    yield f"{row.title} inside", spec([dense(4, row.word), dense(2)])
