"""All examples stand in one table, in the order of the dataset."""

import numpy as np
import pytest

from engine.data.examples import examples
from engine.views import examples_table
from tests.views.making import NAMES, drawn, made, model, shipped, stepped

EVERY = pytest.mark.parametrize("name", NAMES)


@EVERY
def test_a_model_and_its_trainer_have_the_same_table(name):
    table = examples_table(stepped(name))
    whole = examples(model(name).spec)
    assert np.array_equal(table.x, whole.x.reshape(len(whole), -1))
    assert np.array_equal(table.y, whole.y)
    again = examples_table(model(name))
    assert np.array_equal(table.x, again.x)
    assert np.array_equal(table.y, again.y)
    assert np.array_equal(table.part, again.part)
    assert len(table) == len(table.part) == model(name).signature.rows


@EVERY
def test_each_part_has_the_rows_that_are_trained_on(name):
    trainer, table = stepped(name), examples_table(stepped(name))
    for part, rows in trainer.parts.items():
        chosen = table.part == part
        assert np.array_equal(table.x[chosen], rows.x.reshape(len(rows), -1))
        assert np.array_equal(table.y[chosen], rows.y)


def test_all_three_parts():
    split = {"validation": 0.2, "test": 0.3}
    table = examples_table(made(drawn(10, 3), ["a", "b"], ["y"], split=split))
    names, counts = np.unique(table.part.astype(str), return_counts=True)
    assert dict(zip(names, counts, strict=True)) == {
        "train": 5,
        "validation": 2,
        "test": 3,
    }
    assert table.x.tolist() == [row[:2] for row in drawn(10, 3)]


def test_any_answer_is_nan_in_all_parts():
    rows = [[a, b, None if a == b else 1.0] for a, b in drawn(8, 2)]
    rows[3][2] = None
    trainer = made(rows, ["a", "b"], ["y"], split={"validation": 0.5})
    assert np.flatnonzero(np.isnan(examples_table(trainer).y)).tolist() == [3]


def test_which_rows_are_typed_and_how_to_plot_them():
    kinds = {
        name: (table.is_typed, table.plot, table.varying)
        for name in ("xor", "and", "sine", "parity3")
        for table in [examples_table(model(name))]
    }
    assert kinds == {
        "xor": (True, "points", (0, 1)),
        "and": (False, "points", (0, 1)),
        "sine": (False, "curve", (0,)),
        "parity3": (False, "none", (0, 1, 2)),
    }


def test_rows_are_not_copied_where_all_are_trained_on():
    trainer = shipped("xor")
    table = examples_table(trainer)
    assert np.shares_memory(table.x, trainer.parts.train.x)
    assert np.shares_memory(table.y, trainer.parts.train.y)
