"""Ask the command line, in this process or in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from engine.cli import main
from tests.training.making import training
from tests.writing import Entry, dense, spec

ROOT = Path(__file__).resolve().parents[2]
XOR = ROOT / "specs" / "xor.json"
ESCAPE = "\x1b"


class Answer(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str


def network(epochs: int = 6, **more: Any) -> Entry:
    """Write a small experiment that is fast to train."""
    layers = [dense(4, "tanh"), dense(2)]
    return spec(layers, **{"name": "net", "training": training(epochs), **more})


def table(**more: Any) -> Entry:
    """Write the experiment of the tutorial, cut short."""
    return json.loads(XOR.read_text("utf-8")) | {"training": {"epochs": 20}} | more


def write(entry: Any, path: str = "net.json") -> str:
    Path(path).write_text(json.dumps(entry), "utf-8")
    return path


def ask(capsys: Any, *words: str) -> Answer:
    """Give the words to `main` as if they had been typed."""
    capsys.readouterr()
    try:
        code = main(words)
    except SystemExit as error:
        code = error.code
    answer = Answer(code, *capsys.readouterr())
    for odd in ("Traceback", "Warning", ESCAPE):
        assert odd not in answer.out + answer.err
    return answer


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "engine", *words]


def environment(**more: str) -> dict[str, str]:
    """Give the surroundings of a process of its own; the engine is found there."""
    terminal = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in terminal}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def start(*words: str, **more: str) -> Answer:
    """Run the command in a process of its own."""
    done = subprocess.run(
        command(*words),
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def strict(text: str) -> Any:
    """Parse JSON that has no NaN and no infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)
