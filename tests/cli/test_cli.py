"""Training from the command line: what is printed where, what is saved, the code."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import training as cli_training
from engine.evaluation.document import document as told
from engine.evaluation.evaluating import evaluate
from engine.runs import digest
from engine.spec.model import load
from engine.spec.writing import resolved
from tests.cli.asking import (
    ask,
    command,
    environment,
    network,
    start,
    strict,
    table,
    write,
)
from tests.training.making import SPLIT, trained
from tests.writing import dense

KEYS = [
    "name",
    "spec",
    "parameters",
    "history",
    "metrics",
    "evaluation",
    "predictions",
    "stopped",
    "seconds",
    "run",
    "digest",
]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Work in an empty folder, with nothing said about the terminal."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def diverging():
    return network(optimizer={"type": "sgd", "learning_rate": 1e90})


# What is said, and where.


def test_a_run_tells_what_it_learned_and_where_it_is(capsys):
    code, out, err = ask(capsys, write(table()))
    assert code == 0
    for text in ("dense, 4 units, sigmoid", "(N, 4)", "21", "4 to train on"):
        assert text in out
    for text in ("epoch", "mean_absolute_error", "trained after 20 epochs", "WRONG"):
        assert text in out
    assert err.split() == ["saved", "in", str(Path("runs/xor/1"))]


def test_the_verb_may_be_written_out(capsys):
    short = ask(capsys, write(table()), "--json", "--no-save").out
    written = ask(capsys, "train", "net.json", "--json", "--no-save").out
    first = ask(capsys, "--json", "--no-save", "net.json").out
    digests = {strict(out)["digest"] for out in (short, written, first)}
    assert len(digests) == 1


def test_the_document_has_all_that_is_promised(capsys):
    entry = network(metrics=["mae"], split=SPLIT, description="é \u2028 ∂")
    code, out, err = ask(capsys, write(entry), "--json")
    document = strict(out)
    made = trained(entry)
    assert (code, err.count("warning: ")) == (0, 1)
    assert "the network does not beat always answering the mean" in err
    assert document.keys() >= set(KEYS)
    assert document["name"] == "net"
    assert document["spec"] == resolved(load(entry))
    assert document["parameters"] == 3 * 4 + 4 + 4 * 2 + 2
    names = ["epoch", "loss", "mean_absolute_error", "val_loss"]
    assert list(document["history"]) == [*names, "val_mean_absolute_error"]
    assert document["history"]["epoch"] == list(range(7))
    assert document["history"]["loss"] == made.history.curve().last.tolist()
    assert document["metrics"] == made.scores()
    assert document["evaluation"] == told(evaluate(made))
    assert list(document["metrics"]) == ["train", "validation", "test"]
    assert document["predictions"] == made.predict(made.parts.train.x).tolist()
    assert (document["stopped"], document["run"]) == ("epochs", str(Path("runs/net/1")))
    assert document["seconds"] > 0
    assert document["digest"] == digest(made)


def test_the_document_is_all_there_is_on_stdout():
    code, out, err = start(write(table()), "--json")
    assert (code, err, out[:1]) == (0, "", "{")
    assert strict(out)["stopped"] == "epochs"
    assert strict(Path("runs/xor/1/summary.json").read_text("utf-8")) == strict(out)


def test_predictions_are_limited_to_a_thousand(capsys):
    dataset = {"type": "spirals", "samples": 1500}
    entry = network(1, dataset=dataset, loss="bce")
    entry["layers"] = [{"type": "dense", "units": 1, "activation": "sigmoid"}]
    document = strict(ask(capsys, write(entry), "--json", "--no-save").out)
    assert len(document["predictions"]) == 1000


def listing(folder):
    return sorted(str(path) for path in folder.rglob("*"))


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_save_writes_nothing(more, capsys, place):
    write(table())
    before = listing(place)
    assert ask(capsys, "net.json", "--no-save", *more).code == 0
    assert listing(place) == before


def test_what_cannot_be_saved_is_told(capsys, place):
    (place / "runs").write_text("")
    code, out, err = ask(capsys, write(table()))
    assert code == 2
    assert "no run can be saved there" in err
    assert "epoch" not in out
    code, out, _ = ask(capsys, write(table()), "--no-save")
    assert (code, "epoch" in out) == (0, True)


def test_a_run_that_finds_no_room_is_saved_elsewhere(capsys, place, monkeypatch):
    """The disk fills up while it trains."""
    spare = place / "spare"
    spare.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    monkeypatch.setattr("engine.cli.training.check_room", lambda _: None)
    (place / "runs").write_text("")
    code, _, err = ask(capsys, write(table()))
    assert code == 2
    assert "the run could not be saved" in err
    (summary,) = spare.rglob("summary.json")
    assert f"saved in {summary.parent}" in err
    monkeypatch.setattr("tempfile.tempdir", str(place / "runs"))
    code, _, err = ask(capsys, write(table()))
    assert (code, "hint: make room, and train again" in err) == (2, True)


# Codes.


def test_divergence_is_told_with_its_line(capsys):
    code, out, err = ask(capsys, write(diverging()))
    assert code == 1
    assert "diverged after 2 epochs" in out
    assert "the numbers stopped being finite in epoch 3" in err
    assert "d_h1 = d_z2 @ W2.T" in err
    assert "hint: a smaller learning rate than 1e+90" in err


def test_an_update_that_fails_is_told(capsys):
    """Loss and gradient are finite, but not their product with the rate."""
    layers = [dense(2, kernel_initializer="zeros", bias_initializer="ones")]
    optimizer = {"type": "sgd", "learning_rate": 1e308}
    entry = network(optimizer=optimizer) | {"layers": layers}
    for row in entry["dataset"]["rows"]:
        row[3:] = [1000, 1000]
    code, _, err = ask(capsys, write(entry))
    assert code == 1
    assert "in epoch 1\n  in the gradient's length, or in the optimizer's" in err
    assert "\nthe weights before that step are kept\n" in err


GROWING = {
    "type": "exponential_decay",
    "initial_learning_rate": 0.1,
    "decay_steps": 1,
    "decay_rate": 1e300,
}


@pytest.mark.parametrize(
    ("last", "loss", "rate", "hint"),
    [
        ("relu", "categorical_crossentropy", 0.1, "no step was made, so no rate helps"),
        ("relu", "categorical_crossentropy", 0.1, "none of exactly 0, such as 'soft"),
        ("exponential", "mse", 0.1, "look at the last activation and the loss"),
        ("linear", "mse", GROWING, "a learning rate that stays finite"),
    ],
)
def test_a_loss_that_is_never_finite_is_not_blamed_on_the_rate(
    last, loss, rate, hint, capsys
):
    layer = dense(2, last, kernel_initializer={"type": "literal", "value": [[1, -1]]})
    rows = [[800, 1, 0], [900, 0, 1]] if loss != "mse" else [[1000, 1, 0]] * 2
    if last == "linear":
        rows = [[1e-3, 1, 0], [1e-3, 0, 1]]
    table = {"type": "inline", "inputs": ["a"], "outputs": ["y", "z"], "rows": rows}
    optimizer = {"type": "sgd", "learning_rate": rate}
    how = {"dataset": table, "layers": [layer], "loss": loss, "optimizer": optimizer}
    code, _, err = ask(capsys, write(network() | how))
    assert code == 1
    assert f"hint: {hint}" in err or hint in err.partition("hint: no step")[2]
    assert "a smaller learning rate" not in err


def test_a_run_that_diverged_tells_of_its_best_weights(capsys):
    entry = diverging()
    stopping = {"monitor": "loss", "restore_best_weights": True}
    entry["training"] |= {"early_stopping": stopping}
    code, _, err = ask(capsys, write(entry))
    assert code == 1
    assert "\nthe best weights are kept\n" in err


def test_convergence_is_told_in_words_and_as_a_document(capsys):
    method = {"type": "lbfgs", "tolerance_grad": 0.05}
    path = write(network(99, optimizer=method))
    code, out, err = ask(capsys, path, "--no-save")
    assert (code, err) == (0, "")
    assert re.search(r"^converged: .* after \d+ epochs", out, re.MULTILINE)
    code, out, _ = ask(capsys, path, "--json")
    document = strict(out)
    assert (code, document["stopped"]) == (0, "converged")
    assert document["history"]["epoch"][-1] == document["epochs"] < 99


def test_what_is_not_a_number_is_not_right(capsys):
    layers = [{"type": "dense", "units": 4}, {"type": "dense", "units": 1}]
    fast = {"type": "sgd", "learning_rate": 1e200}
    _, out, _ = ask(capsys, write(table(layers=layers, optimizer=fast)))
    rows = [line.split() for line in out.splitlines() if " nan " in line]
    assert [row[-1] for row in rows if row[0] != "train"] == ["WRONG"] * 4


def test_divergence_as_a_document(capsys):
    code, out, _ = ask(capsys, write(diverging()), "--json")
    document = strict(out)
    assert (code, document["stopped"]) == (1, "diverged")
    assert "layers[1]" in document["fault"]


@pytest.mark.parametrize("more", [[], ["--json"], ["--no-save"]])
def test_divergence_at_the_very_first_step(more, capsys):
    huge = {"type": "literal", "value": 1e200}
    layer = {"type": "dense", "units": 2, "kernel_initializer": huge}
    entry = network() | {"layers": [layer]}
    code, out, err = ask(capsys, write(entry), *more)
    assert code == 1
    assert "Warning" not in out + err


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_and_saves_it(name, place):
    write(network(10**9) | {"metrics": ["mae"]})
    with subprocess.Popen(
        command("net.json"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        for line in process.stdout:
            if line.split()[:1] == ["0"]:
                break
        process.send_signal(getattr(signal, name))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted after" in out
    assert "saved in" in err
    assert "Traceback" not in out + err
    assert strict((place / "runs/net/1/summary.json").read_text())["stopped"] == (
        "interrupted"
    )
    assert (place / "runs/net/1/weights.safetensors").exists()


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_control_c_before_the_first_step(more, capsys, monkeypatch, place):
    follow = cli_training._follow

    def impatient(*args, **kinds):
        signal.raise_signal(signal.SIGINT)
        follow(*args, **kinds)

    monkeypatch.setattr(cli_training, "_follow", impatient)
    code, _, _ = ask(capsys, write(table()), *more)
    assert code == 130
    assert (place / "runs/xor/1/summary.json").exists()


def test_control_c_elsewhere(capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_training.files, "loaded", interrupt)
    assert ask(capsys, write(table())).code == 130
