"""Cross-validation: the folds alone and side by side, and what they come to."""

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import LonghandError, SpecError
from engine.export.script.header import describe_promise
from engine.runs import digest
from engine.spec.model import Spec, load
from engine.training import folds as home
from engine.training.folds import Fold, average_folds, cross_validate, make_fold_spec
from engine.training.trainer import Trainer, train
from tests.data.tabling import loaded
from tests.training.making import training
from tests.writing import dense, spec

FOLDS = {"folds": 3}
TYPED = spec(
    [dense(4, "tanh"), dense(2)],
    split=FOLDS,
    metrics=["mae"],
    training=training(5, 2),
)
MADE = TYPED | {
    "dataset": {"type": "blobs", "samples": 24, "cluster_std": 3.0},
    "layers": [dense(3, "tanh"), dense(3, "softmax")],
    "loss": "categorical_crossentropy",
    "split": {"folds": 3, "validation": 0.25, "stratify": True},
    "training": training(6, early_stopping={"patience": 1}),
}
COLUMNS = {
    "x1": [i % 7 for i in range(24)],
    "x2": [*"abc"] * 8,
    "y": [i % 5 for i in range(24)],
    "who": [*"abcdef"] * 4,
}


def finished(asked: Spec) -> Trainer:
    trainer = Trainer(compile_spec(asked))
    for _ in train(trainer):
        pass
    return trainer


def made(name: str, folder: Path) -> Spec:
    if name == "table":
        return loaded(folder, COLUMNS, split=FOLDS)
    if name == "groups":
        return loaded(folder, COLUMNS, split={**FOLDS, "group": "who"})
    return load({"typed": TYPED, "made": MADE}[name])


def untimed(found: Any) -> list[Fold]:
    return [replace(f, seconds=0.0) for f in sorted(found, key=lambda f: f.fold)]


@pytest.mark.parametrize("name", ["typed", "made", "table", "groups"])
def test_a_fold_is_what_its_spec_alone_would_train(name: str, tmp_path: Path) -> None:
    asked = made(name, tmp_path)
    for found in cross_validate(asked, 1):
        alone = finished(make_fold_spec(asked, found.fold))
        assert found.digest == digest(alone)
        assert found.metrics == alone.scores()
        assert found.rows == {part: len(rows) for part, rows in alone.parts.items()}
        assert (found.epochs, found.stopped) == (alone.epoch, alone.stopped)
        assert not found.diverged


@pytest.mark.parametrize("name", ["made", "table"])
def test_side_by_side_they_are_the_same(name: str, tmp_path: Path) -> None:
    asked = made(name, tmp_path)
    alone = untimed(cross_validate(asked, 1))
    assert [fold.fold for fold in alone] == [1, 2, 3]
    assert len({fold.digest for fold in alone}) == 3
    assert untimed(cross_validate(asked, 2)) == alone


def test_the_spec_of_a_fold_may_be_written(tmp_path: Path) -> None:
    written = TYPED | {"split": {"folds": 3, "fold": 2}}
    [_, second, _] = untimed(cross_validate(load(TYPED), 1))
    assert digest(finished(load(written))) == second.digest
    assert not load(written).kept.cross_validates


def test_then_the_network_learns_from_all() -> None:
    trainer = finished(load(TYPED))
    assert [name for name, _ in trainer.parts.items()] == ["train"]
    assert len(trainer.parts.train) == 7
    plain = finished(load({k: v for k, v in TYPED.items() if k != "split"}))
    assert digest(trainer) == digest(plain)
    assert "of a cross-validation" in describe_promise(trainer)
    assert "of a cross-validation" not in describe_promise(plain)


def test_mean_and_deviation_are_of_what_the_folds_were_judged_by() -> None:
    found = untimed(cross_validate(load(TYPED), 1))
    losses = [fold.judged["loss"] for fold in found]
    assert losses == [fold.metrics["test"]["loss"] for fold in found]
    told = average_folds(found)
    assert [*told["mean"]] == ["loss", "mean_absolute_error"]
    assert told["mean"]["loss"] == pytest.approx(sum(losses) / 3, rel=1e-15)
    squares = sum((loss - told["mean"]["loss"]) ** 2 for loss in losses)
    assert told["deviation"]["loss"] == pytest.approx((squares / 2) ** 0.5, rel=1e-12)
    assert average_folds(found[::-1]) == told


def test_a_fold_that_diverged_does_not_count() -> None:
    found = untimed(cross_validate(load(TYPED), 1))
    lost = replace(found[1], stopped="diverged", metrics={"test": {"loss": np.inf}})
    left = average_folds([found[0], lost, found[2]])
    assert left == average_folds([found[0], found[2]])
    assert np.isnan(average_folds([found[0]])["deviation"]["loss"])
    assert average_folds([lost]) == {"mean": {}, "deviation": {}}


def test_divergence_is_told() -> None:
    huge = {"type": "sgd", "learning_rate": 1e200}
    for fold in cross_validate(load(TYPED | {"optimizer": huge}), 1):
        assert fold.diverged
        assert fold.fault


def test_lists_have_no_mean() -> None:
    written = MADE | {"metrics": ["accuracy", "confusion_matrix"]}
    told = average_folds(untimed(cross_validate(load(written), 1)))
    assert [*told["mean"]] == ["loss", "accuracy"]


@pytest.mark.parametrize("most", [1, 2])
def test_what_is_wrong_in_a_fold_is_told_with_its_place(
    most: int, tmp_path: Path
) -> None:
    """The value is an output, which only some fold has among its training rows."""
    columns = {"x": [1, 2, 3, 4], "y": ["a", "a", "a", "b"]}
    asked = loaded(
        tmp_path,
        columns,
        split={"folds": 2, "stratify": False},
        loss="binary_crossentropy",
        layers=[dense(1, "sigmoid")],
        outputs={"y": "category"},
    )
    with pytest.raises(SpecError, match=r"fold \d: 'y' is always 'a'") as caught:
        [*cross_validate(asked, most)]
    assert caught.value.problems[0].path == ("dataset", "outputs")


def test_errors_pass_from_one_process_to_another() -> None:
    import pickle

    with pytest.raises(SpecError) as caught:
        load(TYPED | {"sead": 1})
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
def test_control_c_is_heard_while_processes_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submit = ProcessPoolExecutor.submit

    def interrupted(*args: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return submit(*args)

    monkeypatch.setattr(home, "_suiting", lambda *_: 2)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", interrupted)
    # A shell that runs the tests in the background lets them ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            [*cross_validate(load(TYPED))]
    finally:
        signal.signal(signal.SIGINT, before)
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_begin", os._exit)
    monkeypatch.setattr(home, "_submitted", _ended)
    with pytest.raises(LonghandError, match="a process that trained a fold has ended"):
        [*cross_validate(load(TYPED), 2)]


def _ended(pool: Any, specs: Any) -> Any:
    return [pool.submit(os._exit, 3) for _ in specs]


def test_as_many_at_once_as_leave_each_its_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = compile_spec(load(TYPED))
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    for threads, most, expected in ((1, 5, 5), (1, 20, 8), (4, 5, 2), (8, 5, 1)):
        monkeypatch.setattr(home, "count_threads", lambda *_, n=threads: n)
        assert home._suiting(model, most) == expected
    monkeypatch.setattr(home, "count_threads", lambda *_: 1)
    monkeypatch.setattr(home, "at_once", lambda _, most: min(most, 2))
    assert home._suiting(model, 5) == 2
