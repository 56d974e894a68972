"""Predictions: one row or many, and what is no row."""

from contextlib import nullcontext

import numpy as np
import pytest

from engine.errors import LonghandError
from engine.training import evaluator as evaluator_module
from engine.training import trainer as trainer_module
from tests.training.making import KINDS, at_once, seen, trainer
from tests.writing import dense, normal, spec

EACH = pytest.mark.parametrize("name", KINDS)


@EACH
def test_a_row_alone_agrees_with_the_batch(name):
    made = at_once(name)
    rows = made.parts.train.x
    together = made.predict(rows)
    assert together.shape == (len(rows), 2)
    assert together.dtype == made.model.spec.dtype
    close = 1e-12 if together.dtype == np.float64 else 1e-6
    for row, expected in zip(rows, together, strict=True):
        for given in (row, row[None], row.tolist(), [row.tolist()]):
            alone = made.predict(given)
            assert alone.shape == (1, 2)
            assert alone[0] == pytest.approx(expected, rel=close, abs=close)


def test_predictions_are_kept_and_the_weights_too():
    made = at_once("full batch")
    before = seen(made)
    first = made.predict(np.zeros((2, 3)))
    kept = first.copy()
    made.predict(np.ones((2, 3)))
    assert (first == kept).all()
    assert seen(made) == before


@pytest.mark.parametrize(
    "rows",
    [
        [1, 2],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5, 6],
        [[1, 2]],
        [[1, 2], [3, 4], [5, 6]],
        7,
        [[1, 2, 3], [4, 5]],
        ["one", "two", "three"],
    ],
    ids=str,
)
def test_rows_of_another_width_are_refused(rows):
    with pytest.raises(LonghandError, match="a, b, c"):
        at_once("full batch").predict(rows)


@EACH
def test_many_rows_are_predicted_in_chunks(name, monkeypatch):
    made = at_once(name)
    rows = made.parts.train.x
    together, answer, seen = made.predict(rows), made.steps.answer, []
    monkeypatch.setattr(evaluator_module, "CHUNK", 2)
    made.steps.answer = lambda x: (seen.append(len(x)), answer(x))[1]
    close = 1e-12 if together.dtype == np.float64 else 1e-6
    assert made.predict(rows) == pytest.approx(together, rel=close, abs=close)
    assert max(seen) == 2
    assert sum(seen) == len(rows)


def test_threads_are_limited_while_one_predicts_or_judges(monkeypatch):
    limits = []

    def noted(_, rows):
        limits.append(rows)
        return nullcontext()

    made = trainer(KINDS["full batch"])
    for module in (trainer_module, evaluator_module):
        monkeypatch.setattr(module, "limit_threads", noted)
    made.predict(made.parts.train.x[:2])
    made.scores()
    assert limits == [2, made.loop.size]


def test_no_rows_have_no_predictions():
    assert at_once("full batch").predict(np.empty((0, 3))).shape == (0, 2)


def test_rows_of_tables_may_be_flat():
    made = trainer(spec(["flatten", dense(2)], shape=[2, 3]))
    tables = normal("tables", 4, 2, 3)
    expected = made.predict(tables)
    assert (made.predict(tables.reshape(4, 6)) == expected).all()
