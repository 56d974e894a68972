"""What docs/data.md shows is a spec, and does what the page says."""

import json
import re

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.spec.model import load
from engine.training.trainer import Trainer
from engine.vocabulary.datasets.files import MISSING
from tests.seeds import ROOT

PAGE = (ROOT / "docs" / "data.md").read_text("utf-8")
SHOWN = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
SPLITS = re.findall(r"^\| `(\{.*?\})` \|", PAGE, re.MULTILINE)

HEADER = "age,income,city,size,joined,comment,visits,stays,part,when,patient"
TABLE = "\n".join(
    [HEADER]
    + [
        f"{20 + i % 40},{1000 + 50 * i},{['Bern', 'Basel'][i % 2]},{'SML'[i % 3]},"
        f"2024-{1 + i % 12:02}-0{1 + i % 9},a word or {i % 7} more,{i % 5},"
        f"{['yes', 'no'][i % 3 == 0]},{['train', 'test'][i % 4 == 0]},"
        f"2025-01-{1 + i % 28:02},p{i % 9}"
        for i in range(60)
    ]
)


def customers(tmp_path, **keys):
    (tmp_path / "customers.csv").write_text(TABLE, "utf-8")
    columns = json.loads("{" + SHOWN[1] + "}")
    dataset = {"type": "csv", "path": "customers.csv", **columns}
    rest = {"loss": "binary_crossentropy", "optimizer": "adam"}
    layers = [{"type": "dense", "activation": "sigmoid"}]
    data = {"dataset": dataset, "layers": layers, **rest, "training": {"epochs": 2}}
    return load(data | keys, tmp_path)


def test_the_first_spec_learns():
    made = Trainer(compile_spec(load(json.loads(SHOWN[0]), ROOT / "specs")))
    made.step(1000)
    assert made.stopped == "epochs"
    assert made.scores()["test"]["accuracy"] > 0.8


def test_what_counts_as_missing_is_all_named():
    said = re.search(r"What counts as missing:.*?\. A list", PAGE, re.DOTALL)[0]
    assert ["", *re.findall("`(.*?)`", said)] == MISSING


def test_a_list_of_ones_own_replaces_the_usual_one(tmp_path):
    [own] = re.findall(r'`("missing_values": .*?)`', PAGE)
    table = TABLE.replace("\n25,", "\n-,").replace("Bern", "NA")
    (tmp_path / "own.csv").write_text(table, "utf-8")
    age = {"type": "number", "missing": "mean"}
    said = {"path": "own.csv", "inputs": {"age": age, "city": None}}
    dataset = customers(tmp_path).written()["dataset"] | said | json.loads(f"{{{own}}}")
    read = compile_spec(customers(tmp_path, dataset=dataset)).spec.dataset
    assert read.noted.missing == {"age": table.count("\n-,")}
    assert read.columns()[0] == ["age", "city=NA"]


def test_the_columns_that_are_shown_become_numbers(tmp_path):
    model = compile_spec(customers(tmp_path))
    assert "age missing" in model.schema.inputs
    assert {"city=Bern", "city=other"} & {*model.schema.inputs}
    assert np.isfinite(Trainer(model).parts.train.x).all()


@pytest.mark.parametrize("split", SPLITS)
def test_the_splits_that_are_shown_divide(tmp_path, split):
    made = Trainer(compile_spec(customers(tmp_path, split=json.loads(split))))
    parts = dict(made.parts.items())
    assert len(SPLITS) == 5
    assert "folds" in split or "test" in parts
    assert sum(map(len, parts.values())) == 60
