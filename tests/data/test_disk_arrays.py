"""Examples that do not fit in memory: on disk, and to the bit the same."""

import subprocess
import sys

import numpy as np
import pytest

from engine import memory
from engine.budget import check_budget, needed
from engine.compile import compile_spec
from engine.errors import LonghandError, SpecError
from engine.export.script import header
from engine.runs import digest, save, summary
from engine.spec.model import load
from engine.training.trainer import Trainer, train
from tests.cli.asking import ask, write
from tests.data.tabling import tabular

ROWS = {
    "x1": [None if i % 50 == 3 else i * 0.5 for i in range(4000)],
    "x2": ["abc"[i % 3] for i in range(4000)],
    **{f"x{k}": [i * k % 11 for i in range(4000)] for k in range(3, 20)},
    "w": [1 + i % 4 for i in range(4000)],
    "y": [i % 7 for i in range(4000)],
}
INPUTS = {
    **{f"x{k}": "number" for k in range(3, 20)},
    "x1": {"type": "number", "missing": "drop_row"},
    "x2": "category",
}
SMALL = 1_200_000
"""Bytes; a quarter of it is less than the inputs take, all is more than the rest."""


def entry_in(tmp_path, **more):
    training = {"epochs": 2, "batch_size": 64}
    split = {"validation": 0.1, "test": 0.1}
    keys = {"training": training, "split": split, "inputs": INPUTS, **more}
    made = tabular(tmp_path, ROWS, **keys)
    return {**made, "dataset": {**made["dataset"], "sample_weight": "w"}}


def model_in(tmp_path, memory=None, **more):
    return compile_spec(load(entry_in(tmp_path, **more), tmp_path).within(memory))


def trained(model):
    made = Trainer(model)
    for _ in train(made):
        pass
    return made


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_run_on_disk_has_the_bits_of_one_in_memory(tmp_path, dtype):
    near, far = (model_in(tmp_path, memory, dtype=dtype) for memory in (None, SMALL))
    assert (near.spec.dataset.is_on_disk, far.spec.dataset.is_on_disk) == (False, True)
    made = [trained(near), trained(far)]
    assert digest(made[0]) == digest(made[1])
    assert made[0].scores() == made[1].scores()
    assert memory.is_on_disk(made[1].parts.train.x)
    for part in ("train", "validation", "test"):
        a, b = (dict(each.parts.items())[part] for each in made)
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_what_is_on_disk_is_not_counted_as_memory(tmp_path):
    near, far = model_in(tmp_path), model_in(tmp_path, SMALL)
    size, on_disk = needed(far)
    assert size < needed(near)[0]
    assert needed(near)[1] == 0
    assert on_disk == 8 * 21 * far.spec.dataset.count()


def test_all_at_once_does_not_go_from_disk(tmp_path):
    model = model_in(tmp_path, SMALL, training={"epochs": 1})
    with pytest.raises(SpecError, match="do not fit in memory at once") as caught:
        check_budget(model)
    assert '"batch_size"' in caught.value.problems[0].hint


def test_a_disk_without_room_is_told(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(memory, "_reserve", full)
    with pytest.raises(LonghandError, match=r"need 781 KB on disk.*\n.*TMPDIR"):
        memory.zeros((1000, 100), "float64", 1000)


def test_the_terminal_says_it_beforehand(tmp_path, capsys):
    spec = write(entry_in(tmp_path), str(tmp_path / "net.json"))
    code, out, _ = ask(capsys, spec, "--no-save", "--memory", "1MB")
    assert (code, "of at most 1 MB" in out) == (0, True)
    code, _, err = ask(capsys, spec, "--no-save", "--memory", "tiny")
    assert (code, "'tiny' is not a size" in err) == (2, True)


def test_too_many_examples_are_not_kept_with_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(header, "MOST_KEPT", 1000)
    made = trained(model_in(tmp_path))
    folder = save(made, summary(made), tmp_path / "runs")
    assert not (folder / "data.npz").exists()
    text = (folder / "source.py").read_text("utf-8")
    assert "were not kept with it" in text.split('"""')[1]
    how = {"cwd": folder, "capture_output": True, "text": True}
    ended = subprocess.run([sys.executable, "-I", "source.py"], check=False, **how)
    assert ended.returncode == 1
    assert "data.npz is missing: the examples belong there" in ended.stderr
