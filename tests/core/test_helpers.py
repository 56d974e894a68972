"""The helpers of printed programs against other formulas, and far from zero."""

from decimal import Decimal, localcontext
from math import erfc, exp, log, pi, sqrt

import numpy as np
import pytest

from engine.core.running import runtime

WIDE = np.concatenate([np.linspace(-38, 38, 1501), [-1e-300, 0.0, -0.0, 1e-8, 5e-324]])
FAR = np.array([-800.0, -40.0, 0.0, 40.0, 800.0])


def relative_error(found, expected):
    return np.max(np.abs(found - expected) / np.abs(expected))


def test_normal_cdf_agrees_with_the_error_function():
    """In relative terms, also far out, where 1 + erf would keep no digit."""
    x = WIDE[np.abs(WIDE) < 37]
    expected = np.array([erfc(-v / sqrt(2)) / 2 for v in x])
    tolerance = 1e-15 * (4 + x * x)  # exp alone turns an error in x**2 into its own
    found = runtime.normal_cdf(x)
    assert np.all(np.abs(found - expected) <= tolerance * expected)
    near = np.abs(x) < 5
    assert relative_error(found[near], expected[near]) < 1e-14


def test_normal_cdf_at_its_ends():
    x = np.array([0.0, -0.0, -1e3, 1e3, -np.inf, np.inf])
    with np.errstate(invalid="ignore"):
        ends = runtime.normal_cdf(x[:4])
    assert ends.tolist() == [0.5, 0.5, 0.0, 1.0]


def test_normal_cdf_adds_up_to_one_and_rises():
    x = np.linspace(-8, 8, 4001)
    assert np.max(np.abs(runtime.normal_cdf(x) + runtime.normal_cdf(-x) - 1)) < 3e-16
    assert np.all(np.diff(runtime.normal_cdf(x)) >= -2e-16)


def test_normal_cdf_of_single_precision():
    x = np.linspace(-6, 6, 999, dtype=np.float32)
    found = runtime.normal_cdf(x)
    assert found.dtype == np.float32
    expected = np.array([erfc(-float(v) / sqrt(2)) / 2 for v in x])
    assert np.max(np.abs(found - expected)) < 5e-7


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_normal_cdf_may_overwrite_its_argument(dtype):
    x = np.linspace(-6, 6, 99, dtype=dtype)
    expected = runtime.normal_cdf(x)
    work = [np.empty_like(x), np.empty_like(x), np.empty(x.shape, bool)]
    found = runtime.normal_cdf(x, x, *work)
    assert found is x
    assert found.tobytes() == expected.tobytes()


def test_normal_cdf_leaves_its_argument_alone():
    x = WIDE.copy()
    runtime.normal_cdf(x)
    assert x.tobytes() == WIDE.tobytes()


def test_normal_pdf_is_the_density():
    expected = np.array([exp(-v * v / 2) / sqrt(2 * pi) for v in WIDE])
    np.testing.assert_allclose(runtime.normal_pdf(WIDE), expected, 1e-12, 1e-300)


def exact_sigmoid(x):
    with localcontext() as context:
        context.prec = 50
        return float(1 / (1 + (-Decimal(float(x))).exp()))


def test_sigmoid_is_exact_and_silent_about_overflow():
    x = np.concatenate([np.linspace(-30, 30, 601), FAR])
    with np.errstate(over="ignore"):
        found = runtime.sigmoid(x)
    expected = np.array([exact_sigmoid(v) for v in x])
    np.testing.assert_allclose(found, expected, 1e-15 * 8, 1e-300)
    assert np.all(np.isfinite(found))
    assert (found[-5], found[-1]) == (0.0, 1.0)


def test_sigmoid_of_single_precision_far_out():
    with np.errstate(over="ignore"):
        found = runtime.sigmoid(FAR.astype(np.float32))
    assert found.dtype == np.float32
    assert found.tolist()[::2] == [0.0, 0.5, 1.0]


LOGITS = np.array(
    [[1e4, -1e4, 0.0], [1e4, 1e4, 1e4 - 1], [0.1, -2.0, 3.0], [-1e4, -1e4, -1e4]]
)


def test_softmax_adds_up_to_one():
    found = runtime.softmax(LOGITS)
    np.testing.assert_allclose(found.sum(axis=-1), 1, 1e-15)
    assert found[0].tolist() == [1.0, 0.0, 0.0]
    naive = np.exp(LOGITS[2]) / np.exp(LOGITS[2]).sum()
    np.testing.assert_allclose(found[2], naive, 1e-14)
    np.testing.assert_allclose(found[3], 1 / 3, 1e-15)


def test_log_softmax_is_finite_where_softmax_is_zero():
    found = runtime.log_softmax(LOGITS)
    assert found[0].tolist() == [0.0, -2e4, -1e4]
    e = exp(-1)
    np.testing.assert_allclose(found[1, 2], log(e / (2 + e)), 1e-12)
    np.testing.assert_allclose(found[2], np.log(runtime.softmax(LOGITS)[2]), 1e-14)


def test_sigmoid_crossentropy_far_out_and_near():
    z = np.array([1000.0, 1000.0, -1000.0, -1000.0, 0.0, 40.0])
    y = np.array([1.0, 0.0, 0.0, 1.0, 0.5, 1.0])
    found = runtime.sigmoid_crossentropy(z, y)
    expected = [0.0, 1000.0, 0.0, 1000.0, log(2), exp(-40)]
    np.testing.assert_allclose(found, expected, 1e-14)
    z, y = np.linspace(-5, 5, 21), np.linspace(0, 1, 21)
    p = np.array([exact_sigmoid(v) for v in z])
    expected = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(runtime.sigmoid_crossentropy(z, y), expected, 1e-12)


def test_softmax_crossentropy_far_out_and_near():
    z = np.array([[1000.0, -1000.0], [1000.0, -1000.0], [1.0, 2.0]])
    y = np.array([[1.0, 0.0], [0.0, 1.0], [0.25, 0.5]])
    found = runtime.softmax_crossentropy(z, y)
    assert found.shape == (3, 1)
    p = exp(1) / (exp(1) + exp(2))
    near = -(0.25 * log(p) + 0.5 * log(1 - p))
    np.testing.assert_allclose(found.ravel(), [0.0, 2000.0, near], 1e-14)


def test_categorical_crossentropy_brings_shares_to_one():
    p = np.array([[0.2, 0.6], [0.5, 0.5]])
    y = np.array([[1.0, 0.0], [0.5, 0.5]])
    found = runtime.categorical_crossentropy(p, y)
    assert found.shape == (2, 1)
    np.testing.assert_allclose(found.ravel(), [log(4), log(2)], 1e-15)


def test_0_log_0_is_0_and_nothing_else_is_hidden():
    y, p = np.array([0.0, 0.0, 2.0, 1.0, -1.0]), np.array([0.0, 3.0, 0.5, 0.0, 2.0])
    with np.errstate(divide="ignore"):
        found, slopes = runtime.xlogy(y, p), runtime.ratio(y, p)
    assert found.tolist() == [0.0, 0.0, 2 * log(0.5), -np.inf, -log(2)]
    assert slopes.tolist() == [0.0, 0.0, 4.0, np.inf, -0.5]


def test_log_cosh_far_out_and_near():
    x = np.array([0.0, 1e-3, -2.0, 800.0, -1e300])
    expected = [0.0, 5e-7, np.log(np.cosh(2.0)), 800 - log(2), 1e300]
    np.testing.assert_allclose(runtime.log_cosh(x), expected, 1e-6, 1e-15)
    assert runtime.log_cosh(x[:3].astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_columns_of_classes(dtype):
    y = np.array([[2.0], [0.0]], dtype)
    work = np.full((2, 3), 9, dtype)
    for found in (runtime.one_hot(y, 3), runtime.one_hot(y, 3, work)):
        assert found.tolist() == [[0, 0, 1], [1, 0, 0]]
        assert found.dtype == dtype
    x = np.array([[3.0, 3.0, 1.0], [0.0, 0.0, 0.0]], dtype)
    assert runtime.scale_columns(x, (2, 1, 0)).tolist() == [[6, 3, 0], [0, 0, 0]]
    found = runtime.shares_of_max(x)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, [[0.5, 0.5, 0], [1 / 3] * 3], 1e-6)
    assert runtime.norm(x).ravel().tolist() == [np.sqrt(np.array(19, dtype)), 1]


def test_huber_is_a_square_and_then_a_line():
    error = np.array([-3.0, -1.5, -0.5, 0.0, 1.0, 2.0])
    assert runtime.huber(error, 1.5).tolist() == [3.375, 1.125, 0.125, 0.0, 0.5, 1.875]


def test_pad_columns_and_add_at():
    padded = runtime.pad_columns(np.array([[1.0], [2.0]], np.float32), 1, 2, 3)
    assert padded.tolist() == [[0, 1, 0], [0, 2, 0]]
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.float32)
    like = np.full((4, 2), 9, np.float32)
    found = runtime.add_at(rows, np.array([2, 0, 2]), like)
    assert found.tolist() == [[3, 4], [0, 0], [6, 8], [0, 0]]
    assert like.tolist() == [[9, 9]] * 4
    assert (padded.dtype, found.dtype) == (np.float32, np.float32)
