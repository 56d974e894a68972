"""Initializers: their distributions, and what decides which numbers come out."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.core.running.rng import stream
from engine.errors import SpecError
from engine.vocabulary.entry import read
from engine.vocabulary.initializers import Initializer, Random, fans
from tests.building import compiled
from tests.training.making import trained
from tests.writing import Array, Entry, activation, dense, merge, spec

SHAPE = (60, 90)


def initializer(written: Any) -> Initializer:
    problems: list[Any] = []
    made = read(Initializer, written, (), problems)
    assert made is not None, problems
    return made


def drawn(written: Any, shape: tuple[int, ...] = SHAPE, key: str = "k") -> Array:
    return initializer(written)(shape, stream(1, key))


# Distribution functions.


def uniform(low: float, high: float) -> Callable[[float], float]:
    return lambda x: min(max((x - low) / (high - low), 0.0), 1.0)


def normal(mean: float, deviation: float) -> Callable[[float], float]:
    return lambda x: (1 + math.erf((x - mean) / deviation / math.sqrt(2))) / 2


PHI, INSIDE = math.exp(-2) / math.sqrt(2 * math.pi), math.erf(math.sqrt(2))
LEFT = math.sqrt(1 - 4 * PHI / INSIDE)
"""What is left of the deviation of a normal distribution cut at two of them.

Cutting at -2 and 2 leaves a variance of 1 - 4 phi(2) / (2 Phi(2) - 1).
"""


def cut_normal(deviation: float, mean: float = 0.0) -> Callable[[float], float]:
    """Give a normal distribution cut at two deviations, of the given deviation."""
    whole = normal(mean, deviation / LEFT)
    low = whole(mean - 2 * deviation / LEFT)
    return lambda x: min(max((whole(x) - low) / INSIDE, 0.0), 1.0)


def largest_gap(numbers: Array, distribution: Callable[[float], float]) -> float:
    """Give the Kolmogorov-Smirnov distance, times the root of how many there are."""
    ordered = np.sort(numbers.ravel())
    below = np.array([distribution(x) for x in ordered.tolist()])
    count = len(ordered)
    above = np.arange(1, count + 1) / count - below
    gap = max(above.max(), (below - np.arange(count) / count).max())
    return float(gap) * math.sqrt(count)


GLOROT = math.sqrt(6 / (60 + 90))
HE = math.sqrt(2 / 60)
CUT = 2 / LEFT


def even(written: Any, limit: float) -> tuple[Any, ...]:
    """Write a row of an even distribution around 0."""
    return (
        *(written, 0, limit / math.sqrt(3), -limit, limit),
        uniform(-limit, limit),
    )


def bell(written: Any, deviation: float) -> tuple[Any, ...]:
    """Write a row of a normal distribution around 0, cut at two deviations."""
    ends = -CUT * deviation, CUT * deviation
    return written, 0, deviation, *ends, cut_normal(deviation)


def scaled(**fields: Any) -> Entry:
    return {"type": "variance_scaling", **fields}


# Shapes are (60, 90); what is written, mean, deviation, bounds, distribution.
RANDOM: list[tuple[Any, ...]] = [
    ("random_uniform", 0, 0.05 / math.sqrt(3), -0.05, 0.05, uniform(-0.05, 0.05)),
    (
        {"type": "random_uniform", "minval": 1.0, "maxval": 4.0},
        *(2.5, math.sqrt(3 / 4), 1.0, 4.0),
        uniform(1, 4),
    ),
    ("random_normal", 0, 0.05, -math.inf, math.inf, normal(0, 0.05)),
    (
        {"type": "random_normal", "mean": -2.0, "stddev": 3.0},
        *(-2.0, 3.0, -math.inf, math.inf),
        normal(-2, 3),
    ),
    ("truncated_normal", 0, 0.05 * LEFT, -0.1, 0.1, cut_normal(0.05 * LEFT)),
    (
        {"type": "truncated_normal", "mean": 2.0, "stddev": 3.0},
        *(2.0, 3 * LEFT, -4.0, 8.0),
        cut_normal(3 * LEFT, 2.0),
    ),
    even("glorot_uniform", GLOROT),
    even("he_uniform", math.sqrt(6 / 60)),
    even("lecun_uniform", math.sqrt(3 / 60)),
    bell("glorot_normal", math.sqrt(2 / 150)),
    bell("he_normal", HE),
    bell("lecun_normal", math.sqrt(1 / 60)),
    bell("variance_scaling", math.sqrt(1 / 60)),
    bell(scaled(scale=3.0, mode="fan_out"), math.sqrt(3 / 90)),
    even(scaled(mode="fan_avg", distribution="uniform"), GLOROT),
    (
        scaled(scale=0.5, distribution="untruncated_normal"),
        *(0, math.sqrt(0.5 / 60), -math.inf, math.inf),
        normal(0, math.sqrt(0.5 / 60)),
    ),
]
MATRICES: list[Any] = ["orthogonal", {"type": "sparse", "sparsity": 0.3}]
CHANCE = [*(row[0] for row in RANDOM), *MATRICES]
"""All that is drawn."""
IDS = [str(row[0]) for row in RANDOM]


@pytest.mark.parametrize("row", RANDOM, ids=IDS)
def test_distribution(row: Any) -> None:
    written, mean, deviation, low, high, distribution = row
    numbers = drawn(written)
    count = numbers.size
    assert abs(numbers.mean() - mean) < 4 * deviation / math.sqrt(count)
    assert numbers.std() == pytest.approx(deviation, rel=4 / math.sqrt(count))
    assert low <= numbers.min() < numbers.max() <= high
    # Of true samples, one in 2,000 has a gap of 2 or more; the seed is fixed.
    assert largest_gap(numbers, distribution) < 1.9


def test_the_distance_tells_distributions_apart() -> None:
    numbers = drawn("glorot_uniform")
    assert largest_gap(numbers, normal(0, GLOROT / math.sqrt(3))) > 3
    assert largest_gap(numbers * 1.05, uniform(-GLOROT, GLOROT)) > 1.9
    uncut = drawn({"type": "random_normal", "stddev": HE}, (60, 400))
    assert largest_gap(uncut, cut_normal(HE)) > 1.9


def test_numbers_fill_their_bounds() -> None:
    for written, _, _, low, high, _ in RANDOM:
        numbers = drawn(written)
        if math.isfinite(low):
            reach = (numbers.max() - numbers.min()) / (high - low)
            assert reach > 0.99


@pytest.mark.parametrize("shape", [(2, 50), (50, 2), (5,), (1, 1)])
def test_glorot_takes_the_fans_of_the_shape(shape: tuple[int, ...]) -> None:
    limit = math.sqrt(6 / (shape[0] + shape[-1]))
    numbers = np.stack([drawn("glorot_uniform", shape, str(i)) for i in range(200)])
    assert 0.95 * limit < np.abs(numbers).max() <= limit


def test_he_takes_the_rows() -> None:
    numbers = drawn("he_normal", (1000, 5))
    assert numbers.std() == pytest.approx(math.sqrt(2 / 1000), rel=0.05)


@pytest.mark.parametrize(("written", "value"), [("zeros", 0.0), ("ones", 1.0)], ids=str)
def test_constants(written: str, value: float) -> None:
    assert (drawn(written, (3, 2)) == np.full((3, 2), value)).all()


FIXED: list[Any] = ["zeros", "ones", "constant", {"type": "literal", "value": 0.5}]
EVERY: list[Any] = [*FIXED, *(row[0] for row in RANDOM)]


def test_every_initializer_is_tried() -> None:
    every = [*EVERY, *MATRICES, "identity"]
    assert {type(initializer(written)) for written in every} == set(Initializer.words())


@pytest.mark.parametrize("written", EVERY, ids=str)
@pytest.mark.parametrize("shape", [(3, 4), (5,), (2, 3, 4), (1, 1)])
def test_shape_and_precision(written: Any, shape: tuple[int, ...]) -> None:
    numbers = drawn(written, shape)
    assert numbers.shape == shape
    assert numbers.dtype == np.float64
    assert np.isfinite(numbers).all()


# Which numbers come out: seed and key decide, nothing else.


@pytest.mark.parametrize("written", CHANCE, ids=str)
def test_seed_and_key_decide(written: Any) -> None:
    made = initializer(written)
    first = made((4, 5), stream(1, "dense_1.kernel"))
    again = initializer(written)((4, 5), stream(1, "dense_1.kernel"))
    assert first.tobytes() == again.tobytes()
    for seed, key in ((2, "dense_1.kernel"), (1, "dense_2.kernel")):
        other = made((4, 5), stream(seed, key))
        assert not np.isin(other[other != 0], first).any()


def start(layers: list[Any], **more: Any) -> dict[str, Array]:
    return compiled(spec(layers, **more)).initial_values()


def same(a: Array, b: Array) -> bool:
    return a.tobytes() == b.tobytes()


RANDOM_BIAS = {"type": "random_normal", "stddev": 1.0}
TWO = [dense(4, "tanh", bias_initializer=RANDOM_BIAS), dense(2)]


def test_a_network_starts_the_same_each_time() -> None:
    first, again, other = start(TWO), start(TWO), start(TWO, seed=4)
    assert [*first] == [
        *("dense_1.kernel", "dense_1.bias", "dense_2.kernel", "dense_2.bias")
    ]
    assert all(same(first[key], again[key]) for key in first)
    assert not same(first["dense_1.kernel"], other["dense_1.kernel"])
    assert not same(first["dense_1.bias"], other["dense_1.bias"])


FIRST = [-0.9499442973380846, -0.9797694193681281]


def test_the_exact_numbers_stay_what_they_are() -> None:
    """Whoever changes these changes every run that anyone has made."""
    found = start([dense(2)], seed=1)["dense_1.kernel"]
    assert found[0].tolist() == pytest.approx(FIRST, rel=1e-15)


INSERTED = ["flatten", {"type": "dropout", "rate": 0.1}, activation("relu")]


@pytest.mark.parametrize("inserted", INSERTED, ids=str)
@pytest.mark.parametrize("place", [0, 1])
def test_another_kind_of_layer_disturbs_nobody(inserted: Any, place: int) -> None:
    before, after = start(TWO), start([*TWO[:place], inserted, *TWO[place:]])
    assert before.keys() == after.keys()
    assert all(same(before[key], after[key]) for key in before)


def test_named_layers_keep_their_numbers() -> None:
    named = [dense(4, name="first"), dense(2, name="last")]
    before = start(named)
    after = start([dense(3), *named[:1], dense(4), *named[1:]])
    assert same(before["first.bias"], after["first.bias"])
    assert same(before["last.kernel"], after["last.kernel"])
    assert before["first.kernel"].shape == after["first.kernel"].shape
    assert same(before["first.kernel"], after["first.kernel"])


def test_a_named_layer_leaves_the_others_their_ordinals() -> None:
    before = start(TWO)
    after = start([TWO[0], dense(4, name="new"), TWO[1]])
    assert all(same(before[key], after[key]) for key in before)


def test_branches_do_not_share_numbers() -> None:
    layers = [
        dense(3, name="p"),
        dense(3, name="q", inputs="input"),
        merge("add", "p", "q"),
        dense(2),
    ]
    values = start(layers)
    assert not np.isin(values["p.kernel"], values["q.kernel"]).any()


def test_precision_rounds_the_same_numbers() -> None:
    double, single = start(TWO), start(TWO, dtype="float32")
    for key, value in double.items():
        assert single[key].dtype == np.float32
        assert same(single[key], value.astype(np.float32))


@pytest.mark.parametrize("written", CHANCE, ids=str)
def test_an_own_seed_counts(written: Any) -> None:
    fields = {"type": written} if isinstance(written, str) else written

    def kernel(seed: int, own: int | None) -> Array:
        seeded = {**fields, "seed": own}
        values = start([dense(2, kernel_initializer=seeded)], seed=seed)
        return values["dense_1.kernel"]

    assert same(kernel(3, 9), kernel(4, 9))
    assert same(kernel(3, 9), kernel(9, None))
    assert same(kernel(3, 0), kernel(0, None))
    assert not same(kernel(3, 9), kernel(3, 8))
    assert not same(kernel(3, 0), kernel(3, None))


def test_arrays_of_one_own_seed_differ() -> None:
    own = {**RANDOM_BIAS, "seed": 5}
    values = start([dense(3, kernel_initializer=own, bias_initializer=own), dense(2)])
    assert not np.isin(values["dense_1.kernel"], values["dense_1.bias"]).any()


def test_every_random_word_is_among_these() -> None:
    random = {word for word in Initializer.words() if issubclass(word, Random)}
    assert {type(initializer(written)) for written in CHANCE} == random


@pytest.mark.parametrize(
    ("bounds", "field", "message"),
    [
        ({"minval": 1.0}, "minval", "minval 1 is larger than maxval 0.05"),
        ({"maxval": -1.0}, "maxval", "minval -0.05 is larger than maxval -1"),
        ({"minval": -1e308, "maxval": 1e308}, "minval", "is too far from"),
    ],
    ids=str,
)
def test_bounds_that_hold_nothing(bounds: Entry, field: str, message: str) -> None:
    word = {"type": "random_uniform", **bounds}
    with pytest.raises(SpecError, match=message) as caught:
        start([dense(2, kernel_initializer=word)])
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, "kernel_initializer", field)


def test_numbers_beyond_all_precision_are_told_by_training() -> None:
    word = {"type": "truncated_normal", "stddev": 1e308}
    layers = [dense(40, kernel_initializer=word), dense(2)]
    assert trained(spec(layers)).stopped == "diverged"


# Matrices.


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (2, 3, 4), (1, 1)])
def test_columns_or_rows_are_orthogonal(shape: tuple[int, ...]) -> None:
    q = drawn({"type": "orthogonal", "gain": 1.5}, shape)
    q = q.reshape(-1, shape[-1])
    gram = min(q @ q.T, q.T @ q, key=len)
    np.testing.assert_allclose(gram, 2.25 * np.eye(len(gram)), atol=1e-12)


def test_no_direction_is_preferred() -> None:
    """Without the signs of R's diagonal, the first of these would all be negative."""
    firsts = [drawn("orthogonal", (2, 2), str(i))[0, 0] for i in range(400)]
    assert 160 < np.count_nonzero(np.array(firsts) > 0) < 240


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 2)])
def test_identity(shape: tuple[int, int]) -> None:
    found = drawn({"type": "identity", "gain": -2.0}, shape)
    rows, columns = np.indices(shape)
    assert (found == np.where(rows == columns, -2.0, 0.0)).all()


@pytest.mark.parametrize(
    ("sparsity", "zeros"), [(0.0, 0), (0.25, 3), (0.3, 3), (0.5, 5), (1.0, 10)]
)
def test_each_unit_has_its_zeros(sparsity: float, zeros: int) -> None:
    found = drawn({"type": "sparse", "sparsity": sparsity, "stddev": 3.0}, (10, 400))
    assert ((found == 0).sum(axis=0) == zeros).all()
    if 0 < zeros < 10:
        # Each place is as likely: 400 draws leave 5 deviations of room.
        share = (found == 0).mean(axis=1)
        p = zeros / 10
        assert np.abs(share - p).max() < 5 * math.sqrt(p * (1 - p) / 400)
    if zeros < 10:
        others = found[found != 0]
        assert others.std() == pytest.approx(3.0, rel=4 / math.sqrt(others.size))


@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (5, 2, 3, 4), (2, 3, 4)])
def test_fans(shape: tuple[int, ...]) -> None:
    """A kernel's numbers are counted: all that lead into one unit, out of one input."""
    expected = (1, 1) if not shape else (7, 7)
    if len(shape) > 1:
        *_, inputs, units = np.indices(shape)
        expected = int((units == 0).sum()), int((inputs == 0).sum())
    assert fans(shape) == expected


UNFIT: list[tuple[Any, str]] = [
    ("identity", "bias"),
    ("orthogonal", "bias"),
    ({"type": "sparse", "sparsity": 0.5}, "bias"),
]


@pytest.mark.parametrize(("written", "field"), UNFIT, ids=str)
def test_a_vector_is_no_matrix(written: Any, field: str) -> None:
    with pytest.raises(SpecError, match=r"is for matrices, not .* \[2\]") as caught:
        start([dense(2, **{f"{field}_initializer": written})])
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, f"{field}_initializer")


# Numbers that stand in the spec.


def literal(value: Any) -> Entry:
    return {"type": "literal", "value": value}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("kernel", 0.25, np.full((3, 2), 0.25)),
        ("kernel", [[1, 2], [3, 4], [5, 6.5]], np.array([[1, 2], [3, 4], [5, 6.5]])),
        ("bias", [1, -2], np.array([1.0, -2.0])),
        ("bias", -7, np.array([-7.0, -7.0])),
    ],
)
def test_literal(field: str, value: Any, expected: Array) -> None:
    values = start([dense(2, **{f"{field}_initializer": literal(value)})])
    assert same(values[f"dense_1.{field}"], expected)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kernel", [[1, 2, 3], [4, 5, 6]], r"in the shape \[3, 2\], not \[2, 3\]"),
        ("kernel", [1, 2], r"in the shape \[3, 2\], not \[2\]"),
        ("bias", [[1, 2]], r"in the shape \[2\], not \[1, 2\]"),
        ("bias", [1], r"in the shape \[2\], not \[1\]"),
        ("bias", [], r"in the shape \[2\], not \[0\]"),
        ("kernel", [[1, 2], [3], [4, 5]], "in lists of equal length"),
        ("bias", ["a", "b"], "expected numbers"),
        ("bias", "many", "expected numbers"),
        ("bias", {"a": 1}, "expected numbers"),
    ],
)
def test_what_is_no_array_of_this_shape(field: str, value: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        start([dense(2, **{f"{field}_initializer": literal(value)})])
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, f"{field}_initializer", "value")


@pytest.mark.parametrize(
    "value",
    [None, [1, None], True, [True, False], ["1", "2"], [[1], [2]], [math.nan, 1.0]],
    ids=str,
)
def test_what_are_no_numbers_is_refused(value: Any) -> None:
    with pytest.raises(SpecError, match="expected"):
        start([dense(2, bias_initializer=literal(value))])


@pytest.mark.parametrize("wrap", [int, lambda number: [number, 0]])
def test_a_number_beyond_all_precision_is_refused(wrap: Callable[[int], Any]) -> None:
    with pytest.raises(SpecError, match="expected"):
        start([dense(2, bias_initializer=literal(wrap(10**400)))])


def test_all_literals_that_do_not_fit_are_told_at_once() -> None:
    wrong = [{"kernel_initializer": literal([1])}, {"bias_initializer": literal([])}]
    layers = [dense(4, **wrong[0]), dense(2, **wrong[1])]
    with pytest.raises(SpecError) as caught:
        start(layers)
    assert [problem.path[1] for problem in caught.value.problems] == [0, 1]
