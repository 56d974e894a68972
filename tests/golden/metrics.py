"""Metrics: a twin takes targets, predictions and weights, and gives what was measured.

`more` says `points`, where targets and predictions come from, and maybe `weight`, the
weights' shape: one for each of the `rows`, the same in a `column`, or for all `cells`.
"""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from engine.vocabulary.entry import read
from engine.vocabulary.metrics import Metric, middle_of
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, normal

BASE = Metric
ROWS_OF_DATA = 14


def _softmax(z: Array) -> Array:
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _points() -> dict[str, tuple[Array, Array]]:
    """Draw targets and predictions; some predictions are equal."""
    a, b = (normal(f"metrics {i}", ROWS_OF_DATA, 4) for i in "ab")
    wide = normal("metrics wide", ROWS_OF_DATA, 8)
    binary = (a[:, :1] > 0).astype(float)
    several = (a[:, :3] > 0.3).astype(float)
    classes = a[:, 3].argsort() % 4
    shares = _softmax(np.eye(4)[classes] + b)
    rounded = np.round(1 / (1 + np.exp(-(a + b))), 1)
    return {
        "numbers": (a[:, :2], (0.6 * a + b)[:, :2]),
        "number": (a[:, :1], (a + 0.7 * b)[:, :1]),
        "positive": (np.exp(a[:, :2]), np.exp((a + 0.5 * b)[:, :2])),
        "binary": (binary, rounded[:, :1]),
        "signs": (2 * binary - 1, 2 * rounded[:, :1] - 1),
        "several": (several, rounded[:, :3]),
        "classes": (np.eye(4)[classes], shares),
        "indices": (classes[:, np.newaxis].astype(float), shares),
        "tied": (np.eye(4)[classes], np.round(shares)),
        "tied indices": (classes[:, np.newaxis].astype(float), np.round(shares)),
        "many": (np.eye(8)[wide.argmax(axis=1)], normal("many", ROWS_OF_DATA, 8)),
    }


POINTS = _points()
CHOICES = ("classes", "indices", "tied", "tied indices", "many")
"""Points of which each row is one choice."""


def keras(name: str, **fields: Any) -> Any:
    """Name a metric of Keras's, as a twin."""

    def twin(y: Array, p: Array, weight: Any) -> Any:
        metric = getattr(f.keras.metrics, name)(**fields)
        metric.update_state(y, p, sample_weight=weight)
        return metric.result()

    return twin


def sklearn(name: str, *args: Any, **fields: Any) -> Any:
    """Call a function of scikit-learn's metrics."""
    assert f.sklearn
    return getattr(import_module("sklearn.metrics"), name)(*args, **fields)


def plainly(name: str, **fields: Any) -> Any:
    """Name a function of scikit-learn's for numbers."""
    return lambda y, p, w: sklearn(name, y, p, sample_weight=w, **fields)


def decided(name: str, **fields: Any) -> Any:
    """Name a function of scikit-learn's for classes that have been decided on."""

    def twin(y: Array, p: Array, weight: Any) -> Any:
        actual, said = y > middle_of(y), p > middle_of(y)
        if (y.sum(axis=1) == 1).all() and p.shape[1] > 1:
            actual, said = y.argmax(axis=1), p.argmax(axis=1)
        weight = None if weight is None else weight.ravel()
        return sklearn(
            name, actual.ravel(), said.ravel(), sample_weight=weight, **fields
        )

    return twin


def whole_rows(y: Array, p: Array, weight: Any) -> Any:
    """Let scikit-learn compare rows of several labels."""
    actual, said = y > middle_of(y), p > middle_of(y)
    return sklearn("accuracy_score", actual, said, sample_weight=weight)


def ranked(name: str) -> Any:
    """Name a function of scikit-learn's for an order of what is positive."""

    def twin(y: Array, p: Array, weight: Any) -> Any:
        y, p = (a.ravel() if a.shape[1] == 1 else a for a in (y > middle_of(y), p))
        return sklearn(name, y, p, sample_weight=weight)

    return twin


def rows(word: Any, twin: Any, *points: str, weight: str = "rows") -> list[Row]:
    """Write rows for some points, without weights and with."""
    ways: list[dict[str, str]] = [{}, {"weight": weight}]
    return [Row(word, twin, {"points": at, **way}) for at in points for way in ways]


def of_keras(
    word: str, name: str, *points: str, weight: str = "rows", **given: Any
) -> list[Row]:
    """Write rows of a metric of Keras's with some of its fields."""
    written = {"type": word, **given} if given else word
    return rows(written, keras(name, **given), *points, weight=weight)


def matching(word: str, name: str) -> list[Row]:
    """Write rows of what is found or missed, with all fields."""
    cells = partial(of_keras, word, name, weight="cells")
    column = partial(of_keras, word, name, "classes", weight="column")
    return [
        *cells("binary", "several", "classes"),
        *cells("several", thresholds=0.35),
        *cells("several", thresholds=[0.2, 0.5, 0.65]),
        *cells("classes", top_k=2),
        *cells("classes", top_k=2, thresholds=0.3),
        *column(class_id=3),
        *column(class_id=1, top_k=2),
    ]


def counting(word: str, name: str) -> list[Row]:
    """Write rows of what is only counted."""
    cells = partial(of_keras, word, name, weight="cells")
    return [
        *cells("binary", "several"),
        *cells("several", thresholds=0.35),
        *cells("several", thresholds=[0.2, 0.5, 0.65]),
    ]


def scoring(word: str, name: str, **more: Any) -> list[Row]:
    """Write rows of means of precision and recall."""
    return [
        Row(
            {"type": word, "average": average, **more},
            keras(name, average=average, **more, **threshold),
            {"points": at, **way},
        )
        for average in ("macro", "micro", "weighted", None)
        for at, threshold in (("classes", {}), ("several", {"threshold": 0.5}))
        for way in ({}, {"weight": "rows"})
    ]


ROWS = [
    *of_keras("mean_absolute_error", "MeanAbsoluteError", "numbers"),
    *of_keras("mean_squared_error", "MeanSquaredError", "numbers"),
    *of_keras("accuracy", "BinaryAccuracy", "binary", "several", weight="cells"),
    *rows("accuracy", decided("accuracy_score"), "signs", "classes"),
    *rows("exact_match", whole_rows, "binary", "several", "signs"),
    *rows("exact_match", decided("accuracy_score"), "classes"),
    *of_keras(
        "root_mean_squared_error", "RootMeanSquaredError", "numbers", weight="cells"
    ),
    *of_keras(
        "mean_absolute_percentage_error", "MeanAbsolutePercentageError", "positive"
    ),
    *of_keras(
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        *("positive", "numbers"),
    ),
    *of_keras("log_cosh", "LogCoshError", "numbers"),
    *of_keras("cosine_similarity", "CosineSimilarity", "numbers"),
    *of_keras("cosine_similarity", "CosineSimilarity", "numbers", axis=1),
    *rows("r2_score", plainly("r2_score"), "number"),
    *of_keras("r2_score", "R2Score", "numbers", weight="cells"),
    *of_keras("r2_score", "R2Score", "numbers", class_aggregation=None),
    *of_keras(
        *("r2_score", "R2Score", "numbers"),
        class_aggregation="variance_weighted_average",
    ),
    # With weights, Keras takes rows of weight 0 for examples here.
    of_keras("r2_score", "R2Score", "number", num_regressors=3)[0],
    *of_keras(
        *("binary_accuracy", "BinaryAccuracy", "binary", "several", "classes"),
        weight="cells",
    ),
    *of_keras("binary_accuracy", "BinaryAccuracy", "several", threshold=0.7),
    *of_keras("categorical_accuracy", "CategoricalAccuracy", "classes", "tied"),
    *of_keras(
        "sparse_categorical_accuracy",
        "SparseCategoricalAccuracy",
        *("indices", "tied indices"),
    ),
    *of_keras("top_k_categorical_accuracy", "TopKCategoricalAccuracy", "many"),
    *of_keras("top_k_categorical_accuracy", "TopKCategoricalAccuracy", "classes", k=2),
    *of_keras(
        "sparse_top_k_categorical_accuracy",
        "SparseTopKCategoricalAccuracy",
        "indices",
        k=2,
    ),
    *matching("precision", "Precision"),
    *matching("recall", "Recall"),
    *scoring("f1_score", "F1Score"),
    *of_keras("f1_score", "F1Score", "binary", average="macro", threshold=0.3),
    *scoring("fbeta_score", "FBetaScore", beta=1.7),
    *of_keras("fbeta_score", "FBetaScore", "several", average="micro", threshold=0.3),
    *counting("true_positives", "TruePositives"),
    *counting("false_positives", "FalsePositives"),
    *counting("true_negatives", "TrueNegatives"),
    *counting("false_negatives", "FalseNegatives"),
    *rows("confusion_matrix", decided("confusion_matrix"), "signs", "classes"),
    *rows("confusion_matrix", decided("confusion_matrix"), "several", weight="cells"),
    *[
        row
        for normalize in ("true", "pred", "all")
        for row in rows(
            {"type": "confusion_matrix", "normalize": normalize},
            decided("confusion_matrix", normalize=normalize),
            "classes",
        )
    ],
    *rows(
        "balanced_accuracy",
        decided("balanced_accuracy_score"),
        *("binary", "signs", "classes"),
    ),
    *rows(
        {"type": "balanced_accuracy", "adjusted": True},
        decided("balanced_accuracy_score", adjusted=True),
        *("binary", "classes"),
    ),
    *rows(
        "matthews_corrcoef",
        decided("matthews_corrcoef"),
        *("binary", "signs", "classes"),
    ),
    *rows("auc", ranked("roc_auc_score"), "binary", "signs", "several", "classes"),
    *rows(
        {"type": "auc", "curve": "PR"},
        ranked("average_precision_score"),
        *("binary", "signs", "several", "classes"),
    ),
]

ELSEWHERE = {"name": "tests/spec/test_figures.py"}


def weight_of(row: Row) -> Array | None:
    """Give the row's weights, one of them 0."""
    y, p = POINTS[row.more["points"]]
    shapes = {"rows": (len(y),), "column": (len(y), 1), "cells": p.shape}
    shape = shapes.get(row.more.get("weight", ""))
    if shape is None:
        return None
    drawn = np.round(0.3 + np.abs(normal("weight", *shape)), 2)
    drawn[3] = 0
    return drawn


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    metric = read(Metric, row.word, (), problems := [])
    assert metric, problems
    (y, p), weight = POINTS[row.more["points"]], weight_of(row)
    weight = np.ones(1) if weight is None else weight
    weight = weight[:, np.newaxis] if weight.ndim == 1 else weight
    shape = np.broadcast_shapes(weight.shape, y.shape)
    is_choice = row.more["points"] in CHOICES
    counts = np.broadcast_to(weight, shape)
    return {"value": np.array(metric(y, p, counts, is_choice, middle_of(y)))}


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    y, p = POINTS[row.more["points"]]
    return {"value": row.twin(y, p, weight_of(row))}


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write no networks: what is measured changes no program."""
    yield from ()
