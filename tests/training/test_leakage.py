"""Rows that are kept from training stay so, whatever is edited while it trains."""

import json
import os

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.spec.model import load
from engine.training.live_edit import WeightMemory, apply_edit
from engine.training.trainer import Trainer
from tests.tables import FLOWERS, spec_text, write_flowers
from tests.training.making import HIDDEN, seen, training
from tests.writing import dense, spec

KEPT = {"validation": 0.2, "test": 0.2}
ROLES = {"inputs": ["length", "width"], "outputs": {"colour": None}}


def model(entry):
    return compile_spec(load(entry))


def inline(split=None):
    kept = {"split": split} if split else {}
    return spec(HIDDEN, training=training(9), **kept)


def trained(entry):
    """Train three steps, and remember a wider network from before."""
    wide = entry | {"layers": [dense(7, "tanh"), *entry["layers"][1:]]}
    memory, made = WeightMemory(), Trainer(model(wide))
    made.step(3)
    made, _ = apply_edit(made, model(entry), memory)
    made.step(3)
    assert memory.arrays
    return made, memory


def check_begun(entry, memory, made, change):
    """See that nothing is left of what was trained before."""
    assert change.kind == "begin"
    assert change.text.startswith(
        "started over, because rows moved between training, validation and test: "
    )
    assert (change.kept, made.is_edited, memory.arrays) == ((), False, {})
    assert seen(made) == seen(Trainer(model(entry)))


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A table in the folder where specs look for it."""
    monkeypatch.chdir(tmp_path)
    return write_flowers(tmp_path / "flowers.csv")


def from_table(**more):
    return json.loads(spec_text("flowers.csv", ROLES, **more))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KEPT, {"validation": 0.2, "test": 0.3}),
        (KEPT, {"validation": 0.3, "test": 0.2}),
        (KEPT, {"test": 0.2}),
        (None, {"test": 0.2}),
        (None, {"validation": 0.2}),
    ],
)
def test_another_split_begins_again(before, after):
    made, memory = trained(inline(before))
    made, change = apply_edit(made, model(inline(after)), memory)
    check_begun(inline(after), memory, made, change)


def test_a_short_form_of_the_split_begins_again():
    made, memory = trained(inline())
    entry = inline()
    entry["training"] |= {"validation_split": 0.3}
    check_begun(entry, memory, *apply_edit(made, model(entry), memory))


def test_a_split_that_a_loss_brings_begins_again(table):
    """Classes are shared out by some losses; the spec's split reads the same."""
    how = {"split": {"test": 0.3}}
    made, memory = trained(from_table(**how))
    entry = from_table(**how, loss="mean_squared_error")
    entry["dataset"]["outputs"] = {"width": None}
    entry["dataset"]["inputs"] = ["length"]
    check_begun(entry, memory, *apply_edit(made, model(entry), memory))


def test_another_table_begins_again(table):
    made, memory = trained(from_table())
    lines = table.read_text().splitlines()
    table.write_text("\n".join([lines[0], *lines[2:]]) + "\n")
    check_begun(from_table(), memory, *apply_edit(made, model(from_table()), memory))


def test_other_values_of_as_many_rows_begin_again(table):
    made, memory = trained(from_table())
    table.write_text(table.read_text().replace("5.0", "9.5"))
    check_begun(from_table(), memory, *apply_edit(made, model(from_table()), memory))


def test_a_network_of_other_layers_forgets_too(table):
    made, memory = trained(from_table())
    entry = from_table(split={"test": 0.4})
    entry["layers"][0]["units"] = 7
    check_begun(entry, memory, *apply_edit(made, model(entry), memory))


def test_what_is_remembered_is_forgotten_before_a_step_is_made(table):
    made, memory = trained(from_table())
    entry = from_table()
    entry["layers"][0]["units"] = 5
    made, _ = apply_edit(made, model(entry), memory)
    other = entry | {"split": {"test": 0.4}}
    made, _ = apply_edit(made, model(other), memory)
    assert memory.arrays == {}
    assert seen(made) == seen(Trainer(model(other)))


def test_untrained_weights_are_nothing_to_tell_of():
    made, memory = Trainer(model(inline(KEPT))), WeightMemory()
    made, change = apply_edit(made, model(inline({"test": 0.4})), memory)
    assert change.text.startswith("built from scratch: ")


@pytest.mark.parametrize("step", [0, 2])
def test_a_file_written_anew_with_the_same_content_changes_nothing(table, step):
    made, memory = trained(from_table())
    made.step(step)
    os.utime(table, (1, 1))
    model_now = model(from_table())
    same, change = apply_edit(made, model_now, memory)
    assert same is made
    assert (change.kind, made.is_edited) == ("none", True)
    assert change.text == "the data were read again and are the same"
    assert made.model.spec is model_now.spec


@pytest.mark.parametrize("split", [KEPT, None])
def test_other_names_of_classes_are_other_data(table, split):
    how = {"split": split} if split else {"split": {}}
    made, memory = trained(from_table(**how))
    table.write_text(table.read_text().replace(FLOWERS[1], "azure"))
    made, _ = apply_edit(made, model(from_table(**how)), memory)
    assert "azure" in made.model.schema.labels


def test_answers_that_are_swapped_are_other_data(table):
    """All that was learned of the columns is as before."""
    made, memory = trained(from_table(split={}))
    lines = table.read_text().splitlines()
    ends = [line.rpartition(",") for line in lines[1:3]]
    lines[1:3] = [ends[0][0] + "," + ends[1][2], ends[1][0] + "," + ends[0][2]]
    table.write_text("\n".join(lines) + "\n")
    _, change = apply_edit(made, model(from_table(split={})), memory)
    assert change.kind == "data"


def test_rows_that_stay_keep_their_weights(table):
    """A rate, a metric, another layer: nothing moves."""
    made, memory = trained(from_table())
    kernel = made.arrays.parameters["dense_1.kernel"].copy()
    layers = from_table()["layers"]
    others = [
        from_table(optimizer={"type": "sgd", "learning_rate": 0.3}),
        from_table(metrics=["accuracy"]),
        from_table(layers=[layers[0], dense(3, "tanh"), layers[1]]),
    ]
    for entry in others:
        made, change = apply_edit(made, model(entry), memory)
        assert change.kind in ("run", "structure")
        assert np.array_equal(made.arrays.parameters["dense_1.kernel"], kernel)


def test_where_all_rows_are_trained_on_weights_stay(table):
    made, memory = trained(from_table(split={}))
    kernel = made.arrays.parameters["dense_1.kernel"].copy()
    lines = table.read_text().splitlines()
    table.write_text("\n".join(lines[:-6]) + "\n")
    made, change = apply_edit(made, model(from_table(split={})), memory)
    assert change.kind == "data"
    assert np.array_equal(made.arrays.parameters["dense_1.kernel"], kernel)
