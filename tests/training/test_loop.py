"""The loss of an epoch, the portions it is made of, and numbers that are not finite."""

from itertools import chain

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.textbook import TextbookSteps
from engine.core.running.rng import stream
from engine.training.loop import Hooks, Loop, Settings, Variables
from tests.building import compiled, data
from tests.training.making import (
    ADAM,
    DECAY,
    DROPPED,
    HIDDEN,
    KINDS,
    PENALIZED,
    trained,
    trainer,
    training,
)
from tests.writing import ROWS, spec

OVERFLOWING = {"type": "sgd", "learning_rate": 1e90}


def by_hand(entry):
    """Make a run's own copy of its weights and the textbook's steps on it."""
    made = compiled(entry)
    held = Arrays(made.program, made.initial_values())
    return made, held, TextbookSteps(made.program, held)


def losses(made):
    return made.history.curve().last.tolist()


def rate(t):
    """Say what the schedule `DECAY` means."""
    start, factor = DECAY["initial_learning_rate"], DECAY["decay_rate"]
    return start * factor ** (t / DECAY["decay_steps"])


# What the loss of an epoch is.


@pytest.mark.parametrize("layers", [HIDDEN, PENALIZED])
@pytest.mark.parametrize("batch_size", [None, ROWS, ROWS + 1])
def test_the_full_batch_loss_is_that_of_the_weights_after_so_many_epochs(
    layers, batch_size
):
    entry = spec(layers, training=training(5, batch_size))
    made, _, steps = by_hand(entry)
    rows = [*data(made)]
    expected = []
    for epoch in range(6):
        expected.append(steps.evaluate(*rows)[1] + steps.penalties())
        steps.gradients(*rows)
        steps.apply(0.05, epoch + 1)
    assert losses(trained(entry)) == pytest.approx(expected, rel=1e-12)


def test_the_last_loss_is_that_of_the_weights_one_has_in_the_end():
    made = trained(KINDS["penalties"])
    last = made.reports[-1]
    assert last.epoch == made.epoch == 5
    assert last.metrics["loss"] == pytest.approx(made.scores()["train"]["loss"])


@pytest.mark.parametrize("layers", [HIDDEN, PENALIZED])
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_loss_of_batches_is_the_mean_over_the_rows(layers, shuffle, dtype):
    more = {"optimizer": ADAM, "dtype": dtype}
    entry = spec(layers, training=training(3, 3, shuffle=shuffle), **more)
    made, held, steps = by_hand(entry)
    rows = [*data(made)]
    expected = [steps.evaluate(*rows)[1] + steps.penalties()]
    t = 0
    for epoch in range(3):
        order = np.arange(ROWS)
        if shuffle:
            order = stream(3, "shuffle", epoch).permutation(ROWS)
        total = 0.0
        for chosen in (order[:3], order[3:6], order[6:]):
            total += float(steps.gradients(*(a[chosen] for a in rows))) * len(chosen)
            steps.apply(rate(t), t + 1)
            t += 1
        expected.append(total / ROWS)
    run = trained(entry)
    close = 1e-12 if dtype == "float64" else 1e-5
    assert losses(run) == pytest.approx(expected, rel=close)
    assert run.arrays.w == pytest.approx(held.w, rel=close, abs=close)


def test_with_dropout_an_epoch_has_the_loss_of_its_step_and_row_0_is_without():
    entry = spec(DROPPED, training=training(3))
    made, _, steps = by_hand(entry)
    rows = [*data(made)]
    expected = [steps.evaluate(*rows)[1]]
    (noise,) = made.program.noises
    for t in range(3):
        u = stream(3, noise.key, t).random((ROWS, 4))
        expected.append(steps.gradients(*rows, u))
        steps.apply(0.05, t + 1)
    assert losses(trained(entry)) == pytest.approx(expected, rel=1e-12)


def test_row_0_comes_before_any_update():
    for name, entry in KINDS.items():
        made = trained(entry)
        untrained = trainer(entry).scores()["train"]["loss"]
        assert losses(made)[0] == pytest.approx(untrained, rel=1e-6), name


@pytest.mark.parametrize("batch_size", [None, 2])
def test_no_epochs_are_a_report_and_no_update(batch_size):
    made = trained(spec(HIDDEN, training=training(0, batch_size)))
    assert (made.stopped, made.loop.state.updates, made.history.count) == (
        "epochs",
        0,
        1,
    )
    assert [report.epoch for report in made.reports] == [0]
    assert (made.arrays.w == trainer(KINDS["full batch"]).arrays.w).all()


# Portions.


class Watching:
    """Steps that learn nothing and keep what they were given."""

    def __init__(self, g, loss=1.0, slope=0.0):
        self.g, self.loss, self.slope = g, loss, slope
        self.batches, self.applied = [], []

    def gradients(self, x, *_):
        self.batches.append(x.ravel().tolist())
        self.g[:] = self.slope
        return self.loss

    def apply(self, rate, t):
        self.applied.append((rate, t))

    def evaluate(self, x, y):
        return y, self.loss

    def penalties(self):
        return 0.0


def watched(rows, batch_size, epochs=3, *, shuffle=True, **told):
    """Run a loop over rows that are numbered; give it and its steps."""
    chosen = Settings(8, epochs, batch_size, shuffle, None, (), "rows", False)
    x = np.arange(float(rows))[:, None]
    w, g = np.ones(2), np.zeros(2)
    steps = Watching(g, **told)
    hooks = Hooks(lambda t: 10.0 + t)
    made = Loop(steps, Variables(w, g), [x, x], chosen, hooks)
    made.begin()
    with np.errstate(all="ignore"):
        while not made.state.stopped:
            made.step()
    return made, steps


@pytest.mark.parametrize("rows", [1, 2, 7, 12])
@pytest.mark.parametrize("batch_size", [1, 2, 3, 5])
def test_batches_go_over_every_row_once_an_epoch(rows, batch_size):
    _, steps = watched(rows, batch_size)
    if batch_size >= rows:
        steps.batches.pop()
    a_round = -(-rows // min(batch_size, rows))
    assert len(steps.batches) == 3 * a_round
    for epoch in range(3):
        portions = steps.batches[epoch * a_round : (epoch + 1) * a_round]
        assert sorted(chain(*portions)) == list(range(rows))
        assert {len(portion) for portion in portions[:-1]} <= {batch_size}
        assert 0 < len(portions[-1]) <= batch_size


def test_the_order_is_drawn_anew_for_every_epoch():
    _, steps = watched(9, 4)
    orders = [[*chain(*steps.batches[i : i + 3])] for i in (0, 3, 6)]
    assert orders == [stream(8, "shuffle", i).permutation(9).tolist() for i in range(3)]
    assert len({*map(tuple, orders)}) == 3


@pytest.mark.parametrize("size", [None, 9, 100])
def test_the_whole_set_is_never_shuffled(size):
    _, steps = watched(9, size)
    assert steps.batches == [[*range(9)]] * 4


def test_without_shuffling_rows_keep_their_order():
    _, steps = watched(7, 3, shuffle=False)
    assert steps.batches == [[0, 1, 2], [3, 4, 5], [6]] * 3


@pytest.mark.parametrize("batch_size", [None, 4])
def test_rates_count_steps_from_0_and_updates_from_1(batch_size):
    made, steps = watched(9, batch_size)
    assert steps.applied == [(10.0 + t, t + 1) for t in range(made.state.updates)]
    assert made.state.updates == (3 if batch_size is None else 9)


# Numbers that are not finite.


@pytest.mark.parametrize("batch_size", [None, 3])
def test_divergence_stops_before_the_update(batch_size):
    entry = spec(HIDDEN, training=training(50, batch_size), optimizer=OVERFLOWING)
    made = trained(entry)
    assert made.stopped == "diverged"
    assert np.isfinite(made.arrays.w).all()
    again = trainer(entry)
    again.step(made.loop.state.updates)
    assert not again.stopped
    assert (again.arrays.w == made.arrays.w).all()


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
def test_a_loss_that_is_not_finite_is_not_followed(loss):
    made, steps = watched(4, None, loss=loss)
    assert (
        made.state.stopped,
        made.state.updates,
        made.state.epoch,
        steps.applied,
    ) == ("diverged", 0, 0, [])


@pytest.mark.parametrize("slope", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_is_not_followed(slope):
    made, steps = watched(4, 2, slope=slope)
    assert (made.state.stopped, made.state.updates, steps.applied) == (
        "diverged",
        0,
        [],
    )


def test_a_gradient_whose_length_overflows_ends_the_run():
    made, steps = watched(4, None, slope=1e200)
    assert (made.state.stopped, len(steps.applied)) == ("diverged", 0)
