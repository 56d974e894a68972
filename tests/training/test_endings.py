"""How training ended is told in words."""

import json

from engine.runs import summary
from engine.views import ending
from tests.views.making import made, shipped
from tests.writing import dense

ROWS = [[0.0, 1.0], [1.0, 0.0]]
WILD = {"type": "sgd", "learning_rate": 1e200}


def test_a_run_that_goes_on_is_paused():
    ended = ending(shipped("xor", 3))
    assert (ended.text, ended.hint) == ("paused after 3 epochs", "")


def test_a_run_that_is_done():
    ended = ending(shipped("xor", 10_001))
    assert (ended.text, ended.hint) == ("trained after 10000 epochs", "")


def test_a_run_that_was_interrupted():
    trainer = shipped("xor", 10)
    trainer.interrupt()
    trainer.step()
    assert ending(trainer).text.startswith("interrupted after 10 epochs")


def test_a_run_that_diverged():
    trainer = made(ROWS, ["a"], ["y"], optimizer=WILD)
    trainer.step(20)
    ended = ending(trainer)
    assert ended.text.startswith("the numbers stopped being finite in epoch")
    assert ended.text.endswith("are kept")
    assert ended.hint.startswith("a smaller learning rate than 1e+200")


def test_a_run_that_could_not_begin():
    rows = [[0.0, 1.0], [-1.0, 1.0]]
    layers = [dense(1, "linear", kernel_initializer="ones")]
    trainer = made(rows, ["a"], ["y"], loss="poisson", layers=layers)
    ended = ending(trainer)
    assert ended.hint.startswith("no step was made, so no rate helps: poisson needs")


def test_a_summary_is_json_without_nan():
    trainer = shipped("sine", 20)
    found = json.loads(json.dumps(summary(trainer), allow_nan=False))
    assert found["name"] == "sine"
    assert found["epochs"] == trainer.loop.epoch
    assert found["history"]["loss"][-1] == trainer.reports[-1].figures["loss"]
