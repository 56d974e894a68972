"""`python -m tests.benchmarks.tables`: what it costs to read large tables.

A million rows of 20 columns become numbers, by us and by pandas with scikit-learn, in
turn, each time in a new process; ratios are of the work alone, after all is imported.
`--theirs PYTHON` names a Python that has both packages. Then a network is trained on
ten million rows within a budget, and its memory is watched.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from tests.benchmarks.table_work import CATEGORIES, GAPPED, NUMBERS, OUTPUT, TRAINED

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "tests" / "benchmarks" / "table_work.py"
LIMITS = {"wall time": 1.0, "CPU time": 1.0, "memory": 0.5, "whole memory": 0.5}
WIDTH = 8
EVERY = 0.02
PART = 1_000_000


def main() -> None:
    """Print both comparisons."""
    asked = parsed()
    with tempfile.TemporaryDirectory() as folder:
        if asked.theirs is None:
            print("reading: left out; name a Python with pandas: --theirs PYTHON")
        else:
            compare(Path(folder), asked)
    if not Path("/proc/self/status").exists():
        print("training: left out; its memory is looked up in /proc")
        return
    with tempfile.TemporaryDirectory() as folder:
        train(Path(folder), asked)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tables")
    parser.add_argument("--theirs", help="a Python with pandas and scikit-learn")
    parser.add_argument("--rows", type=int, default=1_000_000, help="to read")
    parser.add_argument("--turns", type=int, default=5, help="how often")
    parser.add_argument("--trained", type=int, default=10_000_000, help="rows")
    parser.add_argument("--memory", default="1GB", help="that training may take")
    return parser.parse_args()


def compare(folder: Path, asked: argparse.Namespace) -> None:
    """Read a table in turn; the first turn only warms the disk's cache."""
    written("mixed", folder, asked.rows)
    turns = [
        (worked(sys.executable, "ours", folder), worked(asked.theirs, "theirs", folder))
        for _ in range(asked.turns + 1)
    ][1:]
    size = (folder / "table.csv").stat().st_size >> 20
    print(f"reading {asked.rows:,} rows of 20 columns, {size} MB, {asked.turns} turns")
    print("ours, theirs (medians), and ratios; memory is the peak beyond imports")
    for name, limit in LIMITS.items():
        print(told(name, limit, [(a[name], b[name]) for a, b in turns]))


def told(name: str, limit: float, pairs: list[tuple[float, float]]) -> str:
    ratios = sorted(a / b for a, b in pairs)
    ours, theirs = (median(each) for each in zip(*pairs, strict=True))
    unit = "MB" if "memory" in name else "s"
    return (
        f"{name}: {ours:.4g} and {theirs:.4g} {unit}, ratio {median(ratios):.2f}"
        f" (at most {limit}), {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )


def worked(python: str, name: str, folder: Path) -> dict[str, float]:
    command = [python, str(WORK), name, str(folder)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def train(folder: Path, asked: argparse.Namespace) -> None:
    """Train for an epoch, and watch the memory that is the process's own."""
    written("numbers", folder, asked.trained)
    command = [sys.executable, "-m", "engine", "train", str(folder / "spec.json")]
    command += ["--memory", asked.memory, "--no-save"]
    start = perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        most = max(watched(process))
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    if process.returncode:
        sys.exit("\n".join(lines))
    budget = next(line for line in lines if line.startswith("memory: "))
    print(f"training on {asked.trained:,} rows of {WIDTH} numbers, {asked.memory}")
    print(f"said beforehand: {budget}")
    print(f"peak of its own: {most:.0f} MB, {perf_counter() - start:.0f} s in all")


def watched(process: subprocess.Popen[str]) -> Iterator[float]:
    """Give the private memory of a process in MB, as long as it runs."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        sizes = dict(line.split(":", 1) for line in status.read_text().splitlines())
        yield int(sizes.get("RssAnon", "0 kB").split()[0]) / 1024
        sleep(EVERY)


def written(kind: str, folder: Path, rows: int) -> None:
    """Write a spec, and its table in another process: a child's peak begins as ours."""
    spec = {"mixed": mixed, "numbers": numbers}[kind]()
    (folder / "spec.json").write_text(json.dumps(spec))
    code = f"import {__name__} as m; m.write({kind!r}, {str(folder)!r}, {rows})"
    code = code.replace("__main__", "tests.benchmarks.tables")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def mixed() -> dict[str, Any]:
    """Give the spec of a table of numbers and names."""
    gapped = {name: {"type": "number", "missing": "mean"} for name in GAPPED}
    inputs = dict.fromkeys(NUMBERS, "number") | gapped
    inputs |= dict.fromkeys(CATEGORIES, "category")
    typed = {"inputs": inputs, "outputs": {OUTPUT: "category"}}
    split = {"test": 1 - TRAINED}
    softmax = {"type": "dense", "units": 3, "activation": "softmax"}
    return network(typed, softmax, "categorical_crossentropy") | {"split": split}


def numbers() -> dict[str, Any]:
    """Give the spec of a table of numbers alone."""
    typed = {"outputs": ["y"]}
    return network(typed, {"type": "dense", "units": 1}, "mean_squared_error")


def network(typed: dict[str, Any], last: dict[str, Any], loss: str) -> dict[str, Any]:
    return {
        "dataset": {"type": "csv", "path": "table.csv", **typed},
        "layers": [last],
        "loss": loss,
        "optimizer": "adam",
        "training": {"epochs": 1, "batch_size": 1024},
    }


def write(kind: str, folder: str, rows: int) -> None:
    """Write a table, some rows at a time."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(1)
    made = {"mixed": some_mixed, "numbers": some_numbers}[kind]
    with (Path(folder) / "table.csv").open("wb") as file:
        for start in range(0, rows, PART):
            frame = pl.DataFrame(made(rng, min(PART, rows - start)))
            frame.write_csv(file, include_header=not start)


def some_mixed(rng: Any, rows: int) -> dict[str, Any]:
    """Make rows: measured numbers with some digits, counts, and names."""
    made: dict[str, Any] = {}
    for i, name in enumerate(NUMBERS):
        drawn = rng.normal(10.0 * i, 5.0, rows).round(4)
        made[name] = rng.integers(0, 10_000, rows) if i >= 10 else drawn
    for name in GAPPED:
        texts = made[name].astype(str).astype(object)
        texts[rng.random(rows) < 0.02] = None
        made[name] = texts.tolist()
    for name, count in CATEGORIES.items():
        names = [f"{name} name {i}" for i in range(count)]
        made[name] = rng.choice(names, rows).tolist()
    made[OUTPUT] = rng.choice(["first", "second", "third"], rows).tolist()
    return made


def some_numbers(rng: Any, rows: int) -> dict[str, Any]:
    """Make rows of numbers, the last a sum of the others."""
    x = rng.normal(0.0, 1.0, (rows, WIDTH)).round(4)
    made = {f"x{i}": x[:, i] for i in range(WIDTH)}
    return made | {"y": x.sum(axis=1).round(4)}


if __name__ == "__main__":
    main()
