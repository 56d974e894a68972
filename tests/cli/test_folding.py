"""Cross-validation on the command line: what is shown, saved, and when it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.training import folds
from tests.cli.asking import ask, environment, network, strict, write

FOLDS = {"folds": 3}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(folds, "_suiting", lambda *_: 1)
    return tmp_path


def folded(**more: Any) -> str:
    return write(network(metrics=["mae"], split=FOLDS, **more))


def test_a_line_for_each_fold_and_a_table_at_the_end(capsys):
    code, out, _ = ask(capsys, folded())
    assert code == 0
    lines = out.splitlines()
    for fold in (1, 2, 3):
        [line] = [line for line in lines if line.startswith(f"fold {fold} of 3: loss")]
        assert re.search(r", mean_absolute_error \S+; 6 epochs, \S+ s$", line)
    end = lines[lines.index("cross-validation by 3 folds") :]
    starts = ["fold 1", "fold 2", "fold 3", "mean", "deviation, ddof 1"]
    for start in starts:
        [line] = [line for line in end if line.startswith(start)]
        assert len(line.removeprefix(start).split()) == 2
    assert "rows: 7 to train on" in out


def test_a_narrow_terminal_has_a_line_for_each_figure(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = ask(capsys, folded()).out
    assert re.search(r"^loss +\S+ +\S+ +\S+", out[out.index("cross-val") :], re.M)


def test_json_has_all_of_it(capsys):
    found = strict(ask(capsys, folded(), "--json").out)
    assert [fold["fold"] for fold in found["folds"]] == [1, 2, 3]
    assert [fold["rows"] for fold in found["folds"]] == [
        {"train": 4, "test": 3},
        {"train": 5, "test": 2},
        {"train": 5, "test": 2},
    ]
    whole = found["cross_validation"]
    assert (whole["folds"], whole["diverged"], whole["ddof"]) == (3, 0, 1)
    losses = [fold["metrics"]["test"]["loss"] for fold in found["folds"]]
    assert whole["mean"]["loss"] == pytest.approx(sum(losses) / 3)
    assert set(whole["deviation"]) == {"loss", "mean_absolute_error"}
    assert found["metrics"].keys() == {"train"}


def test_the_numbers_of_a_fold_are_those_of_its_own_run(capsys):
    found = strict(ask(capsys, folded(), "--json").out)["folds"]
    for number, fold in enumerate(found, 1):
        path = write(network(metrics=["mae"], split={**FOLDS, "fold": number}))
        alone = strict(ask(capsys, path, "--json", "--no-save").out)
        assert alone["digest"] == fold["digest"]
        assert alone["metrics"] == fold["metrics"]
        assert "folds" not in alone


def test_the_run_that_is_saved_is_that_of_all_rows(capsys, place: Path):
    ask(capsys, folded())
    folder = place / "runs/net/1"
    saved = strict((folder / "summary.json").read_text("utf-8"))
    assert len(saved["folds"]) == 3
    assert saved["cross_validation"]["ddof"] == 1
    assert [*saved["metrics"]] == ["train"]
    assert saved["metrics"] == strict(
        ask(capsys, "evaluate", str(folder), "--json").out
    )
    assert len([*folder.parent.iterdir()]) == 1
    source = (folder / "source.py").read_text("utf-8")
    assert "It is the last training of a cross-validation" in source
    done = subprocess.run(
        [sys.executable, "source.py"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert saved["digest"] in done.stdout


def test_check_says_what_would_be_done(capsys):
    out = ask(capsys, "check", folded()).out
    assert (
        "cross-validation: 3 trainings, each judged by one fold; then one on all" in out
    )
    assert "cross-validation" not in ask(capsys, "check", write(network())).out
    resolved = strict(ask(capsys, "check", folded(), "--resolved").out)
    assert (resolved["split"]["folds"], resolved["split"]["fold"]) == (3, None)


def test_a_fold_that_diverges_is_told_and_counted(capsys, monkeypatch):
    def diverging(spec: Any) -> Any:
        if spec.kept.fold == 2:
            spec = spec.model_copy(update={"optimizer": huge})
        return trained(spec)

    trained = folds._trained
    huge = folds_spec({"type": "sgd", "learning_rate": 1e200}).optimizer
    monkeypatch.setattr(folds, "_trained", diverging)
    code, out, err = ask(capsys, folded())
    assert code == 1
    assert "fold 2 diverged: " in err
    assert "cross-validation by 3 folds; 1 diverged and is not counted" in out
    assert not re.search(r"^fold 2 ", out[out.index("cross-validation by") :], re.M)
    code, out, _ = ask(capsys, folded(), "--json")
    found = strict(out)
    assert code == 1
    assert found["cross_validation"]["diverged"] == 1
    assert found["folds"][1]["stopped"] == "diverged"


def folds_spec(optimizer: Any) -> Any:
    from engine.spec.model import load

    return load(network(optimizer=optimizer))


def test_when_all_diverge_there_is_no_mean(capsys):
    path = folded(optimizer={"type": "sgd", "learning_rate": 1e200})
    code, out, _ = ask(capsys, path, "--json")
    assert code == 1
    whole = strict(out)["cross_validation"]
    assert (whole["diverged"], whole["mean"], whole["deviation"]) == (3, {}, {})
    assert "3 diverged and are not counted" in ask(capsys, path).out


def test_what_is_wrong_with_folds_is_told_with_its_place(capsys):
    code, _, err = ask(capsys, write(network(split={"folds": 8})))
    assert code == 2
    assert "split.folds: there are 7 rows for 8 folds" in err
    assert re.match(r"net\.json:1:\d+: ", err)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("has_table", [False, True])
def test_control_c_ends_all_folds(place: Path, has_table: bool):
    """As in a terminal, all processes hear of it; the pipes end with the last one.

    A table has libraries at work that handle signals by themselves.
    """
    entry = network(10**9, split=FOLDS)
    if has_table:
        (place / "a.csv").write_text("x,y,z\n" + "1,2,3\n4,6,8\n" * 10, "utf-8")
        named = {"inputs": ["x"], "outputs": ["y", "z"]}
        entry["dataset"] = {"type": "csv", "path": "a.csv", **named}
    write(entry)
    begun = """
import signal, sys
from engine.cli import main
from engine.training import folds
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folds._suiting = lambda *_: 2
    sys.exit(main(["net.json"]))
"""
    (place / "begin.py").write_text(begun, "utf-8")
    with subprocess.Popen(
        [sys.executable, "begin.py"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        for line in process.stdout or ():
            if " to train on" in line:
                break
        time.sleep(2)
        os.killpg(process.pid, signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert "interrupted after 0 of" in err
    assert not (place / "runs").exists()


def test_rows_that_were_trained_on_prove_nothing_beside_folds(capsys, tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n" + "1,a\n2,b\n3,a\n4,b\n" * 5, "utf-8")
    data = network(split={"folds": 2}, loss="binary_crossentropy")
    data["dataset"] = {"type": "csv", "path": "a.csv", "outputs": ["y"]}
    data["layers"] = [{"type": "dense", "activation": "sigmoid"}]
    path = tmp_path / "net.json"
    path.write_text(json.dumps(data), "utf-8")
    code, out, err = ask(capsys, str(path), "--no-save")
    assert (code, err) == (0, "")
    assert "cross-validation by 2 folds" in out
    assert "baseline" not in out
