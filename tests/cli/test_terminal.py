"""What a terminal or a pipe gets: few columns, no colours, letters it may not have."""

import os
import re
import subprocess

import pytest

from tests.cli.asking import (
    ESCAPE,
    XOR,
    ask,
    command,
    environment,
    start,
    strict,
    table,
    write,
)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Work in an empty folder, with nothing said about the terminal."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_process_of_its_own_prints_the_same_and_no_escape_codes(capsys, place):
    write(table())
    here = ask(capsys, "net.json", "--no-save")
    there = start("net.json", "--no-save", TERM="xterm-256color", NO_COLOR="1")
    seconds = re.compile(r"\d+\.\d+ s$", re.MULTILINE)
    assert there.code == here.code == 0
    assert seconds.sub("", there.out) == seconds.sub("", here.out)
    assert there.err == here.err == ""
    assert ESCAPE not in there.out
    assert [path.name for path in place.iterdir()] == ["net.json"]


def test_a_spec_cannot_speak_to_the_terminal(capsys):
    entry = table(description=f"red {ESCAPE}[31m {ESCAPE}]0;title\a")
    entry["dataset"]["inputs"][0] = f"{ESCAPE}[2J"
    _, out, err = ask(capsys, write(entry), "--no-save")
    assert ESCAPE not in out + err
    assert "\a" not in out + err


def test_brackets_in_a_spec_are_only_brackets(capsys):
    entry = table(description="[bold]loud[/bold] [/]")
    entry["dataset"]["inputs"][0] = "[red]x[/]"
    code, out, _ = ask(capsys, write(entry), "--no-save")
    assert code == 0
    assert "[bold]loud[/bold] [/]" in out
    assert "[red]x[/]" in out


@pytest.mark.parametrize("columns", ["40", "12", "1"])
def test_a_narrow_terminal_does_no_harm(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    for words in (["--no-save"], ["--json", "--no-save"]):
        assert ask(capsys, write(table()), *words).code == 0
    assert ask(capsys, "check", "net.json").code == 0
    assert ask(capsys, "gradcheck", "net.json").code == 0


@pytest.mark.parametrize("columns", ["80", "20"])
@pytest.mark.parametrize("name", ["embedding", "majority"])
def test_gradcheck_never_breaks_a_name(name, columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = ask(capsys, "gradcheck", str(XOR.with_name(f"{name}.json")))
    rows = out.split("\n\n")[0].splitlines()
    names = {"embedding": ["embedding_1.embeddings"], "majority": []}[name]
    names += ["dense_1.kernel", "dense_1.bias"]
    assert [row.split()[0] for row in rows[2:]] == names
    assert max(map(len, rows)) <= 80
    assert len({len(row.rstrip()) for row in rows[2:]}) == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
@pytest.mark.parametrize("words", [["schema"], [str(XOR), "--no-save"]])
def test_a_closed_pipe_is_no_mistake(words):
    with subprocess.Popen(
        command(*words),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert err == ""


def test_a_terminal_that_knows_few_letters():
    entry = table(description="∂ loss, 日本")
    code, _, _ = start(write(entry), "--no-save", PYTHONIOENCODING="cp1252")
    assert code == 0
    code, out, _ = start("check", "--resolved", "net.json", PYTHONIOENCODING="ascii")
    assert code == 0
    assert strict(out)["name"] == "xor"
