"""What a report says of columns, weights and losses."""

import json

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.evaluation.described import data_told, loss_told, scale_told, weights_told
from engine.evaluation.report import report
from engine.evaluation.tallies import tally
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.evaluation.making import echo
from tests.tables import spec_text, write_flowers, write_houses
from tests.views.making import drawn, made
from tests.writing import dense, l2

SOIL = {"type": "category", "missing": "most_frequent"}


@pytest.fixture
def flowers(tmp_path):
    """Make a trainer of a table of flowers."""

    def trained(outputs, **more):
        write_flowers(tmp_path / "flowers.csv")
        path = tmp_path / "mine.json"
        path.write_text(spec_text("flowers.csv", outputs, **more), "utf-8")
        return Trainer(compile_spec(load(path)))

    return trained


def priced(tmp_path, price):
    """Make a trainer that learns a price."""
    write_houses(tmp_path / "houses.csv")
    outputs = {"inputs": ["size"], "outputs": {"price": price}}
    layers = [dense(1, kernel_regularizer=l2(0.1))]
    how = {"loss": "mse", "layers": layers, "metrics": ["mae"]}
    path = tmp_path / "mine.json"
    path.write_text(spec_text("houses.csv", outputs, **how), "utf-8")
    trainer = Trainer(compile_spec(load(path)))
    trainer.step(3)
    return trainer


@pytest.fixture
def houses(tmp_path):
    return priced(tmp_path, {"type": "number", "scaling": "standardize"})


def test_an_output_that_is_not_scaled_is_in_its_own_units(tmp_path):
    trainer = priced(tmp_path, "number")
    assert scale_told(trainer) == ""
    assert data_told(trainer).endswith("1 output column: price.")
    assert " of price" not in loss_told(trainer)


def test_columns_and_features_are_counted_each_by_its_name(flowers):
    inputs = {"length": "number", "width": "number", "soil": SOIL}
    trainer = flowers({"inputs": inputs, "outputs": ["colour"]})
    told = (
        "csv: 3 input columns, which become 4 features; 1 output column: colour, one "
        "of 3 classes: blue, red, white."
    )
    assert data_told(trainer) == told
    assert told in report(trainer)
    assert "4 inputs" not in report(trainer)


def test_typed_inputs_are_no_columns():
    trainer = made(drawn(20, 3), ["a", "b"], ["y"])
    assert data_told(trainer) == "inline: 2 inputs; 1 output: y."


def test_outputs_of_one_choice_are_classes():
    p = np.eye(3)
    trainer = echo(p, p, loss="categorical_crossentropy")
    assert data_told(trainer) == "inline: 3 inputs; one of 3 classes: y0, y1, y2."


def test_a_scaled_output_says_so(houses):
    told = "1 output column: price (scaled by standardize)"
    assert told in data_told(houses)
    assert scale_told(houses) == "of price scaled by standardize"


ROWS = [[0.1 * i, float(i % 4 == 0)] for i in range(40)]
TRUTH = {"loss": "binary_crossentropy", "last": "sigmoid"}


def weighed(wish, **more):
    training = {"epochs": 2, "class_weight": wish}
    return made(ROWS, ["a"], ["y"], training=training, **TRUTH, **more)


def test_class_weights_are_told_by_class_with_their_numbers():
    (told,) = weights_told(weighed({"0": 0.5, "1": 3}))
    assert told.startswith("Class weights: 0 0.5, 1 3. They count in the loss of tr")


def test_balanced_class_weights_are_told_with_the_numbers_used():
    trainer = weighed("balanced")
    (told,) = weights_told(trainer)
    assert "(balanced: all classes count alike): 0 0.6667, 1 2." in told
    text = report(trainer)
    assert told in text
    assert "some rows count more" not in text


def test_rows_of_each_class_are_counted_by_part():
    found = tally(weighed({"1": 3}, split={"validation": 0.25, "test": 0.25}))
    assert found.names == ("0", "1")
    assert sum(rows.sum() for rows in found.rows.values()) == 40
    assert sum(rows[1] for rows in found.rows.values()) == 10
    assert list(found.rows) == ["train", "validation", "test"]
    np.testing.assert_allclose(found.weights, [1, 3])


def test_class_weights_are_told_apart_from_those_of_rows():
    dataset = {"type": "inline", "inputs": ["a"], "outputs": ["y"], "rows": ROWS}
    dataset["sample_weight"] = [0, 2, 5, 7] * 10
    found = tally(weighed({"1": 3}, dataset=dataset))
    np.testing.assert_allclose(found.weights, [1, np.nan])
    dataset["sample_weight"] = [4, 2, 5, 7] * 10
    found = tally(weighed({"1": 3}, dataset=dataset))
    np.testing.assert_allclose(found.weights, [1, 3])


def test_numbers_have_no_classes_to_count():
    assert tally(made(drawn(20, 3), ["a", "b"], ["y"])) is None


def test_a_column_of_sample_weights_is_named(flowers):
    outputs = {"inputs": ["length"], "outputs": ["colour"], "sample_weight": "id"}
    trainer = flowers(outputs)
    (told,) = weights_told(trainer)
    assert told.startswith("Sample weights: rows count by the column 'id', 1 to 60,")
    text = report(trainer)
    assert ">weight</th>" in text
    assert "Confusion matrix, in weight" in text


def test_typed_sample_weights_are_told():
    dataset = {"type": "inline", "inputs": ["a"], "outputs": ["y"], "rows": ROWS}
    dataset["sample_weight"] = [1, 2.5] * 20
    entry = {
        "dataset": dataset,
        "layers": [dense(1)],
        "loss": "mse",
        "optimizer": "sgd",
        "training": {"epochs": 1},
    }
    trainer = Trainer(compile_spec(load(entry)))
    (told,) = weights_told(trainer)
    assert told.startswith("Sample weights: rows count by sample_weight, 1 to 2.5,")


def test_without_weights_nothing_is_said():
    assert [*weights_told(made(ROWS, ["a"], ["y"], **TRUTH))] == []


PENALTIES = ", plus the penalties of regularizers"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, ""),
        ({"loss": {"type": "mse", "reduction": "sum"}}, ", added up over the rows"),
        ({"layers": [dense(1, kernel_regularizer=l2(1))]}, PENALTIES),
        ({"layers": [dense(1, activity_regularizer=l2(1))]}, PENALTIES),
    ],
)
def test_a_loss_is_named_with_all_that_is_in_it(more, told):
    trainer = made(drawn(20, 3), ["a", "b"], ["y"], **more)
    assert loss_told(trainer) == f"mean squared error{told}"


def test_a_loss_tells_its_scale_and_class_weights(houses):
    told = "mean squared error of price scaled by standardize, plus the penalties of"
    assert loss_told(houses).startswith(told)
    assert loss_told(weighed("balanced")).endswith("with class weights in training")


def test_the_report_labels_losses_and_units(houses):
    text = report(houses)
    told = f"The loss is {loss_told(houses)}"
    assert f"<caption>For the weights that are kept. {told}</caption>" in text
    assert f"over 5 times. {told}." in text
    assert "in the units of the data; the baseline is" in text
    classes = report(made(ROWS, ["a"], ["y"], **TRUTH))
    assert "without penalties and class weights" in classes


def test_the_document_of_a_calibration_has_its_edges():
    from engine.evaluation.document import document
    from engine.evaluation.evaluating import evaluate

    found = json.loads(
        json.dumps(document(evaluate(made(ROWS, ["a"], ["y"], **TRUTH))))
    )
    bins = found["calibration"]
    assert len(bins["edges"]) == len(bins["rows"]) + 1 == len(bins["low"]) + 1
