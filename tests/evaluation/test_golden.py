"""Figures agree with scikit-learn's; see golden.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.evaluation.evaluating import evaluate
from engine.evaluation.numbers import errors_of
from tests.evaluation.making import echo

VALUES = json.loads(Path(__file__).with_name("values.json").read_text("utf-8"))


def array(written):
    return np.array(written, float)


def same(found, expected):
    """Compare numbers; null stands for NaN."""
    np.testing.assert_allclose(array(found), array(expected), rtol=1e-12, atol=1e-14)


def figures(evaluation):
    return {figure.name: figure.value for figure in evaluation.figures}


def scores_agree(scores, found):
    for name in ("precision", "recall", "f1", "support", "roc_auc", "pr_auc"):
        same([getattr(score, name) for score in scores], found[name])


def averages_agree(evaluation, found):
    told = figures(evaluation)
    for name in ("accuracy", "balanced_accuracy", "log_loss"):
        same(told[name], found[name])
    same(evaluation.choice.confusion, found["confusion"])


@pytest.mark.parametrize("name", VALUES["choices"])
@pytest.mark.parametrize("kind", ["sparse", "one_hot"])
def test_choices(name, kind):
    case = VALUES["choices"][name]
    y, p, found = array(case["y"]).astype(int), array(case["p"]), case["found"]
    if kind == "sparse":
        rows, loss = y[:, np.newaxis], "sparse_categorical_crossentropy"
        trained = np.array([[0], [1], [2]])
    else:
        rows, loss = np.eye(3)[y], "categorical_crossentropy"
        trained = np.eye(3)
    evaluation = evaluate(echo(p, rows, case["w"], loss=loss, trained=trained))
    scores_agree(evaluation.choice.scores, found)
    averages_agree(evaluation, found)
    for area in ("roc_auc", "pr_auc"):
        known = [value for value in found[area] if value is not None]
        same(figures(evaluation)[area], np.mean(known) if known else np.nan)


@pytest.mark.parametrize("name", VALUES["yes or no"])
def test_yes_or_no(name):
    case = VALUES["yes or no"][name]
    y, p, found = array(case["y"])[:, None], array(case["p"])[:, None], case["found"]
    evaluation = evaluate(
        echo(p, y, case["w"], loss="binary_crossentropy", trained=[[0], [1]])
    )
    scores_agree(evaluation.choice.scores, found)
    averages_agree(evaluation, found)
    for area in ("roc_auc", "pr_auc"):
        same(figures(evaluation)[area], found[area][1])
    if "observed" in found:
        calibrations_agree(evaluation.choice.calibration, p[:, 0], found)


def calibrations_agree(calibration, p, found):
    """Compare with bins of tenths, after joining those that are one bin here."""
    tenths = np.ceil(p * 10).clip(1).astype(int)
    known, counts = np.unique(tenths, return_counts=True)
    ends = np.round(10 * calibration.edges[1:]).astype(int)
    for name in ("observed", "predicted"):
        sums = array(found[name]) * counts
        joined = [
            sums[np.searchsorted(ends, known) == i].sum() for i in range(len(ends))
        ]
        same(getattr(calibration, name), joined / calibration.counts)
    assert calibration.counts.tolist() == calibration.rows.tolist()
    assert calibration.rows.sum() == len(p)


@pytest.mark.parametrize("name", VALUES["yes or no"])
def test_the_error_of_calibration_is_the_mean_distance_over_all_rows(name):
    case = VALUES["yes or no"][name]
    y, p, w = (array(case[key]) for key in "ypw")
    evaluation = evaluate(
        echo(p[:, None], y[:, None], w, loss="binary_crossentropy", trained=[[0], [1]])
    )
    if np.isnan(p).any():
        assert evaluation.choice.calibration is None
        return
    edges = evaluation.choice.calibration.edges
    bins = [next(i for i, end in enumerate(edges[1:]) if v <= end) for v in p]
    bins = np.array(bins)
    distances = [
        abs((w * (p - y))[bins == number].sum()) for number in sorted(set(bins))
    ]
    same(figures(evaluation)["expected_calibration_error"], sum(distances) / w.sum())


@pytest.mark.parametrize("name", VALUES["numbers"])
def test_numbers(name):
    case = VALUES["numbers"][name]
    y, p, w = (array(case[key]) for key in "ypw")
    found = {f.name: f.value for f in errors_of("y", y, p, w, 0.0).figures}
    assert found.keys() == case["found"].keys()
    for measure, value in case["found"].items():
        same(found[measure], value)
    trainer = echo(p[:, None], y[:, None], w, loss="mse")
    told = figures(evaluate(trainer))
    for measure, value in case["found"].items():
        same(told[measure], value)


@pytest.mark.parametrize("name", sorted(VALUES["yes or no"].keys() - {"no number"}))
def test_labels_are_judged_as_a_yes_or_no_each(name):
    case = VALUES["yes or no"][name]
    y, p, found = array(case["y"]), array(case["p"]), case["found"]
    other = np.where(np.arange(len(y)) % 3 == 0, 0.9, 0.2)
    weight = np.repeat(array(case["w"])[:, None], 2, axis=1)
    trainer = echo(
        np.stack([p, other], axis=1),
        np.stack([y, other > 0.5], axis=1),
        weight,
        loss="binary_crossentropy",
        trained=[[0, 1], [1, 0]],
    )
    evaluation = evaluate(trainer)
    first, second = evaluation.labels
    assert evaluation.task == "labels"
    for measure in ("precision", "recall", "f1", "support", "roc_auc", "pr_auc"):
        same(getattr(first, measure), found[measure][1])
    same(first.accuracy, found["accuracy"])
    assert second.accuracy == 1
    same(figures(evaluation)["accuracy"], (found["accuracy"] + 1) / 2)
