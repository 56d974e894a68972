"""Datasets made by a rule: sizes, classes, noise, seeds, limits.

Their numbers are held against scikit-learn's in `tests/golden/datasets.py`.
"""

import math
from typing import Any

import numpy as np
import pytest

from engine.errors import SpecError
from engine.vocabulary.datasets import Dataset, Generated
from tests.vocabulary.test_datasets import arrays, dataset, read_dataset, told
from tests.writing import Array, Entry

NEEDED = {"function": {"formula": "sin(2*pi*x) + 0.3*x"}}
WORDS = [word.tag() for word in Dataset.words() if issubclass(word, Generated)]
TWO_CLASSES = [
    *("moons", "circles", "spirals"),
    *("playground_circle", "playground_xor", "playground_gauss", "playground_spiral"),
]


def word(tag: str, **fields: Any) -> Entry:
    return {"type": tag, **NEEDED.get(tag, {}), **fields}


# What holds for all.


@pytest.mark.parametrize("samples", [7, 100])
@pytest.mark.parametrize("tag", WORDS)
def test_so_many_rows_are_made(tag: str, samples: int) -> None:
    x, y = arrays(word(tag, samples=samples))
    assert len(x) == len(y) == samples
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()


@pytest.mark.parametrize("tag", WORDS)
def test_the_seed_decides(tag: str) -> None:
    fields = {"noise": 0.1} if "noise" in type(dataset(word(tag))).model_fields else {}
    first, again, other = (arrays(word(tag, **fields), seed) for seed in (1, 1, 2))
    assert [a.tobytes() for a in first] == [a.tobytes() for a in again]
    bits = [a.tobytes() for a in (*first, *other)]
    assert bits[:2] != bits[2:]


@pytest.mark.parametrize("tag", ["moons", "circles", "spirals", "function"])
def test_without_noise_the_seed_changes_nothing(tag: str) -> None:
    first, other = (arrays(word(tag), seed) for seed in (1, 2))
    assert [a.tobytes() for a in first] == [a.tobytes() for a in other]


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"samples": 0}, "samples"),
        ({"samples": 2.5}, "samples"),
        ({"seed": -1}, "seed"),
        ({"noise": -0.1}, "noise"),
    ],
    ids=str,
)
def test_fields_that_make_no_sense(tag: str, fields: Entry, path: str) -> None:
    assert [p for p, _ in told(word(tag, **fields))] == [(path,)]


IN_SPACE = ["moons", "circles", "spirals", "s_curve", "swiss_roll"]


@pytest.mark.parametrize("tag", IN_SPACE)
def test_noise_is_added_to_each_coordinate(tag: str) -> None:
    clean, y = arrays(word(tag, samples=4000))
    noisy, same = arrays(word(tag, samples=4000, noise=0.1))
    assert_normal(noisy - clean, 0.1)
    assert (same == y).all()


@pytest.mark.parametrize("tag", ["friedman1", "friedman2", "friedman3", "function"])
def test_noise_is_added_to_the_output(tag: str) -> None:
    x, clean = arrays(word(tag, samples=4000))
    same, noisy = arrays(word(tag, samples=4000, noise=0.1))
    assert_normal(noisy - clean, 0.1)
    assert (same == x).all()


def assert_normal(off: Array, deviation: float) -> None:
    """Check the shares within one and two deviations too."""
    assert off.std() == pytest.approx(deviation, rel=0.05)
    assert abs(off.mean()) < 0.05 * deviation
    for times, share in ((1, 0.6827), (2, 0.9545)):
        assert (abs(off) < times * deviation).mean() == pytest.approx(share, abs=0.02)
    if off.shape[1] > 1:
        assert abs(np.corrcoef(off.T)[0, 1]) < 0.06


# Two classes.


@pytest.mark.parametrize("samples", [1, 2, 7, 200])
@pytest.mark.parametrize("tag", ["moons", "circles", "playground_gauss"])
def test_classes_take_turns(tag: str, samples: int) -> None:
    _, y = arrays(word(tag, samples=samples))
    assert (y == 1).sum() == samples - samples // 2
    assert (np.diff(y.ravel()) != 0).sum() >= samples - 2


@pytest.mark.parametrize("tag", TWO_CLASSES)
def test_two_classes_are_a_column_of_0_and_1(tag: str) -> None:
    _, y = arrays(tag)
    assert y.shape[1] == 1
    assert {*y.ravel().tolist()} == {0, 1}
    assert y.mean() == pytest.approx(0.5, abs=0.1)


def test_moons_are_half_circles() -> None:
    x, y = arrays(word("moons", samples=200))
    upper, lower = (x[y.ravel() == kind] for kind in (0, 1))
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


@pytest.mark.parametrize("factor", [0, 0.3, 0.8])
def test_circles_have_their_radius(factor: float) -> None:
    x, y = arrays(word("circles", factor=factor))
    radius = np.where(y.ravel() == 1, factor, 1)
    np.testing.assert_allclose(np.hypot(*x.T), radius, atol=1e-12)


def spirals(**fields: Any) -> Entry:
    return {"type": "spirals", **fields}


@pytest.mark.parametrize("samples", [2, 7, 200])
def test_each_spiral_has_half_of_the_points(samples: int) -> None:
    x, y = arrays(spirals(samples=samples))
    assert x.shape == (samples, 2)
    assert y.sum() == samples // 2
    assert {*y.ravel().tolist()} == {0, 1}


def test_spirals_go_out_to_radius_1() -> None:
    x, y = arrays(spirals(samples=100))
    radius = np.hypot(*x.T)
    for spiral in (0, 1):
        own = radius[y.ravel() == spiral]
        np.testing.assert_allclose(own, np.arange(1, 51) / 50, rtol=1e-12)


def test_one_spiral_is_the_other_turned_by_half_a_circle() -> None:
    x, y = arrays(spirals(samples=80))
    first, second = x[y.ravel() == 0], x[y.ravel() == 1]
    np.testing.assert_allclose(second, -first, atol=1e-12)


@pytest.mark.parametrize("turns", [0.5, 1.75, 3.0])
def test_spirals_go_round_so_often(turns: float) -> None:
    x, y = arrays(spirals(samples=2000, turns=turns))
    angles = np.unwrap(np.arctan2(*x[y.ravel() == 0].T[::-1]))
    gone = (angles[-1] - angles[0]) / (2 * np.pi)
    assert gone == pytest.approx(turns * 999 / 1000, rel=1e-9)
    steps = np.diff(angles)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)


@pytest.mark.parametrize(
    "fields", [{"samples": 1}, {"turns": 0}, {"noise": -0.1}, {"samples": 2.5}], ids=str
)
def test_spirals_that_make_no_sense(fields: Entry) -> None:
    assert [path for path, _ in told(spirals(**fields))] == [(*fields,)]


# Clouds.


def drawn(tag: str, **fields: Any) -> tuple[Array, Array]:
    """Make points and the number of each one's class."""
    x, y = arrays(word(tag, **fields))
    return x, y.argmax(axis=1) if y.shape[1] > 1 else y.ravel()


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, ["class_0", "class_1", "class_2"]),
        ({"labels": "one_hot"}, ["class_0", "class_1", "class_2"]),
        ({"labels": "index"}, ["class"]),
        ({"centers": 2}, ["class"]),
        ({"centers": 2, "labels": "index"}, ["class"]),
        ({"centers": 2, "labels": "one_hot"}, ["class_0", "class_1"]),
    ],
    ids=str,
)
def test_labels(fields: Entry, names: list[str]) -> None:
    made = dataset(word("blobs", **fields))
    _, y = arrays(word("blobs", **fields))
    assert made.columns() == (["x1", "x2"], names)
    assert made.written()["labels"] == ("one_hot" if len(names) > 1 else "index")
    if len(names) > 1:
        assert (y.sum(axis=1) == 1).all()
        assert {*y.ravel().tolist()} == {0, 1}
    else:
        assert {*y.ravel().tolist()} == {*range(fields.get("centers", 3))}


@pytest.mark.parametrize("tag", ["blobs", "gaussian_quantiles"])
def test_an_index_and_columns_name_the_same_class(tag: str) -> None:
    x, columns = drawn(tag)
    same, index = drawn(tag, labels="index")
    assert (x == same).all()
    assert (columns == index).all()


def test_blobs_are_round_and_of_equal_size() -> None:
    x, y = drawn("blobs", samples=3001, features=3, cluster_std=0.5, center_box=[2, 9])
    assert np.bincount(y).tolist() == [1001, 1000, 1000]
    for kind in range(3):
        own = x[y == kind]
        center = own.mean(axis=0)
        assert ((center > 1.9) & (center < 9.1)).all()
        assert_normal(own - center, 0.5)


def test_centers_are_drawn_from_the_whole_box() -> None:
    x, _ = arrays(word("blobs", samples=1000, centers=1000, cluster_std=0))
    assert -10 <= x.min() < -9.9
    assert 9.9 < x.max() <= 10
    assert x.std() == pytest.approx(20 / math.sqrt(12), rel=0.05)


@pytest.mark.parametrize("cov", [1.0, 4.0])
def test_quantiles_are_rings_of_equal_size(cov: float) -> None:
    x, y = drawn("gaussian_quantiles", samples=4000, classes=4, cov=cov)
    radius = np.hypot(*x.T)
    assert np.bincount(y).tolist() == [1000] * 4
    assert_normal(x, math.sqrt(cov))
    for ring in range(3):
        edge = math.sqrt(-2 * cov * math.log(1 - (ring + 1) / 4))
        inner, outer = radius[y == ring].max(), radius[y == ring + 1].min()
        assert inner < outer
        assert outer == pytest.approx(edge, rel=0.05)


def test_the_outermost_ring_has_the_odd_points() -> None:
    assert np.bincount(drawn("gaussian_quantiles", samples=11)[1]).tolist() == [3, 3, 5]


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        (word("blobs", centers=1), "centers", "at least 2"),
        (word("blobs", center_box=[1]), "center_box", "at least 2"),
        (word("blobs", center_box=[1, 0]), "center_box", "1 to 0 is no box"),
        (word("blobs", center_box=[-1e308, 1e308]), "center_box", "is no box"),
        (word("blobs", features=10**9), "features", "at most 10000"),
        (word("gaussian_quantiles", classes=10**9), "classes", "at most 10000"),
        (word("gaussian_quantiles", samples=2), "samples", "2 samples are too few"),
        (word("gaussian_quantiles", classes=101), "classes", "100 samples are too"),
        (word("circles", factor=1), "factor", "less than 1"),
        (word("friedman1", features=4), "features", "at least 5"),
        (word("playground_xor", noise=51), "noise", "at most 50"),
    ],
    ids=str,
)
def test_limits(written: Entry, path: str, message: str) -> None:
    [(found, said)] = told(written)
    assert found == (path,)
    assert message in said


# Sheets and benchmarks.


def assert_evenly(column: Array, low: float, high: float) -> None:
    found = np.quantile(column, [0, 0.25, 0.5, 0.75, 1])
    off = 0.03 * (high - low)
    np.testing.assert_allclose(found, np.linspace(low, high, 5), 0, off)
    assert low <= column.min() <= column.max() <= high


def test_the_output_is_the_position_along_the_roll() -> None:
    x, t = arrays(word("swiss_roll", samples=4000))
    np.testing.assert_allclose(np.hypot(x[:, 0], x[:, 2]), t.ravel())
    assert_evenly(t, 1.5 * np.pi, 4.5 * np.pi)
    assert_evenly(x[:, 1], 0, 21)
    assert abs(np.corrcoef(t.ravel(), x[:, 1])[0, 1]) < 0.06


def test_a_hole_is_the_middle_ninth() -> None:
    x, t = arrays(word("swiss_roll", samples=4000, hole=True))
    along, across = (t.ravel() / np.pi - 1.5) // 1, x[:, 1] // 7
    counts = np.bincount((3 * along + across).astype(int), minlength=9).tolist()
    assert counts.pop(4) == 0
    assert counts == pytest.approx([500] * 8, rel=0.15)


def test_an_s_has_two_halves() -> None:
    x, t = arrays(word("s_curve", samples=4000))
    assert_evenly(t, -1.5 * np.pi, 1.5 * np.pi)
    assert_evenly(x[:, 1], 0, 2)
    for sign in (-1, 1):
        half = x[np.sign(t.ravel()) == sign]
        np.testing.assert_allclose(np.hypot(half[:, 0], half[:, 2] + sign), 1)


def test_features_after_the_fifth_mean_nothing() -> None:
    x, y = arrays(word("friedman1", samples=4000, features=7))
    slopes = [abs(np.corrcoef(column, y.ravel())[0, 1]) for column in x.T]
    assert len(slopes) == 7
    assert min(slopes[3:5]) > 0.2
    assert max(slopes[5:]) < 0.06
    for column in x.T:
        assert_evenly(column, 0, 1)


@pytest.mark.parametrize("tag", ["friedman2", "friedman3"])
def test_a_circuits_parts_have_their_ranges(tag: str) -> None:
    x, _ = arrays(word(tag, samples=4000))
    ranges = [(0, 100), (40 * np.pi, 560 * np.pi), (0, 1), (1, 11)]
    for column, (low, high) in zip(x.T, ranges, strict=True):
        assert_evenly(column, low, high)


# The Playground.


@pytest.mark.parametrize("noise", [0, 30])
@pytest.mark.parametrize("tag", [tag for tag in WORDS if tag.startswith("playground")])
def test_points_are_within_6(tag: str, noise: float) -> None:
    x, y = arrays(word(tag, noise=noise))
    inside = (np.abs(x) <= 6).all(axis=1).mean()
    assert inside > (0.95 if tag == "playground_gauss" else 0.9999)
    assert np.abs(x).max() > 3.5
    assert np.abs(y).max() <= 2.4


@pytest.mark.parametrize("tag", ["playground_circle", "playground_xor"])
def test_noise_changes_classes_and_no_points(tag: str) -> None:
    clean, noisy, noisier = (arrays(word(tag, noise=noise)) for noise in (0, 15, 50))
    assert (clean[0] == noisier[0]).all()
    flipped = [(y != clean[1]).mean() for _, y in (noisy, noisier)]
    assert 0.01 < flipped[0] < flipped[1] < 0.5


def test_without_noise_the_classes_have_their_places() -> None:
    x, y = arrays("playground_circle")
    radius = np.hypot(*x.T)
    assert ((radius < 2.5) == y.ravel()).all()
    assert not ((radius > 2.5) & (radius < 3.5)).any()
    x, y = arrays("playground_xor")
    assert ((x[:, 0] * x[:, 1] > 0) == y.ravel()).all()
    assert 0.3 <= np.abs(x).min() <= np.abs(x).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (50, 4)])
def test_noise_widens_the_clouds(noise: float, variance: float) -> None:
    x, y = arrays(word("playground_gauss", samples=4000, noise=noise))
    assert_normal(x - np.where(y, 2, -2), math.sqrt(variance))


def test_the_plane_and_the_peaks() -> None:
    x, y = arrays("playground_plane")
    np.testing.assert_allclose(y.ravel(), x.sum(axis=1) / 10)
    places = [[-4, 2.5], [0, 2.5], [4, -2.5], [1, 2.5], [0, -1.5], [2, 0], [0, 0]]
    heights = dataset("playground_gaussian").height(np.array(places, float))
    np.testing.assert_allclose(heights, [1, -1, -1, -0.5, 0.5, 0, 0])


# Functions.


@pytest.mark.parametrize("spacing", ["even", "random"])
def test_a_function_is_computed_over_its_range(spacing: str) -> None:
    fields = {"low": -2, "high": 4, "samples": 4000, "spacing": spacing}
    x, y = arrays({"type": "function", "formula": "x**2 - 1", **fields})
    np.testing.assert_allclose(y, x**2 - 1, atol=1e-12)
    assert_evenly(x, -2, 4)
    is_even = np.ptp(np.diff(x.ravel())) < 1e-12
    assert is_even == (spacing == "even")


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"formula": "log(x)"}, "formula", "gives no number at x = -1"),
        ({"formula": "log(x)", "low": 0}, "formula", "an infinite number at x = 0"),
        ({"formula": "1/x", "samples": 5}, "formula", "an infinite number at x = 0"),
        ({"formula": "exp(x)", "high": 1e3}, "formula", "an infinite number at x = 7"),
        ({"formula": "sqrt(0.5 - x)"}, "formula", "no number at x = 0.5"),
        ({"formula": "sin(x"}, "formula", "never closed"),
        ({"formula": "t"}, "formula", "there is no 't'"),
        ({"low": 1}, "low", "x from 1 to 1 is no range"),
        ({"high": -2}, "high", "x from -1 to -2 is no range"),
        ({"low": -1e308, "high": 1e308}, "low", "is no range"),
        ({"spacing": "odd"}, "spacing", "'even' or 'random'"),
    ],
    ids=str,
)
def test_functions_that_make_no_sense(fields: Entry, path: str, message: str) -> None:
    [(found, said)] = told(word("function", **fields))
    assert found == (path,)
    assert message in said


def test_a_mistake_in_a_formula_has_its_place() -> None:
    _, [problem] = read_dataset({"type": "function", "formula": "2*x + sine(x)"})
    assert (problem.part, problem.hint) == ((6, 4), "did you mean 'sin'?")


@pytest.mark.parametrize(
    "fields", [{"spacing": "random"}, {"samples": 200_000}], ids=str
)
def test_otherwise_it_is_told_when_the_data_are_made(fields: Entry) -> None:
    written = {"type": "function", "formula": "log(x)", **fields}
    with pytest.raises(SpecError, match="gives no number at x = -") as caught:
        arrays(written)
    assert caught.value.problems[0].path == ("formula",)


def test_a_formula_of_numbers_is_a_level_line() -> None:
    _, y = arrays({"type": "function", "formula": "pi"})
    assert {*y.ravel().tolist()} == {math.pi}


@pytest.mark.parametrize("tag", WORDS)
def test_any_number_of_samples_is_only_counted(tag: str) -> None:
    assert dataset(word(tag, samples=10**30)).count() == 10**30
