"""L-BFGS: directions, and how it ends (torch's numbers: tests/golden)."""

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import SpecError
from engine.spec.model import load
from engine.training.lbfgs import direction
from engine.vocabulary.layers import Layer
from tests.building import add_words
from tests.training.making import (
    DECAY,
    DROPPED,
    HIDDEN,
    PENALIZED,
    SPLIT,
    trained,
    trainer,
    training,
)
from tests.writing import ROWS, dense, normal, spec

ALL = 10**6


# Directions.


def inverse(pairs, size):
    """Build the matrix H of the BFGS formula (Nocedal and Wright, 6.17)."""
    s, y = pairs[-1]
    h = np.eye(size) * s.dot(y) / y.dot(y)
    for s, y in pairs:
        v = np.eye(size) - np.outer(y, s) / s.dot(y)
        h = v.T @ h @ v + np.outer(s, s) / s.dot(y)
    return h


@pytest.mark.parametrize("count", [1, 2, 5])
def test_two_loops_multiply_by_the_matrix(count):
    curvature = np.diag([1.0, 2.0, 5.0, 9.0])
    steps = normal("steps", count, 4)
    pairs = [(s, curvature @ s) for s in steps]
    g = normal("g", 4)
    expected = inverse(pairs, 4) @ g
    assert direction(g, pairs) == pytest.approx(expected, rel=1e-12)
    s, y = pairs[-1]
    assert direction(y, pairs) == pytest.approx(s, rel=1e-12)


def test_without_a_past_it_is_the_gradient():
    g = normal("g", 4)
    along = direction(g, [])
    assert (along == g).all()
    assert along is not g


# Runs.


def lbfgs(layers=HIDDEN, epochs=60, **more):
    how = {k: more.pop(k) for k in ("batch_size", "target_loss") if k in more}
    options = {k: more.pop(k) for k in ("split", "loss", "dtype") if k in more}
    told = training(epochs, **how)
    return spec(layers, training=told, optimizer={"type": "lbfgs", **more}, **options)


def test_a_straight_line_is_found_at_once():
    """The least squares of a linear layer, which another way finds as well."""
    made = trained(lbfgs([dense(2)], tolerance_change=0.0, tolerance_grad=1e-12))
    x, y = made.parts.train
    ones = np.ones((len(x), 1))
    best, *_ = np.linalg.lstsq(np.hstack([x, ones]), y, rcond=None)
    assert made.stopped == "converged"
    assert made.epoch < 30
    assert made.arrays.parameters["dense_1.kernel"] == pytest.approx(best[:-1])
    assert made.arrays.parameters["dense_1.bias"] == pytest.approx(best[-1])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("layers", [HIDDEN, PENALIZED])
def test_the_loss_falls_with_every_epoch_and_is_that_of_the_weights(layers, dtype):
    made = trainer(lbfgs(layers, 30, dtype=dtype))
    made.step()
    while not made.stopped:
        expected = made.scores()["train"]["loss"]
        made.step()
        assert made.history.curve().last[-1] == pytest.approx(expected, rel=1e-6)
    losses = made.history.curve().last
    assert len(losses) == made.epoch + 1 == made.loop.state.updates + 1 == 31
    assert (np.diff(losses) < 0).all()


def test_a_flat_loss_ends_training():
    made = trained(lbfgs(tolerance_grad=0.05))
    assert made.stopped == "converged"
    assert 0 < made.epoch < 60
    assert np.abs(made.arrays.g).max() <= 0.05
    assert made.reports[-1].epoch == made.epoch
    assert trained(lbfgs(tolerance_grad=1e9)).epoch == 0


def test_steps_that_change_nothing_end_training():
    made = trained(lbfgs(tolerance_grad=0.0, tolerance_change=1e-3))
    falls = -np.diff(made.history.curve().last)
    assert made.stopped == "converged"
    assert 5 < made.epoch < 60
    assert falls[:-1].min() > 1e-3
    assert trained(lbfgs(tolerance_change=1e-12)).epoch == 60


def test_it_is_stopped_by_what_stops_others():
    assert trained(lbfgs(target_loss=0.5)).stopped == "target_loss"
    assert trained(lbfgs(epochs=3)).stopped == "epochs"
    made = trained(lbfgs(epochs=0))
    assert (made.stopped, made.loop.state.updates) == ("epochs", 0)


def test_a_step_that_nothing_can_be_made_of_is_taken_back():
    entry = lbfgs(learning_rate=1e300)
    made = trained(entry)
    assert (made.stopped, made.epoch) == ("converged", 1)
    assert (made.arrays.w == trainer(entry).arrays.w).all()
    first, second = trainer(entry), trainer(entry)
    first.step()
    second.restore(first.state())
    second.step()
    assert (second.stopped, second.epoch) == ("converged", 1)


def test_only_the_last_steps_are_remembered():
    made = trainer(lbfgs(history_size=3))
    made.step(10)
    (method,) = made.loop.hooks.callbacks
    assert len(method.pairs) == 3


def test_the_rate_is_where_the_search_begins():
    made = trainer(lbfgs(learning_rate=0.25))
    made.step(3)
    assert made.rate == 0.25
    tried, apply = [], made.steps.apply
    made.loop.steps.apply = lambda rate, t: (tried.append(rate), apply(rate, t))
    made.rate = 0.125
    made.step()
    assert tried[0] == 0.125


@pytest.mark.parametrize("size", [None, ROWS, 99])
def test_all_rows_at_once_may_be_said(size):
    same = trained(lbfgs(epochs=4)).arrays.w
    assert (trained(lbfgs(epochs=4, batch_size=size)).arrays.w == same).all()


def refusal(entry):
    with pytest.raises(SpecError) as caught:
        compile_spec(load(entry))
    return [(problem.path, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("more", "path", "message"),
    [
        ({"batch_size": 6}, ("training", "batch_size"), "needs all 7 examples at once"),
        ({"layers": DROPPED}, ("layers", 1), "dropout makes the loss random"),
        ({"learning_rate": DECAY}, ("optimizer", "learning_rate"), "length of each"),
        ({"learning_rate": 0}, ("optimizer", "learning_rate"), "greater than 0"),
        ({"weight_decay": 0.1}, ("optimizer", "weight_decay"), "'weight_decay' does"),
        ({"global_clipnorm": 1.0}, ("optimizer", "global_clipnorm"), "go together"),
        ({"use_ema": True}, ("optimizer", "use_ema"), "go together"),
        (
            {"gradient_accumulation_steps": 2},
            ("optimizer", "gradient_accumulation_steps"),
            "go together",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(more, path, message):
    [(where, told)] = refusal(lbfgs(**more))
    assert where == path
    assert message in told


class Counting(Layer):
    """A layer that remembers what it has seen."""

    def __call__(self, x, net):
        seen = net.state("seen", (3,))
        net.keep(seen, seen + 1)
        return x + seen


def test_layers_that_remember_are_refused(monkeypatch):
    add_words(monkeypatch, Layer, Counting)
    [(where, told)] = refusal(lbfgs([dense(3), "counting", dense(2)]))
    assert where == ("layers", 1)
    assert "counting makes the loss random" in told


def test_rows_that_are_kept_from_training_do_not_count():
    kept = len(trainer(lbfgs(split=SPLIT)).parts.train)
    assert trained(lbfgs(split=SPLIT, batch_size=kept, epochs=2)).stopped == "epochs"
    [(_, told)] = refusal(lbfgs(split=SPLIT, batch_size=kept - 1))
    assert f"all {kept} examples" in told
