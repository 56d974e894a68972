"""`explain` tells what words mean: for people, for pipes, and as a document."""

import pytest

from engine.spec.explaining import explained
from engine.spec.forms import word_classes
from tests.cli.asking import ESCAPE, ask, start, strict

WIDTHS = ("200", "80", "40", "12", "1")


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def test_a_word_is_explained(capsys):
    code, out, err = ask(capsys, "explain", "adam")
    [adam] = explained("adam")
    assert (code, err) == (0, "")
    assert out.startswith("adam, an optimizer\n\n")
    assert " ".join(adam.text.split()) in " ".join(out.split())
    for key in adam.keys:
        assert f"  {key.name}: {key.takes}" in out
        assert key.text in out
    assert "beta_1: a number, at least 0, less than 1 (default 0.9)" in out
    assert "units: a whole number, greater than 0 (optional)" in (
        ask(capsys, "explain", "dense").out
    )


def test_several_words_are_explained_in_their_order(capsys):
    out = ask(capsys, "explain", "sgd", "training", "mse").out
    titles = (
        "sgd, an optimizer",
        "training, a section of the spec",
        "mean_squared_error (mse), a loss",
        "mean_squared_error (mse), a metric",
    )
    places = [out.splitlines().index(title) for title in titles]
    assert places == sorted(places)


def test_the_document_says_the_same(capsys):
    code, out, err = ask(capsys, "explain", "logistic", "split", "--json")
    assert (code, err) == (0, "")
    words = strict(out)["words"]
    assert [word["name"] for word in words] == ["sigmoid", "split"]
    validation = words[1]["keys"][0]
    assert validation["takes"] == "a number"
    assert validation["limits"] == ["at least 0", "less than 1"]
    assert (validation["required"], validation["default"]) == (False, 0.0)


def test_without_a_word_all_are_listed_a_line_each(capsys, monkeypatch):
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", width)
        code, out, err = ask(capsys, "explain")
        assert (code, err) == (0, "")
        lines = out.splitlines()
        words = [word for base in word_classes() for word in base.words()]
        for word in words:
            assert [line for line in lines if line.split()[:1] == [word.tag()]]
        assert len(lines) == len(words) + 2 * len(word_classes())
    document = strict(ask(capsys, "explain", "--json").out)["words"]
    assert [one["name"] for one in document] == [word.tag() for word in words]


def test_unknown_words_are_refused_all_at_once(capsys):
    code, out, err = ask(capsys, "explain", "adamm", "sgd", "zzzz", "--json")
    assert (code, out) == (2, "")
    no = "there is neither a word nor a key"
    assert f"{no} 'adamm'\nhint: did you mean 'adam'?" in err
    assert f"{no} 'zzzz'\nhint: without a word" in err
    assert "'sgd'" not in err
    for typed, meant in (("epoch", "epochs"), ("softmx", "softmax")):
        assert f"did you mean '{meant}'?" in ask(capsys, "explain", typed).err


def test_a_key_is_explained_wherever_it_stands(capsys):
    code, out, err = ask(capsys, "explain", "monitor")
    assert (code, err) == (0, "")
    assert out.startswith("monitor, a key\n\n  at training.early_stopping.monitor\n")
    assert "\n  at optimizer.learning_rate.monitor, of reduce_on_plateau\n" in out
    assert out.count('monitor: a text (default "val_loss")') == 2
    assert "How often all examples are gone through." in (
        ask(capsys, "explain", "epochs").out
    )
    assert "\n  at seed, of the spec itself\n" in ask(capsys, "explain", "seed").out
    out = ask(capsys, "explain", "missing").out
    assert "dataset.outputs.NAME.missing, of every column\n" in out


def test_words_come_before_keys_of_their_name(capsys):
    out = ask(capsys, "explain", "activation", "adam").out
    titles = ["activation, a layer", "activation, a class of words"]
    titles += ["activation, a key", "adam, an optimizer"]
    places = [out.splitlines().index(title) for title in titles]
    assert places == sorted(places)


def test_keys_in_the_document(capsys):
    document = strict(ask(capsys, "explain", "folds", "adam", "--json").out)
    assert [word["name"] for word in document["words"]] == ["adam"]
    [folds] = document["keys"]
    assert (folds["name"], folds["places"]) == ("folds", ["split.folds"])
    assert (folds["takes"], folds["limits"]) == ("a whole number", ["at least 2"])
    assert strict(ask(capsys, "explain", "--json").out)["keys"] == []


def test_what_was_typed_cannot_speak_to_the_terminal(capsys):
    code, out, err = ask(capsys, "explain", f"{ESCAPE}[31m")
    assert (code, out) == (2, "")
    assert ESCAPE not in err


@pytest.mark.parametrize("width", WIDTHS)
def test_narrow_terminals_do_no_harm(width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    code, out, _ = ask(capsys, "explain", "dense", "early_stopping", "seed")
    assert code == 0
    if int(width) >= 80:
        assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_colours_follow_the_terminal():
    plain = start("explain", "relu", TERM="xterm-256color")
    assert (plain.code, plain.err) == (0, "")
    assert ESCAPE not in plain.out
    forced = start("explain", "relu", FORCE_COLOR="1", TERM="xterm-256color")
    assert f"{ESCAPE}[1mrelu{ESCAPE}[0m, an activation" in forced.out
    assert start("explain", "relu", FORCE_COLOR="1", NO_COLOR="1").code == 0
