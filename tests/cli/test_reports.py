"""What the command line says of a baseline, and where it leaves a report."""

import sys
from pathlib import Path

import pytest

from tests.cli.asking import ask, network, start, strict, write

SPLIT = {"validation": 0.3, "test": 0.2}
WITHOUT = """\
import sys
from importlib.abc import MetaPathFinder
sys.modules["matplotlib"] = None
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_training_shows_figures_beside_the_baseline_and_names_the_report(capsys):
    code, out, err = ask(capsys, write(network(split=SPLIT)))
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["test,", "1", "rows", "network", "baseline"] in lines or any(
        line[:1] == ["test,"] for line in lines
    )
    evaluation = strict(Path("runs/net/1/summary.json").read_text())["evaluation"]
    for name, figure in evaluation["figures"].items():
        if figure["value"] is not None:
            cells = [f"{figure['value']:.6g}", f"{figure['baseline']:.6g}"]
            assert any(
                line[-4:-2] == cells or line[-3:-1] == cells for line in lines
            ), name
    said = err.splitlines()
    assert said[said.index(f"saved in {Path('runs/net/1')}") + 1] == (
        f"report: {Path('runs/net/1/report.html')}"
    )
    assert f"warning: {evaluation['warnings'][0]}" in err


def test_a_run_without_other_examples_is_told_as_ever(capsys):
    _, out, err = ask(capsys, write(network()))
    assert "baseline" not in out + err
    assert "report" not in err
    assert strict(Path("runs/net/1/summary.json").read_text())["evaluation"] is None


def test_without_matplotlib_it_is_told_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("engine.evaluation.drawing.find_spec", lambda _: None)
    _, _, err = ask(capsys, write(network(split=SPLIT)))
    (told,) = (line for line in err.splitlines() if line.startswith("report:"))
    assert "pip install 'longhand[data]'" in told
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
    assert "no/x.html: the report could not be written: No such file" in err


def test_no_run_without_a_report_loads_what_draws(place):
    write(network())
    (place / "sitecustomize.py").write_text(
        "import sys\nsys.modules['matplotlib'] = None\n"
    )
    answer = start("net.json", PYTHONPATH=f"{place}:{':'.join(sys.path)}")
    assert answer.code == 0
