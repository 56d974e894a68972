"""The loss of weights as they are: in several chunks, and of targets that count."""

import numpy as np
import pytest

from engine.core.steps import Planned, textbook_steps
from engine.training import loop as loop_module
from engine.training.loop import evaluated
from engine.training.settings import divides_by
from tests.building import CASES, arrays, data, model
from tests.training.making import trainer, training
from tests.writing import dense, spec


@pytest.mark.parametrize(("chunk", "run"), [(1, Planned), (3, textbook_steps)])
def test_chunks_agree_with_the_whole(chunk, run, monkeypatch):
    names = [name for name, entry in CASES.items() if entry["loss"] != "mse"]
    assert len(names) > 40
    names += ["l2 of both"]
    for name in names:
        made = model(name)
        steps = run(made.program, arrays(made.program))
        rows, by = [*data(made)], divides_by(made)
        whole, loss = evaluated(steps, rows, divides_by=by)
        with monkeypatch.context() as patch:
            patch.setattr(loop_module, "CHUNK", chunk)
            prediction, total = evaluated(steps, rows, divides_by=by)
        assert total == pytest.approx(loss, rel=1e-12), name
        assert prediction == pytest.approx(whole, rel=1e-12, abs=1e-12), name
        expected = steps.evaluate(*rows)[1] + steps.penalties()
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
