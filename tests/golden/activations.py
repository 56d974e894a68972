"""Activations: a twin takes a tensor and gives another."""

from collections.abc import Iterator

from engine.core.graph import Graph
from engine.vocabulary.activations import Activation
from engine.vocabulary.entry import read
from tests.golden import frameworks as f
from tests.golden.graphs import torch_values_and_slopes, values_and_slopes
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Activation
POINTS = 1.7 * normal("activations", 4, 4)

ROWS = [
    Row("linear", lambda x: f.keras.activations.linear(x)),
    Row("sigmoid", lambda x: f.keras.activations.sigmoid(x)),
    Row("tanh", lambda x: f.keras.activations.tanh(x)),
    Row("relu", lambda x: f.keras.activations.relu(x)),
    Row(
        {"type": "relu", "negative_slope": 0.3, "max_value": 0.9, "threshold": 0.4},
        lambda x: f.keras.activations.relu(x, 0.3, 0.9, 0.4),
    ),
    Row("leaky_relu", lambda x: f.keras.activations.leaky_relu(x)),
    Row(
        {"type": "leaky_relu", "negative_slope": 0.05},
        lambda x: f.keras.activations.leaky_relu(x, 0.05),
    ),
    Row("softplus", lambda x: f.keras.activations.softplus(x)),
    Row("gelu", lambda x: f.keras.activations.gelu(x)),
    Row(
        {"type": "gelu", "approximate": True},
        lambda x: f.keras.activations.gelu(x, approximate=True),
    ),
    Row("swish", lambda x: f.keras.activations.silu(x)),
    Row({"type": "swish", "beta": 1.7}, lambda x: x * f.torch.sigmoid(1.7 * x)),
    Row("softmax", lambda x: f.keras.activations.softmax(x)),
    Row({"type": "softmax", "axis": 1}, lambda x: f.keras.activations.softmax(x, 1)),
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
