"""All examples stand in one table, in the order of the dataset."""

import numpy as np
import pytest

from engine.data.columns.encoders import Met
from engine.data.examples import examples
from engine.data.tables.opening import open_table
from engine.views import examples_table
from tests.views.making import NAMES, drawn, made, model, stepped

TABLES = ("breast_cancer", "diabetes", "iris", "wine")
EVERY = pytest.mark.parametrize("name", sorted({*NAMES} - {*TABLES}))
EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


@EVERY
def test_it_is_all_examples_in_their_order(name):
    table = examples_table(stepped(name))
    whole = examples(model(name).spec)
    assert np.array_equal(table.x, whole.x.reshape(len(whole), -1))
    assert np.array_equal(table.y, whole.y)


@EVERY
def test_each_part_has_the_rows_that_are_trained_on(name):
    trainer, table = stepped(name), examples_table(stepped(name))
    named = np.array([*table.parts] or ["train"] * len(table.x))
    for part, rows in trainer.parts.items():
        chosen = named == part
        assert np.array_equal(table.x[chosen], rows.x.reshape(len(rows), -1))
        assert np.array_equal(table.y[chosen], rows.y)


@EVERY_TABLE
def test_a_table_is_shown_in_its_own_values(name):
    table, shown = opened(name), examples_table(stepped(name))
    columns = [*shown.inputs, *shown.outputs]
    assert shown.cells is not None
    for row in (0, 1, table.rows - 1):
        told = [shown.cells.text(row, i) for i in range(len(columns))]
        assert told == [table.column(column)[row] for column in columns]


@EVERY_TABLE
def test_each_part_of_a_table_has_the_rows_that_are_trained_on(name):
    trainer, shown = stepped(name), examples_table(stepped(name))
    coding, table = trainer.model.spec.dataset.codes.inputs, opened(name)
    (frame,) = table.chunks(coding.names, table.rows)
    for part, rows in trainer.parts.items():
        chosen = np.flatnonzero(np.array(shown.parts) == part)
        assert np.array_equal(coding.encode(frame[chosen], Met()), rows.x)


def opened(name: str):
    spec = model(name).spec
    return open_table(spec.dataset.source, spec.folder)


def test_all_three_parts():
    split = {"validation": 0.2, "test": 0.3}
    table = examples_table(made(drawn(10, 3), ["a", "b"], ["y"], split=split))
    counts = {name: [*table.parts].count(name) for name in set(table.parts)}
    assert counts == {"train": 5, "validation": 2, "test": 3}
    assert table.x.tolist() == [row[:2] for row in drawn(10, 3)]


def test_any_answer_is_nan_in_all_parts():
    rows = [[a, b, None if a == b else 1.0] for a, b in drawn(8, 2)]
    rows[3][2] = None
    trainer = made(rows, ["a", "b"], ["y"], split={"validation": 0.5})
    assert np.flatnonzero(np.isnan(examples_table(trainer).y)).tolist() == [3]


def test_which_rows_are_typed():
    kinds = {
        name: (table.is_typed, table.is_expression, table.varying)
        for name in ("xor", "and", "sine", "parity3")
        for table in [examples_table(stepped(name))]
    }
    assert kinds == {
        "xor": (True, False, (0, 1)),
        "and": (False, True, (0, 1)),
        "sine": (False, False, (0,)),
        "parity3": (False, True, (0, 1, 2)),
    }


def test_false_is_0_or_minus_1():
    lows = [examples_table(stepped(name)).low for name in ("xor", "parity3")]
    assert lows == [0, -1]


def test_what_cannot_be_edited_says_why():
    notes = {
        name: examples_table(stepped(name)).note
        for name in ("xor", "and", "sine", "digits")
    }
    assert notes["xor"] == ""
    assert "expression" in notes["and"]
    assert "'function'" in notes["sine"]
    assert notes["digits"].startswith("read from files")
