"""What the loop does around an update: it adds up gradients, and averages weights."""

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.textbook import TextbookSteps
from engine.core.running.rng import stream
from engine.errors import SpecError
from tests.building import compiled, data
from tests.training.making import (
    ADDED,
    AVERAGE,
    DECAY,
    DROPPED,
    HIDDEN,
    KINDS,
    SPLIT,
    trained,
    trainer,
    training,
)
from tests.writing import ROWS, spec

PLAIN = {"type": "sgd", "learning_rate": 0.3}
ALL = 10**6


# Gradients that are added up.


@pytest.mark.parametrize("k", [2, 4])
@pytest.mark.parametrize("optimizer", [PLAIN, {"type": "adam"}])
def test_equal_batches_added_up_are_one_step(k, optimizer):
    one = trained(spec(HIDDEN, training=training(3), optimizer=optimizer))
    more = optimizer | {"gradient_accumulation_steps": k}
    made = trained(spec(HIDDEN, training=training(3 * k), optimizer=more))
    assert (made.loop.state.updates, made.steps_done) == (3, 3 * k)
    assert made.arrays.w.tobytes() == one.arrays.w.tobytes()
    losses, every = one.history.curve().last, made.history.curve().last
    assert every[::k].tolist() == losses.tolist()
    assert len({*every[:k]}) == 1


def test_the_mean_of_batches_is_the_gradient_of_all():
    """Batches of equal size: 6 of 7 rows are left to train on."""
    split = {"validation": 0.1}
    one = trained(spec(HIDDEN, training=training(4), optimizer=PLAIN, split=split))
    how = training(4, 2, shuffle=False)
    made = trained(spec(HIDDEN, training=how, optimizer=ADDED, split=split))
    assert made.loop.state.updates == one.loop.state.updates == 4
    assert made.arrays.w == pytest.approx(one.arrays.w, rel=1e-12)


def test_nothing_changes_between_updates_and_the_last_group_may_be_too_small():
    made = trainer(spec(DROPPED, training=training(4, 3), optimizer=ADDED))
    changed = []
    while not made.stopped:
        before = made.arrays.w.copy()
        made.step()
        changed.append(bool((made.arrays.w != before).any()))
    assert made.steps_done == 12
    assert changed == [False, False, True] * 4
    made = trained(spec(DROPPED, training=training(1, 2), optimizer=ADDED))
    assert (made.steps_done, made.loop.state.updates) == (4, 1)


def test_a_group_goes_on_over_the_end_of_an_epoch():
    entry = spec(DROPPED, training=training(3, 4), optimizer=ADDED, seed=3)
    made = compiled(entry)
    held = Arrays(made.program, made.initial_values())
    steps, rows = TextbookSteps(made.program, held), [*data(made)]
    (noise,) = made.program.noises
    added, batch = np.zeros_like(held.g), 0
    for epoch in range(3):
        order = stream(3, "shuffle", epoch).permutation(ROWS)
        for chosen in (order[:4], order[4:]):
            u = stream(3, noise.key, batch).random((len(chosen), 4))
            steps.gradients(*(a[chosen] for a in rows), u)
            added += held.g
            batch += 1
            if batch % 3 == 0:
                held.g[:] = added / 3
                steps.apply(0.3, batch // 3)
                added[:] = 0
    assert trained(entry).arrays.w == pytest.approx(held.w, rel=1e-12)


def test_noise_is_new_for_every_batch():
    made, seen = trainer(KINDS["added up in batches"]), []
    gradients = made.steps.gradients

    def watched(*given):
        seen.append(given[-1].ravel()[:4].tolist())
        return gradients(*given)

    made.loop.steps.gradients = watched
    made.step(ALL)
    assert len({*map(tuple, seen)}) == len(seen) == made.steps_done


def test_schedules_count_batches_and_updates_count_themselves():
    told = []
    entry = ADDED | {"learning_rate": DECAY}
    made = trainer(spec(HIDDEN, training=training(9), optimizer=entry))
    apply, rate = made.steps.apply, made.loop.hooks.rate
    made.loop.steps.apply = lambda rate, t: (told.append((rate, t)), apply(rate, t))
    made.step(2)
    shown = made.rate
    made.step(ALL)
    assert told == [(rate(2), 1), (rate(5), 2), (rate(8), 3)]
    assert shown == rate(2)


# The average of the weights.


def walk(entry, momentum, every=0):
    """Train by hand, full batch; give the weights of each epoch and the average."""
    made = compiled(entry)
    held = Arrays(made.program, made.initial_values())
    steps, rows = TextbookSteps(made.program, held), [*data(made)]
    weights, average = [held.w.copy()], None
    for t in range(1, entry["training"]["epochs"] + 1):
        steps.gradients(*rows)
        held.w -= 0.3 * held.g
        first = average is None
        average = held.w if first else momentum * average + (1 - momentum) * held.w
        average = average.copy()
        if every and t % every == 0:
            held.w[:] = average
        weights.append(held.w.copy())
    return weights, average


@pytest.mark.parametrize("every", [None, 1, 2, 4])
def test_a_run_ends_with_the_average_of_its_weights(every):
    entry = spec(
        HIDDEN,
        training=training(6),
        optimizer=AVERAGE | {"ema_overwrite_frequency": every},
    )
    weights, average = walk(entry, 0.7, every or 0)
    made = trained(entry)
    assert made.arrays.w == pytest.approx(average, rel=1e-12)
    if every is None:
        assert np.abs(weights[-1] - average).max() > 1e-3
    assert (made.arrays.w == made.arrays.slots["ema"]).all()


def test_reports_are_of_the_plain_weights():
    plain = trained(spec(HIDDEN, training=training(6), optimizer=PLAIN, split=SPLIT))
    made = trained(spec(HIDDEN, training=training(6), optimizer=AVERAGE, split=SPLIT))
    assert made.reports == plain.reports
    assert made.scores() != plain.scores()


def test_the_first_average_is_the_weights_after_the_first_update():
    made = trained(spec(HIDDEN, training=training(1), optimizer=AVERAGE))
    plain = trained(spec(HIDDEN, training=training(1), optimizer=PLAIN))
    assert (made.arrays.w == plain.arrays.w).all()


@pytest.mark.parametrize("title", ["overwritten", "at the end"])
def test_an_average_is_where_weights_are_allowed(title):
    made = trainer(KINDS[f"a limited average, {title}"])
    while not made.stopped:
        made.step()
        kernel, _, _, bias = made.arrays.parameters.values()
        assert np.sqrt((kernel**2).sum(axis=0)) == pytest.approx(1, rel=1e-5)
        assert (bias >= 0).all()
    made.arrays.w[:] = made.arrays.slots["ema"]
    assert np.sqrt((kernel**2).sum(axis=0)) != pytest.approx(1, rel=1e-5)
    made.steps.limit()
    weights = made.arrays.w.copy()
    made.loop.finish()
    assert (made.arrays.w == weights).all()


def test_without_an_update_there_is_no_average():
    for optimizer in (AVERAGE, AVERAGE | {"gradient_accumulation_steps": 9}):
        for epochs in (0, 5):
            entry = spec(HIDDEN, training=training(epochs), optimizer=optimizer)
            if made := trained(entry):
                begun = trainer(entry).arrays.w
                assert (made.arrays.w == begun).all() == (made.loop.state.updates == 0)


def test_best_weights_win_over_the_average():
    wish = {"patience": 2, "restore_best_weights": True, "monitor": "loss"}
    how = {"training": training(30, 3, early_stopping=wish), "split": SPLIT}
    fast = {"learning_rate": 0.9}
    made = trained(spec(DROPPED, optimizer=AVERAGE | fast, **how))
    plain = trained(spec(DROPPED, optimizer=PLAIN | fast, **how))
    assert made.stopped == plain.stopped == "early_stopping"
    assert (made.arrays.w == plain.arrays.w).all()
    assert (made.arrays.w != made.arrays.slots["ema"]).any()


def test_added_gradients_are_averaged_once_an_update():
    added = AVERAGE | {"gradient_accumulation_steps": 2, "ema_overwrite_frequency": 2}
    made = trained(spec(HIDDEN, training=training(8), optimizer=added))
    one = AVERAGE | {"ema_overwrite_frequency": 2}
    same = trained(spec(HIDDEN, training=training(4), optimizer=one))
    assert made.arrays.w.tobytes() == same.arrays.w.tobytes()


def test_the_average_is_part_of_the_printed_update():
    made = compiled(spec(HIDDEN, optimizer=AVERAGE))
    text = made.source.partition("def update")[2]
    lines = [line.partition("#")[0].strip() for line in text.splitlines()[2:]]
    assert lines == [
        "w = w - rate * g",
        "momentum = 0.7 * min(t - 1, 1)",
        "ema = momentum * ema + (1 - momentum) * w",
        "return w, ema",
    ]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"use_ema": True, "ema_momentum": 1.1}, "ema_momentum"),
        ({"use_ema": True, "ema_momentum": -0.1}, "ema_momentum"),
        ({"use_ema": True, "ema_overwrite_frequency": 0}, "ema_overwrite_frequency"),
        ({"ema_overwrite_frequency": 5}, "ema_overwrite_frequency"),
        ({"ema_momentum": 0.5}, "ema_momentum"),
        ({"gradient_accumulation_steps": 1}, "gradient_accumulation_steps"),
    ],
)
def test_what_makes_no_sense_is_refused(more, path):
    with pytest.raises(SpecError) as caught:
        compiled(spec(HIDDEN, optimizer=PLAIN | more))
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", path)


def test_the_fault_of_a_run_that_diverged_stays_known():
    overflowing = AVERAGE | {"learning_rate": 1e90}
    made = trained(spec(HIDDEN, training=training(9), optimizer=overflowing))
    assert made.stopped == "diverged"
    fault = made.fault
    made.arrays.slots["ema"][:] = 0
    made.step(3)
    made.step(3)
    assert made.fault == fault is not None
