"""Datasets: a twin takes a random generator, and gives inputs and outputs.

Ours and scikit-learn's draw in the same order, so from the same generator come the
same numbers; the rows are sorted, as their order is free. The Playground's twins make
one point after another; those of typed data are written by hand.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.vocabulary.datasets import Dataset, arrays, files
from engine.vocabulary.entry import read
from tests.golden import frameworks as f
from tests.golden import playground
from tests.golden.row import Array, Row
from tests.writing import Entry

BASE = Dataset
ELSEWHERE = {
    "seed": "tests/data/test_examples.py",
    "sample_weight": "tests/vocabulary/test_losses.py",
    **{word.tag(): "tests/data/tables" for word in files.WORDS},
    **{word.tag(): "tests/data/arrays" for word in arrays.WORDS},
}
THEIRS = {"samples": "n_samples", "features": "n_features", "classes": "n_classes"}
NAMES = {"inputs": ["a", "b"], "outputs": ["y"]}


def sklearn(word: str, one_hot: int = 0, **fields: Any) -> Row:
    """Write a word of scikit-learn's; `one_hot` is the number of output columns."""
    renamed = {THEIRS.get(key, key): value for key, value in fields.items()}
    renamed.pop("labels", None)
    if word in ("moons", "circles", "blobs", "gaussian_quantiles"):
        renamed["shuffle"] = False
    if "center_box" in renamed:
        renamed["center_box"] = tuple(renamed["center_box"])

    def twin(rng: Any) -> tuple[Any, Any]:
        make = getattr(f.sklearn.datasets, f"make_{word}")
        x, y = make(**renamed, random_state=rng)
        return x, np.eye(one_hot)[y] if one_hot else y[:, np.newaxis]

    return Row({"type": word, **fields}, twin)


def by_hand(word: Entry, x: Any, y: Any) -> Row:
    """Write a word with what it gives."""
    return Row(word, lambda rng: (np.array(x, float), np.array(y, float)))


def toy(word: str, samples: int, noise: float) -> Row:
    """Write a word of the Playground's."""
    make = getattr(playground, word)
    given = {"type": f"playground_{word}", "samples": samples, "noise": noise}
    return Row(given, lambda rng: make(rng, samples, noise / 100))


def wave(rng: Any, xs: list[float], noise: float = 0) -> tuple[Array, Array]:
    """Compute sin(2 pi x) + 0.3 x at each x."""
    ys = [math.sin(2 * math.pi * x) + 0.3 * x for x in xs]
    return np.array([xs]).T, (ys + noise * rng.standard_normal(len(xs)))[:, None]


def adding(rng: Any, samples: int, steps: int) -> tuple[Array, Array]:
    """Mark a number in each half of a sequence; add them up."""
    numbers = [[rng.random_sample() for _ in range(steps)] for _ in range(samples)]
    shares = [[rng.random_sample() for _ in range(samples)] for _ in range(2)]
    half = steps // 2
    x = np.array([[[number, 0.0] for number in row] for row in numbers])
    for row, first, second in zip(x, *shares, strict=True):
        row[int(first * half), 1] = 1
        row[half + int(second * (steps - half)), 1] = 1
    y = [[sum(number for number, mark in row if mark)] for row in x]
    return x.reshape(samples, -1), np.array(y)


WAVE = {"type": "function", "formula": "sin(2*pi*x) + 0.3*x"}
XOR = {"type": "truth_table", "expression": "a ^ b"}
HALF_TURNS = np.array([[0, 0.5], [0, -0.5], [-1, 0], [1, 0]])
CASES = [[0, 0], [0, 1], [1, 0], [1, 1]]
SIGNS = [[-1, -1], [-1, 1], [1, -1], [1, 1]]

ROWS = [
    by_hand(XOR, CASES, [[0], [1], [1], [0]]),
    by_hand({**XOR, "encoding": "binary"}, CASES, [[0], [1], [1], [0]]),
    by_hand({**XOR, "encoding": "bipolar"}, SIGNS, [[-1], [1], [1], [-1]]),
    by_hand({**XOR, "dont_care": "a & b"}, CASES, [[0], [1], [1], [math.nan]]),
    by_hand(
        {**NAMES, "type": "truth_table", "rows": [[0, 1, 1], [1, 1, None]]},
        *([[0, 1], [1, 1]], [[1], [math.nan]]),
    ),
    by_hand(
        {"type": "inline", **NAMES, "rows": [[0.5, 2, -3]], "input_shape": [2, 1]},
        *([[0.5, 2]], [[-3]]),
    ),
    sklearn("moons", samples=7),
    sklearn("moons", samples=8, noise=0.1),
    sklearn("circles", samples=7),
    sklearn("circles", samples=8, factor=0.4, noise=0.1),
    by_hand(
        {"type": "spirals", "samples": 4, "turns": 0.5},
        HALF_TURNS,
        [[0], [1], [0], [1]],
    ),
    Row(
        {"type": "spirals", "samples": 4, "turns": 0.5, "noise": 0.1},
        lambda rng: (
            HALF_TURNS + 0.1 * rng.standard_normal((2, 4)).T,
            [[0], [1], [0], [1]],
        ),
    ),
    sklearn("blobs", 3, samples=8),
    sklearn("blobs", 0, samples=7, centers=2, features=3, cluster_std=0.3),
    sklearn("blobs", 0, samples=7, centers=4, labels="index", center_box=[2, 5]),
    sklearn("gaussian_quantiles", 3, samples=8),
    sklearn("gaussian_quantiles", 2, samples=7, classes=2, labels="one_hot"),
    sklearn("gaussian_quantiles", 3, samples=7, features=3, cov=2.5),
    toy("circle", 9, 0),
    toy("circle", 9, 50),
    toy("xor", 9, 0),
    toy("xor", 9, 50),
    toy("gauss", 9, 0),
    toy("gauss", 9, 20),
    toy("spiral", 9, 0),
    toy("spiral", 9, 20),
    toy("plane", 9, 0),
    toy("plane", 9, 20),
    toy("gaussian", 9, 0),
    toy("gaussian", 9, 20),
    Row({**WAVE, "samples": 5}, lambda rng: wave(rng, [-1, -0.5, 0, 0.5, 1])),
    Row(
        {**WAVE, "samples": 3, "low": 0.25, "high": 2.25, "noise": 0.1},
        lambda rng: wave(rng, [0.25, 1.25, 2.25], 0.1),
    ),
    Row(
        {**WAVE, "samples": 4, "low": -2, "spacing": "random"},
        lambda rng: wave(rng, [-2 + 3 * rng.random_sample() for _ in range(4)]),
    ),
    sklearn("s_curve", samples=6),
    sklearn("s_curve", samples=6, noise=0.1),
    sklearn("swiss_roll", samples=6),
    sklearn("swiss_roll", samples=9, noise=0.1, hole=True),
    Row({"type": "adding", "samples": 4, "steps": 5}, lambda rng: adding(rng, 4, 5)),
    Row({"type": "adding", "samples": 3}, lambda rng: adding(rng, 3, 10)),
    sklearn("friedman1", samples=4),
    sklearn("friedman1", samples=4, features=5, noise=0.5),
    sklearn("friedman2", samples=4),
    sklearn("friedman2", samples=4, noise=0.5),
    sklearn("friedman3", samples=4),
    sklearn("friedman3", samples=4, noise=0.5),
]


def generator() -> Any:
    """Begin the random numbers that both draw from: scikit-learn takes no others."""
    return np.random.RandomState(7)


def in_order(x: Any, y: Any) -> dict[str, Array]:
    """Sort the rows, the last column first; round-off must not decide."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    order = np.lexsort(np.round(np.hstack([x, y]), 6).T)
    return {"x": x[order], "y": y[order]}


def ours(row: Row) -> dict[str, Array]:
    """Let the engine make the data."""
    word = read(Dataset, row.word, (), problems := [])
    assert word, problems
    return in_order(*word.arrays(generator()))


def theirs(row: Row) -> dict[str, object]:
    """Let the twin make it."""
    return dict(in_order(*row.twin(generator())))


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: a program does not depend on where its numbers come from."""
    yield from ()
