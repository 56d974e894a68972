"""Saved runs are opened to the same bits, or what is wrong with them is told."""

import pytest

from engine.errors import LonghandError
from engine.runs import digest, open_run, open_trainer, save, weights
from tests.training.making import KINDS, trained, trainer, training
from tests.writing import dense, spec

WITH_STATES = ["batch normalization in batches", "normalization", "embedding"]


@pytest.fixture(scope="module")
def made():
    return trained(KINDS["penalties"] | {"name": "some-net"})


@pytest.fixture
def run(made, tmp_path):
    return save(made, {}, tmp_path)


@pytest.mark.parametrize("name", ["penalties", "float32", "best weights", *WITH_STATES])
def test_an_opened_run_predicts_the_same_bits(name, tmp_path):
    made = trained(KINDS[name])
    path = save(made, {}, tmp_path)
    x = made.parts.train.x
    for again in (open_run(path), open_trainer(path)):
        assert again.predict(x).tobytes() == made.predict(x).tobytes()
        assert digest(again) == digest(made)
    assert again.scores() == made.scores()


def test_what_is_saved_does_not_change_when_it_is_opened(run):
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    open_trainer(run).step(3)
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


@pytest.mark.parametrize("path", ["nowhere", "", "some-net/1/spec.json"])
@pytest.mark.parametrize("opened", [open_run, open_trainer])
def test_where_there_is_no_run(opened, path, run, tmp_path):
    with pytest.raises(LonghandError, match="there is no run here"):
        opened(tmp_path / path)


def damaged(whole):
    """Cut a file off everywhere, and change each of its bytes."""
    yield from (whole[:n] for n in range(0, len(whole), 11))
    for i, byte in enumerate(whole):
        yield whole[:i] + bytes([byte ^ 0x10]) + whole[i + 1 :]
    yield whole * 2
    yield bytes(len(whole))


def is_told(trainer, file):
    """Tell whether reading the weights ends in a message about them."""
    try:
        weights.restore(trainer, file)
    except LonghandError as error:
        return str(error).startswith(f"{file}: the weights are ")
    return False


def test_every_damage_to_the_weights_is_found(made, run):
    file, again = run / "weights.safetensors", trainer(KINDS["penalties"])
    unnoticed = 0
    for content in damaged(file.read_bytes()):
        file.write_bytes(content)
        if not is_told(again, file):
            unnoticed += 1
            assert again.arrays.w.tobytes() == made.arrays.w.tobytes()
    assert unnoticed < 5


def test_weights_of_another_run_are_refused(run, tmp_path):
    other = trained(spec([dense(3, "tanh"), dense(2)], training=training(1)))
    path = save(other, {}, tmp_path)
    content = (path / "weights.safetensors").read_bytes()
    (run / "weights.safetensors").write_bytes(content)
    with pytest.raises(LonghandError, match="the weights are damaged"):
        open_run(run)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"units": 4', '"units": 5', "weights"),
        ('"units": 4', '"units": "4"', "spec.json:.*units"),
        ('"dtype": "float64"', '"dtype": "float32"', "weights"),
        ('"use_bias": true', '"use_bias": tru', "spec.json:"),
        ('"name": "dense_2"', '"name": "last"', "weights"),
    ],
)
def test_an_edited_spec_is_told(old, new, message, run):
    text = (run / "spec.json").read_text("utf-8")
    assert old in text
    (run / "spec.json").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LonghandError, match=message):
        open_run(run)


def test_a_run_without_its_spec_is_told(run):
    (run / "spec.json").unlink()
    with pytest.raises(LonghandError, match=r"spec\.json"):
        open_run(run)
