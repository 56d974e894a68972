"""What the command line says of a baseline, and where it leaves a report."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.asking import ask, environment, network, strict, write
from tests.tables import spec_text, write_flowers, write_houses

SPLIT = {"validation": 0.3, "test": 0.2}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def rows_of(table):
    """Read the cells of a table by the name of its row."""
    cells = (re.split(r"  +", line.strip()) for line in table.splitlines())
    return {name: others for name, *others in cells}


def test_training_shows_figures_beside_the_baseline(capsys):
    code, out, err = ask(capsys, write(network(split=SPLIT)))
    evaluation = strict(Path("runs/net/1/summary.json").read_text())["evaluation"]
    rows = rows_of(out)
    assert (code, rows["test, 1 row"]) == (0, ["network", "baseline"])
    for name in ("mean_absolute_error", "root_mean_squared_error"):
        figure = evaluation["figures"][f"y0: {name}"]
        pair = [f"{figure[key]:.6g}" for key in ("value", "baseline")]
        mark = "better" if figure["is_better"] else "NOT better"
        assert rows[f"y0: {name.replace('_', ' ')}"] == [*pair, mark]
    assert [line for line in err.splitlines() if line.startswith("warning: ")] == [
        f"warning: {text}" for text in evaluation["warnings"]
    ]


STOPPING = {
    "epochs": 60,
    "early_stopping": {"patience": 2, "restore_best_weights": True},
}
FAST = {"type": "sgd", "learning_rate": 2.0}


def test_the_end_tells_which_epoch_is_kept(capsys):
    ended = write(network(split=SPLIT, training=STOPPING, optimizer=FAST))
    lines = ask(capsys, ended).out.splitlines()
    best = strict(Path("runs/net/1/summary.json").read_text())["best"]
    (place,) = (i for i, line in enumerate(lines) if line.startswith("stopped early"))
    told = f"the weights are those of epoch {best['epoch']}, where val_loss was best"
    assert lines[place + 1] == f"{told} ({best['value']:.4g})"


def test_without_early_stopping_no_epoch_is_told(capsys):
    assert "the weights are those" not in ask(capsys, write(network(split=SPLIT))).out


def houses(**more):
    write_houses(Path("houses.csv"))
    price = {"type": "number", "scaling": "standardize"}
    outputs = {"inputs": ["size"], "outputs": {"price": price}}
    layers = [{"type": "dense"}]
    text = spec_text("houses.csv", outputs, loss="mse", layers=layers, **more)
    return write(json.loads(text))


def test_losses_and_figures_tell_their_scales(capsys):
    for asked in ((houses(metrics=["mae"]),), ("evaluate", "runs/mine/1")):
        out = ask(capsys, *asked).out
        assert "loss: mean squared error of price scaled by standardize\n" in out
        assert "mean_absolute_error: of price scaled by standardize, too\n" in out
        assert "test, 12 rows, in the units of the data" in out
    ask(capsys, houses(name="plain"))
    assert "too" not in ask(capsys, "evaluate", "runs/plain/1").out


def test_the_log_loss_is_told_apart_from_the_loss(capsys):
    write_flowers(Path("flowers.csv"))
    roles = {"inputs": ["length"], "outputs": ["colour"]}
    spec = write(json.loads(spec_text("flowers.csv", roles)))
    for asked in ((spec,), ("evaluate", "runs/mine/1")):
        out = " ".join(ask(capsys, *asked).out.split())
        assert "loss: categorical crossentropy test, 12 rows" in out
        assert "log loss: -ln of the probability of the right class, on average" in out


def test_the_report_of_folds_tells_of_them(capsys):
    write_houses(Path("houses.csv"))
    roles = {"inputs": ["size"], "outputs": ["price"]}
    how = {"loss": "mse", "layers": [{"type": "dense"}], "split": {"folds": 2}}
    asked = write(json.loads(spec_text("houses.csv", roles, **how)))
    assert ask(capsys, asked).code == 0
    text = Path("runs/mine/1/report.html").read_text("utf-8")
    assert "Cross-validation by 2 folds: loss" in text
    ask(capsys, "evaluate", "runs/mine/1", "--report", "x.html")
    assert Path("x.html").read_text("utf-8") == text


def test_training_names_the_report_below_the_folder(capsys):
    said = ask(capsys, write(network(split=SPLIT))).err.splitlines()
    place = said.index(f"saved in {Path('runs/net/1')}")
    assert said[place + 1] == f"report: {Path('runs/net/1/report.html')}"


def test_a_run_without_other_examples_is_told_as_ever(capsys):
    _, out, err = ask(capsys, write(network()))
    assert "baseline" not in out + err
    assert "report" not in err
    assert strict(Path("runs/net/1/summary.json").read_text())["evaluation"] is None


def test_without_matplotlib_it_is_told_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("engine.evaluation.drawing.find_spec", lambda _: None)
    _, _, err = ask(capsys, write(network(split=SPLIT)))
    (told,) = (line for line in err.splitlines() if line.startswith("report:"))
    assert "pip install --editable '.[data]'" in told
    code, _, err = ask(capsys, "evaluate", "runs/net/1", "--report", "x.html")
    assert code == 2
    assert "reports need matplotlib" in err
    assert not Path("x.html").exists()


def test_evaluate_writes_the_report_that_training_wrote(capsys):
    ask(capsys, write(network(split=SPLIT)))
    code, out, err = ask(capsys, "evaluate", "runs/net/1", "--report", "x.html")
    assert (code, err.splitlines()[-1]) == (0, "report: x.html")
    assert "baseline" in out
    assert Path("x.html").read_text() == Path("runs/net/1/report.html").read_text()


def test_evaluate_reports_any_run_and_says_what_it_is_worth(capsys):
    ask(capsys, write(network()))
    code, _, _ = ask(capsys, "evaluate", "runs/net/1", "--json", "--report", "x.html")
    assert code == 0
    assert "this says nothing about new ones" in Path("x.html").read_text("utf-8")


def test_a_report_that_cannot_be_written_is_told(capsys):
    ask(capsys, write(network()))
    code, _, err = ask(capsys, "evaluate", "runs/net/1", "--report", "no/x.html")
    assert code == 2
    assert "no/x.html: there is no folder 'no'" in err


SELDOM = (
    *("matplotlib", "polars", "multiprocessing", "engine.data.table_data"),
    *("engine.data.load", "engine.training.folds", "engine.views"),
    *("engine.data.tables", "engine.data.columns", "engine.data.arrays"),
)


def test_only_a_run_with_a_report_loads_what_draws():
    script = (
        "import sys; from engine.cli import main; main(sys.argv[1:]);"
        f"print([m for m in {SELDOM} if m in sys.modules])"
    )
    for split, loaded in (({}, "[]"), (SPLIT, "['matplotlib']")):
        command = [sys.executable, "-c", script, write(network(split=split))]
        how = {"capture_output": True, "text": True}
        answer = subprocess.run(command, env=environment(), check=True, **how)
        assert answer.stdout.splitlines()[-1] == loaded
