"""The verbs that look at specs and runs."""

import ast
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.core import ops
from engine.core.backends.planned import print_plans
from engine.runs import open_run, open_trainer
from engine.spec import schema
from engine.spec.model import load
from tests.cli.asking import XOR, ask, network, strict, table, write
from tests.training.making import SPLIT
from tests.writing import dense, spec

VERBS = (
    "train",
    "check",
    "source",
    "explain",
    "schema",
    "predict",
    "evaluate",
    "gradcheck",
)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Train once, for all the tests that look at a run."""
    from engine.runs import save
    from tests.training.making import trained

    entry = table(metrics=["mae"], split={"validation": 0.25})
    return save(trained(entry), {}, tmp_path_factory.mktemp("runs"))


@pytest.fixture
def run(finished, place):
    return str(shutil.copytree(finished, place / "runs" / "xor" / "1"))


# Specs.


def test_source_shows_what_chooses_the_steps(capsys):
    for words in ([], ["--planned"]):
        path = write(network(optimizer="lbfgs"))
        code, out, err = ask(capsys, "source", path, *words)
        assert (code, err) == (0, "")
        update, _, method = out.partition("def direction(")
        assert "w - rate * g" in update or "multiply(rate, g" in update
        assert "class Line" in method
        ast.parse(out)
        _, out, _ = ask(capsys, "source", write(network()), *words)
        assert "class Line" not in out


def test_check_finds_no_mistakes(capsys):
    code, out, err = ask(capsys, "check", str(XOR))
    assert (code, err) == (0, "")
    assert "no mistakes found" in out
    assert "dense, 4 units, sigmoid" in out


def test_check_finds_every_mistake_with_its_place(capsys):
    text = json.dumps(table(), indent=1).replace('"sigmoid"', '"sigmiod"')
    Path("net.json").write_text(text)
    code, out, err = ask(capsys, "check", "net.json")
    assert (code, out) == (2, "")
    for i in (0, 1):
        assert f"layers[{i}].activation: 'sigmiod' is not an activation" in err
    lines = [i for i, line in enumerate(text.splitlines(), 1) if "sigmiod" in line]
    assert len(lines) == 2
    for line in lines:
        assert f"net.json:{line}:" in err
    assert err.count("did you mean 'sigmoid'?") == err.count("^^^^^^^^^") == 2


@pytest.mark.parametrize("entry", [table(), network(split=SPLIT, seed=2**64 - 1)])
def test_what_is_resolved_resolves_to_itself(entry, capsys):
    first = ask(capsys, "check", "--resolved", write(entry))
    Path("again.json").write_text(first.out, "utf-8")
    second = ask(capsys, "check", "again.json", "--resolved")
    assert (second.code, second.out, second.err) == (0, first.out, "")
    assert strict(first.out)["training"]["report_every"] >= 1


def test_source_prints_the_program(capsys):
    code, out, err = ask(capsys, "source", str(XOR))
    made = compile_spec(load(XOR))
    assert (code, err) == (0, "")
    assert out == made.source
    assert "z1 = x @ W1 + b1" in out
    ast.parse(out)


@pytest.mark.parametrize("batch_size", [None, 3, 100])
def test_source_prints_the_plans(batch_size, capsys):
    entry = network() | {"training": {"epochs": 1, "batch_size": batch_size}}
    code, out, err = ask(capsys, "source", "--planned", write(entry))
    rows = 3 if batch_size == 3 else 7
    assert (code, err) == (0, "")
    assert out == print_plans(compile_spec(load(entry)).program, rows).text
    assert f"# arrays for {rows} rows" in out
    ast.parse(out)


def test_sources_are_as_wide_as_they_are(capsys, monkeypatch):
    wide = ask(capsys, "source", str(XOR)).out
    monkeypatch.setenv("COLUMNS", "20")
    assert ask(capsys, "source", str(XOR)).out == wide


def test_schema(capsys, place):
    printed = ask(capsys, "schema")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == schema.written()
    assert strict(printed.out)["type"] == "object"
    assert ask(capsys, "schema", "-o", ".").code == 0
    assert (place / "schema.json").read_text("utf-8") == printed.out
    assert ask(capsys, "schema", "-o", "other.json").code == 0
    assert (place / "other.json").read_text("utf-8") == printed.out


def test_a_schema_takes_the_place_of_a_schema_only(capsys, place):
    path = write(table())
    before = Path(path).read_bytes()
    code, out, err = ask(capsys, "schema", "-o", str(path))
    assert (code, out) == (2, "")
    assert "there already" in err
    assert Path(path).read_bytes() == before
    (place / "schema.json").write_text("{}")
    assert ask(capsys, "schema", "-o", "schema.json").code == 0
    assert (place / "schema.json").read_text("utf-8") == schema.written()


def test_a_schema_that_cannot_be_written_is_told(capsys):
    code, out, err = ask(capsys, "schema", "-o", "nowhere/schema.json")
    assert (code, out) == (2, "")
    assert "could not be written" in err


def test_gradcheck(capsys):
    code, out, err = ask(capsys, "gradcheck", str(XOR))
    assert (code, err) == (0, "")
    assert "all gradients are right" in out
    assert "WRONG" not in out
    assert "dense_1.kernel" in out


def test_gradcheck_says_what_is_wrong(capsys, monkeypatch):
    right = ops.Tanh.vjp
    wrong = lambda op, d, *args: right(op, d * 1.01, *args)  # noqa: E731
    monkeypatch.setattr(ops.Tanh, "vjp", wrong)
    code, out, _ = ask(capsys, "gradcheck", write(network()))
    assert code == 1
    assert "some gradients are WRONG" in out
    code, out, err = ask(capsys, "gradcheck", "net.json", "--json")
    document = strict(out)
    assert (code, err, document["passed"]) == (1, "", False)
    passed = {p["parameter"]: p["passed"] for p in document["parameters"]}
    assert passed == {
        "dense_1.kernel": False,
        "dense_1.bias": False,
        "dense_2.kernel": True,
        "dense_2.bias": True,
    }


def test_gradcheck_of_a_loss_that_is_not_finite(capsys):
    huge = {"type": "constant", "value": 1e4}
    layers = [dense(2, "exponential", bias_initializer=huge), dense(2)]
    code, out, err = ask(capsys, "gradcheck", write(spec(layers)))
    assert (code, out) == (2, "")
    assert "the loss is not finite at the first step" in err
    assert "hint: " in err


def test_gradcheck_says_what_is_not_compared(capsys):
    layers = [dense(3, "step", name="steps"), dense(2)]
    code, out, _ = ask(capsys, "gradcheck", write(spec(layers)))
    row = next(line for line in out.splitlines() if "steps.bias" in line)
    assert row.split() == ["steps.bias", "3", "0", "of", "3", "surrogate"]
    assert "surrogates were not compared" in out
    assert (code, "all gradients compared are right" in out) == (0, True)
    zeros = dense(4, "relu", kernel_initializer="zeros", name="flat")
    code, out, _ = ask(capsys, "gradcheck", write(spec([zeros, dense(2)])))
    row = next(line for line in out.splitlines() if "flat.bias" in line)
    assert row.split() == ["flat.bias", "4", "4", "4", "kinks"]
    assert "16 slopes were not compared: at a kink" in out
    assert (code, "all gradients compared are right" in out) == (0, True)


# Runs.


def test_predict_the_rows_of_the_run(run, capsys):
    made = open_trainer(Path(run))
    code, out, err = ask(capsys, "predict", run, "--json")
    document = strict(out)
    assert (code, err) == (0, "")
    assert document["outputs"] == ["y"]
    assert document["predictions"] == made.predict(made.parts.train.x).tolist()
    printed = ask(capsys, "predict", run).out
    for (value,) in document["predictions"]:
        assert f"{value:.6f}" in printed


@pytest.mark.parametrize("rows", [["0,1,1"], ["0,1,1", " 1, 1, 1e0", "0.5,.25,2"]])
def test_predict_rows_that_were_typed(rows, run, capsys):
    numbers = [[float(x) for x in row.split(",")] for row in rows]
    expected = open_run(Path(run)).predict(numbers)
    code, out, err = ask(capsys, "predict", run, *rows, "--json")
    assert (code, err) == (0, "")
    assert strict(out)["predictions"] == expected.tolist()
    printed = ask(capsys, "predict", run, *rows).out
    assert all(f"{value:.6f}" in printed for value in np.ravel(expected))


def test_rows_may_begin_with_a_minus(run, capsys):
    expected = open_run(Path(run)).predict([[-1, 1, 1]])
    code, out, _ = ask(capsys, "predict", run, "-1,1,1", "--json")
    assert code == 0
    assert strict(out)["predictions"] == expected.tolist()


def test_classes_are_shown_by_their_number_and_share(capsys):
    loss = "sparse_categorical_crossentropy"
    entry = spec([dense(3, "softmax")], loss, targets="index")
    entry["dataset"]["rows"][2][-1] = None
    path = write(entry | {"name": "choice", "metrics": ["accuracy"]})
    code, out, _ = ask(capsys, path)
    assert code == 0
    assert "y0 predicted" in out
    made = open_trainer(Path("runs/choice/1"))
    p = made.predict(made.parts.train.x)
    cells = [line.split() for line in out.splitlines() if line.endswith(("ht", "NG"))]
    targets = [f"{y:g}" for y in made.parts.train.y[:, 0]]
    targets[2] = "any"
    assert [row[3:6] for row in cells] == [
        [y, str(shares.argmax()), f"{shares.max():.6f}"]
        for y, shares in zip(targets, p, strict=True)
    ]
    assert [row[6] for row in cells] == [
        "right" if y in ("any", str(shares.argmax())) else "WRONG"
        for y, shares in zip(targets, p, strict=True)
    ]
    document = strict(ask(capsys, "predict", "runs/choice/1", "1,2,3", "--json").out)
    assert document["outputs"] == ["y0=0", "y0=1", "y0=2"]
    assert np.sum(document["predictions"]) == pytest.approx(1)
    assert "y0=2" in ask(capsys, "predict", "runs/choice/1", "1,2,3").out


def test_evaluate(run, capsys):
    code, out, err = ask(capsys, "evaluate", run, "--json")
    assert (code, err.count("warning:")) == (0, 1)
    scores = open_trainer(Path(run)).scores()
    told = strict(out)
    assert told.pop("evaluation")["part"] == "validation"
    assert told == scores
    assert list(scores) == ["train", "validation"]
    printed = ask(capsys, "evaluate", run).out
    for figures in scores.values():
        assert all(f"{value:.6g}" in printed for value in figures.values())


def test_looking_writes_nothing(run, capsys, place):
    write(network())
    before = {str(path): path.stat().st_mtime_ns for path in place.rglob("*")}
    for words in (
        ["check", "net.json"],
        ["check", "net.json", "--resolved"],
        ["source", "net.json"],
        ["source", "net.json", "--planned"],
        ["explain", "adam"],
        ["schema"],
        ["predict", run],
        ["evaluate", run],
        ["gradcheck", "net.json"],
    ):
        assert ask(capsys, *words).code == 0
    assert {str(path): path.stat().st_mtime_ns for path in place.rglob("*")} == before


# Help.


def test_help_names_every_verb(capsys):
    for word in ("--help", "-h"):
        code, out, err = ask(capsys, word)
        assert (code, err) == (0, "")
        assert {*VERBS} <= {*out.split()}
        assert "python -m engine specs/xor.json" in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb, capsys):
    code, out, err = ask(capsys, verb, "--help")
    assert (code, err) == (0, "")
    assert f"usage: python -m engine {verb}" in out
    assert "None" not in out


def test_version(capsys):
    code, out, err = ask(capsys, "--version")
    assert (code, err) == (0, "")
    assert out.split()[-1][0].isdigit()


def test_resolved_shows_units_that_follow_from_the_data(capsys):
    path = write(network() | {"layers": [dense(4, "tanh"), "dense"]})
    found = strict(ask(capsys, "check", path, "--resolved").out)
    assert [layer["units"] for layer in found["layers"]] == [4, 2]
    again = strict(ask(capsys, "check", write(found), "--resolved").out)
    assert again == found
