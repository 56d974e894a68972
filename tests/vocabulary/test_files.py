"""Datasets in files: what a spec may say of them."""

from typing import Any

import pytest

from engine.errors import Path, Problem
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.entry import read

CSV = {"type": "csv", "path": "a.csv", "outputs": ["y"]}
IMAGES = {"type": "images", "path": "a"}
NPZ = {"type": "npz", "path": "a"}


def problems(raw: Any) -> list[Problem]:
    found: list[Problem] = []
    read(Dataset, raw, (), found)
    return found


@pytest.mark.parametrize(
    "raw",
    [
        {**CSV, "delimiter": "\t", "encoding": "latin_1", "header": False},
        {**CSV, "delimiter": " ", "inputs": {"a": None, "b": "number"}},
        {**CSV, "encoding": "utf-16"},
        {**IMAGES, "size": [28, 28], "color": "grayscale", "scaling": 1.0},
        {**NPZ, "input_shape": [28, 28, 1], "classes": ["a", "b"]},
    ],
)
def test_what_may_be_said(raw):
    assert not problems(raw)


@pytest.mark.parametrize(
    ("raw", "path", "message"),
    [
        ({**CSV, "delimiter": '"'}, ("delimiter",), "'\"' cannot divide fields"),
        ({**CSV, "delimiter": "\n"}, ("delimiter",), "cannot divide fields"),
        ({**CSV, "delimiter": "x"}, ("delimiter",), "'x' cannot divide fields"),
        ({**CSV, "delimiter": "\xa7"}, ("delimiter",), "cannot divide fields"),
        ({**CSV, "delimiter": ";;"}, ("delimiter",), "at most 1"),
        ({**CSV, "encoding": "utf-9"}, ("encoding",), "there is no encoding 'utf-9'"),
        ({**CSV, "encoding": "hex"}, ("encoding",), "there is no encoding 'hex'"),
        ({**CSV, "encoding": "a\0"}, ("encoding",), "there is no encoding"),
        ({**CSV, "inputs": ["x", "y"]}, ("inputs", 1), "'y' is an output as well"),
        ({**CSV, "inputs": ["x", "x"]}, ("inputs", 1), "'x' stands here twice"),
        ({**CSV, "outputs": ["a", "b", "a"]}, ("outputs", 2), "stands here twice"),
        ({**CSV, "outputs": []}, ("outputs",), "at least 1"),
        ({**CSV, "path": ""}, ("path",), "at least 1"),
        ({"type": "sklearn", "name": "irs"}, ("name",), '"irs"'),
        ({**IMAGES, "size": [28]}, ("size",), "at least 2"),
        ({**IMAGES, "size": [28, 0]}, ("size", 1), "at least 1"),
        ({**IMAGES, "size": [28, 5000]}, ("size", 1), "at most 4096"),
        ({**IMAGES, "color": "red"}, ("color",), '"red"'),
        ({**NPZ, "scaling": 0}, ("scaling",), "greater than 0"),
        ({**NPZ, "input_shape": []}, ("input_shape",), "at least 1"),
        ({**NPZ, "input_shape": [0]}, ("input_shape", 0), "greater than 0"),
    ],
)
def test_what_may_not_be_said(raw: Any, path: Path, message: str):
    (problem,) = problems(raw)
    assert problem.path == path
    assert message in problem.message
