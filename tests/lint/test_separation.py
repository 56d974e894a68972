"""Which points a plane divides: against known counts, every proof verified."""

from collections import Counter
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest

from engine.core.running.rng import stream
from engine.lint.separation import exact_shares, nearest_to_zero, separation

KNOWN = {1: 4, 2: 14, 3: 104, 4: 1882}
"""Of all Boolean functions of so many inputs, how many are linearly separable."""


def verified(points, side, verdict):
    """Check a proof by itself; tell whether a plane divides the points."""
    if verdict.plane is not None:
        assert verdict.contradiction is None
        weights = [Fraction(w) for w in verdict.plane]
        for point, s in zip(points, side, strict=True):
            coordinates = [*map(Fraction, point), Fraction(1)]
            height = sum(w * c for w, c in zip(weights, coordinates, strict=True))
            assert height * Fraction(s) > 0
        return True
    shares = verdict.contradiction
    assert shares is not None
    assert all(share > 0 for share in shares.values())
    assert len(shares) <= points.shape[1] + 2
    assert {side[row] for row in shares} == {1, -1}
    for axis in range(points.shape[1] + 1):
        total = Fraction(0)
        for row, share in shares.items():
            coordinate = 1 if axis == points.shape[1] else points[row, axis]
            total += share * Fraction(side[row]) * Fraction(coordinate)
        assert total == 0
    return False


def cube(inputs):
    return np.array(list(product([0.0, 1.0], repeat=inputs)))


def is_divided(points, side):
    return verified(points, side, separation(points, side))


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_all_boolean_functions_of_few_inputs(inputs):
    points = cube(inputs)
    sides = product([-1.0, 1.0], repeat=len(points))
    found = Counter(is_divided(points, np.array(side)) for side in sides)
    assert found[True] == KNOWN[inputs]
    assert found.total() == 2 ** len(points)


def orbits(inputs):
    """Give one function of each kind, and how many are of its kind.

    Functions are of a kind if they differ in the order or the sign of inputs, or in
    the sign of the output: then both are divided by planes, or none is.
    """
    points = cube(inputs).astype(int)
    weights = 2 ** np.arange(inputs)[::-1]
    moves = [
        ((points ^ flip)[:, list(order)] @ weights)
        for order in permutations(range(inputs))
        for flip in points
    ]
    codes = 2 ** np.arange(len(points))
    unseen = set(range(2 ** len(points)))
    while unseen:
        bits = (next(iter(unseen)) >> np.arange(len(points))) & 1
        images = np.array([bits[move] for move in moves])
        kind = {*(images @ codes).tolist(), *((1 - images) @ codes).tolist()}
        unseen -= kind
        yield 2.0 * bits - 1, len(kind)


def test_all_boolean_functions_of_four_inputs():
    points, kinds = cube(4), list(orbits(4))
    assert len(kinds) == 222
    assert sum(size for _, size in kinds) == 2**16
    divided = [size for side, size in kinds if is_divided(points, side)]
    assert sum(divided) == KNOWN[4]


def test_a_sample_of_functions_of_five_inputs():
    rng, points = stream(0, "five"), cube(5)
    weights = rng.integers(-4, 5, (60, 5))
    for chosen in weights:
        height = points @ chosen + 0.5
        assert is_divided(points, np.sign(height))
        assert not is_divided(points, np.prod(2 * points - 1, axis=1))


@pytest.mark.parametrize("inputs", [6, 10, 12])
def test_parity_of_many_inputs_is_never_divided(inputs):
    points = cube(inputs)
    assert not is_divided(points, np.prod(2 * points - 1, axis=1))
    assert is_divided(points, np.where(points.sum(axis=1) > inputs / 2, 1.0, -1.0))


@pytest.mark.parametrize("seed", range(20))
def test_random_points_on_two_sides_of_a_plane(seed):
    rng = stream(seed, "points")
    points = rng.normal(size=(40, 3)) * 10.0 ** rng.integers(-6, 6, 3)
    height = (points / np.abs(points).max(axis=0)) @ rng.normal(size=3)
    assert is_divided(points, np.sign(height - np.median(height)))


@pytest.mark.parametrize("seed", range(20))
def test_a_point_amid_random_points(seed):
    """Eighths of whole numbers are exact."""
    rng = stream(seed, "amid")
    points = rng.integers(-1000, 1000, (8, 3)) * 10.0 ** rng.integers(0, 6, 3)
    points = np.vstack([points, points.mean(axis=0)])
    assert not is_divided(points, np.array([1.0] * 8 + [-1.0]))


def test_equal_points_on_both_sides():
    points = np.array([[0.1, 0.7], [0.1, 0.7], [3.0, 1.0]])
    verdict = separation(points, np.array([1.0, -1.0, 1.0]))
    assert verdict.contradiction == {0: Fraction(1, 2), 1: Fraction(1, 2)}


def test_points_of_one_side_are_divided_from_nothing():
    assert is_divided(cube(3), np.ones(8))


def test_nothing_is_claimed_where_nothing_is_proved():
    """The middle of two such floats is none: a float beside it is on either side."""
    points = np.array([[0.1, 0.3], [0.3, 0.1], [0.2, 0.2]])
    side = np.array([1.0, 1.0, -1.0])
    verdict = separation(points, side)
    assert sum(map(Fraction, points[:2, 0])) / 2 != Fraction(0.2)
    assert verdict.contradiction is None
    assert verdict.plane is None or verified(points, side, verdict)


def test_the_nearest_point_of_a_hull():
    points = np.array([[1.0, 1.0], [1.0, -1.0], [5.0, 0.0]])
    nearest, rows = nearest_to_zero(points)
    assert nearest.tolist() == pytest.approx([1.0, 0.0])
    assert sorted(rows) == [0, 1]


@pytest.mark.parametrize("seed", range(10))
def test_the_nearest_point_is_nearest(seed):
    points = stream(seed, "hull").normal(size=(30, 4)) + 1.5
    nearest, rows = nearest_to_zero(points)
    assert (points @ nearest >= nearest @ nearest - 1e-9).all()
    assert np.linalg.matrix_rank(points[rows[1:]] - points[rows[0]]) == len(rows) - 1


def fractions(*numbers):
    return [Fraction(number) for number in numbers]


def test_shares_are_exact_or_there_are_none():
    third = fractions("1/3", "1/3", "1/3")
    assert exact_shares([fractions(1, 0), fractions(0, 1), fractions(-1, -1)]) == third
    assert exact_shares([fractions(1), fractions(2)]) is None
    assert exact_shares([fractions(1), fractions("1/2")]) is None
    assert exact_shares([fractions(0)] * 27) is None
