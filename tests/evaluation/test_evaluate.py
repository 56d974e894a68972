"""By which examples a network is judged, beside what, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.data.examples import Examples
from engine.evaluation.document import document
from engine.evaluation.evaluating import evaluate
from engine.evaluation.examined import examined, wants_report
from engine.evaluation.probabilities import log_loss
from engine.evaluation.scoring import score
from engine.evaluation.tasks import is_probable, task
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.cli.asking import strict
from tests.evaluation.making import echo, in_units
from tests.views.making import drawn, made
from tests.writing import dense, spec

XOR = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
NUMBERS = {"loss": "mse"}
TRUTHS = {"loss": "binary_crossentropy", "trained": [[0], [1], [1]]}
CHOICE = {"loss": "categorical_crossentropy", "trained": [[1, 0], [1, 0], [0, 1]]}


def figure(evaluation, name):
    (found,) = (f for f in evaluation.figures if f.name == name)
    return found


def test_only_rows_that_count_are_examined_without_a_copy_of_all():
    p, y = [[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]
    some = examined(echo(p, y, [1, 0, 2], **NUMBERS), "test")
    assert (some.y.tolist(), some.p.tolist()) == ([[4], [6]], [[1], [3]])
    trainer = echo(p, y, **NUMBERS)
    assert np.shares_memory(examined(trainer, "test").y, trainer.parts.test.y)


# The part to judge by.


@pytest.mark.parametrize(
    ("split", "part"),
    [
        ({"validation": 0.2, "test": 0.3}, "test"),
        ({"test": 0.3}, "test"),
        ({"validation": 0.2}, "validation"),
        ({}, "train"),
    ],
)
def test_the_judge_is_what_was_kept_the_longest(split, part):
    trainer = Trainer(compile_spec(load(spec([dense(2)], split=split))))
    evaluation = evaluate(trainer)
    assert evaluation.part == part
    assert evaluation.rows == len(dict(trainer.parts.items())[part])
    assert wants_report(trainer) == (part != "train")
    said = any("says nothing about new ones" in text for text in evaluation.warnings)
    assert said == (part == "train")


def test_evaluating_changes_nothing():
    trainer = made(drawn(20, 3), ["a", "b"], ["y"], split={"test": 0.3})
    twin = made(drawn(20, 3), ["a", "b"], ["y"], split={"test": 0.3})
    evaluate(trainer)
    trainer.step(5)
    twin.step(5)
    assert trainer.arrays.w.tobytes() == twin.arrays.w.tobytes()


# The task.


@pytest.mark.parametrize(
    ("rows", "outputs", "more", "asked"),
    [
        (XOR, ["y"], {}, "classes"),
        ([[0, 0, -1], [0, 1, 1]], ["y"], {}, "classes"),
        ([[0, 0, 0.5], [0, 1, 1]], ["y"], {}, "numbers"),
        ([[0, 1, 0], [1, 0, 1]], ["y", "z"], {}, "labels"),
        ([[0, 1, 2], [1, 0, 1]], ["y", "z"], {}, "numbers"),
        ([[0, 1, 0], [1, 0, 1]], ["y", "z"], CHOICE, "classes"),
        (
            [[0, 1, 0], [1, 0, 2]],
            ["y"],
            {"loss": "sparse_categorical_crossentropy", "units": 3},
            "classes",
        ),
        ([[0, 0, 0], [0, 1, 1]], ["y"], {"loss": "hinge"}, "classes"),
    ],
)
def test_the_task_follows_from_loss_and_targets(rows, outputs, more, asked):
    inputs = ["a", "b"][: len(rows[0]) - len(outputs)]
    more = {key: value for key, value in more.items() if key != "trained"}
    trainer = made(rows, inputs, outputs, **more)
    assert task(trainer) == evaluate(trainer).task == asked


def test_targets_to_judge_by_may_be_numbers_when_those_to_train_on_are_two():
    trainer = echo([[1.0], [2.0]], [[0.0], [2.5]], loss="mse", trained=[[0], [1]])
    assert task(trainer) == "numbers"


@pytest.mark.parametrize(
    ("last", "loss", "expected"),
    [
        ("sigmoid", "mse", True),
        ("linear", "mse", False),
        ("tanh", "mse", False),
        ("sigmoid", "binary_crossentropy", True),
        ("linear", {"type": "binary_crossentropy", "from_logits": True}, True),
        ("linear", "hinge", False),
    ],
)
def test_only_probabilities_are_judged_as_such(last, loss, expected):
    trainer = made(XOR, ["a", "b"], ["y"], loss=loss, last=last)
    assert is_probable(trainer) == expected
    names = {f.name for f in evaluate(trainer).figures}
    assert ("log_loss" in names) == expected
    assert (evaluate(trainer).choice.calibration is not None) == expected


def test_margins_of_classes_are_no_probabilities():
    p = [[2.0, -1.0], [0.0, 3.0], [1.0, 4.0]]
    trainer = echo(p, [[1, 0], [0, 1], [1, 0]], loss="categorical_hinge")
    found = evaluate(trainer)
    assert [f.name for f in found.figures][-1] == "pr_auc"
    assert found.choice.confusion.tolist() == [[1, 1], [0, 1]]


def test_signs_are_split_at_0():
    p, y = [[-0.2], [0.3], [0.9], [-2.0]], [[-1], [1], [-1], [1]]
    found = evaluate(echo(p, y, loss="hinge", trained=[[-1], [1]]))
    assert found.choice.names == ("-1", "1")
    assert found.choice.confusion.tolist() == [[1, 1], [1, 1]]


def test_no_probabilities_are_seen_in_signs():
    more = {"last": "sigmoid", "loss": "mse"}
    assert is_probable(made([[0, 0], [1, 1]], ["a"], ["y"], **more))
    assert not is_probable(made([[0, -1], [1, 1]], ["a"], ["y"], **more))


def test_two_classes_have_the_names_that_the_data_give_them():
    trainer = echo([[0.4], [0.8]], [[0], [1]], **TRUTHS)
    schema = replace(trainer.model.schema, labels=("benign", "malignant"))
    trainer.model = replace(trainer.model, schema=schema)
    found = evaluate(trainer)
    assert found.choice.names == ("benign", "malignant")
    assert "'malignant'" in found.baseline


def test_classes_by_number_have_the_names_that_the_data_give_them():
    more = {"loss": "sparse_categorical_crossentropy", "trained": [[0], [1]]}
    trainer = echo([[0.4, 0.6]], [[1]], **more)
    assert evaluate(trainer).choice.names == ("0", "1")
    schema = replace(trainer.model.schema, labels=("a=b", "c"))
    trainer.model = replace(trainer.model, schema=schema)
    assert evaluate(trainer).choice.names == ("a=b", "c")


# The baseline.


def test_the_baseline_of_classes_is_that_of_the_training_part():
    p, y = [[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]], [[1, 0], [0, 1], [0, 1]]
    found = evaluate(echo(p, y, **CHOICE))
    assert "'y0'" in found.baseline
    assert figure(found, "accuracy").baseline == pytest.approx(1 / 3)
    assert figure(found, "balanced_accuracy").baseline == 0.5
    expected = -(np.log(2 / 3) + 2 * np.log(1 / 3)) / 3
    assert figure(found, "log_loss").baseline == pytest.approx(expected)
    assert figure(found, "roc_auc").baseline == 0.5
    assert figure(found, "pr_auc").baseline == pytest.approx(0.5)
    assert found.beats_baseline
    assert found.warnings == ()


def test_the_baseline_of_a_yes_or_no():
    found = evaluate(echo([[0.4], [0.8]], [[0], [1]], **TRUTHS))
    assert "'1'" in found.baseline
    assert figure(found, "accuracy").baseline == 0.5
    expected = -(np.log(1 / 3) + np.log(2 / 3)) / 2
    assert figure(found, "log_loss").baseline == pytest.approx(expected)
    assert figure(found, "pr_auc").baseline == 0.5


def test_a_class_weight_does_not_change_what_is_frequent():
    rows = [[i, float(i > 6)] for i in range(10)]
    more = {"loss": "binary_crossentropy", "last": "sigmoid"}
    training = {"epochs": 1, "class_weight": {"1": 100}}
    found = evaluate(made(rows, ["a"], ["y"], training=training, **more))
    assert "'0'" in found.baseline
    assert figure(found, "accuracy").baseline == pytest.approx(0.7)


def test_the_baseline_of_numbers_is_the_mean_to_train_on():
    found = evaluate(
        echo([[1.0], [4.0]], [[2.0], [5.0]], trained=[[2], [4]], **NUMBERS)
    )
    assert figure(found, "mean_absolute_error").baseline == pytest.approx(1.5)
    assert figure(found, "root_mean_squared_error").baseline == pytest.approx(2.5**0.5)
    assert figure(found, "r2_score").baseline == pytest.approx(1 - 2.5 / 2.25)
    assert found.beats_baseline


def test_the_baseline_of_labels_is_the_more_frequent_answer_of_each():
    p, y = [[0.9, 0.1], [0.8, 0.9]], [[1, 0], [1, 1]]
    trained = [[1, 0], [1, 0], [0, 1]]
    found = evaluate(echo(p, y, loss="binary_crossentropy", trained=trained))
    accuracy, exact = figure(found, "accuracy"), figure(found, "exact_match")
    assert (accuracy.value, accuracy.baseline) == (1, 0.75)
    assert (exact.value, exact.baseline) == (1, 0.5)
    assert found.beats_baseline


def test_who_does_not_beat_the_baseline_is_told():
    p, y = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]], [[1, 0], [0, 1], [1, 0]]
    found = evaluate(echo(p, y, **CHOICE))
    assert not found.beats_baseline
    (told,) = found.warnings
    assert told.startswith("the network does not beat always answering 'y0'")
    assert "accuracy 0.3333, baseline 0.6667" in told


def test_with_the_same_accuracy_the_probabilities_decide():
    y = [[1, 0], [1, 0], [0, 1]]
    better = evaluate(echo([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4]], y, **CHOICE))
    worse = evaluate(echo([[0.6, 0.4], [0.6, 0.4], [0.9, 0.1]], y, **CHOICE))
    assert (better.beats_baseline, worse.beats_baseline) == (True, False)
    assert "log loss" in worse.warnings[0]


def test_a_network_may_be_too_sure_of_itself():
    p = [[1.0, 0.0]] * 2 + [[0.0, 1.0]] * 3
    y = [[1, 0]] * 2 + [[0, 1]] * 2 + [[1, 0]]
    found = evaluate(echo(p, y, trained=[[1, 0], [0, 1], [0, 1]], loss=CHOICE["loss"]))
    assert found.beats_baseline
    (told,) = found.warnings
    assert "too sure of itself" in told


def test_every_output_must_beat_its_mean():
    p, y = [[1.0, 9.0], [4.0, 0.0]], [[1.0, 2.0], [4.0, 5.0]]
    found = evaluate(echo(p, y, **NUMBERS))
    assert not found.beats_baseline
    assert [f.is_better for f in found.main] == [True, False]
    (told,) = found.warnings
    assert "y1: root mean squared error" in told


def test_equal_is_not_better_for_classes_either():
    p, y = [[1.0, 0.0], [1.0, 0.0]], [[1, 0], [0, 1]]
    found = evaluate(echo(p, y, loss="categorical_hinge"))
    assert [f.is_better for f in found.main] == [False]
    assert not found.beats_baseline


def test_equal_is_not_better():
    found = evaluate(echo([[3.0], [3.0]], [[2.0], [4.0]], **NUMBERS))
    assert not found.beats_baseline


# Odd predictions and targets.


def test_what_is_no_number_is_counted_and_never_better():
    found = evaluate(echo([[np.nan], [4.0]], [[2.0], [5.0]], **NUMBERS))
    assert not found.beats_baseline
    assert "not a number: 1 row" in found.warnings[0]


def test_a_row_without_a_number_is_wrong_whatever_it_was():
    ranks, ones = np.array([np.nan, np.nan, 0.9, 0.1]), np.ones(4)
    positive, guessed = np.array([[1, 0, 1, 0], [1, 0, 1, 0]]).astype(bool)
    found = score("y", positive, guessed, ranks, ones)
    assert (found.accuracy, found.recall, found.precision) == (0.5, 0.5, 1)
    assert np.isnan(found.roc_auc)


def test_probabilities_are_as_small_as_the_precision_can_tell():
    p, y = np.array([[1.0, 0.0]]), np.array([1])
    least = float(np.finfo("float32").eps)
    assert log_loss(p, y, np.ones(1), least) == pytest.approx(-np.log(least))
    one = echo(p, [[0, 1]], dtype="float32", **CHOICE)
    assert figure(evaluate(one), "log_loss").value == pytest.approx(-np.log(least))


def test_targets_that_do_not_count_are_not_judged():
    trainer = echo([[1.0, 1.0], [4.0, 9.0]], [[2.0, 0.0], [5.0, 7.0]], **NUMBERS)
    weight = np.array([[1.0, 0.0], [0.0, 2.0]])
    trainer.parts = replace(
        trainer.parts, test=replace(trainer.parts.test, weight=weight)
    )
    first, second = evaluate(trainer).numbers
    assert (first.actual.tolist(), first.predicted.tolist()) == ([2], [1])
    assert (second.actual.tolist(), second.residuals.tolist()) == ([7], [-2])


def test_nothing_that_counts_is_judged_as_nothing():
    trainer = echo([[1.0]], [[2.0]], trained=[[1], [2]], **NUMBERS)
    none = Examples(np.ones((1, 1)), np.ones((1, 1)), np.zeros((1, 1)))
    trainer.parts = replace(trainer.parts, test=none)
    found = evaluate(trainer)
    assert (found.rows, found.beats_baseline) == (0, False)


# Units.


def test_numbers_are_in_the_units_of_the_data():
    trainer = echo([[1.0], [4.0]], [[2.0], [5.0]], trained=[[2], [4]], **NUMBERS)
    found = evaluate(in_units(trainer, 10, 3))
    (errors,) = found.numbers
    assert errors.actual.tolist() == [23, 53]
    assert errors.residuals.tolist() == [10, 10]
    error = figure(found, "mean_absolute_error")
    assert (error.value, error.baseline) == (10, pytest.approx(15))


# As JSON.


@pytest.mark.parametrize(
    "trainer",
    [
        echo([[0.4], [np.nan]], [[0], [1]], **TRUTHS),
        echo([[0.9, 0.1]], [[1, 0]], **CHOICE),
        echo([[1.0, 1.0]], [[2.0, 5.0]], **NUMBERS),
        echo([[0.4, 1.0]], [[0, 1]], loss="binary_crossentropy"),
    ],
)
def test_the_document_is_json_of_all_figures(trainer):
    import json

    found = evaluate(trainer)
    told = strict(json.dumps(document(found), allow_nan=False))
    assert told["figures"].keys() == {f.name for f in found.figures}
    assert told["beats_baseline"] == found.beats_baseline
    assert told["rows"] == found.rows
    each = told.get("classes") or told["outputs"]
    names = found.choice.names if found.choice else trainer.model.answers
    assert [one["name"] for one in each] == list(names)
