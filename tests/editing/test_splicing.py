"""Edits of a text change what they should and not a character more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import LonghandError
from engine.editing import (
    applied,
    expanded,
    insert_column,
    insert_row,
    is_editable,
    remove_column,
    remove_rows,
    rename_column,
    set_cell,
    set_value,
    shipped,
)
from engine.spec.reading import read_text

XOR = next(e.text for e in shipped() if e.name == "xor")
COMMENTED = """{
  // rows of a table
  "seed": 3, /* any */
  "dataset": {"type": "inline", "inputs": ["a"], "outputs": ["b", "c"],
    "sample_weight": [1, 2, 0.5],
    "rows": [
      [0.5, 1, null],  // the first
      [1e3, 0, 1],
      [-2, 4.25, 0],   // the last
    ]},
  "layers": []
}
"""
TEXTS = [XOR, COMMENTED]


def data(text):
    return read_text(text, "test").data


def rows(text):
    return data(text)["dataset"]["rows"]


@pytest.mark.parametrize("text", TEXTS)
@given(st.data())
def test_a_cell_is_set_and_nothing_else(text, drawn):
    table = rows(text)
    row = drawn.draw(st.integers(0, len(table) - 1))
    column = drawn.draw(st.integers(0, len(table[0]) - 1))
    value = drawn.draw(st.none() | st.floats(-1e9, 1e9) | st.integers(-9, 9))
    [edit] = set_cell(text, row, column, value)
    after = applied(text, [edit])
    table[row][column] = value
    assert rows(after) == table
    assert after[: edit.start] == text[: edit.start]
    assert after[edit.start + len(edit.text) :] == text[edit.end :]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("at", [0, 1, 2, 99])
def test_a_row_is_put_in(text, at):
    table = rows(text)
    new = [7, *table[0][1:]]
    after = applied(text, insert_row(text, at, new))
    table.insert(at, new)
    assert rows(after) == table
    weights = data(after)["dataset"].get("sample_weight")
    assert weights is None or len(weights) == len(table)
    assert after.count("//") == text.count("//")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("gone", [[0], [1], [2], [0, 1], [1, 2], [0, 2]])
def test_rows_are_taken_out(text, gone):
    left = [row for i, row in enumerate(rows(text)) if i not in gone]
    after = applied(text, remove_rows(text, gone))
    assert rows(after) == left
    weights = data(after)["dataset"].get("sample_weight")
    assert weights is None or len(weights) == len(left)
    assert after.count("//") == text.count("//")


def test_the_last_row_stays():
    with pytest.raises(LonghandError, match="needs a row"):
        remove_rows(XOR, [0, 1, 2, 3])


@pytest.mark.parametrize("text", TEXTS)
def test_columns_come_and_go(text):
    before = data(text)["dataset"]
    after = applied(text, insert_column(text, 1, "new", "inputs", 0))
    found = data(after)["dataset"]
    assert found["inputs"] == [before["inputs"][0], "new", *before["inputs"][1:]]
    assert found["rows"] == [[row[0], 0, *row[1:]] for row in before["rows"]]
    assert data(applied(after, remove_column(after, 1)))["dataset"] == before


def test_an_output_is_added_at_the_end():
    after = applied(XOR, insert_column(XOR, 4, "z", "outputs", 1))
    assert data(after)["dataset"]["outputs"] == ["y", "z"]
    assert rows(after) == [[*row, 1] for row in rows(XOR)]


def test_the_last_layer_follows_the_outputs():
    after = applied(XOR, insert_column(XOR, 4, "z", "outputs", 1))
    assert [layer["units"] for layer in data(after)["layers"]] == [4, 2]
    again = applied(after, remove_column(after, 4))
    assert again == XOR
    other = applied(XOR, insert_column(XOR, 0, "z", "inputs", 1))
    assert data(other)["layers"] == data(XOR)["layers"]


@pytest.mark.parametrize("units", ["", ', "units": 3'])
def test_a_last_layer_of_another_width_stays(units):
    text = XOR.replace(', "units": 1', units)
    after = applied(text, insert_column(text, 4, "z", "outputs", 1))
    assert data(after)["layers"] == data(text)["layers"]


def test_a_column_is_renamed():
    after = applied(XOR, rename_column(XOR, 3, 'the "out"'))
    assert data(after)["dataset"]["outputs"] == ['the "out"']


def test_the_last_output_stays():
    with pytest.raises(LonghandError, match="outputs"):
        remove_column(XOR, 3)


@pytest.mark.parametrize("text", TEXTS)
def test_values_are_set_or_put_in(text):
    after = applied(text, set_value(text, ("seed",), 12))
    assert data(after) == {**data(text), "seed": 12}
    after = applied(text, set_value(text, ("training", "epochs"), 5))
    assert data(after)["training"]["epochs"] == 5
    after = applied(text, set_value(text, ("dtype",), "float32"))
    assert data(after) == {**data(text), "dtype": "float32"}


def test_expressions_are_typed_out():
    text = '{\n  "dataset": {"type": "truth_table", "expression": "a & b"}\n}'
    assert not is_editable(text)
    with pytest.raises(LonghandError, match="not typed"):
        set_cell(text, 0, 0, 1)
    table = [[0, 0, 0], [1, 1, None]]
    after = applied(text, expanded(text, ["a", "b"], ["y"], table))
    assert rows(after) == table
    assert is_editable(after)


def test_many_rows_are_edited_in_time():
    lines = ",\n".join(f"[{i}, {i % 2}]" for i in range(20_000))
    text = f'{{"dataset": {{"inputs": ["a"], "outputs": ["b"], "rows": [{lines}]}}}}'
    after = applied(text, insert_column(text, 1, "c", "inputs", 5))
    assert rows(after)[-1] == [19_999, 5, 1]
