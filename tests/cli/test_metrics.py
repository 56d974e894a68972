"""Every metric from a spec to the terminal, the document, and the files."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from engine.cli.show import Reports
from engine.spec.model import load
from engine.training.trainer import Report
from engine.vocabulary.metrics import Metric
from tests.cli.asking import ask, strict, write
from tests.training.making import training
from tests.writing import Entry, dense, spec

NUMBERS = [word.tag() for word in Metric.words() if word.tag() != "confusion_matrix"]
LISTS = [
    "confusion_matrix",
    {"type": "confusion_matrix", "normalize": "true", "name": "rates"},
    {"type": "precision", "thresholds": [0.25, 0.5, 0.75], "name": "precisions"},
    {"type": "f1_score", "average": None, "name": "each_f1"},
    {"type": "r2_score", "class_aggregation": None, "name": "each_r2"},
]
CLASSES = [dense(4, "tanh"), dense(2, "softmax")]
CURVES = ["epoch", "loss", *NUMBERS, "val_loss", *(f"val_{n}" for n in NUMBERS)]
BOTH_SHARES = {"validation": 0.3, "test": 0.2}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def everything(**more: Any) -> Entry:
    """Write an experiment that is judged by all there is."""
    chosen: Entry = {
        "name": "net",
        "metrics": [*NUMBERS, *LISTS],
        "split": BOTH_SHARES,
        "training": training(5, report_every=2),
        **more,
    }
    return spec(CLASSES, "categorical_crossentropy", **chosen)


def test_the_document_has_every_metric(capsys):
    code, out, err = ask(capsys, write(everything()), "--json")
    document = strict(out)
    assert (code, err) == (0, "")
    lists = [metric.key for metric in load(everything()).metrics[len(NUMBERS) :]]
    assert list(document["metrics"]) == ["train", "validation", "test"]
    for figures in document["metrics"].values():
        assert list(figures) == ["loss", *NUMBERS, *lists]
        assert all(isinstance(figures[name], float | None) for name in NUMBERS)
        assert all(isinstance(figures[name], list) for name in lists)
    assert list(document["history"]) == CURVES
    for name in ["loss", *NUMBERS]:
        assert document["history"][name][-1] == document["metrics"]["train"][name]
    matrix = document["metrics"]["train"]["confusion_matrix"]
    assert sum(map(sum, matrix)) == len(document["predictions"])
    # One class only is left to test by: what is undefined is null.
    assert document["metrics"]["test"]["auc"] is None


def test_the_history_file_has_every_number(capsys):
    document = strict(ask(capsys, write(everything()), "--json").out)
    with Path("runs/net/1/history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(document["history"])
    for i, epoch in enumerate(document["history"]["epoch"]):
        for name in NUMBERS:
            told = document["history"][f"val_{name}"][i]
            held = float(rows[epoch][f"val_{name}"])
            assert held == told or (told is None and held != held)
    assert strict(Path("runs/net/1/summary.json").read_text("utf-8")) == document


def test_evaluate_shows_what_training_showed(capsys):
    shown = ask(capsys, write(everything())).out
    code, out, err = ask(capsys, "evaluate", "runs/net/1")
    assert (code, err) == (0, "")
    assert out.strip() in shown
    told = strict(ask(capsys, "evaluate", "runs/net/1", "--json").out)
    summary = strict(Path("runs/net/1/summary.json").read_text())
    assert told == summary["metrics"] | {"evaluation": summary["evaluation"]}


def test_lists_and_matrices_have_tables_of_their_own(capsys):
    out = ask(capsys, write(everything()), "--no-save").out
    scores = strict(ask(capsys, "net.json", "--no-save", "--json").out)["metrics"]
    lines = [line.split() for line in out.splitlines()]
    for part in ("train", "validation", "test"):
        columns = ["predicted", "y0", "predicted", "y1"]
        start = lines.index(["confusion_matrix,", part, *columns])
        matrix = scores[part]["confusion_matrix"]
        for i, row in enumerate(matrix):
            cells = [f"{count:g}" for count in row]
            assert lines[start + 2 + i] == ["actual", f"y{i}", *cells]
    start = lines.index(["precisions", *[">", "0.25", ">", "0.5", ">", "0.75"]])
    shown = [f"{x:.6g}" for x in scores["validation"]["precisions"]]
    assert lines[start + 3] == ["validation", *shown]
    assert ["each_f1", "y0", "y1"] in lines
    epochs = next(line for line in lines if line[:1] == ["epoch"])
    assert epochs == CURVES


@pytest.mark.parametrize(
    ("targets", "last", "sides"),
    [("truths", "sigmoid", ["0", "1"]), ("signs", "tanh", ["-1", "1"])],
)
def test_classes_of_a_table_are_its_two_numbers(targets, last, sides, capsys):
    entry = spec([dense(2, last)], targets=targets, metrics=["confusion_matrix"])
    out = ask(capsys, write(entry), "--no-save").out
    assert f"predicted {sides[0]}" in out
    assert f"actual {sides[1]}" in out


def test_a_matrix_of_many_classes_is_not_shown(capsys, monkeypatch):
    monkeypatch.setattr("engine.cli.scores.MOST_ROWS", 1)
    out = ask(capsys, write(everything()), "--no-save").out
    assert "confusion_matrix: 2 numbers a row; --json gives them all" in out
    assert "predicted y0" not in out


def test_few_figures_stand_in_one_line_for_each_part(capsys):
    entry = everything(metrics=["acc", "auc"])
    lines = [line.split() for line in ask(capsys, write(entry)).out.splitlines()]
    assert ["loss", "accuracy", "auc"] in lines
    many = ask(capsys, write(everything()), "--no-save").out.splitlines()
    assert ["train", "validation", "test"] in [line.split() for line in many]
    assert max(map(len, ask(capsys, "evaluate", "runs/net/1").out.splitlines())) <= 100


FIGURES = {
    "loss": 0.5,
    "acc": 1.0,
    "a_long_name": 2.0,
    "val_loss": 0.25,
    "val_acc": 1.0,
}


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (20, ["loss"]),
        (36, ["loss", "val_loss"]),
        (50, ["loss", "acc", "val_loss"]),
        (200, [*FIGURES]),
    ],
)
def test_a_terminal_gets_the_figures_that_fit(width, names, capsys):
    console = Console(width=width, force_terminal=True, color_system=None)
    reports = Reports(console)
    for epoch in (0, 1):
        reports.show([Report(i, FIGURES) for i in range(epoch + 1)])
    *more, head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["epoch", *names]
    assert first.split() == ["0", *(f"{FIGURES[name]:g}" for name in names)]
    assert second.split()[0] == "1"
    told = [f"{len(names)} of 5 figures; --json shows all"]
    assert more == (told if len(names) < 5 else [])
    assert len(head) <= max(width, 22)


def test_a_pipe_gets_all_figures_in_a_line(capsys):
    Reports(Console(width=20)).show([Report(0, FIGURES)])
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == ["epoch", *FIGURES]
    assert len(line.split()) == 6


def test_the_same_metric_twice_is_told_with_its_place(capsys):
    text = json.dumps(everything(metrics=["acc", "accuracy"]))
    Path("net.json").write_text(text)
    code, out, err = ask(capsys, "check", "net.json")
    assert (code, out) == (2, "")
    column = text.index('"accuracy"') + 1
    assert f"net.json:1:{column}: metrics[1]: another" in err


@pytest.mark.parametrize(("seed", "recall"), [(0, 1.0), (1, 0.0)])
def test_a_part_of_one_kind_is_judged_by_the_whole_table(seed, recall, capsys):
    """Each prediction is on its target's side of 0, but not of a half."""
    rows = [[1, 1], [-1, -1]] * 5
    data = {"type": "inline", "inputs": ["x"], "outputs": ["y"], "rows": rows}
    layer = dense(1, kernel_initializer={"type": "literal", "value": 0.2})
    entry = spec([layer], metrics=["accuracy", "recall"], training={"epochs": 0})
    entry |= {"dataset": data, "seed": seed, "split": {"validation": 0.1}}
    told = strict(ask(capsys, write(entry), "--json", "--no-save").out)
    # With the first seed the only row to watch is positive, with the other negative.
    watched = told["metrics"]["validation"]
    assert (watched["accuracy"], watched["recall"]) == (1.0, recall)
