"""`python -m tests.seeds [SPEC ...]` trains specs with 20 seeds: how many solve it?

All shipped specs if none is named. `--markdown` prints the page docs/specs.md:
`python -m tests.seeds --markdown > docs/specs.md`.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from engine.compile import compile_spec
from engine.spec.model import load
from engine.spec.reading import read_file
from engine.training.trainer import Trainer, train
from engine.vocabulary.metrics.basic import Accuracy, ExactMatch
from engine.vocabulary.metrics.regression import R2Score

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = [p for p in sorted((ROOT / "specs").glob("*.json")) if p.stem != "schema"]
SEEDS = range(20)
SHARE = 0.95
"""So many rows kept for validation are right where a spec is solved.

Of a function, so much of the variance is explained there (R2).
"""
MEASURED = {"accuracy": 0.85, "r2_score": 0.25}
"""So much of the rows held out for test, where the table was measured by people."""
BETTER = {"digits": {"accuracy": 0.985}, "adding": {"r2_score": SHARE}}
"""So much of them where more can be asked."""

PAGE = f"""\
# The shipped specs

Each was trained with the seeds {SEEDS[0]} to {SEEDS[-1]}. It is solved when all rows
of its table are right or, where rows are kept for validation, at least {SHARE:.0%} of
those (of a function, {SHARE:.0%} of the variance is explained). A table that people
measured is solved when {MEASURED["accuracy"]:.0%} of the rows kept for test are right,
or {MEASURED["r2_score"]:.0%} of the variance is explained; [more can be had](peers.md).
Of `digits` {BETTER["digits"]["accuracy"]:.1%} of those rows must be right, of `adding`
{BETTER["adding"]["r2_score"]:.0%} of the variance explained.
The four `circles_` are four ways to the same loss on one problem. Epochs, loss and
seconds are medians of the {len(SEEDS)} runs, the seconds those of one ordinary
machine. `backprop` and `xor_tutorial` give their first weights as numbers, so all seeds
end alike.

Printed by `python -m tests.seeds --markdown > docs/specs.md`.

| spec | what it shows | solved | epochs | loss | seconds |
| --- | --- | --- | --- | --- | --- |
"""
WIDTHS = "{:<14}{:>10}{:>10}{:>12}{:>10}\n"


@dataclass(frozen=True)
class Run:
    """How one seed did."""

    solved: bool
    epochs: int
    loss: float
    seconds: float


@cache
def pristine(name: str) -> str:
    """Give a spec as git keeps it; as it lies there if git does not know it.

    A new version counts from `git add` on.
    """
    git = ["git", "-c", f"safe.directory={ROOT}", "show", f":./specs/{name}.json"]
    try:
        shown = subprocess.run(git, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return (ROOT / "specs" / f"{name}.json").read_text("utf-8")
    return shown.stdout.decode()


def run(data: Mapping[str, Any], seed: int) -> Run:
    """Train a spec, given as JSON data, with another seed."""
    trainer = Trainer(compile_spec(load({**data, "seed": seed}, ROOT / "specs")))
    for _ in train(trainer):
        pass
    loop = trainer.loop
    return Run(is_solved(trainer), loop.state.epoch, loop.state.loss, trainer.seconds)


def is_solved(trainer: Trainer) -> bool:
    """Judge by the rows kept for validation or, if there are none, by the table."""
    if trainer.parts.test is not None:
        scores = trainer.scores()["test"]
        wanted = BETTER.get(trainer.model.spec.name, MEASURED)
        return all(scores.get(name, share) >= share for name, share in wanted.items())
    kept = trainer.parts.validation
    rows = kept or trainer.parts.train
    metric = Accuracy() if kept else ExactMatch()
    if trainer.model.spec.dataset.tag() == "function":
        metric = R2Score()
    loss, p = trainer.model.spec.loss, trainer.predict(rows.x)
    y = loss.seen(rows.y, p.shape[1])
    weight = np.broadcast_to(rows.judged, y.shape)
    share = metric(y, p, weight, loss.one_hot, trainer.middle)
    return share >= (SHARE if kept else 1)


def figures(data: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Train with all seeds; write how many solved it, epochs, loss and seconds."""
    runs = [run(data, seed) for seed in SEEDS]
    loss = median(one.loss for one in runs)
    seconds = median(one.seconds for one in runs)
    solved = sum(one.solved for one in runs)
    epochs = median(one.epochs for one in runs)
    return f"{solved} of {len(runs)}", f"{epochs:g}", f"{loss:.2g}", f"{seconds:.2f}"


def print_table(paths: Iterable[Path]) -> None:
    sys.stdout.write(WIDTHS.format("spec", "solved", "epochs", "loss", "seconds"))
    for path in paths:
        line = WIDTHS.format(path.stem, *figures(read_file(path).data))
        sys.stdout.write(line)
        sys.stdout.flush()


def print_page(paths: Iterable[Path]) -> None:
    sys.stdout.write(PAGE)
    for path in paths:
        data = read_file(path).data
        link = f"[{path.stem}](../specs/{path.name})"
        cells = [link, data.get("description", ""), *figures(data)]
        sys.stdout.write(f"| {' | '.join(cells)} |\n")


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.seeds")
    parser.add_argument("specs", nargs="*", type=Path, metavar="SPEC")
    parser.add_argument("--markdown", action="store_true", help="print docs/specs.md")
    asked = parser.parse_args()
    show = print_page if asked.markdown else print_table
    show(asked.specs or SHIPPED)


if __name__ == "__main__":
    main()
