"""Metrics have keys of their own; what can be monitored, and what cannot."""

import json
from typing import Any

import pytest

from engine.compile import compile_spec
from engine.errors import SpecError, dotted
from engine.spec.figures import metric_of
from engine.spec.model import Spec, load
from tests.training.making import HIDDEN
from tests.writing import dense, spec

SPLIT = {"validation": 0.3}
MATRIX = "confusion_matrix"


def with_metrics(*metrics: Any, monitor: str = "loss") -> dict[str, Any]:
    how = {"epochs": 2, "early_stopping": {"monitor": monitor}}
    return spec(HIDDEN, metrics=list(metrics), split=SPLIT, training=how)


def refused(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(SpecError) as caught:
        compile_spec(load(entry))
    return [(dotted(p.path), p.message, p.hint) for p in caught.value.problems]


def keys(made: Spec) -> list[str]:
    return [metric.key for metric in made.metrics]


def test_a_metric_goes_by_its_name_or_its_type() -> None:
    pair = {"type": "auc", "name": "roc"}, {"type": "auc", "curve": "PR"}
    made = load(with_metrics("mae", *pair, monitor="val_roc"))
    assert keys(made) == ["mean_absolute_error", "roc", "auc"]
    assert metric_of("val_roc", made.metrics) is made.metrics[1]
    assert metric_of("roc", made.metrics) is made.metrics[1]
    assert metric_of("auc", made.metrics) is made.metrics[2]
    assert metric_of("val_loss", made.metrics) is None


def test_the_same_metric_twice_needs_a_name() -> None:
    [(path, message, hint)] = refused(with_metrics("acc", "mae", "accuracy"))
    assert (path, message) == ("metrics[2]", "another metric is called 'accuracy'")
    assert '{"type": "accuracy", "name": "..."}' in hint
    named = {"type": "mae", "name": "accuracy"}
    [(path, message, _)] = refused(with_metrics("acc", named))
    assert path == "metrics[1].name"
    assert message == "another metric is called 'accuracy'"


@pytest.mark.parametrize("name", ["loss", "epoch", "loss_low", "val_x", "val_loss"])
def test_names_of_other_figures_are_refused(name: str) -> None:
    [(path, message, hint)] = refused(with_metrics({"type": "mae", "name": name}))
    assert path == "metrics[0].name"
    assert message == f"'{name}' means something else in reports"
    assert "loss_high" in hint
    assert "val_" in hint


@pytest.mark.parametrize("name", ["", "Auc", "a b", "é", "a" * 65])
def test_names_are_plain(name: str) -> None:
    [(path, message, _)] = refused(with_metrics({"type": "mae", "name": name}))
    assert path == "metrics[0].name"
    assert "a-z, 0-9" in message


def test_monitors_use_keys() -> None:
    named = {"type": "auc", "name": "roc"}
    assert load(with_metrics(named, monitor="roc"))
    [(path, message, hint)] = refused(with_metrics(named, monitor="auc"))
    assert path == "training.early_stopping.monitor"
    assert message == "there is no figure 'auc'"
    assert hint == "there are loss, roc, val_loss, val_roc"


def test_only_figures_that_there_are_can_be_listed() -> None:
    entry = with_metrics("acc", monitor="val_f1")
    assert refused(entry)[0][2] == "there are loss, accuracy, val_loss, val_accuracy"
    [(_, message, hint)] = refused({**entry, "split": {}})
    assert message == "there is no figure 'val_f1'"
    assert hint == "there are loss, accuracy"


@pytest.mark.parametrize("before", ["", "val_"])
def test_an_alias_is_told_its_name(before: str) -> None:
    [(_, message, hint)] = refused(with_metrics("acc", monitor=f"{before}acc"))
    assert message == f"there is no figure '{before}acc'"
    assert hint == f"it is called '{before}accuracy' here"


LISTS = [
    MATRIX,
    {"type": "f1_score", "average": None},
    {"type": "precision", "thresholds": [0.5]},
    {"type": "r2_score", "class_aggregation": None},
]


@pytest.mark.parametrize("word", LISTS, ids=str)
def test_what_is_no_number_cannot_be_monitored(word: Any) -> None:
    name = word if isinstance(word, str) else word["type"]
    for monitor in (name, f"val_{name}"):
        entry = with_metrics("mae", word, monitor=monitor)
        [(path, message, hint)] = refused(entry)
        assert path == "training.early_stopping.monitor"
        assert message == f"'{monitor}' is not one number that could improve"
        assert hint.startswith("there are loss, mean_absolute_error, val_loss")


CHOICES = [
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "top_k_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
]


@pytest.mark.parametrize("name", CHOICES)
def test_one_output_is_no_choice(name: str) -> None:
    entry = spec([dense(1)], targets="index", metrics=["mae", name])
    [(path, message, hint)] = refused(entry)
    assert path == "metrics[1]"
    assert message == f"{name} needs two outputs or more to choose from"
    assert "binary_accuracy" in hint
    assert compile_spec(load(with_metrics(name)))


@pytest.mark.parametrize("name", ["precision", "recall"])
def test_a_class_must_be_there(name: str) -> None:
    assert compile_spec(load(with_metrics({"type": name, "class_id": 1})))
    problems = refused(with_metrics({"type": name, "class_id": 2}))
    assert problems == [
        (
            "metrics[0].class_id",
            "there is no output 2: there are 2",
            "0 is the first output",
        )
    ]


@pytest.mark.parametrize(
    ("word", "path", "message"),
    [
        (
            {"type": "cosine_similarity", "axis": 0},
            "axis",
            "expected -1 or 1, not 0",
        ),
        ({"type": "precision", "top_k": 0}, "top_k", "a number of at least 1"),
        ({"type": "recall", "thresholds": []}, "thresholds", "a list of at least 1"),
        ({"type": "recall", "thresholds": ["a"]}, "thresholds[0]", "expected a number"),
        ({"type": "fbeta_score", "beta": 0}, "beta", "a number greater than 0"),
        ({"type": "f1_score", "average": "mean"}, "average", "'micro', 'macro'"),
        ({"type": "auc", "curve": "roc"}, "curve", "expected 'ROC' or 'PR'"),
    ],
    ids=str,
)
def test_mistakes_in_fields(word: Any, path: str, message: str) -> None:
    [(where, told, _)] = refused(with_metrics(word))
    assert where == f"metrics[0].{path}"
    assert message in told, json.dumps(told)
