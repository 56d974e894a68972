"""The rules that hold for every file, and that no other tool looks after."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
CODE = [*ENGINE, *sorted((ROOT / "gui").rglob("*.py"))]

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LARGEST_FILE = 1_000_000

# What turns text into code, and the only places that may.
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
MAY_RUN_TEXT = [
    "engine/core/running/load.py: compile",
    "engine/core/running/load.py: exec",
]

UNSAFE_MODULES = {"pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}
SLOW_MODULES = {"PySide6", "pyqtgraph", "scipy", "polars", "PIL", "matplotlib"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8"), name(path)))


def kept_files() -> list[Path]:
    """Give every file that is part of the project, new ones included."""
    # A checkout may belong to someone other than the one who runs the tests.
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    command = [*git, "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout")
    paths = (ROOT / text for text in listing.stdout.decode().split("\0") if text)
    return [path for path in paths if path.is_file()]


def readme_commands() -> list[str]:
    """Give the shell commands of the README, in their order."""
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```(?:ba|z)?sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_the_walk_finds_the_code():
    assert {"engine/errors.py", "gui/__main__.py"} <= {name(path) for path in CODE}


def test_files_are_short():
    too_long = {
        name(path): length
        for path in CODE
        if (length := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_functions_are_short():
    too_long = {
        f"{name(path)}:{node.lineno} {node.name}": length
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_only_one_file_of_the_engine_runs_text():
    found = [
        f"{name(path)}: {node.id}"
        for path in ENGINE
        for node in nodes(path)
        if isinstance(node, ast.Name) and node.id in RUNS_TEXT
    ]
    assert sorted(found) == MAY_RUN_TEXT


def imported_modules(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_nothing_is_pickled():
    importers = [name(path) for path in CODE if imported_modules(path) & UNSAFE_MODULES]
    allowing = [
        f"{name(path)}:{node.value.lineno}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle"
        if not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]
    assert importers + allowing == []


def test_importing_the_engine_imports_nothing_slow():
    script = "import json, sys, engine; print(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert SLOW_MODULES.intersection(json.loads(answer.stdout)) == set()


def test_ci_runs_the_test_command_of_the_readme():
    _, test_command, *_ = readme_commands()
    assert test_command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_no_file_is_large():
    sizes = {name(path): path.stat().st_size for path in kept_files()}
    assert {path: size for path, size in sizes.items() if size > LARGEST_FILE} == {}


def test_the_drawing_of_the_house_is_complete():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    drawn = set(re.findall(r"\w+", text.partition("## The house")[2].split("```")[1]))
    folders = ("", "core", "spec", "training")
    files = [f for room in folders for f in (ROOT / "engine" / room).glob("[!_]*.py")]
    rooms = {path.parent.name for path in (ROOT / "engine").glob("*/__init__.py")}
    assert {path.stem for path in files} | rooms <= drawn


def test_nothing_is_left_for_later():
    # The brackets keep this line from finding itself.
    reminder = re.compile(rb"\b(?:TO[D]O|FIX[M]E)\b")
    found = [name(path) for path in kept_files() if reminder.search(path.read_bytes())]
    assert found == []
