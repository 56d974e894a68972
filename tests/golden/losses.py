"""Losses: a twin takes target, prediction and weights, and gives the loss.

`more` may say `points`, where predictions and targets come from (`numbers`, `shares`,
...), `behind`, the activation that makes predictions of them, and `weight`, the shape
of the weights of the targets.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.core import ops
from engine.core.graph import Graph, Value
from engine.vocabulary.entry import read
from engine.vocabulary.losses import Loss
from tests.golden import frameworks as f
from tests.golden.graphs import torch_values_and_slopes, values_and_slopes
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Loss
ROWS_OF_DATA = 5


def _softmax(z: Array) -> Array:
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


NUMBERS = normal("prediction", ROWS_OF_DATA, 3), normal("target", ROWS_OF_DATA, 3)
Z, Y = NUMBERS
CHOICES = np.array([0, 2, 1, 1, 0])
VOID = np.array([[0.0], [255.0], [1.0], [255.0], [2.0]])
PART = _softmax(2 * Y)
PART[1, 2] = PART[3, 0] = 0.0
POINTS = {
    "numbers": NUMBERS,
    "shares": (_softmax(Z), np.eye(3)[CHOICES]),
    "logits": (Z, np.eye(3)[CHOICES]),
    "probabilities": (1 / (1 + np.exp(-Z)), (Y > 0).astype(float)),
    "truths": (Z, (Y > 0).astype(float)),
    "signs": (Z, np.sign(Y)),
    "positive": (np.abs(Z) + 0.1, np.abs(Y) + 0.1),
    "sizes": (Z, np.abs(Y)),
    "counts": (np.exp(Z), np.floor(2 * np.abs(Y))),
    "rates": (Z, np.floor(2 * np.abs(Y))),
    "parts": (_softmax(Z), PART),
    "parted": (Z, PART),
    "classes": (_softmax(Z), CHOICES[:, np.newaxis].astype(float)),
    "class logits": (Z, CHOICES[:, np.newaxis].astype(float)),
    "void": (_softmax(Z), VOID),
    "void logits": (Z, VOID),
}
"""Predictions and targets."""

COLUMN, EACH = {"weight": (ROWS_OF_DATA, 1)}, {"weight": (ROWS_OF_DATA, 3)}
SHARES, LOGITS = {"points": "shares"}, {"points": "logits"}
PROBABILITIES, TRUTHS = {"points": "probabilities"}, {"points": "truths"}
SIGMOID = {"points": "truths", "behind": "sigmoid"}
SOFTMAX = {"points": "logits", "behind": "softmax"}
CLASSES, VOIDS = {"points": "classes"}, {"points": "void"}


def loss(name: str, **fields: Any) -> Any:
    """Name a loss of Keras's, as a twin."""

    def twin(y: Any, p: Any, weight: Any) -> Any:
        return getattr(f.keras.losses, name)(**fields)(y, p, sample_weight=weight)

    return twin


def each(name: str, **fields: Any) -> Any:
    """Let Keras weigh each target: as a row of its own."""

    def twin(y: Any, p: Any, weight: Any) -> Any:
        flat = (x.reshape(-1, 1) for x in (y, p, weight))
        width = y.shape[-1] if fields.get("reduction") == "sum" else 1
        return loss(name, **fields)(*flat) / width

    return twin


def both(word: str, name: str, more: Any = None, **fields: Any) -> list[Row]:
    """Write a word of Keras's fields in both reductions."""
    return [
        Row({"type": word, **fields, **way}, loss(name, **fields, **way), more or {})
        for way in ({}, {"reduction": "sum"})
    ]


def one(word: str, name: str, more: Any = None, **fields: Any) -> Row:
    return Row({"type": word, **fields}, loss(name, **fields), more or {})


def generalized(*, from_logits: bool = False, **fields: Any) -> Any:
    """Give Keras shares, and the numbers of classes without a column of their own."""
    mean = loss("CategoricalGeneralizedCrossEntropy", **fields)

    def twin(y: Any, p: Any, weight: Any) -> Any:
        return mean(y[:, 0], p.softmax(-1) if from_logits else p, weight)

    return twin


def dice(y: Any, p: Any, weight: Any) -> Any:
    both, whole = (weight * y * p).sum(), (weight * (y + p)).sum()
    return 1 - 2 * both / whole


def tversky(y: Any, p: Any, weight: Any) -> Any:
    both, missed = ((weight * y * q).sum(axis=0) for q in (p, 1 - p))
    return (
        1 - both / (both + 0.3 * missed + 0.7 * (weight * (1 - y) * p).sum(0))
    ).sum()


BALANCE = {"apply_class_balancing": True, "alpha": 0.4}
MEAN = {"reduction": "mean_with_sample_weight"}

ROWS = [
    *both("mean_squared_error", "MeanSquaredError"),
    *both("mean_absolute_error", "MeanAbsoluteError"),
    *both("huber", "Huber"),
    *both("huber", "Huber", delta=0.4),
    *both("binary_crossentropy", "BinaryCrossentropy", SHARES),
    *both("binary_crossentropy", "BinaryCrossentropy", SHARES, label_smoothing=0.1),
    *both("binary_crossentropy", "BinaryCrossentropy", LOGITS, from_logits=True),
    *both("categorical_crossentropy", "CategoricalCrossentropy", SHARES),
    *both(
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        SHARES,
        label_smoothing=0.1,
    ),
    *both(
        "categorical_crossentropy", "CategoricalCrossentropy", LOGITS, from_logits=True
    ),
    # The ways in which weights count.
    one("mean_squared_error", "MeanSquaredError", reduction="mean"),
    *both("mean_squared_error", "MeanSquaredError", COLUMN),
    one("mean_squared_error", "MeanSquaredError", COLUMN, **MEAN),
    one("mean_squared_error", "MeanSquaredError", **MEAN),
    *(
        Row(
            {"type": "mean_absolute_error", **way},
            each("MeanAbsoluteError", **way),
            EACH,
        )
        for way in ({}, {"reduction": "sum"}, MEAN)
    ),
    *both("categorical_crossentropy", "CategoricalCrossentropy", {**SHARES, **COLUMN}),
    one(
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        {**SOFTMAX, **COLUMN},
        **MEAN,
    ),
    # Numbers.
    *both("log_cosh", "LogCosh"),
    *both("mean_absolute_percentage_error", "MeanAbsolutePercentageError"),
    *both(
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        {"points": "positive"},
    ),
    one(
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        {"points": "sizes"},
    ),
    # Choices by their number.
    *both("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", CLASSES),
    one(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        {"points": "class logits", "behind": "softmax"},
    ),
    one(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        {"points": "class logits", **COLUMN},
        from_logits=True,
    ),
    *both(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        VOIDS,
        ignore_class=255,
    ),
    one(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        {"points": "void logits"},
        ignore_class=255,
        from_logits=True,
    ),
    one(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        {**VOIDS, **COLUMN},
        ignore_class=255,
    ),
    one(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        {**VOIDS, **COLUMN},
        ignore_class=255,
        **MEAN,
    ),
    *(
        Row(
            {"type": "categorical_generalized_cross_entropy", **fields},
            generalized(**fields),
            more,
        )
        for fields, more in (
            ({}, CLASSES),
            ({"reduction": "sum"}, CLASSES),
            ({"from_logits": True}, {"points": "class logits"}),
            ({"q": 0.7}, {"points": "class logits", "behind": "softmax", **COLUMN}),
        )
    ),
    # Margins.
    *both("hinge", "Hinge", TRUTHS),
    one("hinge", "Hinge", {"points": "signs"}),
    *both("squared_hinge", "SquaredHinge", {"points": "signs"}),
    one("squared_hinge", "SquaredHinge", {**TRUTHS, **COLUMN}),
    *both("categorical_hinge", "CategoricalHinge", LOGITS),
    # Distributions and directions.
    *both("kl_divergence", "KLDivergence", {"points": "parts"}),
    one("kl_divergence", "KLDivergence", {"points": "parted", "behind": "softmax"}),
    one("kl_divergence", "KLDivergence", {**SIGMOID, **COLUMN}),
    *both("poisson", "Poisson", {"points": "counts"}),
    one("poisson", "Poisson", {"points": "rates", "behind": "exponential"}),
    *both("cosine_similarity", "CosineSimilarity"),
    one("cosine_similarity", "CosineSimilarity", COLUMN),
    # Focal losses.
    *both("binary_focal_crossentropy", "BinaryFocalCrossentropy", PROBABILITIES),
    one("binary_focal_crossentropy", "BinaryFocalCrossentropy", SIGMOID, gamma=1.3),
    one(
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        PROBABILITIES,
        gamma=1.3,
    ),
    one("binary_focal_crossentropy", "BinaryFocalCrossentropy", SIGMOID, gamma=0.0),
    one("binary_focal_crossentropy", "BinaryFocalCrossentropy", SIGMOID, **BALANCE),
    one(
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        {**TRUTHS, **COLUMN},
        from_logits=True,
        label_smoothing=0.1,
        gamma=0.5,
    ),
    *both("categorical_focal_crossentropy", "CategoricalFocalCrossentropy", SHARES),
    one(
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        SOFTMAX,
        gamma=1.0,
        alpha=0.6,
    ),
    one(
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        {**LOGITS, **COLUMN},
        from_logits=True,
        label_smoothing=0.1,
        alpha=[0.2, 0.3, 0.5],
    ),
    # Overlaps.
    one("dice", "Dice", PROBABILITIES),
    one("dice", "Dice", SIGMOID, axis=[1]),
    one("dice", "Dice", {**SIGMOID, **COLUMN}, axis=[-1]),
    *both("dice", "Dice", SIGMOID, axis=[0]),
    one("dice", "Dice", SIGMOID, axis=[0, 1]),
    Row("dice", dice, {**PROBABILITIES, **COLUMN}),
    Row("dice", dice, {**PROBABILITIES, **EACH}),
    one("tversky", "Tversky", PROBABILITIES),
    one("tversky", "Tversky", SIGMOID, alpha=0.3, beta=0.7),
    one("tversky", "Tversky", SIGMOID, axis=[1], alpha=0.1),
    Row(
        {
            "type": "tversky",
            "alpha": 0.3,
            "beta": 0.7,
            "axis": [0],
            "reduction": "sum",
        },
        tversky,
        {**PROBABILITIES, **EACH},
    ),
]

OURS = {"sigmoid": ops.sigmoid, "softmax": ops.softmax, "exponential": ops.exp}


def points(row: Row) -> tuple[Array, Array]:
    """Give the row's predictions and targets."""
    return POINTS[row.more.get("points", "numbers")]


def weight_of(row: Row) -> Array | None:
    """Give the row's weights."""
    shape = row.more.get("weight")
    return None if shape is None else 0.5 + np.abs(normal("weight", *shape))


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    word = read(Loss, row.word, (), problems := [])
    assert word, problems
    (p, y), graph = points(row), Graph()
    prediction = graph.input("p", ("N", *p.shape[1:]), "float64")
    target = graph.input("y", ("N", *y.shape[1:]), "float64")
    weight, gaps = weight_of(row), word.is_gap(y)
    given: dict[Value, Array] = {target: np.where(gaps, 0, y)}

    def declared(name: str, x: Array | None) -> Value | None:
        if x is None:
            return None
        value = graph.input(name, ("N", *x.shape[1:]), "float64")
        given[value] = x
        return value

    counts = (~gaps).astype(float) if word.has_gaps else None
    weight = counts if weight is None else weight * (1 if counts is None else counts)
    given_weight, given_counts = declared("weight", weight), declared("counts", counts)
    made = OURS[row.more["behind"]](prediction) if "behind" in row.more else prediction
    out = word(made, target, given_weight, given_counts)
    return values_and_slopes(graph, out, {prediction: p}, given)


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    (p, y), weight = points(row), weight_of(row)
    targets, behind = f.torch.tensor(y), row.more.get("behind")
    counts = None if weight is None else f.torch.tensor(weight)

    def twin(p: Any) -> Any:
        made = getattr(f.keras.activations, behind)(p) if behind else p
        return row.twin(targets, made, counts)

    return torch_values_and_slopes(twin, {"p": p})


LAST = {
    "numbers": ("linear", "numbers"),
    "shares": ("softmax", "one of two"),
    "logits": ("linear", "one of two"),
    "probabilities": ("sigmoid", "truths"),
    "truths": ("linear", "truths"),
    "signs": ("linear", "signs"),
    "positive": ("softplus", "positive"),
    "sizes": ("linear", "positive"),
    "counts": ("softplus", "counts"),
    "rates": ("linear", "counts"),
    "parts": ("softmax", "shares"),
    "parted": ("linear", "shares"),
    "classes": ("softmax", "index"),
    "class logits": ("linear", "index"),
    "void": ("softmax", "index"),
    "void logits": ("linear", "index"),
}
"""The activation of the last layer and the targets, for each kind of points."""

BY_ROWS = {"kl_divergence", "cosine_similarity"}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    last, targets = LAST[row.more.get("points", "numbers")]
    last = row.more.get("behind", last)
    written = row.word if isinstance(row.word, dict) else {"type": row.word}
    if "alpha" in written and isinstance(written["alpha"], list):
        written = written | {"alpha": written["alpha"][:2]}
    by_rows = written["type"] in BY_ROWS or written.get("axis") in ([1], [-1])
    layers = [dense(3, "tanh"), dense(2, last)]
    ways = ({}, {"gaps": "rows" if by_rows else True})
    if "weight" in row.more:
        ways = (*({**way, "weights": True} for way in ways),)
    for way in ways:
        title = f"{row.title} behind {last}{' with gaps' * ('gaps' in way)}"
        yield title, spec(layers, written, targets=targets, **way)
