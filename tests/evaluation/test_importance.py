"""How much the loss rises when an input is shuffled."""

import numpy as np
import pytest

from engine.core.running.rng import stream
from engine.evaluation.importance import MOST_INPUTS, importance
from tests.evaluation.making import echo, in_units
from tests.views.making import drawn, made
from tests.writing import dense

ROWS = np.random.default_rng(4).normal(size=(30, 2))


def told(found):
    return {one.name: (one.mean, one.std) for one in found}


def test_the_rise_of_the_loss_by_hand():
    trainer = echo(ROWS, ROWS, loss="mse")
    rises = []
    for repeat in range(5):
        order = stream(3, "importance x1", repeat).permutation(30)
        rises.append(np.square(ROWS[order, 1] - ROWS[:, 1]).sum() / ROWS.size)
    mean, std = told(importance(trainer))["x1"]
    assert mean == pytest.approx(np.mean(rises))
    assert std == pytest.approx(np.std(rises))


def test_it_is_the_same_each_time_and_for_other_repeats_another():
    trainer = echo(ROWS, ROWS, loss="mse")
    assert importance(trainer) == importance(trainer)
    assert importance(trainer, repeats=2) != importance(trainer)
    (one, _) = importance(trainer, repeats=1)
    assert one.std == 0


def test_what_the_network_does_not_look_at_does_not_matter():
    ignoring = {"type": "literal", "value": [[1.0, 0.0], [0.0, 0.0]]}
    layers = [dense(2, kernel_initializer=ignoring)]
    found = told(importance(echo(ROWS, ROWS, loss="mse", layers=layers)))
    assert found["x0"][0] > 0.1
    assert found["x1"] == (0, 0)


def test_inputs_that_belong_together_are_shuffled_together():
    trainer = in_units(echo(ROWS, ROWS, loss="mse"), 1, 0)
    trainer.model.spec.dataset.groups = lambda: {"both": slice(0, 2)}
    rises = []
    for repeat in range(5):
        order = stream(3, "importance both", repeat).permutation(30)
        rises.append(np.square(ROWS[order] - ROWS).mean())
    assert told(importance(trainer)) == {
        "both": (pytest.approx(np.mean(rises)), pytest.approx(np.std(rises)))
    }


def test_each_column_is_a_group_of_its_own():
    trainer = made(drawn(6, 3), ["a", "b"], ["y"])
    groups = trainer.model.spec.dataset.groups()
    assert groups == {"a": slice(0, 1), "b": slice(1, 2)}
    before = trainer.parts.train.x.copy()
    assert [one.name for one in importance(trainer)] == ["a", "b"]
    assert (trainer.parts.train.x == before).all()


def test_inputs_of_a_shape_are_one_group_and_have_none():
    dataset = {"type": "inline", "inputs": [*"abcd"], "outputs": ["y"]}
    dataset |= {"rows": drawn(6, 5), "input_shape": [2, 2]}
    layers = [{"type": "flatten"}, dense(1)]
    trainer = made([], [], [], units=1, dataset=dataset, layers=layers)
    assert trainer.model.spec.dataset.groups() == {"input": slice(0, 4)}
    assert importance(trainer) == ()


def test_very_many_inputs_have_none():
    names = [f"x{i}" for i in range(MOST_INPUTS + 1)]
    assert importance(made(drawn(3, len(names) + 1), names, ["y"])) == ()
    assert len(importance(made(drawn(3, len(names)), names[:-1], ["y"]))) == MOST_INPUTS
