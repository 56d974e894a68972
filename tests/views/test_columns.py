"""The columns of a table, as the terminal and the window show them."""

import pytest

from engine.compile import compile_spec
from engine.spec.model import load
from engine.training.trainer import Trainer
from engine.views import TableColumn, columns
from tests.runs.market import INPUTS, MARKETS, market, write_market
from tests.training.making import KINDS, trainer


def unseen_market(folder):
    """Write a table of which some rows that are judged have a color of their own."""
    path = write_market(folder)
    header, *rows = path.read_text("utf-8").splitlines()
    parts = ["test" if i < 20 else "train" for i in range(len(rows))]
    rows[:3] = [row.replace(row.split(",")[0], "mauve", 1) for row in rows[:3]]
    rows = [f"{row},{part}" for row, part in zip(rows, parts, strict=True)]
    path.write_text("\n".join([f"{header},part", *rows]), "utf-8")
    return market(["price"], "mse") | {"split": {"column": "part"}}


@pytest.fixture
def found(tmp_path):
    write_market(tmp_path)

    def columns_of(entry):
        return columns(Trainer(compile_spec(load(entry, tmp_path))))

    return columns_of


def test_data_that_is_no_table_has_no_columns():
    assert columns(trainer(KINDS["full batch"])) == []


def test_columns_tell_what_becomes_of_them(found):
    color, size, age, when, kind = found(MARKETS["three classes"])
    assert color.features == ("color=blue", "color=green", "color=red")
    assert (color.name, color.role, color.type) == ("color", "input", "category")
    assert (color.missing, color.classes, color.is_guessed) == (0, (), False)
    assert (size.rules, size.missing) == (("mean", "standardize", "indicator"), 10)
    assert size.features == ("size", "size missing")
    assert (age.rules, age.missing) == (("drop_row", "standardize"), 8)
    assert (when.type, when.missing) == ("date", 7)
    assert (kind.role, kind.type, kind.is_guessed) == ("output", "category", True)
    assert kind.classes == ("large", "medium", "small")


def test_all_columns_with_a_role_are_there(found, tmp_path):
    entry = market(["price"], "mse") | {"split": {"test": 0.2, "group": "kind"}}
    entry["dataset"] |= {"sample_weight": "weight"}
    names = {column.name: column.role for column in found(entry)}
    inputs = dict.fromkeys(INPUTS, "input")
    assert names == inputs | {"price": "output", "weight": "weight", "kind": "split"}
    assert TableColumn("weight", "weight") in found(entry)
