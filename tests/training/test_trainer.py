"""A run in the making: the same bits however it is divided and gone on with."""

import dataclasses

import pytest

from engine.training.trainer import train
from tests.training.making import KINDS, at_once, by_textbook, seen, trainer

EACH = pytest.mark.parametrize("name", KINDS)
ALL = 10**6


# However it is divided.


@EACH
@pytest.mark.parametrize("portions", [[1], [2], [3, 1], [5, 2, 7]])
def test_steps_in_portions_give_the_same_bits(name, portions):
    made = trainer(KINDS[name])
    while not made.stopped:
        for n in portions:
            made.step(n)
    assert seen(made) == seen(at_once(name))


@EACH
def test_train_gives_the_same_bits_and_ends(name):
    made = trainer(KINDS[name])
    said = list(train(made))
    assert seen(made) == seen(at_once(name))
    assert [progress.stopped for progress in said[:-1]] == [""] * (len(said) - 1)
    assert said[-1].stopped == made.stopped != ""
    assert said[-1].reports == tuple(made.reports)
    assert list(train(made)) == []
    with pytest.raises(dataclasses.FrozenInstanceError):
        said[-1].epoch = 0


@EACH
def test_the_textbook_trains_to_the_same_bits(name):
    made = by_textbook(KINDS[name])
    made.step(ALL)
    assert seen(made) == seen(at_once(name))


def test_a_run_that_has_ended_stays_as_it_is():
    for name in KINDS:
        made = at_once(name)
        before = seen(made)
        made.step(3)
        made.interrupt()
        made.step(3)
        assert seen(made) == before, name


# Reports and history.


@EACH
def test_reports_say_what_the_history_says(name):
    made = at_once(name)
    curve = made.history.curve()
    assert curve.epochs.tolist() == list(range(made.epoch + 1))
    every = made.model.spec.report_every
    due = {*range(0, made.epoch + 1, every), made.epoch}
    assert [report.epoch for report in made.reports] == sorted(due)
    for report in made.reports:
        assert report.metrics["loss"] == curve.last[report.epoch]


def test_figures_of_a_report_are_those_of_the_weights_at_that_epoch():
    made = trainer(KINDS["penalties"])
    while not made.stopped:
        scores = made.scores()
        made.step()
        figures = made.reports[-1].metrics
        assert figures["loss"] == pytest.approx(scores["train"]["loss"], rel=1e-12)
        assert figures["mean_absolute_error"] == scores["train"]["mean_absolute_error"]
        watched = {f"val_{name}": x for name, x in scores["validation"].items()}
        assert {k: figures[k] for k in watched} == watched
    assert set(scores) == {"train", "validation", "test"}


# States.


@EACH
@pytest.mark.parametrize("done", [1, 2, 4, 5])
def test_a_state_goes_on_as_if_nothing_had_been(name, done):
    made = trainer(KINDS[name])
    made.step(done)
    kept = made.state()
    made.step(3)
    made.restore(kept)
    made.step(ALL)
    assert seen(made) == seen(at_once(name))


@EACH
@pytest.mark.parametrize("done", [0, 1, 4, ALL])
def test_a_state_goes_on_in_another_trainer(name, done):
    first, second = trainer(KINDS[name]), trainer(KINDS[name])
    if done:
        first.step(done)
    kept = first.state()
    first.step(ALL)
    second.restore(kept)
    second.step(ALL)
    assert seen(second) == seen(first) == seen(at_once(name))


@EACH
def test_a_run_may_be_gone_on_with_elsewhere_after_every_step(name):
    made = trainer(KINDS[name])
    while not made.stopped:
        made.step()
        other = trainer(KINDS[name])
        other.restore(made.state())
        made = other
    assert seen(made) == seen(at_once(name))


@EACH
def test_a_trainer_goes_back_to_its_beginning(name):
    made = trainer(KINDS[name])
    kept = made.state()
    made.step(5)
    made.restore(kept)
    made.step(ALL)
    assert seen(made) == seen(at_once(name))


def test_a_state_is_a_copy():
    made = trainer(KINDS["dropout in batches"])
    made.step(4)
    kept = made.state()
    bits = [array.tobytes() for array in kept.arrays.values()]
    made.step(ALL)
    made.restore(kept)
    made.step(ALL)
    assert [array.tobytes() for array in kept.arrays.values()] == bits
    assert kept.history.count < made.history.count


@EACH
@pytest.mark.parametrize("done", [0, 1, 4])
def test_who_was_interrupted_goes_on_as_if_nothing_had_been(name, done):
    made, other = trainer(KINDS[name]), trainer(KINDS[name])
    if done:
        made.step(done)
    made.interrupt()
    made.step(ALL)
    made.step(ALL)
    kept = made.state()
    for one in (other, made):
        one.restore(kept)
        assert one.stopped == ""
        one.step(ALL)
        assert seen(one) == seen(at_once(name))


# What a person does meanwhile.


def test_the_rate_can_be_set():
    made, slow = trainer(KINDS["full batch"]), trainer(KINDS["full batch"])
    assert (made.rate, made.is_edited) == (0.05, False)
    made.step(2)
    slow.step(2)
    before = made.arrays.w.copy()
    made.rate = 2 * made.rate
    assert (made.rate, made.is_edited, slow.is_edited) == (0.1, True, False)
    made.step()
    slow.step()
    change = slow.arrays.w - before
    assert made.arrays.w - before == pytest.approx(2 * change, rel=1e-9, abs=1e-15)
    made.rate = 0
    made.step(ALL)
    assert made.stopped == "epochs"


def test_a_rate_that_was_set_goes_with_the_state():
    made, other = trainer(KINDS["adam with a schedule"]), trainer(KINDS["full batch"])
    made.step(2)
    kept, due = made.state(), made.rate
    made.rate = 0.5
    made.restore(kept)
    assert (made.rate, made.is_edited) == (due, False)
    other.rate = 0.5
    kept = other.state()
    other = trainer(KINDS["full batch"])
    other.restore(kept)
    assert (other.rate, other.is_edited) == (0.5, True)


@EACH
@pytest.mark.parametrize("done", [0, 1, 4])
def test_an_interrupt_ends_training_before_the_next_step(name, done):
    made, same = trainer(KINDS[name]), trainer(KINDS[name])
    if done:
        made.step(done)
        same.step(done)
    made.interrupt()
    made.step(ALL)
    assert made.stopped == "interrupted"
    assert made.steps_done == done
    if not (made.arrays.slots.get("ema") is not None or name == "best weights"):
        assert (made.arrays.w == same.arrays.w).all()
    assert made.reports[-1].epoch == made.epoch
    assert made.history.count == made.epoch + 1


def test_a_run_that_was_interrupted_at_once_has_its_report():
    made = trainer(KINDS["full batch"])
    made.interrupt()
    for _ in train(made):
        pass
    assert [report.epoch for report in made.reports] == [0]
