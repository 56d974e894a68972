"""Arrays in files as examples: targets as the loss takes them, parts, a whole spec."""

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import SpecError
from engine.spec.model import load
from engine.spec.writing import resolved
from engine.training.trainer import Trainer

X = np.arange(24.0).reshape(12, 2)
TWO, THREE = np.arange(12) % 2, np.arange(12) % 3


def opened(tmp_path, y, loss, **keys):
    np.savez(tmp_path / "a.npz", x=X, y=y)
    data = {
        "dataset": {"type": "npz", "path": "a.npz", **keys.pop("dataset", {})},
        "layers": ["dense"],
        "loss": loss,
        "optimizer": "sgd",
        "training": {"epochs": 1},
    }
    return compile_spec(load(data | keys, tmp_path))


@pytest.mark.parametrize(
    ("y", "loss", "outputs", "row"),
    [
        (TWO, "binary_crossentropy", ("class",), [1.0]),
        (TWO, "hinge", ("class",), [1.0]),
        (TWO, "categorical_crossentropy", ("0", "1"), [0.0, 1.0]),
        (THREE, "categorical_crossentropy", ("0", "1", "2"), [0.0, 1.0, 0.0]),
        (THREE, "sparse_categorical_crossentropy", ("class",), [1.0]),
        (X / 2, "mse", ("y1", "y2"), [1.0, 1.5]),
    ],
    ids=str,
)
def test_targets_are_as_the_loss_takes_them(tmp_path, y, loss, outputs, row):
    model = opened(tmp_path, y, loss)
    assert model.schema.outputs == outputs
    assert Trainer(model).parts.train.y[1].tolist() == row
    units = 3 if "sparse" in loss else len(outputs)
    assert model.program.inference.output.shape == ("N", units)


def test_the_first_of_two_classes_is_negative_for_signs(tmp_path):
    made = Trainer(opened(tmp_path, TWO, "hinge"))
    assert made.parts.train.y.ravel().tolist() == [-1.0, 1.0] * 6


def test_classes_have_names(tmp_path):
    names = {"classes": ["no", "yes"]}
    softmax = "categorical_crossentropy"
    assert opened(tmp_path, TWO, softmax, dataset=names).answers == ("no", "yes")


@pytest.mark.parametrize(
    "split", [{}, {"test": 0.25}, {"folds": 3, "fold": 2}], ids=str
)
def test_each_part_has_its_share_of_each_class(tmp_path, split):
    model = opened(tmp_path, THREE, "sparse_categorical_crossentropy", split=split)
    made = Trainer(model)
    for part in dict(made.parts.items()).values():
        assert np.ptp(np.bincount(part.y.ravel().astype(int), minlength=3)) <= 1
    again = compile_spec(load(resolved(model.spec), tmp_path))
    assert resolved(again.spec) == resolved(model.spec)
    assert np.array_equal(Trainer(again).parts.train.x, made.parts.train.x)


@pytest.mark.parametrize(
    ("y", "loss", "said"),
    [
        (THREE, "binary_crossentropy", "has 3 classes"),
        (X[:, :1] / 7, "categorical_crossentropy", "judges classes"),
        (TWO * 0, "binary_crossentropy", "is always '0'"),
        (TWO[:5], "binary_crossentropy", "12 inputs"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_told(tmp_path, y, loss, said):
    with pytest.raises(SpecError, match=said):
        opened(tmp_path, y, loss)
