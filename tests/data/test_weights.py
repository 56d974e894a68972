"""A column of a table that says how much its rows count."""

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import SpecError
from engine.spec.model import load
from engine.training.trainer import Trainer


def opened(tmp_path, weights, **keys):
    lines = [f"{i};{i % 2};{weight}" for i, weight in enumerate(weights)]
    (tmp_path / "a.csv").write_text("\n".join(["x;y;w", *lines]), "utf-8")
    dataset = {"type": "csv", "path": "a.csv", "outputs": ["y"], "sample_weight": "w"}
    training = {"epochs": 1}
    data = {"dataset": dataset, "layers": ["dense"], "loss": "mse", "optimizer": "sgd"}
    return Trainer(compile_spec(load(data | {"training": training} | keys, tmp_path)))


@pytest.mark.parametrize("written", [["0.5", "2", "0"], ["0,5", "2", "0"]])
def test_weights_are_read_as_other_numbers_are(tmp_path, written):
    made = opened(tmp_path, written * 4)
    assert np.ravel(made.parts.train.weight).tolist() == [0.5, 2.0, 0.0] * 4


def test_weights_stay_with_their_rows(tmp_path):
    whole = opened(tmp_path, range(1, 21), split={"test": 0.3})
    for part in dict(whole.parts.items()).values():
        order = np.argsort(part.x[:, 0])
        assert (np.diff(np.ravel(part.weight)[order]) > 0).all()


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("-1", "a weight is negative"),
        ("", "a weight is missing"),
        ("w", "not a number"),
    ],
)
def test_what_is_no_weight_is_told_with_its_place(tmp_path, weight, said):
    with pytest.raises(SpecError, match=said) as caught:
        opened(tmp_path, ["1", "1", weight, "1"])
    [problem] = caught.value.problems
    assert problem.place.line == 4
