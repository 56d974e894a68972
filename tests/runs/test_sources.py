"""What a run keeps of the table that it learned from, and finding the table again."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import LonghandError
from engine.runs import digest, open_run, open_trainer, save, sources, summary
from engine.runs.coding import coding
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.runs.market import MARKETS, market, saved_in, trained_in, write_market
from tests.training.making import KINDS, trained, training


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return saved_in(tmp_path_factory.mktemp("made"), MARKETS["two classes"])


@pytest.fixture
def home(made, tmp_path):
    """Give the folder of a table and its run, which may be damaged."""
    shutil.copytree(made[1].parents[2], tmp_path, dirs_exist_ok=True)
    summary = tmp_path / "runs/market/1/summary.json"
    told = json.loads(summary.read_text("utf-8"))
    told["data"]["folder"] = str(tmp_path)
    summary.write_text(json.dumps(told), "utf-8")
    return tmp_path


@pytest.fixture
def run(home):
    return home / "runs/market/1"


def told(opened, *given):
    with pytest.raises(LonghandError) as error:
        opened(*given)
    return str(error.value)


# What is written.


def test_only_runs_of_tables_have_a_coding(made, tmp_path):
    assert (made[1] / "coding.json").is_file()
    other = save(trained(KINDS["full batch"]), {}, tmp_path)
    assert not (other / "coding.json").exists()
    assert "data" not in summary(trained(KINDS["full batch"]))


def test_the_coding_is_json_that_people_can_read(made):
    written = json.loads((made[1] / "coding.json").read_text("utf-8"))
    assert written["version"] == 1
    assert written["signature"]["labels"] == ["no", "yes"]
    assert written["rows"] == {"train": 48, "validation": 17, "test": 17}
    assert list(written["inputs"]) == ["color", "size", "age", "when"]
    assert written["outputs"]["dear"]["layout"] == "truth"


def test_the_summary_tells_where_the_data_came_from(made):
    trainer, folder = made
    told = json.loads((folder / "summary.json").read_text("utf-8"))["data"]
    home = folder.parents[2]
    content = (home / "data/market.csv").read_bytes()
    assert told == {
        "type": "csv",
        "path": "data/market.csv",
        "folder": str(home),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": {name: len(part) for name, part in trainer.parts.items()},
        "left_out": 8,
        "empty": 0,
        "missing": {"size": 10, "age": 8, "when": 7},
        "unseen": {},
    }


def test_a_file_that_changed_meanwhile_is_not_vouched_for(tmp_path):
    trainer = trained_in(tmp_path, MARKETS["numbers"])
    file = write_market(tmp_path, 90)
    os.utime(file, ns=(1, 1))
    folder = save(trainer, summary(trainer), tmp_path / "runs")
    written = json.loads((folder / "summary.json").read_text("utf-8"))
    assert written["data"]["sha256"] is None
    assert "was written to while" in told(open_trainer, folder)
    file.unlink()
    assert summary(trainer)["data"]["sha256"] is None
    assert open_run(folder).predict(trainer.parts.train.x).shape == (48, 1)


def test_a_relative_folder_is_noted_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, folder = saved_in(Path(), MARKETS["numbers"])
    written = json.loads((folder / "summary.json").read_text("utf-8"))
    assert written["data"]["folder"] == str(tmp_path)


# Finding the table again.


def test_a_run_is_judged_by_its_table(made, run):
    assert open_trainer(run).scores() == made[0].scores()


def test_a_table_that_is_gone_or_elsewhere(made, home, run, tmp_path_factory):
    (home / "data").rename(home / "moved")
    message = told(open_trainer, run)
    assert f"{home / 'data/market.csv'}: the data of {run} is not there" in message
    assert "--data FOLDER" in message
    place = tmp_path_factory.mktemp("place")
    shutil.copytree(home / "moved", place / "data")
    assert open_trainer(run, place).scores() == made[0].scores()
    assert "is not there" in told(open_trainer, run, home)


@pytest.mark.parametrize("more", [b"\n", b"red,1,2,2024-01-01,3,no,small,1\n"])
def test_a_table_that_has_changed_is_refused(more, home, run):
    file = home / "data/market.csv"
    file.write_bytes(file.read_bytes() + more)
    assert "it has changed since" in told(open_trainer, run)
    assert "it has changed since" in told(open_trainer, run, home)
    assert open_run(run)


def test_a_change_of_the_same_size_is_found(home, run):
    file = home / "data/market.csv"
    file.write_bytes(file.read_bytes().replace(b"red", b"rot"))
    assert "it has changed since" in told(open_trainer, run)


WRONG = '{"data": {"folder": 3, "size": 1, "sha256": ""}}'


@pytest.mark.parametrize(
    "text", [None, "", "{}", '{"data": 3}', '{"data": {}}', "[", WRONG]
)
def test_a_damaged_summary_is_told(text, run):
    summary = run / "summary.json"
    summary.unlink() if text is None else summary.write_text(text)
    message = told(open_trainer, run)
    assert message.startswith(f"{summary}: it does not tell where the data came from")
    assert open_run(run)


def test_a_spec_that_was_edited_is_not_judged(run):
    text = (run / "spec.json").read_text("utf-8")
    edited = text.replace('"missing": "mean"', '"missing": "median"')
    assert edited != text
    (run / "spec.json").write_text(edited, "utf-8")
    assert "the data become other numbers" in told(open_trainer, run)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    assert "cannot be read" in told(sources.file_digest, tmp_path)


# A coding that is not what it was.


def test_a_coding_that_is_missing_is_told(run):
    (run / "coding.json").unlink()
    message = told(open_run, run)
    assert message.startswith(f"{run / 'coding.json'}: it cannot be read: No such file")
    assert "hint: " in message


def test_every_damage_to_the_coding_is_found(run):
    file = run / "coding.json"
    whole = file.read_bytes()
    step = len(whole) // 25
    damaged = [whole[:n] for n in range(0, len(whole), step)]
    damaged += [
        whole[:i] + bytes([whole[i] ^ 0x10]) + whole[i + 1 :]
        for i in range(0, len(whole), step)
    ]
    for content in damaged:
        file.write_bytes(content)
        assert told(open_run, run).startswith(f"{file}: it is damaged, or not the one")


def test_the_coding_of_another_run_is_refused(run, tmp_path_factory):
    _, other = saved_in(tmp_path_factory.mktemp("other"), MARKETS["numbers"])
    shutil.copy(other / "coding.json", run / "coding.json")
    assert "not the one that was saved with the weights" in told(open_run, run)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data | {"version": 2}, "its version is 2, and 1 is expected"),
        (lambda data: data | {"inputs": {"a": {}}}, "damaged: KeyError('column')"),
        (lambda data: data | {"outputs": 3}, "it is damaged: "),
        (lambda data: data | {"signature": {}}, "damaged: KeyError('inputs')"),
        (lambda data: [data], "it is damaged: TypeError"),
    ],
)
def test_a_coding_that_cannot_be_understood_is_told(change, message, made, tmp_path):
    """Such as that of a later version, which its weights vouch for."""
    trainer = made[0]
    written = json.loads(coding(trainer.model))
    content = json.dumps(change(written)).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.runs.coding.coding", lambda _: content)
        folder = save(trainer, {}, tmp_path)
    assert message in told(open_run, folder)


# The program that repeats the run, and class weights by the words of the table.


@pytest.mark.parametrize("rows", [90, 1500])
@pytest.mark.parametrize("name", ["two classes", "three classes"])
def test_source_ends_with_the_same_weights(name, rows, tmp_path):
    trainer, folder = saved_in(tmp_path, MARKETS[name], rows)
    assert (folder / "data.npz").exists() == (rows > 1000)
    command = [sys.executable, "-I", "source.py"]
    out = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    assert digest(trainer) in out.decode()


WEIGHED = {"small": 1.0, "medium": 2.0, "large": 4.0}
NUMBERED = {"0": 4.0, "1": 2.0, "2": 1.0}


@pytest.mark.parametrize("loss", ["", "sparse_"])
def test_classes_are_weighed_by_their_names(loss, tmp_path):
    def weights(table):
        how = training(1, class_weight=table)
        entry = market(["kind"], f"{loss}categorical_crossentropy", "softmax")
        return trained_in(tmp_path, entry | {"training": how}).parts.train

    part = weights(WEIGHED)
    assert part.weight.tobytes() == weights(NUMBERED).weight.tobytes()
    assert set(part.weight.ravel().tolist()) == {1.0, 2.0, 4.0}


@pytest.mark.parametrize(
    ("loss", "last", "low"), [("bce", "sigmoid", 0), ("hinge", "tanh", -1)]
)
def test_two_classes_are_weighed_by_their_names(loss, last, low, tmp_path):
    how = training(1, class_weight={"yes": 3.0})
    part = trained_in(
        tmp_path, market(["dear"], loss, last) | {"training": how}
    ).parts.train
    expected = [3.0 if y == 1 else 1.0 for y in part.y[:, 0]]
    assert set(part.y[:, 0].tolist()) == {low, 1}
    assert part.weight[:, 0].tolist() == expected


def test_names_that_look_like_numbers_are_names(tmp_path):
    """Of the classes 1, 2 and 3, 1 is the first, not the second."""
    path = write_market(tmp_path)
    text = path.read_text("utf-8")
    for i, name in enumerate(("small", "medium", "large"), 1):
        text = text.replace(name, str(i))
    path.write_text(text, "utf-8")
    entry = market({"kind": "category"}, "categorical_crossentropy", "softmax")
    entry["training"] |= {"class_weight": {"1": 5.0}}
    part = Trainer(compile_spec(load(entry, tmp_path))).parts.train
    expected = [5.0 if y == 0 else 1.0 for y in part.y.argmax(axis=1)]
    assert part.weight[:, 0].tolist() == expected
    entry["training"] |= {"class_weight": {"0": 5.0}}
    with pytest.raises(LonghandError, match="there is no class '0'"):
        Trainer(compile_spec(load(entry, tmp_path)))


# Arrays.


def arrays_in(folder, kind):
    """Write arrays below a folder, and train on them."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, 4)), rng.integers(0, 3, 30)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    if kind == "npz":
        np.savez(folder / "data/a.npz", x=x, y=y)
        dataset = {"type": "npz", "path": "data/a.npz"}
    else:
        np.save(folder / "data/x.npy", x)
        np.save(folder / "data/y.npy", y)
        dataset = {"type": "npy", "inputs": "data/x.npy", "outputs": "data/y.npy"}
    entry = market([], "sparse_categorical_crossentropy", "softmax", dataset=dataset)
    made = Trainer(compile_spec(load(entry, folder)))
    made.step(10**6)
    return made, save(made, summary(made), folder / "runs")


@pytest.mark.parametrize("kind", ["npz", "npy"])
def test_a_run_of_arrays_predicts_without_them_and_is_judged_by_them(kind, tmp_path):
    trainer, run = arrays_in(tmp_path, kind)
    assert open_trainer(run).scores() == trainer.scores()
    (tmp_path / "data").rename(tmp_path / "moved")
    assert "is not there" in told(open_trainer, run)
    x = trainer.parts.train.x
    assert open_run(run).predict(x).tobytes() == trainer.predict(x).tobytes()
    (tmp_path / "else").mkdir()
    (tmp_path / "moved").rename(tmp_path / "else/data")
    assert open_trainer(run, tmp_path / "else").scores() == trainer.scores()
    last = sorted((tmp_path / "else/data").iterdir())[-1]
    content = bytearray(last.read_bytes())
    content[-1] ^= 1
    last.write_bytes(content)
    assert "the data has changed since" in told(open_trainer, run, tmp_path / "else")
