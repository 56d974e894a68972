"""Metrics against plain loops over rows and outputs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.vocabulary.metrics import Metric
from tests.writing import Array, normal

Table = list[list[float]]

WORDS: dict[str, Any] = {word.tag(): word for word in Metric.words()}


def metric(
    name: str, y: Any, p: Any, weight: Any = None, *, one_hot: bool = False
) -> float:
    targets = np.array(y, float)
    width = 1 if one_hot else targets.shape[1]
    ones = np.ones((len(targets), width))
    counts = ones if weight is None else np.array(weight, float)
    return WORDS[name]()(targets, np.array(p, float), counts, one_hot)


# The same in loops. `w` is 0 where a target does not count.


def mean_of(error: Callable[[float], float], y: Table, p: Table, w: Table) -> float:
    total, count = 0.0, 0
    for targets, outputs, weights in zip(y, p, w, strict=True):
        for target, output, weight in zip(targets, outputs, weights, strict=True):
            if weight != 0:
                total += weight * error(output - target)
                count += 1
    return total / count if count else 0.0


def is_right(target: float, output: float, middle: float) -> bool:
    return output > middle if target > middle else output <= middle


def middle_of(y: Table) -> float:
    """Tell the middle of 0 and 1, or of -1 and 1."""
    return 0.0 if any(target < 0 for row in y for target in row) else 0.5


def rights(y: Table, p: Table, w: Table) -> list[list[bool]]:
    """Tell for each row, of its outputs that count, which are right."""
    middle = middle_of(y)
    rows = zip(y, p, w, strict=True)
    return [
        [is_right(t, o, middle) for t, o, u in zip(*row, strict=True) if u != 0]
        for row in rows
    ]


def choices(y: Table, p: Table, w: Table) -> list[list[bool]]:
    """Tell for each row that counts whether its largest output is at its largest 1."""
    found = []
    for targets, outputs, (weight,) in zip(y, p, w, strict=True):
        right = targets.index(max(targets)) == outputs.index(max(outputs))
        found.append([right] if weight != 0 else [])
    return found


def share(truths: list[bool]) -> float:
    return sum(truths) / len(truths) if truths else 1.0


def in_loops(name: str, y: Table, p: Table, w: Table, *, one_hot: bool) -> float:
    if name == "mean_absolute_error":
        return mean_of(abs, y, p, w)
    if name == "mean_squared_error":
        return mean_of(lambda e: e * e, y, p, w)
    rows = (choices if one_hot else rights)(y, p, w)
    if name == "exact_match":
        return share([all(row) for row in rows])
    return share([right for row in rows for right in row])


LOOPED = {"mean_absolute_error", "mean_squared_error", "accuracy", "exact_match"}


def test_every_metric_has_a_loop() -> None:
    assert {*WORDS} == LOOPED


def tables(kind: str) -> tuple[Array, Array, Array]:
    """Draw targets, predictions and weights, some of them 0."""
    p, drawn = normal(f"p {kind}", 40, 3), normal(f"y {kind}", 40, 3)
    weight = (normal(f"w {kind}", 40, 3) > -0.5).astype(float)
    match kind:
        case "one of three":
            return np.eye(3)[drawn.argmax(axis=1)], drawn + p, weight[:, :1]
        case "-1 and 1":
            return np.where(drawn > 0, 1.0, -1.0), drawn + p, weight
        case _:
            return (drawn > 0).astype(float), 0.5 + drawn + p, weight


@pytest.mark.parametrize("kind", ["0 and 1", "-1 and 1", "one of three"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", WORDS)
def test_against_loops(name: str, weighted: bool, kind: str) -> None:
    y, p, weight = tables(kind)
    one_hot = kind == "one of three"
    if one_hot and name.startswith("mean"):
        weight = weight * np.ones_like(y)
    counts = weight if weighted else np.ones_like(weight)
    if not weighted:
        assert metric(name, y, p, counts, one_hot=one_hot) > 0
    ours = metric(name, y, p, counts, one_hot=one_hot)
    lists = [array.tolist() for array in (y, p, counts)]
    assert ours == pytest.approx(in_loops(name, *lists, one_hot=one_hot), rel=1e-12)
    assert type(ours) is float


BITS = st.sampled_from([0.0, 1.0])
NUMBERS = st.floats(-2, 2)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(BITS, NUMBERS, BITS), min_size=1, max_size=8), st.data())
def test_any_small_table(rows: list[tuple[float, float, float]], data: Any) -> None:
    name = data.draw(st.sampled_from([*WORDS]))
    y, p, w = ([[row[i]] for row in rows] for i in range(3))
    expected = in_loops(name, y, p, w, one_hot=False)
    assert metric(name, y, p, w) == pytest.approx(expected)


# By hand.

Y = [[0, 1], [1, 0], [1, 1]]
P = [[0.1, 0.9], [0.8, 0.6], [0.4, 0.7]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean_absolute_error", (0.1 + 0.1 + 0.2 + 0.6 + 0.6 + 0.3) / 6),
        ("mean_squared_error", (0.01 + 0.01 + 0.04 + 0.36 + 0.36 + 0.09) / 6),
        ("accuracy", 4 / 6),
        ("exact_match", 1 / 3),
    ],
)
def test_by_hand(name: str, expected: float) -> None:
    assert metric(name, Y, P) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean_absolute_error", (0.1 + 0.1 + 0.2 + 0.3) / 4),
        ("mean_squared_error", (0.01 + 0.01 + 0.04 + 0.09) / 4),
        ("accuracy", 1.0),
        ("exact_match", 1.0),
    ],
)
def test_what_does_not_count(name: str, expected: float) -> None:
    weight = [[1, 1], [1, 0], [0, 1]]
    assert metric(name, Y, P, weight) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", ["accuracy", "exact_match"])
def test_rows_that_are_one_choice(name: str) -> None:
    y = [[0, 0, 1], [0, 1, 0]]
    p = [[0.3, 0.3, 0.4], [0.4, 0.3, 0.3]]
    assert metric(name, y, p, one_hot=True) == 0.5


def test_accuracy_of_choices_is_of_those_that_count() -> None:
    y = [[0, 1], [0, 0], [1, 0]]
    p = [[0.3, 0.7], [0.1, 0.9], [0.4, 0.6]]
    weight = [[1], [0], [1]]
    assert metric("accuracy", y, p, weight, one_hot=True) == 0.5
    # A row that does not count is not wrong.
    assert metric("exact_match", y, p, weight, one_hot=True) == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", ["accuracy", "exact_match"])
def test_sides_of_the_middle(name: str) -> None:
    plus_minus = [[-1.0], [1.0]]
    assert metric(name, plus_minus, [[-0.1], [0.1]]) == 1.0
    assert metric(name, plus_minus, [[0.1], [0.1]]) == 0.5
    assert metric(name, [[0.0], [1.0]], [[0.4], [0.6]]) == 1.0
    assert metric(name, [[0.0], [1.0]], [[-0.1], [0.4]]) == 0.5


@pytest.mark.parametrize("name", ["accuracy", "exact_match"])
def test_a_part_of_a_table_may_hold_one_kind_of_target(name: str) -> None:
    """With 0 and 1, 0.4 is on the side of 0; with -1 and 1, -0.2 is on that of -1."""
    assert metric(name, [[0.0], [0.0]], [[0.4], [-0.1]]) == 1.0
    assert metric(name, [[-1.0], [-1.0]], [[-0.2], [-0.8]]) == 1.0


@pytest.mark.parametrize("name", WORDS)
def test_nothing_counts(name: str) -> None:
    expected = 0.0 if name.startswith("mean") else 1.0
    assert metric(name, Y, P, np.zeros((3, 2))) == expected


def test_what_is_better() -> None:
    larger = {name for name, word in WORDS.items() if word.larger_is_better}
    assert larger == {"accuracy", "exact_match"}


@pytest.mark.parametrize("name", WORDS)
def test_single_precision_agrees(name: str) -> None:
    y, p, weight = (array.astype(np.float32) for array in tables("0 and 1"))
    found = WORDS[name]()(y, p, weight, False)
    lists = [array.tolist() for array in (y, p, weight)]
    assert type(found) is float
    assert found == pytest.approx(in_loops(name, *lists, one_hot=False), rel=1e-6)
