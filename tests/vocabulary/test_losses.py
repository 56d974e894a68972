"""Losses beyond the frameworks' numbers: far out, at 0, and how much rows count."""

from typing import Any

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.core.function import extract
from engine.core.graph import Graph
from engine.data import targets
from engine.data.examples import parts
from engine.errors import SpecError
from engine.spec.model import load
from engine.training.trainer import Trainer
from engine.vocabulary.entry import read
from engine.vocabulary.losses import Loss
from engine.vocabulary.losses.overlap import Overlap
from tests.building import arrays, compiled
from tests.core.printings import textbook
from tests.golden import losses as golden
from tests.training.making import trained, trainer, training
from tests.writing import Array, Entry, dense, normal, spec

BOTH = pytest.mark.parametrize("dtype", ["float64", "float32"])
RUNS = pytest.mark.parametrize("run", [PlannedSteps, TextbookSteps])

# Far out.

PAIRS = [
    ("binary_crossentropy", "sigmoid", {}),
    ("binary_focal_crossentropy", "sigmoid", {}),
    ("binary_focal_crossentropy", "sigmoid", {"gamma": 0.5}),
    ("binary_focal_crossentropy", "sigmoid", {"gamma": 1, "label_smoothing": 0.1}),
    ("binary_focal_crossentropy", "sigmoid", {"gamma": 0}),
    ("categorical_crossentropy", "softmax", {}),
    ("categorical_focal_crossentropy", "softmax", {}),
    ("categorical_focal_crossentropy", "softmax", {"gamma": 0.5, "alpha": [1, 2]}),
    ("sparse_categorical_crossentropy", "softmax", {}),
]
STABLE = [*PAIRS, ("kl_divergence", "softmax", {}), ("kl_divergence", "sigmoid", {})]
Z = [[1000, -1000, 0], [-1000, 1000, 0], [1000, 999, 0], [0.3, -2, 0], [800, 0, 0]]


def one_layer(loss: Any, last: str = "linear", width: int = 2, **more: Any) -> Entry:
    """Write a network that hands the inputs on to the loss."""
    eye = {"type": "literal", "value": np.eye(3, width).tolist()}
    layer = dense(width, last, use_bias=False, kernel_initializer=eye)
    return spec([layer], loss, **more)


def results(entry: Entry, run: Any, *given: Array) -> tuple[float, Array]:
    """Give the loss and the gradient of a batch."""
    program = compiled(entry).program
    held = arrays(program)
    held.w[:] = np.eye(3, held.w.size // 3).ravel()
    with np.errstate(all="ignore"):
        loss = run(program, held).gradients(*(a.astype(program.dtype) for a in given))
    return float(loss), held.g


def targets_of(loss: str) -> tuple[str, Array]:
    if loss.startswith("sparse"):
        return "index", np.array([[0.0], [0.0], [1.0], [1.0], [0.0]])
    eye = np.eye(2)[[0, 0, 1, 1, 0]]
    return ("one of two" if "categ" in loss or "kl" in loss else "truths"), eye


@RUNS
@BOTH
@pytest.mark.parametrize(("loss", "last", "fields"), STABLE)
def test_large_logits_are_no_harm(
    run: Any, dtype: str, loss: str, last: str, fields: Entry
) -> None:
    kind, y = targets_of(loss)
    entry = one_layer({"type": loss, **fields}, last, targets=kind, dtype=dtype)
    total, slopes = results(entry, run, np.array(Z), y)
    assert 1 < total < 1500
    assert np.isfinite(slopes).all()


@RUNS
@BOTH
@pytest.mark.parametrize(("loss", "last", "fields"), PAIRS)
def test_logits_give_the_bits_of_the_pairing(
    run: Any, dtype: str, loss: str, last: str, fields: Entry
) -> None:
    kind, y = targets_of(loss)
    found: list[tuple[float, bytes]] = []
    for from_logits in (True, False):
        word = {"type": loss, **fields, "from_logits": from_logits}
        after = "linear" if from_logits else last
        entry = one_layer(word, after, targets=kind, dtype=dtype)
        total, slopes = results(entry, run, np.array(Z), y)
        found.append((total, slopes.tobytes()))
    assert found[0] == found[1]


# Where something is exactly 0.


@RUNS
@pytest.mark.parametrize(
    ("loss", "kind", "y", "expected"),
    [
        ("binary_crossentropy", "truths", [[0, 1]], 0.0),
        ("categorical_crossentropy", "one of two", [[0, 1]], 0.0),
        ("kl_divergence", "one of two", [[0, 1]], 0.0),
        ("poisson", "counts", [[0, 2]], 0.5),
        ("sparse_categorical_crossentropy", "index", [[1]], 0.0),
        ("binary_focal_crossentropy", "truths", [[0, 1]], 0.0),
        ("categorical_focal_crossentropy", "one of two", [[0, 1]], 0.0),
    ],
)
def test_0_log_0_is_0(
    run: Any, loss: str, kind: str, y: list[list[float]], expected: float
) -> None:
    entry = one_layer(loss, targets=kind)
    total, slopes = results(entry, run, np.array([[0.0, 1, 0]]), np.array(y, float))
    assert total == expected
    assert np.isfinite(slopes).all()


@RUNS
@BOTH
@pytest.mark.parametrize("word", Loss.words(), ids=lambda word: word.tag())
def test_a_network_that_gives_0_can_learn(run: Any, dtype: str, word: Any) -> None:
    """A layer of zeros, as of biases with a row of zeros, has finite slopes."""
    rows = (r for r in golden.ROWS if r.title.startswith(word.tag()))
    entry = next(golden.cases(next(rows)))[1] | {"dtype": dtype}
    zero = {"kernel_initializer": "zeros"}
    last = entry["layers"][-1]
    if last["activation"] == "linear":
        entry |= {"layers": [dense(3, "tanh"), last | zero]}
    program, given = compiled(entry).program, parts(load(entry)).train
    held = arrays(program)
    held.w[:] = 0
    with np.errstate(all="ignore"):
        loss = run(program, held).gradients(*given)
    assert np.isfinite(loss)
    assert np.isfinite(held.g).all()


@pytest.mark.parametrize("axis", [None, [0], [1]])
@pytest.mark.parametrize("loss", ["dice", "tversky"])
def test_nothing_to_see_and_nothing_seen(loss: str, axis: Any) -> None:
    """All zeros have a loss of 1, as with a tiny number added; and no slope."""
    entry = one_layer({"type": loss, "axis": axis}, targets="truths")
    total, slopes = results(entry, PlannedSteps, np.zeros((2, 3)), np.zeros((2, 2)))
    assert (total, slopes.any()) == (1.0, False)


@pytest.mark.parametrize("loss", ["dice", "tversky"])
@pytest.mark.parametrize(
    ("axis", "reduction", "is_vain"),
    [
        (None, "sum", True),
        ([0, -1], "sum", True),
        ([0], "sum", False),
        ([1], "sum", False),
        (None, "mean_with_sample_weight", True),
        ([0], "mean_with_sample_weight", True),
        ([-1], "mean_with_sample_weight", False),
        (None, "mean", False),
    ],
)
def test_one_number_is_not_reduced(
    loss: str, axis: Any, reduction: str, is_vain: bool
) -> None:
    problems: list[Any] = []
    read(Loss, {"type": loss, "axis": axis, "reduction": reduction}, (), problems)
    assert [problem.path for problem in problems] == [("reduction",)] * is_vain


def test_alpha_needs_classes_that_are_balanced() -> None:
    word = {"type": "binary_focal_crossentropy", "alpha": 0.4}
    for balancing in (True, False):
        problems: list[Any] = []
        read(Loss, word | {"apply_class_balancing": balancing}, (), problems)
        assert [problem.path for problem in problems] == [("alpha",)] * (not balancing)
        read(Loss, word | {"alpha": 0.25}, (), others := [])
        assert not others


def test_equals_share_the_slope_of_the_largest() -> None:
    entry = one_layer("categorical_hinge", width=3)
    entry["dataset"] |= {"outputs": ["p", "q", "r"], "rows": [[1, 2, 3, 1, 0, 0]]}
    x, y = np.array([[0.75, 0, 0]]), np.array([[1.0, 0, 0]])
    total, slopes = results(entry, PlannedSteps, x, y)
    assert total == 0.25
    assert slopes.reshape(3, 3)[0] == pytest.approx([-0.75, 0.25, 0.25])


# How much rows count.


def case_of(word: type[Loss], **fields: Any) -> Entry:
    """Write a network for a loss, with targets that it takes."""
    rows = (r for r in golden.ROWS if r.title.split()[0] == word.tag())
    entry = next(golden.cases(next(rows)))[1]
    loss = entry["loss"] | fields
    if issubclass(word, Overlap):
        loss |= {"axis": [1]}
    return entry | {"loss": loss, "training": training(5)}


def weighed(entry: Entry, weights: list[float], rows: Any = None) -> Entry:
    changed = {"sample_weight": weights, "rows": rows or entry["dataset"]["rows"]}
    return entry | {"dataset": entry["dataset"] | changed}


def first_step(entry: Entry) -> tuple[float, Array]:
    made = trainer(entry)
    loss = made.steps.gradients(*made.loop.batch())
    return float(loss), made.arrays.g


@pytest.mark.parametrize("reduction", ["sum", "mean_with_sample_weight"])
@pytest.mark.parametrize("word", Loss.words(), ids=lambda word: word.tag())
def test_a_weight_of_2_is_as_good_as_a_second_row(word: Any, reduction: str) -> None:
    entry = case_of(word, reduction=reduction)
    rows = entry["dataset"]["rows"]
    weights = [1.0, 2, 1, 1, 1, 3, 0]
    twice = [row for row, w in zip(rows, weights, strict=True) for _ in range(int(w))]
    loss, slopes = first_step(weighed(entry, weights))
    expected, others = first_step(
        entry | {"dataset": entry["dataset"] | {"rows": twice}}
    )
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(slopes, others, 1e-9, 1e-12)


def test_rows_of_weight_0_are_counted_and_null_is_not() -> None:
    entry = spec([dense(2, kernel_initializer="zeros")])
    weights = [0.0, 2, 1, 1, 1, 1, 3]
    y = np.array(entry["dataset"]["rows"])[:, 3:]
    loss, _ = first_step(weighed(entry, weights))
    assert loss == pytest.approx((np.array(weights) @ y**2).sum() / y.size, rel=1e-12)
    entry["dataset"]["rows"][3][4] = None
    y[3, 1] = 0
    loss, _ = first_step(weighed(entry, weights))
    assert loss == pytest.approx((np.array(weights) @ y**2).sum() / 13, rel=1e-12)


INFINITE = [
    ("binary_crossentropy", "hard_sigmoid", [[1.0, 0], [1, 0], [0, 1]]),
    ("binary_crossentropy", "softmax", [[1.0, 0], [1, 0], [0, 1]]),
    ("binary_focal_crossentropy", "hard_sigmoid", [[1.0, 0], [1, 0], [0, 1]]),
    ("categorical_crossentropy", "relu", [[1.0, 0], [1, 0], [0, 1]]),
    ("categorical_crossentropy", "hard_sigmoid", [[1.0, 0], [1, 0], [0, 1]]),
    ("categorical_focal_crossentropy", "relu", [[1.0, 0], [1, 0], [0, 1]]),
    ("sparse_categorical_crossentropy", "hard_sigmoid", [[0.0], [0], [1]]),
    ("kl_divergence", "hard_sigmoid", [[1.0, 0], [1, 0], [0, 1]]),
    ("poisson", "relu", [[1.0, 0], [1, 0], [0, 1]]),
]


@RUNS
@BOTH
@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize(("loss", "last", "y"), INFINITE)
def test_what_does_not_count_is_never_infinite(
    run: Any, dtype: str, gaps: bool, loss: str, last: str, y: Any
) -> None:
    rows: list[list[Any]] = [[0.5, 0.25, 0], [-900, 900, 0], [0.25, 0.5, 0]]
    entry = one_layer(loss, last, dtype=dtype)
    targets = [y[0], [None] * len(y[0]) if gaps else y[1], y[2]]
    entry["dataset"] |= {
        "outputs": ["p", "q"][: len(y[0])],
        "rows": [[*a, *b] for a, b in zip(rows, targets, strict=True)],
        **({} if gaps else {"sample_weight": [1, 0, 1]}),
    }
    found = results(entry, run, *parts(load(entry)).train)
    rows[1] = [0.5, 0.5, 0]
    entry["dataset"]["rows"] = [[*a, *b] for a, b in zip(rows, targets, strict=True)]
    expected = results(entry, run, *parts(load(entry)).train)
    assert np.isfinite(expected[0])
    assert found[0] == expected[0]
    assert found[1].tobytes() == expected[1].tobytes()


SPARSE = "sparse_categorical_crossentropy"
CLASSED = {
    "numbers": (
        "sparse_categorical_crossentropy",
        "softmax",
        "index",
        {"0": 3, "1": 2},
    ),
    "names": ("categorical_crossentropy", "softmax", "one of two", {"y0": 3, "y1": 2}),
    "one output": ("mse", "sigmoid", "index", {"0": 3, "1": 2}),
    "signs": ("hinge", "linear", "signed", {"-1": 3, "1": 2}),
}


def classed(name: str, **more: Any) -> tuple[Entry, list[int], dict[str, float]]:
    """Write a network of two classes, the class of each row, and their weights."""
    loss, last, kind, weights = CLASSED[name]
    width = 1 if name in ("one output", "signs") else 2
    layers = [dense(3, "tanh"), dense(width, last)]
    entry = spec(layers, loss, targets="index" if kind == "signed" else kind, **more)
    rows = entry["dataset"]["rows"]
    if kind == "one of two":
        return entry, [row[-2:].index(1) for row in rows], weights
    found = [int(row[-1] or 0) for row in rows]
    if kind == "signed":
        rows[:] = [[*row[:-1], 2 * row[-1] - 1] for row in rows]
    return entry, found, weights


@pytest.mark.parametrize("name", CLASSED)
def test_class_weights_are_those_of_their_rows(name: str) -> None:
    entry, classes, weights = classed(name)
    assert {*classes} == {0, 1}
    plans = training(7, 3)
    by_class = trained(entry | {"training": plans | {"class_weight": weights}})
    factors = [*weights.values()]
    by_row = weighed(entry, [factors[c] for c in classes]) | {"training": plans}
    assert by_class.arrays.w.tobytes() == trained(by_row).arrays.w.tobytes()
    assert by_class.history.curve().last.tolist() != (
        trained(entry | {"training": plans}).history.curve().last.tolist()
    )


@pytest.mark.parametrize("name", CLASSED)
def test_balanced_classes_count_alike_in_the_training_rows(name: str) -> None:
    split = {"validation": 0.3}
    entry, classes, _ = classed(name, split=split)
    plans = training(3, class_weight="balanced")
    made = parts(load(entry | {"training": plans}))
    x = np.array([row[:3] for row in entry["dataset"]["rows"]])
    own = [classes[np.argmin(np.abs(x - row).sum(axis=1))] for row in made.train.x]
    assert made.train.weight is not None
    sums = [made.train.weight[np.array(own) == c, 0].sum() for c in {*own}]
    assert sums == pytest.approx([len(own) / len(sums)] * len(sums))
    assert made.validation is not None
    assert made.validation.weight is not None
    assert made.validation.weight.tolist() == [[1.0]] * len(made.validation)


def test_classes_not_named_and_rows_without_one() -> None:
    entry, *_ = classed("numbers", gaps=True)
    entry |= {"training": training(1, class_weight={"1": 4})}
    part = parts(load(entry)).train
    assert part.weight is not None
    expected = [0 if r[-1] is None else 4 ** r[-1] for r in entry["dataset"]["rows"]]
    assert part.weight.ravel().tolist() == expected
    assert part.judged.ravel().tolist() == [float(w > 0) for w in expected]


def test_metrics_know_the_weights_of_rows_but_not_of_classes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry, classes, _ = classed("numbers", metrics=["accuracy"])
    entry = weighed(entry, [1.0, 2, 3, 4, 5, 6, 7])
    plans = training(1, class_weight="balanced")
    made = trainer(entry | {"training": plans})
    seen: list[Any] = []

    def watch(self: Any, y: Array, p: Array, weight: Array, *more: Any) -> float:
        seen.append((y.tolist(), p.shape, weight.tolist(), more[0]))
        return 0.5

    monkeypatch.setattr(type(made.model.spec.metrics[0]), "__call__", watch)
    made.scores()
    targets = np.eye(2)[classes].tolist()
    assert seen == [(targets, (7, 2), [[w, w] for w in range(1, 8)], True)]


def test_metrics_see_the_sides_of_margins() -> None:
    entry = one_layer("hinge", targets="truths", metrics=["accuracy", "mae"])
    rows = [[0.3, -0.2, 0, 1, 0], [-2, 0.1, 0, 0, 0]]
    entry["dataset"]["rows"] = rows
    found = trainer(entry).scores()["train"]
    error = (0.7 + 0.8 + 1 + 1.1) / 4
    assert found["accuracy"] == 0.75
    assert found["mean_absolute_error"] == pytest.approx(error, rel=1e-12)


# Targets.


def test_numbers_of_classes_are_as_good_as_columns() -> None:
    sparse, classes, _ = classed("numbers")
    columns, _, _ = classed("names")
    rows = sparse["dataset"]["rows"]
    columns["dataset"]["rows"] = [
        [*row[:3], *np.eye(2)[c]] for row, c in zip(rows, classes, strict=True)
    ]
    (one, slopes), (other, others) = first_step(sparse), first_step(columns)
    assert one == other
    np.testing.assert_allclose(slopes, others, 1e-12, 1e-15)


def test_an_ignored_class_is_as_good_as_null() -> None:
    layers = [dense(3, "tanh"), dense(3, "softmax")]
    word = {"type": "sparse_categorical_crossentropy", "ignore_class": 7}
    ignoring = spec(layers, word, targets="index")
    rows = [[*row[:3], 7] if i < 2 else row for i, row in enumerate(_rows(ignoring))]
    nulls = [[*row[:3], None] if i < 2 else row for i, row in enumerate(rows)]
    found = [
        first_step(ignoring | {"dataset": ignoring["dataset"] | {"rows": table}})
        for table in (rows, nulls)
    ]
    assert found[0][0] == found[1][0]
    assert found[0][1].tobytes() == found[1][1].tobytes()


def _rows(entry: Entry) -> list[list[float]]:
    return entry["dataset"]["rows"]


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_0_is_taken_as_minus_1(loss: str) -> None:
    entry = spec([dense(3, "tanh"), dense(2)], loss, targets="truths")
    signs = [[*row[:3], *(2 * y - 1 for y in row[3:])] for row in _rows(entry)]
    signed = entry | {"dataset": entry["dataset"] | {"rows": signs}}
    assert first_step(entry)[1].tobytes() == first_step(signed)[1].tobytes()


TWO = ["cat", "dog"]
REFUSED: dict[str, tuple[Any, str, list[list[Any]], str]] = {
    "too few units": (SPARSE, "n", [[0, 3]], '"units": 4'),
    "not whole": (SPARSE, "n", [[0, 0], [0, 0.5]], "row 2"),
    "negative": (SPARSE, "n", [[0, -1]], "cannot take -1"),
    "two columns": (
        "sparse_categorical_crossentropy",
        "cat dog",
        [[0, 1, 0]],
        "one ou",
    ),
    "divides by 0": ("mape", "n", [[0, 2], [1, 0]], "anything but 0"),
    "below 0": ("msle", "n", [[0, -0.5]], "at least 0"),
    "not a share": ("kld", "cat dog", [[0, -0.5, 1.5]], "cannot take -0.5 as 'cat'"),
    "no count": ("poisson", "n", [[0, 3], [1, -2]], "a count, of at least 0"),
    "no side": ("hinge", "n", [[0, 1], [1, 0.5]], "0 and 1, or -1 and 1"),
    "no choice": ("categorical_hinge", "cat dog", [[0, 2, 0]], "0 or 1"),
    "half a row": ("cosine_similarity", "cat dog", [[0, None, 1]], "null or none"),
    "factors": (
        {"type": "categorical_focal_crossentropy", "alpha": [1, 2, 3]},
        *("cat dog", [[0, 1, 0]], "3 numbers for 2 outputs"),
    ),
}


def small(loss: Any, outputs: str, rows: Any, **plans: Any) -> Entry:
    names = outputs.split()
    dataset = {"type": "inline", "inputs": ["a"], "outputs": names, "rows": rows}
    last = dense(max(2, len(names)) if "sparse" in str(loss) else len(names))
    return spec([last], loss) | {"dataset": dataset, "training": training(1, **plans)}


@pytest.mark.parametrize("name", REFUSED)
def test_targets_that_a_loss_cannot_take(name: str) -> None:
    *given, told = REFUSED[name]
    with pytest.raises(SpecError) as caught:
        parts(compile_spec(load(small(*given))).spec)
    assert told in str(caught.value)
    assert "hint" in str(caught.value) or name == "half a row"


def test_classes_of_many_rows_are_counted_once_memory_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(targets, "MOST_READ", 2)
    rows = [[0, 0], [1, 3], [2, 1]]
    model = compile_spec(load(small(SPARSE, "n", rows)))
    assert model.schema.classes == 0
    with pytest.raises(SpecError, match='"units": 4'):
        Trainer(model)
    model = compile_spec(load(small("bce", "n", [[0, 1]] * 3, class_weight={"2": 1})))
    with pytest.raises(SpecError, match="no class '2'"):
        Trainer(model)


UNCLASSED: dict[str, tuple[Any, str, list[list[Any]], Any, str]] = {
    "numbers": ("mse", "n", [[0, 0.5]], "balanced", "'n' is a number, such as 0.5"),
    "several": (
        "bce",
        "cat dog",
        [[0, 1, 0]],
        "balanced",
        "cat and dog are independent",
    ),
    "unknown number": ("bce", "n", [[0, 1]], {"2": 1}, "there are 0, 1"),
    "unknown name": (
        *("categorical_crossentropy", "cat dog", [[0, 1, 0]]),
        *({"cot": 1}, "did you mean 'cat'?"),
    ),
    "twice": (
        *("categorical_crossentropy", "cat dog", [[0, 1, 0]]),
        *({"cat": 1, "0": 1}, "weighed already"),
    ),
    "beyond the last": (*(SPARSE, "n", [[0, 1]], {"2": 1}, "no class '2'"),),
}


@pytest.mark.parametrize("name", UNCLASSED)
def test_class_weights_that_do_not_go_with_the_targets(name: str) -> None:
    loss, outputs, rows, wish, told = UNCLASSED[name]
    with pytest.raises(SpecError) as caught:
        compile_spec(load(small(loss, outputs, rows, class_weight=wish)))
    assert told in str(caught.value)
    [problem] = caught.value.problems
    assert problem.path[:2] == ("training", "class_weight")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sample_weight": [1.0]}, "expected 7 weights, one for each row, not 1"),
        ({"sample_weight": [0.0] * 7}, "no row would count"),
        ({"sample_weight": [1.0] * 6 + [-1.0]}, "at least 0"),
    ],
)
def test_weights_that_do_not_go_with_the_rows(change: Entry, told: str) -> None:
    entry = spec([dense(2)])
    with pytest.raises(SpecError, match=told):
        load(entry | {"dataset": entry["dataset"] | change})


def test_a_truth_table_may_have_weights() -> None:
    table = {"type": "truth_table", "expression": "a ^ b", "sample_weight": [1, 2, 3]}
    entry = spec([dense(1, "sigmoid")], "bce") | {"dataset": table}
    with pytest.raises(SpecError, match="expected 4 weights"):
        load(entry)
    part = parts(
        load(entry | {"dataset": table | {"sample_weight": [1, 2, 3, 4]}})
    ).train
    assert part.weight is not None
    assert part.weight.ravel().tolist() == [1, 2, 3, 4]


# What lint asks.


@pytest.mark.parametrize("word", Loss.words(), ids=lambda word: word.tag())
def test_a_loss_says_what_it_expects(word: Any) -> None:
    low, high = word.target_range
    assert low < high
    assert word.expects in ("shares", "margin") or not word.one_hot
    assert word.one_hot or not word.sparse
    golden_targets = [
        golden.points(row)[1] for row in golden.ROWS if row.title.startswith(word.tag())
    ]
    ignored = 255
    assert all(
        np.all((low <= y) & (y <= high) | (y == ignored)) for y in golden_targets
    )


def test_normal_numbers_are_not_the_targets_of_losses_that_refuse_them() -> None:
    y = normal("any", 4, 2)
    refusing = {word for word in Loss.words() if _built(word).unfit(y).any()}
    assert {word for word in Loss.words() if word.sparse} <= refusing
    assert {word.tag() for word in refusing if not word.sparse} == {
        *("mean_squared_logarithmic_error", "hinge", "squared_hinge"),
        *("categorical_hinge", "kl_divergence", "poisson"),
    }


def _built(word: Any) -> Loss:
    return word()


# Counts in one column, and small sums.


def test_counts_may_have_one_column() -> None:
    graph = Graph()
    p, y = (graph.input(name, ("N", 3), "float64") for name in "py")
    counts = graph.input("counts", ("N", 1), "float64")
    loss = read(Loss, "mse", (), [])
    assert loss
    out = loss(p, y, counts, counts)
    (found,) = textbook(extract("loss", graph, [out]))(
        {p: np.full((4, 3), 2.0), y: np.zeros((4, 3)), counts: np.eye(4)[:, :1]}
    )
    assert found == 4.0


@pytest.mark.parametrize("word", ["dice", "tversky"])
@pytest.mark.parametrize("axis", [[1], [-1], [0], [-2], None])
def test_overlaps_of_small_numbers(word: str, axis: Any) -> None:
    rng = np.random.default_rng(3)
    p, y = rng.uniform(0, 0.1, (2, 4, 3))
    along = {1: 1, -1: 1, 0: 0, -2: 0}.get((axis or [9])[0])
    both, total = ((x).sum(axis=along) for x in (p * y, p + y))
    loss = read(Loss, {"type": word, "axis": axis}, (), [])
    assert loss
    assert loss.per_row is (along == 1)
    graph = Graph()
    inputs = {graph.input(n, ("N", 3), "float64"): a for n, a in (("p", p), ("y", y))}
    (found,) = textbook(extract("loss", graph, [loss(*inputs, None)]))(inputs)
    assert found == pytest.approx(np.mean(1 - 2 * both / total))
