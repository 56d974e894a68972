"""Longhand in a notebook: few names, loaded fast, and the five lines that use them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import engine

ROOT = Path(__file__).resolve().parents[1]

LATER = {
    "PIL",
    "PySide6",
    "hypothesis",
    "polars",
    "pyqtgraph",
    "pytest",
    "rich",
    "safetensors",
    "scipy",
    "threadpoolctl",
}


def example() -> list[str]:
    """Give the lines of code that the package's own description shows."""
    return engine.__doc__.partition("\n\n")[2].strip().splitlines()


def test_the_example_works_as_it_stands(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    names = {}
    exec("\n".join(example()), names)
    out = capsys.readouterr().out.splitlines()
    trainer = names["trainer"]
    assert trainer.stopped in ("epochs", "early_stopping", "target_loss")
    epoch, loss = out[-3].split()
    assert (int(epoch), float(loss)) == (
        trainer.epoch,
        trainer.loop.state.loss,
    )
    shown = np.fromstring("".join(out[-2:]).replace("[", "").replace("]", ""), sep=" ")
    assert shown == pytest.approx(trainer.predict([[0, 1, 1], [1, 1, 1]]).ravel())


def test_the_readme_shows_the_same_example():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.partition("```python\nimport engine\n")[2].partition("```")[0]
    assert ["import engine", *shown.splitlines()] == example()


@pytest.mark.parametrize("training", [{}, {"batch_size": 2}])
def test_each_loss_is_that_of_the_epoch_beside_it(training):
    written = {
        "dataset": {"type": "truth_table", "expression": "a ^ b"},
        "layers": [{"type": "dense", "units": 1}],
        "loss": "mse",
        "optimizer": "sgd",
        "training": {"epochs": 3, "report_every": 1, **training},
    }
    trainer = engine.Trainer(engine.compile(engine.load(written)))
    found = [(p.epoch, p.loss) for p in engine.train(trainer)]
    told = [(r.epoch, r.metrics["loss"]) for r in trainer.reports]
    assert set(found) <= set(told)
    assert found[-1] == told[-1]


def test_the_example_is_short():
    statements = [line for line in example() if line and not line[0].isspace()]
    assert statements[0] == "import engine"
    assert len(statements) - 1 <= 5


def test_the_names_are_few_and_real():
    assert len(engine.__all__) <= 10
    assert sorted(engine.__all__) == engine.__all__
    for name in engine.__all__:
        assert getattr(engine, name).__doc__, name
    assert {"load", "compile", "Trainer", "train", "LonghandError"} <= {*engine.__all__}


def test_nothing_else_is_in_sight():
    script = "import engine, types; print(*[n for n, v in vars(engine).items() if "
    script += "n[0] != '_' and not isinstance(v, types.ModuleType)])"
    found = run(script).split()
    assert sorted(found) == engine.__all__


def test_importing_it_loads_nothing_that_it_does_not_need():
    script = "import engine, json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = {name.partition(".")[0] for name in json.loads(run(script))}
    assert loaded & LATER == set()


def test_small_networks_never_load_what_only_large_ones_need():
    script = "import engine, sys; spec = engine.load('specs/xor.json'); "
    script += "trainer = engine.Trainer(engine.compile(spec)); trainer.step(3); "
    script += "trainer.predict([0, 1, 1]); print(*sys.modules)"
    loaded = {name.partition(".")[0] for name in run(script).split()}
    assert loaded & LATER == set()


def run(script: str) -> str:
    """Run a script in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_spec_may_be_a_dictionary():
    written = {
        "dataset": {"type": "truth_table", "expression": "a ^ b"},
        "layers": [{"type": "dense", "units": 1}],
        "loss": "mse",
        "optimizer": "sgd",
        "training": {"epochs": 3},
    }
    trainer = engine.Trainer(engine.compile(engine.load(written)))
    *_, last = engine.train(trainer)
    assert (last.epoch, last.stopped) == (3, "epochs")


def test_mistakes_are_errors_of_one_kind():
    with pytest.raises(engine.LonghandError) as caught:
        engine.load({"layers": []})
    assert isinstance(caught.value, engine.SpecError)
    assert len(caught.value.problems) > 1
