"""How training ended is told in words."""

import json
import math

import pytest

from engine.runs import summary
from engine.training.stop_reasons import BestEpoch, find_best_epoch
from engine.views import describe_ending
from tests.training.making import HIDDEN, SPLIT, trained, trainer, training
from tests.views.making import made, shipped
from tests.writing import dense, spec

ROWS = [[0.0, 1.0], [1.0, 0.0]]
WILD = {"type": "sgd", "learning_rate": 1e200}


def test_a_run_that_goes_on_is_paused():
    ended = describe_ending(shipped("xor", 3))
    assert (ended.text, ended.hint) == ("paused after 3 epochs", "")


def test_a_run_that_is_done():
    ended = describe_ending(shipped("xor", 10_001))
    assert (ended.text, ended.hint) == ("trained after 10000 epochs", "")


def test_a_run_that_was_interrupted():
    trainer = shipped("xor", 10)
    trainer.interrupt()
    trainer.step()
    assert describe_ending(trainer).text.startswith("interrupted after 10 epochs")


def test_a_run_that_diverged():
    trainer = made(ROWS, ["a"], ["y"], optimizer=WILD)
    trainer.step(20)
    ended = describe_ending(trainer)
    assert ended.text.startswith("the numbers stopped being finite in epoch")
    assert ended.text.endswith("are kept")
    assert ended.hint.startswith("a smaller learning rate than 1e+200")


def test_a_run_that_could_not_begin():
    rows = [[0.0, 1.0], [-1.0, 1.0]]
    layers = [dense(1, "linear", kernel_initializer="ones")]
    trainer = made(rows, ["a"], ["y"], loss="poisson", layers=layers)
    ended = describe_ending(trainer)
    assert ended.hint.startswith("no step was made, so no rate helps: poisson needs")


def test_a_summary_is_json_without_nan():
    trainer = shipped("sine", 20)
    found = json.loads(json.dumps(summary(trainer), allow_nan=False))
    assert found["name"] == "sine"
    assert found["epochs"] == trainer.epoch
    assert found["history"]["loss"][-1] == trainer.reports[-1].metrics["loss"]


STOPPING = {"monitor": "val_loss", "patience": 2}
FAST = {"type": "sgd", "learning_rate": 2.0}


def stopped(**more):
    how = training(60, early_stopping={**STOPPING, **more})
    return spec(HIDDEN, training=how, split=SPLIT, optimizer=FAST)


@pytest.mark.parametrize("restored", [True, False])
def test_the_best_epoch_is_that_of_the_least_figure(restored):
    run = trained(stopped(restore_best_weights=restored))
    assert run.stopped == "early_stopping"
    losses = {r.epoch: r.metrics["val_loss"] for r in run.reports if r.epoch}
    least = min(losses, key=losses.get)
    assert find_best_epoch(run) == BestEpoch("val_loss", least, losses[least], restored)
    assert least < run.epoch
    figures = run.scores()["validation"]["loss"]
    assert (figures == pytest.approx(losses[least])) == restored
    assert summary(run)["best"] == vars(find_best_epoch(run))


def test_before_the_end_no_epoch_is_kept():
    run = trainer(stopped(restore_best_weights=True))
    run.step(2)
    assert (run.has_ended, find_best_epoch(run)) == (False, None)
    run.interrupt()
    run.step()
    assert run.has_ended
    assert find_best_epoch(run).is_kept


def test_the_best_epoch_is_remembered_with_the_rest():
    run, other = (trainer(stopped(restore_best_weights=True)) for _ in range(2))
    run.step(8)
    other.restore(run.state())
    for each in (run, other):
        each.interrupt()
        each.step()
    assert find_best_epoch(other) == find_best_epoch(run)
    assert 0 < find_best_epoch(run).epoch < 8


def test_without_early_stopping_there_is_no_best_epoch():
    run = trained(spec(HIDDEN, training=training(3), split=SPLIT))
    assert (find_best_epoch(run), summary(run)["best"]) == (None, None)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            BestEpoch("val_loss", 70, 0.05393, is_kept=True),
            "the weights are those of epoch 70, where val_loss was best (0.05393)",
        ),
        (
            BestEpoch("val_auc", 7, 0.5, is_kept=False),
            "val_auc was best at epoch 7 (0.5), whose weights were not restored",
        ),
        (
            BestEpoch("loss", 1, math.nan, is_kept=True),
            "the weights are those of epoch 1, as loss was never a number",
        ),
    ],
)
def test_whose_weights_are_kept_is_told(found, text):
    assert found.text == text
