"""What will most likely not learn is said, on stderr, once, and stops nobody."""

import json
from pathlib import Path

import pytest

from engine.errors import Problem
from tests.cli.asking import ESCAPE, XOR, ask, start, strict, table, write
from tests.writing import dense


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def single(**more):
    """Write the tutorial's table for a network without a hidden layer."""
    return table(layers=[dense(1, "sigmoid")], **more)


SAID = "warning: layers[0]: without a hidden layer, 'y' cannot be learned"


def test_check_tells_warnings_with_their_place_and_ends_well(capsys):
    text = json.dumps(single(), indent=1)
    Path("net.json").write_text(text)
    code, out, err = ask(capsys, "check", "net.json")
    line = text[: text.index('"units"')].count("\n") - 1
    assert code == 0
    assert "no mistakes found" not in out
    assert "net.json: 1 warning\n" in out
    assert err.count("warning") == 1
    assert f"net.json:{line}:3: {SAID}: rows 1, 2, 3 and 4 contradict" in err
    assert err.count("hint: put a hidden layer before this one") == 1


def test_several_warnings_are_counted(capsys):
    entry = single(optimizer={"type": "sgd", "learning_rate": 1000})
    _, out, err = ask(capsys, "check", write(entry))
    assert "2 warnings" in out
    assert err.count("warning: ") == 2
    assert err.count("\n\n") == 2


@pytest.mark.parametrize("entry", [single(), table()])
def test_strict_makes_warnings_mistakes(entry, capsys):
    expected = 2 if len(entry["layers"]) == 1 else 0
    loose = ask(capsys, "check", write(entry))
    strictly = ask(capsys, "check", "--strict", "net.json")
    assert (loose.code, strictly.code) == (0, expected)
    assert strictly[1:] == loose[1:]


def test_what_is_resolved_stays_a_document(capsys):
    code, out, err = ask(capsys, "check", "--resolved", write(single()))
    assert code == 0
    assert strict(out)["name"] == "xor"
    assert SAID in err


def test_training_warns_once_and_trains(capsys):
    code, out, err = ask(capsys, write(single()), "--no-save")
    assert code == 0
    assert "trained after 20 epochs" in out
    assert "warning" not in out
    assert err.count(SAID) == 1


def test_the_document_has_no_warnings_in_it():
    code, out, err = start(write(single()), "--json", "--no-save")
    assert (code, out[:1]) == (0, "{")
    assert strict(out)["stopped"] == "epochs"
    assert "warning" not in out
    assert SAID in err


def test_names_in_warnings_cannot_speak_to_the_terminal(capsys):
    entry = single()
    entry["dataset"]["outputs"] = [f"{ESCAPE}[31m[red]"]
    _, out, err = ask(capsys, "check", write(entry))
    assert ESCAPE not in out + err
    assert "[red]" in err


def test_no_warning_for_the_tutorial(capsys):
    code, out, err = ask(capsys, "check", str(XOR))
    assert (code, err) == (0, "")
    assert "no mistakes found" in out


def test_a_warning_says_that_it_is_one():
    problem = Problem("odd", ("layers", 0), "mend it", is_warning=True)
    assert str(problem) == "warning: layers[0]: odd\nhint: mend it"
    assert str(Problem("odd", is_warning=True)) == "warning: odd"
