"""What the window is told of a judgement."""

import numpy as np

from engine.views import judgement
from tests.evaluation.making import echo
from tests.views.making import drawn, made

BINARY = {"loss": "binary_crossentropy"}


def rare():
    """Make a network that finds what is rare, and is less accurate for it."""
    y = (np.arange(100) % 20 == 0) * 1.0
    p = np.where(y == 1, 0.9, np.where(np.arange(100) % 7 == 0, 0.6, 0.1))
    return echo(p[:, None], y[:, None], **BINARY)


def test_what_is_no_better_is_told_once():
    found = judgement(rare())
    assert found.verdict.startswith("It does not beat always answering '0'")
    assert not found.is_good
    assert not any("does not beat" in text for text in found.warnings)
    assert found.notes[0].startswith("Accuracy favours the most frequent class.")


def test_other_warnings_are_kept():
    found = judgement(echo([[np.nan]], [[1]], **BINARY))
    assert found.warnings == ("without a prediction, as it is not a number: 1 row",)


def test_classes_have_a_confusion_matrix_of_the_part_that_judges():
    found = judgement(rare()).confusion
    assert (found.names, found.part, found.rows) == (("0", "1"), "test", 100)
    assert found.counts.tolist() == [[81, 14], [0, 5]]


def test_numbers_have_none_and_very_many_classes_neither():
    numbers = judgement(made(drawn(20, 3), ["a", "b"], ["y"]))
    assert numbers.confusion is None
    assert numbers.notes == ("figures: in the units of the data",)
    shares, y = np.eye(26), np.arange(26)[:, None]
    how = {"loss": "sparse_categorical_crossentropy"}
    assert judgement(echo(shares, y, **how)).confusion is None
    assert judgement(echo(shares[:25, :25], y[:25], **how)).confusion is not None


def test_it_names_the_loss_and_the_weights_of_rows():
    training = {"epochs": 2, "class_weight": {"1": 3}}
    rows = [[0.1 * i, float(i % 4 == 0)] for i in range(40)]
    trainer = made(rows, ["a"], ["y"], last="sigmoid", training=training, **BINARY)
    found = judgement(trainer)
    assert found.loss == "binary crossentropy, with class weights in training"
    assert found.notes[-1].startswith("Class weights: 0 1, 1 3.")
    assert (found.kept, found.heads[1]) == ("", "rows")


def test_of_an_output_the_rows_are_counted_that_have_it():
    p = np.array([[0.9, 0.1], [0.8, 0.7], [0.2, 0.4]])
    found = judgement(echo(p, [[1, 0], [1, 1], [0, 0]], **BINARY))
    assert found.heads[:2] == ("output", "true rows")
    assert [row[1] for row in found.classes] == ["2", "1"]


def test_sample_weights_are_no_rows():
    dataset = {"sample_weight": [1, 2] * 10}
    rows = [[0.1 * i, float(i % 4 == 0)] for i in range(20)]
    whole = {"type": "inline", "inputs": ["a"], "outputs": ["y"], "rows": rows}
    trainer = made([], [], ["y"], last="sigmoid", dataset=whole | dataset, **BINARY)
    assert judgement(trainer).heads[1] == "weight"
