"""The loss of weights as they are: in several chunks, and of targets that count."""

import numpy as np
import pytest

from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.training import evaluation as evaluation_module
from engine.training.evaluation import evaluate_rows
from engine.training.settings import divides_by
from tests.building import CASES, arrays, data, model
from tests.training.making import trainer, training
from tests.writing import dense, spec


@pytest.mark.parametrize(("chunk", "run"), [(1, PlannedSteps), (3, TextbookSteps)])
def test_chunks_agree_with_the_whole(chunk, run, monkeypatch):
    names = [name for name, entry in CASES.items() if entry["loss"] != "mse"]
    assert len(names) > 40
    names += ["l2 of both"]
    names += [name for name in CASES if name.startswith("activity_regularization")]
    for name in names:
        made = model(name)
        steps = run(made.program, arrays(made.program))
        rows, by = [*data(made)], divides_by(made)
        whole, loss = evaluate_rows(steps, rows, divides_by=by)
        with monkeypatch.context() as patch:
            patch.setattr(evaluation_module, "CHUNK", chunk)
            prediction, total = evaluate_rows(steps, rows, divides_by=by)
        assert total == pytest.approx(loss, rel=1e-12), name
        assert prediction == pytest.approx(whole, rel=1e-12, abs=1e-12), name
        expected = sum(steps.evaluate(*rows)[1:]) + steps.penalties()
        assert loss == pytest.approx(expected, rel=1e-12), name


def test_targets_that_do_not_count_count_nowhere():
    entry = spec([dense(2, kernel_initializer="zeros")], gaps=True)
    entry |= {"training": training(0)}
    made = trainer(entry)
    made.step()
    written = np.array(entry["dataset"]["rows"], float)[:, 3:]
    assert np.isnan(written).any()
    assert made.history.curve().last == pytest.approx(
        [np.nanmean(written**2)], rel=1e-12
    )


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
def test_activities_count_by_rows_whatever_the_targets(reduction, monkeypatch):
    layers = [dense(3, "tanh", activity_regularizer="l2"), dense(2)]
    loss = {"type": "mse", "reduction": reduction}
    made = trainer(spec(layers, loss, gaps=True) | {"training": training(0)})
    whole = made.scores()["train"]["loss"]
    monkeypatch.setattr(evaluation_module, "CHUNK", 2)
    assert made.scores()["train"]["loss"] == pytest.approx(whole, rel=1e-12)
    x, y, weight = made.parts.train
    w, b, v, c = made.arrays.parameters.values()
    h = np.tanh(x @ w + b)
    error = weight * (h @ v + c - y) ** 2
    total = error.sum() / (2 if reduction == "sum" else weight.sum())
    assert whole == pytest.approx(total + 0.01 * (h**2).sum() / len(x), rel=1e-12)
