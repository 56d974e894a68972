"""A run that was saved goes on as if it had never been away, bit for bit."""

import numpy as np
import pytest
from safetensors.numpy import load, save

from engine.errors import LonghandError
from engine.training.history import History
from engine.training.run_state import DOCUMENT, RunState
from engine.vocabulary.optimizers import Optimizer
from tests.training.making import (
    DROPPED,
    HIDDEN,
    KINDS,
    SPLIT,
    at_once,
    seen,
    trained,
    trainer,
    training,
)
from tests.writing import spec

ALL = 10**6
OPTIMIZERS = sorted(word.tag() for word in Optimizer.words())
STOPPING = {"patience": 2, "monitor": "val_loss", "restore_best_weights": True}
MORE = {
    "early stopping without validation": spec(
        HIDDEN, training=training(12, early_stopping=STOPPING | {"monitor": "loss"})
    ),
    "reports now and then": spec(
        DROPPED, training=training(9, 2, report_every=4), split=SPLIT, metrics=["mae"]
    ),
}
EACH = pytest.mark.parametrize("name", [*KINDS, *MORE])


def saved(state: RunState) -> RunState:
    """Send a state through a file."""
    return RunState.from_arrays(load(save(state.to_arrays())))


def assert_same(one: RunState, other: RunState) -> None:
    first, second = one.to_arrays(), other.to_arrays()
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert (array.dtype, array.shape) == (second[name].dtype, second[name].shape)
        assert array.tobytes() == second[name].tobytes(), name


@EACH
@pytest.mark.parametrize("done", [0, 1, 4, 5, ALL])
def test_a_saved_run_goes_on_elsewhere(name, done):
    entry = {**KINDS, **MORE}[name]
    first, second = trainer(entry), trainer(entry)
    if done:
        first.step(done)
    state = first.state()
    assert_same(saved(state), state)
    second.restore(saved(state))
    assert_same(second.state(), state)
    second.step(ALL)
    assert seen(second) == seen(trained(entry))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_optimizer_goes_on_from_what_it_remembers(optimizer, dtype):
    size = None if optimizer == "lbfgs" else 3
    entry = spec(HIDDEN, optimizer=optimizer, training=training(6, size), dtype=dtype)
    first, second = trainer(entry), trainer(entry)
    first.step(5)
    second.restore(saved(first.state()))
    second.step(ALL)
    assert seen(second) == seen(trained(entry))


def test_what_a_person_did_is_saved():
    made = trainer(KINDS["full batch"])
    made.step(2)
    made.rate = 0.25
    other = trainer(KINDS["full batch"])
    other.restore(saved(made.state()))
    assert (other.rate, other.is_by_hand, other.seconds) == (0.25, True, made.seconds)


def test_a_long_history_is_saved_with_its_buckets():
    history = History(6)
    history.extend(np.arange(20.0))
    made = trainer(KINDS["full batch"])
    state = made.state()
    state.history = history
    found = saved(state).history
    for history_ in (history, found):
        history_.extend(np.arange(5.0))
    for one, other in zip(
        vars(history.curve()).values(), vars(found.curve()).values(), strict=True
    ):
        assert one.tolist() == other.tolist()


def test_numbers_that_are_not_finite_are_saved():
    state = at_once("plateau").state()
    assert np.isfinite(state.callbacks[1]["best"])
    state.callbacks[1]["best"], state.loop.loss = np.nan, -np.inf
    found = saved(state)
    assert np.isnan(found.callbacks[1]["best"])
    assert found.loop.loss == -np.inf


def test_a_state_of_another_version_is_refused():
    arrays = trainer(KINDS["full batch"]).state().to_arrays()
    text = bytes(arrays[DOCUMENT]).replace(b'"version": 1', b'"version": 7')
    arrays[DOCUMENT] = np.frombuffer(text, np.uint8)
    with pytest.raises(LonghandError, match="has version 7, not 1"):
        RunState.from_arrays(arrays)
