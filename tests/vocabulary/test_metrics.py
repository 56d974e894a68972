"""Metrics against plain loops over rows and outputs, and where they are undefined."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.vocabulary.entry import read
from engine.vocabulary.metrics import Metric, middle_of
from tests.writing import Array, normal

Table = list[list[float]]

WORDS: dict[str, Any] = {word.tag(): word for word in Metric.words()}


def made(name: str, **fields: Any) -> Any:
    found = read(Metric, {"type": name, **fields}, (), problems := [])
    assert found, problems
    return found


def metric(
    name: str,
    y: Any,
    p: Any,
    weight: Any = None,
    *,
    one_hot: bool = False,
    middle: float | None = None,
    **fields: Any,
) -> Any:
    targets = np.array(y, float)
    counts = np.ones_like(targets) if weight is None else np.array(weight, float)
    middle = middle_of(targets) if middle is None else middle
    return made(name, **fields)(targets, np.array(p, float), counts, one_hot, middle)


# The same in loops. `w` is 0 where a target does not count, else how much it does.


class Data:
    """Targets, predictions and weights as lists, and what loops ask of them."""

    def __init__(self, y: Table, p: Table, w: Table, one_hot: bool) -> None:
        self.y, self.p, self.w, self.one_hot = y, p, w, one_hot
        self.middle = 0.0 if any(t < 0 for row in y for t in row) else 0.5

    def rows(self) -> list[tuple[list[float], list[float], list[float]]]:
        return list(zip(self.y, self.p, self.w, strict=True))

    def cells(self) -> list[tuple[float, float, float]]:
        return [cell for row in self.rows() for cell in zip(*row, strict=True)]

    def column(self, j: int) -> list[tuple[bool, float, float]]:
        """Give an output: whether it is positive, what is predicted, its weight."""
        return [(t[j] > self.middle, o[j], u[j]) for t, o, u in self.rows()]

    def outputs(self) -> range:
        return range(len(self.y[0]))

    def truths(self) -> list[tuple[bool, bool, float]]:
        """Tell of each output whether it is positive, and taken as such."""
        return [(t > self.middle, o > self.middle, u) for t, o, u in self.cells()]

    def classes(self) -> list[tuple[int, int, float]]:
        """Give actual and predicted class of each row, or of each output."""
        if not self.one_hot:
            return [(int(t), int(o), u) for t, o, u in self.truths()]
        return [(t.index(max(t)), o.index(max(o)), min(u)) for t, o, u in self.rows()]


def mean(pairs: list[tuple[Any, float]]) -> float:
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else math.nan


def mean_of(error: Callable[[float, float], float]) -> Callable[[Data], float]:
    return lambda d: mean([(error(t, o), u) for t, o, u in d.cells()])


def accuracy(d: Data) -> float:
    return mean([(a == b, u) for a, b, u in d.classes()])


def binary_accuracy(d: Data) -> float:
    return mean([(a == b, u) for a, b, u in d.truths()])


def exact_match(d: Data) -> float:
    if d.one_hot:
        return accuracy(d)
    found = []
    for targets, outputs, weights in d.rows():
        right = True
        for t, o, u in zip(targets, outputs, weights, strict=True):
            if u != 0 and (t > d.middle) != (o > d.middle):
                right = False
        found.append((right, max(weights)))
    return mean(found)


def categorical_accuracy(d: Data) -> float:
    return mean([(t.index(max(t)) == o.index(max(o)), min(u)) for t, o, u in d.rows()])


def top(k: int) -> Callable[[Data], float]:
    def found(d: Data) -> float:
        pairs = []
        for t, o, u in d.rows():
            largest = sorted(o, reverse=True)[:k]
            pairs.append((o[t.index(max(t))] in largest, min(u)))
        return mean(pairs)

    return found


def cosine_similarity(d: Data) -> float:
    pairs = []
    for t, o, u in d.rows():
        length = math.hypot(*t) * math.hypot(*o)
        dot = sum(a * b for a, b in zip(t, o, strict=True))
        pairs.append((dot / length if length else 0, min(u)))
    return mean(pairs)


def r2_score(d: Data) -> float:
    found = []
    for j in d.outputs():
        cells = [(t[j], o[j], u[j]) for t, o, u in d.rows()]
        middle = mean([(t, u) for t, _, u in cells])
        spread = sum(u * (t - middle) ** 2 for t, _, u in cells)
        rest = sum(u * (t - o) ** 2 for t, o, u in cells)
        if any(u for _, _, u in cells):
            kinds = {t for t, _, u in cells if u}
            found.append(1 - rest / spread if len(kinds) > 1 else float(rest == 0))
    return sum(found) / len(found) if found else math.nan


def count(actual: bool, said: bool) -> Callable[[Data], float]:
    return lambda d: sum(u for a, b, u in d.truths() if (a, b) == (actual, said))


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def precision(d: Data) -> float:
    right = count(True, True)(d)
    return ratio(right, right + count(False, True)(d))


def recall(d: Data) -> float:
    right = count(True, True)(d)
    return ratio(right, right + count(True, False)(d))


def f1_score(d: Data) -> float:
    found = []
    for j in d.outputs():
        right = claimed = positive = 0.0
        for i, (is_positive, o, u) in enumerate(d.column(j)):
            largest = d.p[i].index(max(d.p[i]))
            said = j == largest if d.one_hot else o > d.middle
            right += u * (is_positive and said)
            claimed += u * said
            positive += u * is_positive
        exact, whole = ratio(right, claimed), ratio(right, positive)
        found.append(ratio(2 * exact * whole, exact + whole))
    return sum(found) / len(found)


def confusion_matrix(d: Data) -> Table:
    size = len(d.y[0]) if d.one_hot else 2
    found = [[0.0] * size for _ in range(size)]
    for actual, said, weight in d.classes():
        found[actual][said] += weight
    return found


def balanced_accuracy(d: Data) -> float:
    classes = sorted({a for a, _, u in d.classes() if u})
    found = [mean([(a == b, u) for a, b, u in d.classes() if a == k]) for k in classes]
    return sum(found) / len(found) if found else math.nan


def matthews_corrcoef(d: Data) -> float:
    """Correlate the columns that say which class it is."""
    size = len(d.y[0]) if d.one_hot else 2

    def covariance(one: int, other: int) -> float:
        total = 0.0
        for k in range(size):
            first = mean([(row[one] == k, row[2]) for row in d.classes()])
            second = mean([(row[other] == k, row[2]) for row in d.classes()])
            total += mean(
                [
                    (((row[one] == k) - first) * ((row[other] == k) - second), row[2])
                    for row in d.classes()
                ]
            )
        return total

    kinds = [{row[side] for row in d.classes() if row[2]} for side in (0, 1)]
    if min(map(len, kinds)) < 2:
        return 0.0
    return covariance(0, 1) / math.sqrt(covariance(0, 0) * covariance(1, 1))


def auc(d: Data) -> float:
    """Compare each positive with each negative."""
    found = []
    for j in d.outputs():
        up = [(o, u) for a, o, u in d.column(j) if a and u]
        down = [(o, u) for a, o, u in d.column(j) if not a and u]
        pairs = [((o > q) + (o == q) / 2, u * v) for o, u in up for q, v in down]
        if pairs:
            found.append(mean(pairs))
    return sum(found) / len(found) if found else math.nan


def average_precision(d: Data) -> float:
    """Average over the positives: how much from each upwards is positive."""
    found = []
    for j in d.outputs():
        cells = d.column(j)
        kinds = {a for a, _, u in cells if u}
        pairs = []
        for is_positive, o, u in cells:
            if is_positive and u:
                above = [(a, v) for a, q, v in cells if q >= o]
                pairs.append((mean(above), u))
        if len(kinds) == 2:
            found.append(mean(pairs))
    return sum(found) / len(found) if found else math.nan


LOOPS: dict[str, Callable[[Data], Any]] = {
    "mean_absolute_error": mean_of(lambda t, o: abs(o - t)),
    "mean_squared_error": mean_of(lambda t, o: (o - t) ** 2),
    "accuracy": accuracy,
    "exact_match": exact_match,
    "root_mean_squared_error": lambda d: math.sqrt(LOOPS["mean_squared_error"](d)),
    "mean_absolute_percentage_error": mean_of(
        lambda t, o: 100 * abs(o - t) / max(abs(t), 1e-7)
    ),
    "mean_squared_logarithmic_error": mean_of(
        lambda t, o: (math.log(max(o, 0) + 1) - math.log(max(t, 0) + 1)) ** 2
    ),
    "log_cosh": mean_of(lambda t, o: math.log(math.cosh(o - t))),
    "cosine_similarity": cosine_similarity,
    "r2_score": r2_score,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": categorical_accuracy,
    "top_k_categorical_accuracy": top(5),
    "sparse_top_k_categorical_accuracy": top(5),
    "precision": precision,
    "recall": recall,
    "f1_score": f1_score,
    "fbeta_score": f1_score,
    "true_positives": count(True, True),
    "false_positives": count(False, True),
    "true_negatives": count(False, False),
    "false_negatives": count(True, False),
    "confusion_matrix": confusion_matrix,
    "balanced_accuracy": balanced_accuracy,
    "matthews_corrcoef": matthews_corrcoef,
    "auc": auc,
}


def in_loops(name: str, y: Any, p: Any, w: Any, *, one_hot: bool = False) -> Any:
    lists = [np.array(array).tolist() for array in (y, p, w)]
    return LOOPS[name](Data(*lists, one_hot))


def test_every_metric_has_a_loop() -> None:
    assert {*WORDS} == {*LOOPS}


def tables(kind: str) -> tuple[Array, Array, Array]:
    """Draw targets, predictions and weights, some of them 0."""
    p, drawn = normal(f"p {kind}", 40, 7), normal(f"y {kind}", 40, 7)
    weight = np.maximum(np.round(normal(f"w {kind}", 40, 7) + 1.4, 1), 0)
    match kind:
        case "one of seven":
            rows = np.broadcast_to(weight[:, :1], drawn.shape)
            return np.eye(7)[drawn.argmax(axis=1)], drawn + 1.5 * p, rows
        case "-1 and 1":
            return np.where(drawn > 0, 1.0, -1.0), drawn + p, weight
        case "numbers":
            return drawn, drawn + p, weight
        case _:
            return (drawn > 0).astype(float), np.round(0.5 + drawn + p, 1), weight


KINDS = ["0 and 1", "-1 and 1", "one of seven", "numbers"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weights", ["none", "0 and 1", "any"])
@pytest.mark.parametrize("name", WORDS)
def test_against_loops(name: str, weights: str, kind: str) -> None:
    y, p, weight = tables(kind)
    one_hot = kind == "one of seven"
    ways = {"none": np.ones_like(y), "0 and 1": np.sign(weight), "any": weight}
    ours = metric(name, y, p, ways[weights], one_hot=one_hot)
    expected = in_loops(name, y, p, ways[weights], one_hot=one_hot)
    np.testing.assert_allclose(ours, expected, rtol=1e-9)
    assert np.any(ours)
    assert type(ours) is (list if name == "confusion_matrix" else float)


BITS = st.sampled_from([0.0, 1.0])
NUMBERS = st.sampled_from([-1.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0])
WEIGHTS = st.sampled_from([0.0, 0.0, 0.5, 1.0, 3.0])


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.lists(st.tuples(BITS, NUMBERS, WEIGHTS), min_size=1, max_size=8), st.data())
def test_any_small_table(rows: list[tuple[float, float, float]], data: Any) -> None:
    name = data.draw(st.sampled_from([*WORDS]))
    y, p, w = ([[row[i]] for row in rows] for i in range(3))
    expected = in_loops(name, y, p, w)
    np.testing.assert_allclose(metric(name, y, p, w), expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), NUMBERS, NUMBERS, NUMBERS, WEIGHTS),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_any_few_choices(rows: list[tuple[Any, ...]], data: Any) -> None:
    name = data.draw(st.sampled_from([*WORDS]))
    y = np.eye(3)[[row[0] for row in rows]]
    p = [row[1:4] for row in rows]
    w = np.array([[row[4]] * 3 for row in rows])
    expected = in_loops(name, y, p, w, one_hot=True)
    found = metric(name, y, p, w, one_hot=True)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.tuples(BITS, NUMBERS, WEIGHTS), min_size=1, max_size=8))
def test_the_other_curve(rows: list[tuple[float, float, float]]) -> None:
    y, p, w = ([[row[i]] for row in rows] for i in range(3))
    expected = average_precision(Data(y, p, w, one_hot=False))
    found = metric("auc", y, p, w, curve="PR")
    np.testing.assert_allclose(found, expected, rtol=1e-12)


CHOOSING = [
    name for name in WORDS if not name.startswith(("mean", "root", "log", "cos", "r2"))
]


@pytest.mark.parametrize("name", CHOOSING)
def test_numbers_of_classes_are_as_good_as_one_hot_targets(name: str) -> None:
    y, p, weight = tables("one of seven")
    numbers = y.argmax(axis=1)[:, np.newaxis]
    found = metric(name, numbers, p, weight[:, :1], one_hot=True, middle=0.5)
    expected = metric(name, y, p, weight, one_hot=True)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


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
        ("precision", 3 / 4),
        ("recall", 3 / 4),
        ("confusion_matrix", [[1, 1], [1, 3]]),
        ("f1_score", (2 / 3 + 4 / 5) / 2),
        ("auc", (1 + 1) / 2),
    ],
)
def test_by_hand(name: str, expected: Any) -> None:
    np.testing.assert_allclose(metric(name, Y, P), expected, rtol=1e-14)


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
    # A row that does not count is neither right nor wrong.
    y, p = [*y, [0, 0, 0]], [*p, [0.1, 0.9, 0.2]]
    weight = [[1] * 3, [1] * 3, [0] * 3]
    assert metric(name, y, p, weight, one_hot=True) == 0.5


@pytest.mark.parametrize("kind", ["categorical", "sparse_categorical"])
def test_equal_shares_are_no_right_choice(kind: str) -> None:
    y, p = np.eye(4), np.full((4, 4), 0.25)
    targets = y if kind == "categorical" else np.arange(4.0)[:, np.newaxis]
    assert metric(f"{kind}_accuracy", targets, p, one_hot=True) == 0.25
    assert (
        metric(
            f"top_k_{kind}_accuracy".replace("top_k_sparse", "sparse_top_k"),
            targets,
            p,
            one_hot=True,
            k=1,
        )
        == 1.0
    )
    p[0, 0] = math.nan
    assert metric(f"{kind}_accuracy", targets, p, one_hot=True) == 0.0


@pytest.mark.parametrize("name", ["accuracy", "exact_match", "binary_accuracy"])
def test_sides_of_the_middle(name: str) -> None:
    plus_minus = [[-1.0], [1.0]]
    assert metric(name, plus_minus, [[-0.1], [0.1]]) == 1.0
    assert metric(name, plus_minus, [[0.1], [0.1]]) == 0.5
    assert metric(name, [[0.0], [1.0]], [[0.4], [0.6]]) == 1.0
    assert metric(name, [[0.0], [1.0]], [[-0.1], [0.4]]) == 0.5


@pytest.mark.parametrize("name", ["accuracy", "exact_match", "recall"])
def test_a_part_is_judged_by_the_middle_of_the_whole_table(name: str) -> None:
    part, rest = np.array([[1.0], [1.0]]), np.array([[-1.0]])
    middle = middle_of(part, rest)
    assert middle == 0.0
    assert metric(name, part, [[0.2], [0.4]], middle=middle) == 1.0
    assert metric(name, part, [[0.2], [-0.4]], middle=middle) == 0.5
    assert middle_of(part) == middle_of() == 0.5


# Where there is no answer.

ZERO_OF_NOTHING = {
    "precision",
    "recall",
    "f1_score",
    "fbeta_score",
    "true_positives",
    "false_positives",
    "true_negatives",
    "false_negatives",
    "matthews_corrcoef",
}


@pytest.mark.parametrize("one_hot", [False, True])
@pytest.mark.parametrize("name", WORDS)
def test_nothing_counts(name: str, one_hot: bool) -> None:
    found = metric(name, Y, P, np.zeros((3, 2)), one_hot=one_hot)
    if name == "confusion_matrix":
        assert found == [[0, 0], [0, 0]]
    else:
        assert found == 0 if name in ZERO_OF_NOTHING else math.isnan(found)


def test_targets_of_one_kind() -> None:
    p = [[0.2], [0.9], [0.7]]
    for kind in (0, 1):
        y = [[kind]] * 3
        assert math.isnan(metric("auc", y, p))
        assert math.isnan(metric("auc", y, p, curve="PR"))
        assert math.isnan(metric("balanced_accuracy", y, p, adjusted=True))
        assert metric("matthews_corrcoef", y, p) == 0
        share = metric("accuracy", y, p)
        assert metric("balanced_accuracy", y, p) == share
    assert metric("precision", [[0]] * 3, p) == metric("recall", [[0]] * 3, p) == 0
    assert metric("f1_score", [[0]] * 3, p) == 0
    assert metric("precision", [[1]] * 3, [[0.1]] * 3) == 0


def test_classes_that_do_not_occur_do_not_count() -> None:
    y, p = [[1, 0, 0], [0, 1, 0]], [[0.5, 0.2, 0.3], [0.6, 0.3, 0.1]]
    assert metric("balanced_accuracy", y, p, one_hot=True) == 0.5
    # The first output puts its positive last, the second puts it first.
    assert metric("auc", y, p, one_hot=True) == 0.5


@pytest.mark.parametrize("value", [0.1, 2.7, 1e9 / 7])
def test_r2_of_targets_that_are_all_alike(value: float) -> None:
    same = [[value]] * 7
    assert metric("r2_score", same, same) == 1.0
    assert metric("r2_score", same, [*same[1:], [value + 1]]) == 0.0
    y, weight = [[0.0], *same[1:]], [[0.0], *[[0.3]] * 6]
    assert metric("r2_score", y, [[5.0], *same[1:]], weight) == 1.0
    assert metric("r2_score", y, [*same[1:], [value + 1]], weight) == 0.0
    way = {"class_aggregation": "variance_weighted_average"}
    assert metric("r2_score", same, same, **way) == 1.0


def test_r2_of_each_output() -> None:
    y, p = [[1.0, 2.0], [3.0, 2.0]], [[1.0, 2.0], [2.0, 2.0]]
    weight = [[1.0, 0.0], [1.0, 0.0]]
    assert metric("r2_score", y, p, class_aggregation=None) == [0.5, 1.0]
    first, second = metric("r2_score", y, p, weight, class_aggregation=None)
    assert first == metric("r2_score", y, p, weight) == 0.5
    assert math.isnan(second)


def test_r2_adjusted_for_chance() -> None:
    y, p = [[1.0], [2.0], [3.0], [9.0]], [[1.0], [2.0], [4.0], [7.0]]
    plain = metric("r2_score", y, p)
    adjusted = metric("r2_score", y, p, num_regressors=2)
    assert adjusted == pytest.approx(1 - (1 - plain) * 3 / 1)
    # Too few rows for so many inputs; one of them does not count.
    assert metric("r2_score", y, p, num_regressors=3) == plain
    weight = [[1.0], [1.0], [1.0], [0.0]]
    three = metric("r2_score", y[:3], p[:3])
    assert metric("r2_score", y, p, weight, num_regressors=2) == three
    one = metric("r2_score", y[:3], p[:3], num_regressors=1)
    assert metric("r2_score", y, p, weight, num_regressors=1) == one != three


def test_rows_of_zeros_have_no_direction() -> None:
    y, p = [[0.0, 0.0], [1.0, 1.0], [3.0, 4.0]], [[1.0, 2.0], [0.0, 0.0], [6.0, 8.0]]
    assert metric("cosine_similarity", y, p) == pytest.approx(1 / 3)
    tiny = [[1e-200, 0.0]]
    assert metric("cosine_similarity", tiny, tiny) == pytest.approx(0)


def test_large_errors_do_not_overflow() -> None:
    found = metric("log_cosh", [[0.0], [0.0]], [[1e4], [-1e4]])
    assert found == pytest.approx(1e4 - math.log(2))


@pytest.mark.parametrize(
    "name", ["accuracy", "binary_accuracy", "categorical_accuracy"]
)
def test_what_is_not_finite_is_wrong(name: str) -> None:
    p = [[math.nan, -math.inf], [1.0, 0.0]]
    assert metric(name, [[0, 1], [1, 0]], p) == 0.5
    assert metric(name, [[0, 1], [1, 0]], p, one_hot=True) == 0.5


# Fields that lead to lists.


def test_thresholds_in_a_list_give_a_list() -> None:
    y, p = [[0], [1], [1], [0]], [[0.2], [0.4], [0.9], [0.7]]
    at = {"thresholds": [0.1, 0.3, 0.8]}
    assert metric("precision", y, p, **at) == [0.5, pytest.approx(2 / 3), 1.0]
    assert metric("recall", y, p, **at) == [1.0, 1.0, 0.5]
    assert metric("false_positives", y, p, **at) == [2, 1, 0]
    assert metric("recall", y, p, thresholds=[0.8]) == [0.5]
    assert made("recall", **at).labels(["y"]) == ["> 0.1", "> 0.3", "> 0.8"]


LISTS = [
    made("confusion_matrix"),
    made("f1_score", average=None),
    made("fbeta_score", average=None),
    made("r2_score", class_aggregation=None),
    *[
        made(name, thresholds=[0.5])
        for name, word in WORDS.items()
        if "thresholds" in word.model_fields
    ],
]


def test_what_is_one_number_by_default() -> None:
    assert {n for n in WORDS if not made(n).is_number} == {"confusion_matrix"}
    assert len(LISTS) == 10
    for word in LISTS:
        assert not word.is_number
        y, p, weight = tables("one of seven")
        assert type(word(y, p, weight, True, 0.5)) is list


def test_what_is_better() -> None:
    smaller = {name for name, word in WORDS.items() if not word.larger_is_better}
    assert smaller == {
        "mean_absolute_error",
        "mean_squared_error",
        "root_mean_squared_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "log_cosh",
        "false_positives",
        "false_negatives",
        "confusion_matrix",
    }


@pytest.mark.parametrize("name", WORDS)
def test_single_precision_agrees(name: str) -> None:
    y, p, weight = (array.astype(np.float32) for array in tables("0 and 1"))
    found = WORDS[name]()(y, p, weight, False, 0.5)
    np.testing.assert_allclose(found, in_loops(name, y, p, weight), rtol=1e-5)
