"""Which runs have a report, and that its curves are read again."""

import importlib.util

import numpy as np
import pytest

from engine.evaluation.report import report
from engine.runs import course_of, losses, open_trainer, save, summary
from engine.training.stop_reasons import find_best_epoch
from engine.vocabulary.datasets.typed import Inline
from tests.training.making import HIDDEN, trained, training
from tests.writing import spec

SPLIT = {"validation": 0.3, "test": 0.2}


def entry(**more):
    return spec(HIDDEN, training=training(4), name="net", **more)


@pytest.fixture(scope="module")
def judged():
    return trained(entry(split=SPLIT))


def without_matplotlib(monkeypatch):
    found = importlib.util.find_spec

    def find_spec(name, package=None):
        return None if name == "matplotlib" else found(name, package)

    monkeypatch.setattr("engine.evaluation.drawing.find_spec", find_spec)


def test_a_run_with_examples_kept_from_training_has_a_report(judged, tmp_path):
    folder = save(judged, {}, tmp_path)
    assert (folder / "report.html").read_text("utf-8") == report(judged)


@pytest.mark.parametrize("wished", [True, False])
def test_a_run_without_has_one_only_if_its_data_wish(wished, tmp_path, monkeypatch):
    monkeypatch.setattr(Inline, "wants_report", wished)
    run = trained(entry())
    assert (save(run, {}, tmp_path) / "report.html").exists() == wished
    assert (summary(run)["evaluation"] is not None) == wished


def test_without_matplotlib_there_is_none(judged, tmp_path, monkeypatch):
    without_matplotlib(monkeypatch)
    folder = save(judged, summary(judged), tmp_path)
    assert not (folder / "report.html").exists()
    assert (folder / "summary.json").exists()


def test_the_report_of_a_run_that_is_opened_again_is_the_same(judged, tmp_path):
    folder = save(judged, summary(judged), tmp_path)
    again = report(open_trainer(folder), course_of(folder))
    assert again == (folder / "report.html").read_text("utf-8")


def test_the_report_opened_again_still_knows_which_weights_are_kept(tmp_path):
    wish = {"monitor": "val_loss", "patience": 1, "restore_best_weights": True}
    how = training(60, early_stopping=wish)
    rate = {"type": "sgd", "learning_rate": 2.0}
    run = trained(spec(HIDDEN, training=how, split=SPLIT, optimizer=rate, name="net"))
    known = find_best_epoch(run)
    assert known is not None
    assert (known.is_kept, 0 < known.epoch < run.epoch) == (True, True)
    folder = save(run, summary(run), tmp_path)
    assert course_of(folder).best == known
    again = report(open_trainer(folder), course_of(folder))
    assert again == (folder / "report.html").read_text("utf-8")
    assert f"the weights are those of epoch {known.epoch}" in again


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"best": 3, "stopped": ""}', "\0"])
def test_a_damaged_summary_leaves_the_losses(judged, text, tmp_path):
    folder = save(judged, {}, tmp_path)
    (folder / "summary.json").write_text(text, "utf-8")
    found = course_of(folder)
    assert found.curves.keys() == {"loss", "val_loss"}
    assert (found.text, found.best) == ("", None)


def test_losses_are_read_as_they_were_written(judged, tmp_path):
    found = losses(save(judged, {}, tmp_path) / "history.csv")
    curve = judged.history.curve()
    assert found["loss"][0].tolist() == curve.epochs.tolist()
    assert found["loss"][1].tolist() == curve.last.tolist()
    assert found["val_loss"][1].tolist() == [
        r.metrics["val_loss"] for r in judged.reports
    ]
    assert np.issubdtype(found["val_loss"][0].dtype, np.integer)


@pytest.mark.parametrize(
    "text", ["", "epoch,loss\n", "epoch,loss\n1,x\n", "loss\n1\n", "a\nb\n", "\0"]
)
def test_a_damaged_history_has_no_losses(text, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(text, "utf-8")
    assert losses(path) == {}
    assert losses(tmp_path / "none.csv") == {}
