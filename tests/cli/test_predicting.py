"""`predict` with files and rows of a table: what is written, shown and refused."""

import csv
import errno
import gzip
import json
import os
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from engine.cli.arguments import parse
from tests.cli.asking import ask, strict, write
from tests.runs.market import INPUTS, MARKETS, rows, saved_in

ROW = "red,1.5,30,2024-03-01"
NEW = ["kind predicted", "p(large)", "p(medium)", "p(small)"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    saved_in(folder, MARKETS["three classes"])
    return folder


@pytest.fixture
def place(finished, tmp_path, monkeypatch):
    """Work in a folder with a run, whose table is elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    shutil.copytree(finished / "runs", tmp_path / "runs")
    return tmp_path


@pytest.fixture
def run(place):
    return "runs/market/1"


def new_file(name="new.csv", count=6, columns=("color", "when", "id", "age", "size")):
    """Write rows to predict, with a column more and in another order."""
    found = [row | {"id": str(i), "age": "40"} for i, row in enumerate(rows(count))]
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(found)
    return name


def read(path):
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# To a file.


def test_predictions_stand_beside_the_rows(run, capsys):
    before = read(new_file())
    code, out, err = ask(capsys, "predict", run, "new.csv", "-o", "out.csv")
    assert (code, out) == (0, "")
    assert "6 rows predicted, written to out.csv\n" in err
    after = read("out.csv")
    assert list(after[0]) == ["color", "when", "id", "age", "size", *NEW]
    kept = [{k: v for k, v in row.items() if k not in NEW} for row in after]
    assert kept == before
    for row in after:
        shares = {name: float(row[name]) for name in NEW[1:]}
        assert sum(shares.values()) == pytest.approx(1)
        assert max(shares, key=shares.get) == f"p({row['kind predicted']})"


def test_what_stands_for_a_missing_value_is_kept(run, capsys):
    Path("new.csv").write_text(
        "size,color,age,when\n?,red,NA,2024-01-01\n1.50, blue ,n/a,\n,grey,7,NaN\n"
    )
    _, _, err = ask(capsys, "predict", run, "new.csv", "-o", "out.csv")
    first, second, third = read("out.csv")
    assert [first["size"], first["age"], first["kind predicted"]] == ["?", "NA", ""]
    assert (second["size"], second["age"], second["p(small)"]) == ("1.50", "n/a", "")
    assert third["kind predicted"] in ("small", "medium", "large")
    assert "2 rows have no prediction, as values are missing" in err
    assert "column 'color': 1 unseen value, taken as zeros" in err
    assert "column 'size': 1 missing value, taken as" in err


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl", "ndjson"])
def test_the_ending_says_how_rows_are_written(ending, run, capsys):
    new_file()
    path = f"out.{ending}"
    assert ask(capsys, "predict", run, "new.csv", "-o", path).code == 0
    assert ask(capsys, "predict", run, "new.csv", "-o", "out.csv").code == 0
    code, out, _ = ask(capsys, "predict", run, path, "--json")
    assert code == 0
    assert strict(out) == strict(ask(capsys, "predict", run, "out.csv", "--json").out)


def test_predictions_take_the_place_of_older_ones(run, capsys):
    new_file()
    assert ask(capsys, "predict", run, "new.csv", "-o", "once.csv").code == 0
    code, _, err = ask(capsys, "predict", run, "once.csv", "-o", "twice.csv")
    assert code == 0
    assert read("once.csv") == read("twice.csv")
    assert "column 'kind predicted': it was there already, and is replaced" in err
    assert ask(capsys, "predict", run, "new.csv", "-o", "twice.csv").code == 0


@pytest.mark.parametrize("name", ["new.csv", "./new.csv", "a.csv", "data/market.csv"])
def test_no_data_is_written_over(name, run, finished, capsys):
    new_file()
    Path("a.csv").symlink_to("new.csv")
    path = str(finished / name if name.startswith("data") else name)
    before = Path(path).read_bytes()
    code, _, err = ask(capsys, "predict", run, "new.csv", "-o", path)
    assert (code, "this is data that is read" in err) == (2, True)
    assert Path(path).read_bytes() == before


def test_rows_that_were_learned_from_tell_their_part(run, capsys):
    assert ask(capsys, "predict", run, "-o", "own.csv").code == 0
    rows = pl.read_csv("own.csv").to_dicts()
    judged = [row for row in rows if row["part"] == "test"]
    right = [row["kind"] == row["kind predicted"] for row in judged]
    told = json.loads(Path(run, "summary.json").read_text())
    assert len(judged) == told["data"]["rows"]["test"]
    accuracy = told["evaluation"]["figures"]["accuracy"]["value"]
    assert sum(right) / len(right) == pytest.approx(accuracy)


def test_chunks_are_written_one_after_the_other(run, capsys, monkeypatch):
    new_file(count=20)
    ask(capsys, "predict", run, "new.csv", "-o", "whole.csv")
    monkeypatch.setattr("engine.runs.predicting.Predicting.chunks.__defaults__", (7,))
    ask(capsys, "predict", run, "new.csv", "-o", "parts.csv")
    names = [row["kind predicted"] for row in read("whole.csv")]
    assert len(names) == 20
    assert [row["kind predicted"] for row in read("parts.csv")] == names


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere/out.csv", "there is no folder 'nowhere'"),
        ("out.xlsx", "Excel opens .csv as well"),
        ("out", "tables are written as .csv"),
        ("folder.csv", "it exists and is not a regular file"),
    ],
)
def test_where_nothing_can_be_written(path, message, run, capsys):
    new_file()
    Path("folder.csv").mkdir()
    before = sorted(Path().rglob("*"))
    code, out, err = ask(capsys, "predict", run, "new.csv", "-o", path)
    assert (code, out) == (2, "")
    assert message in err
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize("at", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(at, run, capsys, monkeypatch):
    new_file()
    Path("out.csv").write_text("old")
    before = sorted(Path().rglob("*"))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, at) if at == "fsync" else (Path, at)), full)
    code, _, err = ask(capsys, "predict", run, "new.csv", "-o", "out.csv")
    assert code == 2
    assert "out.csv: it cannot be written (No space left on device)" in err
    assert Path("out.csv").read_text() == "old"
    assert sorted(Path().rglob("*")) == before


def test_a_wrong_value_leaves_the_old_file(run, capsys):
    new_file()
    text = Path("new.csv").read_text()
    Path("new.csv").write_text(text + "red,2024-01-01,9,forty,1\n")
    Path("out.csv").write_text("old")
    code, _, err = ask(capsys, "predict", run, "new.csv", "-o", "out.csv")
    assert code == 2
    assert "new.csv:8:" in err
    assert "'forty' is not a number" in err
    assert Path("out.csv").read_text() == "old"
    assert not list(Path().glob(".out*"))


# On the terminal, and as a document.


def test_the_first_rows_are_shown(run, capsys):
    new_file(count=30)
    code, out, _ = ask(capsys, "predict", run, "new.csv")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == [
        *("row", "color", "when", "id", "age", "size", "kind", "predicted"),
        *NEW[1:],
    ]
    assert [line.split()[0] for line in lines[2:18]] == [*map(str, range(1, 17))]
    assert len(lines) == 2 + 16 + 1
    assert lines[-1] == "... and 14 more rows; -o FILE writes them all"


def test_narrow_terminals_show_what_was_predicted(run, capsys, monkeypatch):
    new_file()
    monkeypatch.setenv("COLUMNS", "30")
    _, out, _ = ask(capsys, "predict", run, "new.csv")
    assert out.splitlines()[0].split() == ["...", "kind", "predicted"]
    assert max(map(len, out.splitlines())) <= 30
    said = " ".join(out.split()[-10:])
    assert said == "... and 9 more columns; -o FILE writes them all"


@pytest.mark.parametrize("width", [40, 60, 80, 110])
def test_as_many_columns_as_fit_are_shown(width, run, capsys, monkeypatch):
    new_file()
    monkeypatch.setenv("COLUMNS", str(width))
    lines = ask(capsys, "predict", run, "new.csv").out.splitlines()
    names = re.split("  +", lines[0].strip())
    given = ["row", "color", "when", "id", "age", "size"]
    shown = [name for name in names if name in given]
    assert shown == given[: len(shown)]
    more = ["..."] * (len(shown) < len(given))
    told = [*more, "kind predicted", "p"] if "p" in names else NEW
    assert names == [*shown, *told]
    rest = re.findall("([0-9]+) more columns", " ".join(lines[8:]))
    assert sum(map(int, rest)) == 10 - len([n for n in names if n != "..."])
    assert max(map(len, lines)) <= width
    assert ("p" in names) == (width < 110)
    if more:
        assert len(lines[1]) + 3 + len(given[len(shown)]) > width
    if "p" in names:
        shares = strict(ask(capsys, "predict", run, "new.csv", "--json").out)
        first = shares["predictions"][0]
        assert lines[2].split()[-1] == f"{max(first[1:]):.6f}"


def test_a_column_of_the_table_may_be_called_row(run, capsys):
    text = Path(new_file()).read_text().replace("id", "row", 1)
    Path("new.csv").write_text(text)
    out = ask(capsys, "predict", run, "new.csv").out
    assert re.split("  +", out.splitlines()[0])[:2] == ["number of the row", "color"]


def test_predictions_as_a_document(run, capsys):
    new_file()
    ask(capsys, "predict", run, "new.csv", "-o", "out.csv")
    text = Path("new.csv").read_text()
    Path("new.csv").write_text(f"{text}mauve,?,9,NA,2\nmauve,?,9,4,2\n")
    document = strict(ask(capsys, "predict", run, "new.csv", "--json").out)
    assert document["outputs"] == NEW
    assert document["predictions"][6] == [None] * 4
    for row, told in zip(read("out.csv"), document["predictions"], strict=False):
        assert [row[name] for name in NEW[:1]] == told[:1]
        assert [float(row[name]) for name in NEW[1:]] == told[1:]
    assert document["unseen"] == {"color": 1}
    assert document["missing"] == {"size": 1, "when": 1}
    assert document["left_out"] == 1


@pytest.mark.parametrize(
    "words", [[ROW], ["color=red, size=1.5,age=30,when=2024-03-01"]]
)
def test_rows_may_be_typed(words, run, capsys):
    code, out, err = ask(capsys, "predict", run, *words)
    assert (code, err) == (0, "")
    assert ["row", *INPUTS] == out.split()[:5]
    document = strict(ask(capsys, "predict", run, *words, "--json").out)
    assert f"{document['predictions'][0][1]:.6f}" in out


def test_typed_rows_may_be_written_to_a_file(run, capsys):
    assert ask(capsys, "predict", run, ROW, ROW, "-o", "out.csv").code == 0
    assert [row["size"] for row in read("out.csv")] == ["1.5", "1.5"]


def test_the_table_of_the_run_if_nothing_is_named(finished, run, capsys):
    code, out, _ = ask(capsys, "predict", run, "--json")
    assert code == 0
    path = str(finished / "data/market.csv")
    assert strict(out) == strict(ask(capsys, "predict", run, path, "--json").out)
    assert len(strict(out)["predictions"]) == 90


# What is refused.


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone.csv"], "gone.csv: there is no such file"),
        (["gone.parquet"], "gone.parquet: there is no such file"),
        (["new.csv", ROW], "predict one file at a time"),
        (["red,1"], "write 4 values with commas: color,size,age,when"),
        (["runs"], "'runs' is not a row of inputs"),
        (["packed.csv.gz"], "hint: it is packed: unpack it"),
        (["a.npy"], "a.npy: this run learned from a table, and this is none"),
        (["few.csv"], "the table has no column 'color'\nhint: did you mean 'colour'?"),
    ],
)
def test_what_cannot_be_predicted(words, message, run, capsys):
    new_file()
    Path("packed.csv.gz").write_bytes(gzip.compress(Path("new.csv").read_bytes()))
    Path("few.csv").write_text("colour,size,age,when\nred,1,2,2024-01-01\n")
    code, out, err = ask(capsys, "predict", run, *words)
    assert (code, out) == (2, "")
    assert message in err


def test_a_damaged_coding_is_told(run, capsys):
    (Path(run) / "coding.json").write_text("{}")
    for words in (["predict", run, ROW], ["evaluate", run]):
        code, out, err = ask(capsys, *words)
        assert (code, out) == (2, "")
        assert "coding.json: it is damaged, or not the one that was saved" in err
    (Path(run) / "coding.json").unlink()
    for words in (["predict", run, ROW], ["evaluate", run]):
        code, out, err = ask(capsys, *words)
        assert (code, out) == (2, "")
        assert "coding.json: it cannot be read" in err


@pytest.mark.parametrize(
    ("words", "rows", "o"),
    [
        ("-1,2 -o out.csv", ["-1,2"], "out.csv"),
        ("-o out.csv -1,2 -3,4", ["-1,2", "-3,4"], "out.csv"),
        ("new.csv -oout.csv", ["new.csv"], "out.csv"),
        ("-1,2", ["-1,2"], None),
    ],
)
def test_options_among_rows(words, rows, o):
    asked = parse(["predict", "run", *words.split()])
    assert asked.rows == rows
    assert asked.o == (o and Path(o))


# Runs of other data.


def test_a_run_of_typed_data_predicts_a_file(place, capsys):
    from tests.cli.asking import table

    ask(capsys, write(table()))
    Path("new.csv").write_text("x3,x1,name,x2\n1,0,a,1\n1,1,b,1\n")
    code, _, err = ask(capsys, "predict", "runs/xor/1", "new.csv", "-o", "out.csv")
    assert (code, err) == (0, "2 rows predicted, written to out.csv\n")
    numbers = strict(
        ask(capsys, "predict", "runs/xor/1", "0,1,1", "1,1,1", "--json").out
    )
    found = [float(row["y predicted"]) for row in read("out.csv")]
    assert found == [row[0] for row in numbers["predictions"]]
    code, _, _ = ask(capsys, "predict", "runs/xor/1", "-o", "own.parquet")
    assert code == 0
    assert pl.read_parquet("own.parquet").columns == ["x1", "x2", "x3", "y predicted"]
    code, _, err = ask(capsys, "predict", "runs/xor/1", "0,x,1", "-o", "own.csv")
    assert code == 2
    assert "column 'x2': 'x' is not a number" in err
