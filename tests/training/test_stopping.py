"""When training ends: against Keras's early stopping, written down once more."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training.callbacks import EarlyStopping
from engine.training.loop import Hooks, Loop, Settings, Variables
from engine.training.settings import early_stopping
from tests.building import compiled
from tests.training.making import HIDDEN, SPLIT, trained, trainer, training
from tests.writing import spec

FIGURES = st.lists(
    st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.8, math.nan]), min_size=1, max_size=12
)


def keras(figures, wish):
    """Say after which epoch Keras 3 stops, and of which epoch the best weights are.

    Its epochs count from 0, ours from 1; that is why 1 is added. 0 stands for never.
    """
    sign = 1 if wish["mode"] == "max" else -1
    best, best_epoch, wait = -sign * math.inf, None, 0
    for epoch, figure in enumerate(figures):
        if epoch < wish["start_from_epoch"]:
            continue
        if best_epoch is None:
            best_epoch = epoch
        wait += 1
        reached = sign * (figure - sign * wish["min_delta"])
        if reached > sign * best:
            best, best_epoch = figure, epoch
            if wish["baseline"] is None or reached > sign * wish["baseline"]:
                wait = 0
        elif wait >= wish["patience"] and epoch > 0:
            return epoch + 1, best_epoch + 1
    return 0, 0 if best_epoch is None else best_epoch + 1


class Counting:
    """Steps that write the number of updates into the weights."""

    def __init__(self, w):
        self.w = w

    def gradients(self, *_):
        return 1.0

    def apply(self, rate, t):
        self.w[:] = t

    def evaluate(self, x, y):
        return y, 1.0

    def penalties(self):
        return 0.0


def run(figures, wish, batch_size=None):
    """Train through epochs whose figures are known; give the loop."""
    chosen = Settings(
        0, len(figures), batch_size, True, None, (), "rows", has_states=False
    )
    w, rows = np.zeros(3), np.zeros((4, 1))
    hooks = Hooks(
        1.0,
        [EarlyStopping(**wish)],
        metric=lambda _: figures[loop.state.epoch - 1],
    )
    loop = Loop(Counting(w), Variables(w, np.zeros(3)), [rows, rows], chosen, hooks)
    loop.begin()
    while not loop.state.stopped:
        loop.step()
    loop.finish()
    return loop


WISHES = st.builds(
    dict,
    monitor=st.just("val_loss"),
    mode=st.sampled_from(["min", "max"]),
    min_delta=st.sampled_from([0.0, 0.1, 0.25]),
    patience=st.integers(0, 4),
    baseline=st.sampled_from([None, 0.0, 0.2, 0.4, 1.0]),
    restore_best_weights=st.booleans(),
    start_from_epoch=st.integers(0, 6),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(figures=FIGURES, wish=WISHES, batch_size=st.sampled_from([None, 2]))
def test_it_stops_when_keras_does_and_keeps_the_same_weights(figures, wish, batch_size):
    stops, best = keras(figures, wish)
    loop = run(figures, wish, batch_size)
    assert loop.state.stopped == ("early_stopping" if stops else "epochs")
    ended = stops or len(figures)
    assert loop.state.epoch == ended
    updates = (best or ended) if wish["restore_best_weights"] else ended
    assert (loop.w == updates * (1 if batch_size is None else 2)).all()
    (stopper,) = loop.hooks.callbacks
    if wish["restore_best_weights"]:
        assert stopper.best_epoch == best


def stopping(**more):
    wish = {"monitor": "val_loss", **more}
    metrics = ["mae", "accuracy", "exact_match"]
    how = training(4, early_stopping=wish)
    made = compiled(spec(HIDDEN, training=how, metrics=metrics, split=SPLIT))
    return early_stopping(made.spec)


@pytest.mark.parametrize(
    ("monitor", "mode", "resolved"),
    [
        ("loss", "auto", "min"),
        ("val_loss", "auto", "min"),
        ("mean_absolute_error", "auto", "min"),
        ("accuracy", "auto", "max"),
        ("val_accuracy", "auto", "max"),
        ("val_exact_match", "auto", "max"),
        ("val_accuracy", "min", "min"),
        ("loss", "max", "max"),
    ],
)
def test_which_figures_should_grow(monitor, mode, resolved):
    assert stopping(monitor=monitor, mode=mode).mode == resolved


def test_every_key_of_the_spec_arrives():
    wish = {
        "min_delta": 0.125,
        "patience": 7,
        "baseline": 2.5,
        "restore_best_weights": True,
        "start_from_epoch": 3,
    }
    assert vars(stopping(**wish)).items() >= wish.items()
    plain = compiled(spec(HIDDEN, training=training(4)))
    assert early_stopping(plain.spec) is None


@pytest.mark.parametrize("batch_size", [None, 3])
def test_the_best_weights_are_those_of_the_best_reported_epoch(batch_size):
    wish = {"patience": 3, "restore_best_weights": True}
    rate = {"type": "sgd", "learning_rate": 0.8}
    how = training(200, batch_size, early_stopping=wish)
    made = trained(spec(HIDDEN, training=how, split=SPLIT, optimizer=rate))
    assert made.stopped == "early_stopping"
    found = [report.metrics["val_loss"] for report in made.reports[1:]]
    assert made.epoch == 1 + int(np.argmin(found)) + 3
    assert made.scores()["validation"]["loss"] == min(found)


def test_what_is_monitored_is_computed_between_reports_as_well():
    wish = {"patience": 2, "monitor": "val_loss"}
    rate = {"type": "sgd", "learning_rate": 0.8}
    often, seldom = (
        trained(
            spec(
                HIDDEN,
                training=training(200, report_every=every, early_stopping=wish),
                split=SPLIT,
                optimizer=rate,
            )
        )
        for every in (1, 150)
    )
    assert often.stopped == seldom.stopped == "early_stopping"
    assert often.epoch == seldom.epoch
    assert [r.epoch for r in seldom.reports] == [0, seldom.epoch]


@pytest.mark.parametrize("batch_size", [None, 3])
def test_the_target_loss_ends_training_at_the_first_epoch_that_has_it(batch_size):
    free = trained(spec(HIDDEN, training=training(8, batch_size)))
    losses = free.history.curve().last
    target = float(losses[3])
    first = int(np.argmax(losses <= target))
    how = training(8, batch_size, target_loss=target)
    made = trained(spec(HIDDEN, training=how))
    assert (made.stopped, made.epoch) == ("target_loss", first)
    assert made.history.curve().last.tolist() == losses[: first + 1].tolist()


def test_weights_that_are_good_enough_are_not_trained():
    made = trained(spec(HIDDEN, training=training(8, target_loss=1e6)))
    assert (made.stopped, made.loop.state.updates, made.epoch) == (
        "target_loss",
        0,
        0,
    )
    same = trainer(spec(HIDDEN, training=training(8)))
    assert (made.arrays.w == same.arrays.w).all()
