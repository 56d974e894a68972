"""What a person sees of a table of their own, and where its files may be."""

import json
import os
import re
import shutil
from io import StringIO
from pathlib import Path

import pytest

from engine.cli import training as cli_training
from engine.cli.tables import fitting
from engine.runs import open_trainer
from tests.cli.asking import ask, strict, write
from tests.runs.market import MARKETS, market, write_market
from tests.views.test_columns import unseen_market


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    write_market(tmp_path)
    return tmp_path


def lines_after(out, *words):
    """Give the lines from the first that has some words to the next empty one."""
    lines = out.splitlines()
    start = next(i for i, line in enumerate(lines) if {*words} <= {*line.split()})
    return lines[start : lines.index("", start)]


def test_the_columns_are_listed(capsys):
    code, out, _ = ask(capsys, write(MARKETS["three classes"]), "--no-save")
    assert code == 0
    assert "8 left out for missing values" in out
    found = [
        re.split("  +", line.strip()) for line in lines_after(out, "column", "becomes")
    ]
    assert found[0] == ["column", "role", "type", "becomes", "missing"]
    assert found[2][:3] == ["color", "input", "category"]
    assert found[2][3].startswith("3 numbers: color=blue, color=green, color=red")
    assert found[3][3:] == [
        "2 numbers: size, size missing (mean, standardize, indicator)",
        "10",
    ]
    assert found[6][:3] == ["kind", "output", "category (guessed)"]
    assert found[6][3].startswith("3 classes: large, medium, small")


def test_other_data_has_no_columns_to_list(capsys):
    from tests.cli.asking import network

    _, out, _ = ask(capsys, write(network()), "--no-save")
    assert "role" not in out


def test_predictions_are_in_the_words_of_the_table(capsys, place):
    code, out, _ = ask(capsys, write(MARKETS["three classes"]))
    assert code == 0
    shown = [
        re.split("   +", line.strip())
        for line in lines_after(out, "color", "predicted")
    ]
    names = ["color", "size", "age", "when", "kind", "kind predicted", "p"]
    assert shown[0] == names
    made = open_trainer(place / "runs/market/1")
    p = made.predict(made.parts.train.x)
    labels = ["large", "medium", "small"]
    for row, shares, target in zip(shown[2:18], p, made.parts.train.y, strict=False):
        guess, actual = labels[shares.argmax()], labels[target.argmax()]
        verdict = "right" if guess == actual else "WRONG"
        assert row[-4:] == [actual, guess, f"{shares.max():.4f}", verdict]
    assert shown[18:] == [[f"... and {len(p) - 16} more rows"]]


def test_numbers_are_shown_in_their_units(capsys, place):
    _, out, _ = ask(capsys, write(MARKETS["scaled numbers"]))
    shown = [line.split() for line in lines_after(out, "color", "predicted")]
    made = open_trainer(place / "runs/market/1")
    first = made.model.spec.dataset.noted.first
    dataset = made.model.spec.dataset
    predicted = dataset.original(made.predict(made.parts.train.x))[:16, 0]
    assert [row[-2] for row in shown[2:18]] == first["price"].to_list()
    assert [row[-1] for row in shown[2:18]] == [f"{v:.6g}" for v in predicted]


def test_matrices_name_the_classes(capsys):
    entry = market(["dear"], "bce", "sigmoid", metrics=["confusion_matrix"])
    _, out, _ = ask(capsys, write(entry), "--no-save")
    for word in ("predicted no", "predicted yes", "actual no", "actual yes"):
        assert word in out


@pytest.mark.parametrize("width", [10, 24, 40, 80, 200])
def test_columns_that_do_not_fit_are_left_out(width, capsys):
    from rich.console import Console

    columns = {f"column {i}": ["1", "22"] for i in range(8)} | {"last": ["a", "b"]}
    made = fitting(columns, ["last"], width)
    file = StringIO()
    Console(width=width, file=file).print(made)
    text = file.getvalue()
    assert "last" in text
    assert ("..." in text) == (width < 200)
    assert max(map(len, text.splitlines())) <= width


def test_unseen_values_do_no_harm(capsys, place):
    entry = unseen_market(place)
    code, _, _ = ask(capsys, write(entry))
    assert code == 0
    told = json.loads(Path("runs/market/1/summary.json").read_text("utf-8"))["data"]
    assert told["unseen"] == {"color": 3}


def test_a_table_that_changes_meanwhile_is_told(capsys, place, monkeypatch):
    follow = cli_training._follow

    def slow(*args, **kinds):
        follow(*args, **kinds)
        os.utime(place / "data/market.csv", ns=(1, 1))

    said = "data/market.csv: it was written to while the network was trained"
    assert said not in ask(capsys, write(MARKETS["two classes"])).err
    monkeypatch.setattr(cli_training, "_follow", slow)
    code, _, err = ask(capsys, write(MARKETS["two classes"]))
    assert (code, said in err) == (0, True)


# Where the data is.


def test_data_may_be_elsewhere(capsys, place):
    path = write(MARKETS["two classes"])
    first = strict(ask(capsys, path, "--json").out)
    (place / "data").rename(place / "elsewhere-data")
    (place / "elsewhere").mkdir()
    (place / "elsewhere-data").rename(place / "elsewhere" / "data")
    there = ["--data", "elsewhere"]
    for verb in ("train", "check", "source", "gradcheck"):
        code, _, err = ask(capsys, verb, path)
        assert code == 2
        assert "data/market.csv" in err
        assert ask(capsys, verb, path, *there).code == 0
    again = strict(ask(capsys, path, *there, "--json").out)
    assert again["digest"] == first["digest"]
    code, out, err = ask(capsys, "evaluate", first["run"])
    assert (code, out) == (2, "")
    assert "--data FOLDER" in err
    code, out, _ = ask(capsys, "evaluate", first["run"], *there)
    assert code == 0
    assert ask(capsys, "evaluate", again["run"]).out == out
    assert first["data"] | {"folder": str(place / "elsewhere")} == again["data"]


def test_a_folder_that_is_not_there(capsys):
    path = write(MARKETS["two classes"])
    code, _, err = ask(capsys, path, "--data", "nowhere")
    assert code == 2
    assert "there is no folder 'nowhere'" in err


def test_data_that_has_changed_is_not_judged(capsys, place):
    ask(capsys, write(MARKETS["two classes"]))
    shutil.copy(place / "data/market.csv", place / "old.csv")
    write_market(place, 50)
    code, out, err = ask(capsys, "evaluate", "runs/market/1")
    assert (code, out) == (2, "")
    assert "it has changed since runs/market/1 was trained" in err
    shutil.copy(place / "old.csv", place / "data/market.csv")
    assert ask(capsys, "evaluate", "runs/market/1").code == 0
