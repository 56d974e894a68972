"""Run folders: whole or not at all, numbered, and opened again to the same bits."""

import csv
import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.errors import LonghandError
from engine.runs import check_room, digest, folder, open_run, save
from engine.runs.summaries import summary as document
from engine.runs.weights import weights
from engine.spec.model import load
from engine.spec.writing import resolved
from engine.training.trainer import train
from tests.training.making import HIDDEN, KINDS, trained, trainer, training
from tests.writing import dense, spec

FILES = ["history.csv", "source.py", "spec.json", "summary.json", "weights.safetensors"]


@pytest.fixture(scope="module")
def made():
    return trained(KINDS["penalties"] | {"name": "some-net", "description": "é ∂"})


@pytest.fixture
def run(made, tmp_path):
    return save(made, document(made), tmp_path)


def listing(path):
    return sorted(file.name for file in path.iterdir())


# Numbers.


def test_runs_are_numbered_by_name(made, tmp_path):
    folders = [save(made, {}, tmp_path) for _ in range(3)]
    assert folders == [tmp_path / "some-net" / number for number in "123"]


def test_numbers_go_on_after_the_greatest(made, tmp_path):
    for name in ("2", "11", "notes", "3x"):
        (tmp_path / "some-net" / name).mkdir(parents=True)
    assert save(made, {}, tmp_path).name == "12"


def test_a_number_that_was_taken_meanwhile_is_left_alone(made, tmp_path, monkeypatch):
    first = save(made, {}, tmp_path)
    before = (first / "weights.safetensors").stat().st_mtime_ns
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(()))
    assert save(made, {}, tmp_path).name == "2"
    assert (first / "weights.safetensors").stat().st_mtime_ns == before


def test_runs_saved_at_once_have_folders_of_their_own(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        folders = [*pool.map(folder._new_folder, [tmp_path / "net"] * 40)]
    assert {path.name for path in folders} == {str(i) for i in range(1, 41)}


# Files.


def test_a_folder_holds_all_files_and_no_others(run):
    assert listing(run) == sorted([*FILES, "report.html"])
    assert all((run / name).stat().st_size for name in FILES)


def test_the_spec_is_the_resolved_one(made, run):
    again = load(run / "spec.json")
    assert resolved(again) == resolved(made.model.spec)
    assert json.loads((run / "spec.json").read_text("utf-8")) == resolved(again)


def test_the_history_has_a_row_for_each_epoch(made, run):
    with (run / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(made.epoch + 1))
    assert [float(row["loss"]) for row in rows] == made.history.curve().last.tolist()
    for report in made.reports:
        told = {name: float(rows[report.epoch][name]) for name in report.metrics}
        assert told == report.metrics


def test_figures_stand_where_they_were_reported(tmp_path):
    entry = spec(HIDDEN, training=training(7, report_every=3), metrics=["mae"])
    path = save(trained(entry), {}, tmp_path)
    with (path / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    known = [row["epoch"] for row in rows if row["mean_absolute_error"]]
    assert known == ["0", "3", "6", "7"]


def strict(text):
    """Parse JSON that has no NaN and no infinity."""

    def refuse(word):
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


def test_the_summary_is_json(made, run):
    summary = strict((run / "summary.json").read_text("utf-8"))
    assert summary["run"] == str(run)
    assert summary["digest"] == digest(made)
    assert summary["stopped"] == "epochs"


DIVERGING = {
    "later": spec(HIDDEN, training=training(9), optimizer={"type": "sgd"})
    | {"optimizer": {"type": "sgd", "learning_rate": 1e90}},
    "at the first step": spec(
        [dense(2, kernel_initializer={"type": "literal", "value": 1e200})],
        training=training(9),
    ),
    "at the first batch": spec(
        [dense(2, kernel_initializer={"type": "literal", "value": 1e200})],
        training=training(9, 3),
        metrics=["mse"],
    ),
}


@pytest.mark.parametrize("name", DIVERGING)
def test_a_run_that_diverged_is_saved_as_well(name, tmp_path):
    run = trained(DIVERGING[name])
    assert run.stopped == "diverged"
    path = save(run, document(run), tmp_path)
    assert listing(path) == FILES
    assert strict((path / "summary.json").read_text())["stopped"] == "diverged"
    assert open_run(path).arrays.w.tobytes() == run.arrays.w.tobytes()


def test_a_run_that_was_interrupted_at_once_is_saved_as_well(tmp_path):
    run = trainer(KINDS["full batch"])
    run.interrupt()
    list(train(run))
    assert listing(save(run, document(run), tmp_path)) == FILES


def test_equal_weights_make_equal_files(made):
    files = {weights(made, coding="1", more="2", other="3") for _ in range(20)}
    assert len(files) == 1


# Trouble.


def left_over(root):
    return [path.name for path in root.rglob("*") if "part" in path.name]


@pytest.mark.parametrize("files", range(5))
def test_a_full_disk_is_told_and_leaves_no_half_files(
    files, made, tmp_path, monkeypatch
):
    written = []

    def fsync(number):
        written.append(number)
        if len(written) > files:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(LonghandError, match=r"could not be saved.*No space left"):
        save(made, document(made), tmp_path)
    assert left_over(tmp_path) == []
    assert listing(tmp_path / "some-net") == []


@pytest.mark.parametrize("name", ["net", "a/b"])
def test_a_place_for_a_run_is_found_out_without_a_trace(name, tmp_path):
    check_room(name, tmp_path / "runs")
    assert listing(tmp_path) == []


def test_a_place_where_no_run_can_be_saved_is_told_before(tmp_path, monkeypatch):
    (tmp_path / "runs").write_text("")
    with pytest.raises(LonghandError, match="no run can be saved there") as caught:
        check_room("net", tmp_path / "runs")
    assert "--no-save" in str(caught.value)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.runs.folder.TemporaryFile", full)
    with pytest.raises(LonghandError, match="No space left"):
        check_room("net", tmp_path)


@pytest.mark.parametrize("call", ["mkdir", "replace", "open"])
def test_a_folder_that_cannot_be_written_is_told(call, made, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, call, refuse)
    with pytest.raises(LonghandError, match="Permission denied"):
        save(made, {}, tmp_path)
    monkeypatch.undo()
    assert left_over(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_told(made, tmp_path):
    (tmp_path / "runs").write_text("")
    with pytest.raises(LonghandError, match="could not be saved"):
        save(made, {}, tmp_path / "runs")


def test_values_that_are_not_numbers_are_written_as_null(tmp_path):
    made = trained(DIVERGING["later"])
    made.arrays.w[:] = np.nan
    summary = document(made)
    path = save(made, summary, tmp_path)
    text = (path / "summary.json").read_text()
    assert strict(text)["predictions"][0] == [None, None]
