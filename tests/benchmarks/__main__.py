"""`python -m tests.benchmarks` prints our times as ratios to the tutorial's program.

Both are run in turn, pair by pair, so that a change of the machine's speed meets both;
what counts is the median ratio, and how far the pairs spread.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from engine.compile import compile_spec
from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.data.examples import parts
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.benchmarks import tutorial

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "xor_tutorial.json"
PAIRS = 11
STEPS = 2000


def main() -> None:
    """Print each comparison, with the limit that we hold ourselves to."""
    print("ratio of ours to the tutorial's, in turn, one machine, one run")
    compare("the plans of a step of xor", 0.4, planned_steps(), tutorial_steps)
    compare("a step of xor as it is trained", 0.4, trained_steps(), tutorial_steps)
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "engine", str(ROOT / "specs" / "xor.json")]
        theirs = [sys.executable, str(ROOT / "tests" / "benchmarks" / "tutorial.py")]
        compare(
            "the main job, start to exit, saving",
            1.25,
            lambda: process(ours, folder),
            lambda: process(theirs, folder),
        )


def compare(
    name: str, limit: float, ours: Callable[[], object], theirs: Callable[[], object]
) -> None:
    """Time two things in turn and print the ratio of each pair in short."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(PAIRS + 1)][1:]
    ratios = [a / b for a, b in pairs]
    low, _, high = quantiles(ratios, n=4)
    print(
        f"{name}: median {median(ratios):.2f} (at most {limit}), "
        f"middle half {low:.2f} to {high:.2f}, {PAIRS} pairs"
    )


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def planned_steps() -> Callable[[], None]:
    """Prepare steps of the plan as training makes them."""
    model = compile_spec(load(SPEC))
    arrays = Arrays(model.program, model.initial_values())
    steps, (x, y) = PlannedSteps(model.program, arrays), parts(model.spec).train

    def work() -> None:
        for t in range(STEPS):
            steps.gradients(x, y)
            steps.apply(2.0, t + 1)

    return work


def trained_steps() -> Callable[[], None]:
    """Prepare steps with all that a trainer does beside them."""
    written = json.loads(SPEC.read_text("utf-8"))
    written["training"]["epochs"] = 10**6
    trainer = Trainer(compile_spec(load(written)))
    trainer.step()
    return lambda: trainer.step(STEPS)


def tutorial_steps() -> None:
    tutorial.train(STEPS, lambda _: None)


def process(command: list[str], folder: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
