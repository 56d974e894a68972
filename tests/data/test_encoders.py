"""Rows become numbers portion by portion, and no portion tells in the numbers."""

import numpy as np
import pytest

from engine.data import load
from engine.data.columns import encoders
from engine.data.examples import parts
from engine.data.load import opened
from tests.data.tabling import loaded

ROWS = {
    "x1": [None if i % 5 == 3 else i * 0.5 for i in range(50)],
    "x2": ["abc"[i % 3] for i in range(50)],
    "y": [i % 7 for i in range(50)],
}
DROPPED = {"x1": {"type": "number", "missing": "drop_row"}, "x2": "category"}
FILLED = {"x1": {"type": "number", "missing": "mean"}, "x2": "category"}


@pytest.mark.parametrize("inputs", [DROPPED, FILLED])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rows_are_the_same_in_any_portions(tmp_path, monkeypatch, inputs, dtype):
    more = {"inputs": inputs, "split": {"test": 0.2}, "dtype": dtype}
    whole = parts(opened(loaded(tmp_path, ROWS, **more)))
    monkeypatch.setattr(encoders, "BLOCK", 3)
    monkeypatch.setattr(load, "CHUNK", 7)
    pieces = parts(opened(loaded(tmp_path, ROWS, **more)))
    for (_, some), (_, others) in zip(whole.items(), pieces.items(), strict=True):
        for a, b in zip(some, others, strict=True):
            np.testing.assert_array_equal(a, b)


def test_numbers_stand_in_the_rows_and_columns_of_their_values(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders, "BLOCK", 3)
    inputs = {"x1": {"type": "number", "scaling": "none"}, "x2": "category"}
    rows = {"x1": [*range(10)], "x2": [*"aabbababba"], "y": [*range(10)]}
    x = parts(opened(loaded(tmp_path, rows, inputs=inputs))).train.x
    assert x[:, 0].tolist() == rows["x1"]
    assert x[:, 1:].argmax(axis=1).tolist() == ["ab".index(c) for c in rows["x2"]]
