"""How many bins a calibration has, and how sure what it observes is."""

import numpy as np
import pytest

from engine.evaluation.evaluating import evaluate
from engine.evaluation.findings import findings
from engine.evaluation.page import DASH
from engine.evaluation.probabilities import BINS, LEAST_ROWS, calibration, interval
from tests.evaluation.making import echo


def calibrated(p, weight=None):
    p = np.array(p, float)
    weight = np.ones(len(p)) if weight is None else np.array(weight, float)
    return calibration(p, np.arange(len(p)) % 2 == 0, weight)


@pytest.mark.parametrize(
    ("p", "edges"),
    [
        ([0.05] * 10 + [0.95] * 10, [0, 0.1, 1]),
        ([0.05] * 10 + [0.95] * 9, [0, 1]),
        ([0.95] * 30, [0.9, 1]),
        ([0.35] * 3, [0.3, 0.4]),
        ([0.05] * 87 + [0.15] * 5 + [0.25, 0.35, 0.45, 0.55, 0.75], [0, 0.1, 0.8]),
        ([0.05] * 20 + [0.5] * 12 + [0.95] * 4, [0, 0.1, 1]),
        ([0.0] * 10 + [1.0] * 10, [0, 0.1, 1]),
    ],
)
def test_tenths_are_joined_until_each_bin_has_ten_rows(p, edges):
    found = calibrated(p)
    np.testing.assert_allclose(found.edges, edges, atol=1e-12)
    assert found.rows.sum() == len(p)
    assert len(found.rows) == 1 or found.rows.min() >= LEAST_ROWS


def test_many_rows_have_all_bins():
    found = calibrated(np.linspace(0.01, 0.99, 500))
    assert len(found.rows) == BINS
    assert found.rows.min() >= LEAST_ROWS


def test_rows_are_counted_whatever_they_weigh():
    found = calibrated([0.05] * 10 + [0.95] * 10, [0.01] * 10 + [5] * 10)
    assert found.rows.tolist() == [10, 10]
    np.testing.assert_allclose(found.counts, [0.1, 50])


def test_there_is_none_of_no_row():
    assert calibrated([]) is None


@pytest.mark.parametrize(
    ("right", "rows", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962)],
)
def test_an_interval_is_that_of_wilson(right, rows, low, high):
    found = interval(np.array(right / rows), np.array(rows))
    np.testing.assert_allclose(found, (low, high), atol=5e-5)


def test_uneven_weights_tell_less_than_as_many_rows():
    even = calibrated([0.5] * 20)
    uneven = calibrated([0.5] * 20, [1] * 10 + [9] * 10)
    assert (uneven.high - uneven.low)[0] > 1.2 * (even.high - even.low)[0]


def told(rows):
    p = np.linspace(0.05, 0.95, rows)[:, None]
    trainer = echo(p, (p > 0.4) * 1.0, loss="binary_crossentropy", trained=[[0], [1]])
    return " ".join(findings(evaluate(trainer)))


def test_the_report_tells_the_rule_its_source_and_the_counts():
    text = told(60)
    assert "neighbours are joined until each has 10 rows" in text
    assert "Bröcker and Smith, 2007" in text
    assert "Wilson, 1927" in text
    assert "Here there is but one" not in text
    row = f'<th scope="row">0.0{DASH}0.2</th><td class="number">10</td>'
    assert row in text


def test_the_report_says_that_rows_are_too_few():
    assert "Here there is but one: rows are too few" in told(12)
