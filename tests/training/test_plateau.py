"""When the learning rate falls: against Keras's callback, written down once more."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.builder import Memory
from engine.errors import SpecError
from engine.training.callbacks import ReduceLROnPlateau
from engine.training.loop import Hooks, Loop, Settings, Variables
from engine.training.settings import reduce_lr_on_plateau
from engine.vocabulary.entry import read
from engine.vocabulary.schedules import Schedule
from engine.vocabulary.schedules.plateau import ReduceOnPlateau
from tests.building import compiled
from tests.training.making import (
    ADDED,
    FALLING,
    HIDDEN,
    KINDS,
    SPLIT,
    trained,
    trainer,
    training,
)
from tests.training.test_stopping import Counting
from tests.writing import spec

NUMBERS = [0.1, 0.2, 0.3, 0.5, 0.8, math.nan]
FIGURES = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=25)
RULES = st.builds(
    dict,
    monitor=st.just("val_loss"),
    mode=st.sampled_from(["min", "max"]),
    min_delta=st.sampled_from([0.0, 1e-4, 0.15]),
    patience=st.integers(0, 3),
    factor=st.sampled_from([0.1, 0.5, 0.9]),
    cooldown=st.integers(0, 3),
    min_lr=st.sampled_from([0.0, 0.3, 0.45, 2.0]),
)


def keras(figures, rule):
    """Give the rate after each epoch, beginning at 1."""
    sign, min_delta, min_lr = (
        1 if rule["mode"] == "max" else -1,
        *(rule[key] for key in ("min_delta", "min_lr")),
    )
    rate, best, wait, cooling, rates = 1.0, -sign * math.inf, 0, 0, []
    for figure in figures:
        if cooling > 0:
            cooling, wait = cooling - 1, 0
        if sign * figure - min_delta > sign * best:
            best, wait = figure, 0
        elif cooling == 0:
            wait += 1
            if wait >= rule["patience"] and rate > min_lr:
                rate = max(rate * rule["factor"], min_lr)
                cooling, wait = rule["cooldown"], 0
        rates.append(rate)
    return rates


def run(figures, rule, batch_size=None):
    """Train through epochs whose figures are known; give the rate after each."""
    chosen = Settings(0, len(figures), batch_size, True, None, (), "rows", False)
    w, rows, rates = np.zeros(3), np.zeros((4, 1)), []
    hooks = Hooks(
        1.0,
        [ReduceLROnPlateau(**rule)],
        metric=lambda _: figures[loop.state.epoch - 1],
        on_epochs=lambda _: rates.append(loop.next_rate),
    )
    loop = Loop(Counting(w), Variables(w, np.zeros(3)), [rows, rows], chosen, hooks)
    loop.begin()
    while not loop.state.stopped:
        loop.step()
    assert rates[0] == 1.0
    return rates[1:]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(figures=FIGURES, rule=RULES, batch_size=st.sampled_from([None, 2]))
def test_the_rate_falls_when_it_does_in_keras(figures, rule, batch_size):
    assert run(figures, rule, batch_size) == keras(figures, rule)


def test_a_figure_that_is_no_number_is_no_improvement():
    fields = (
        "monitor",
        "mode",
        "min_delta",
        "patience",
        "factor",
        "cooldown",
        "min_lr",
    )
    values = ("val_loss", "min", 0.0, 1, 0.5, 0, 0.0)
    rule = dict(zip(fields, values, strict=True))
    assert run([math.nan, 0.3, math.nan, 0.2], rule) == [0.5, 0.5, 0.25, 0.25]


@pytest.mark.parametrize("name", ["plateau", "plateau in batches"])
def test_the_steps_have_the_rate_that_is_shown(name):
    made, told = trainer(KINDS[name]), []
    apply = made.steps.apply
    made.loop.steps.apply = lambda rate, t: (told.append(rate), apply(rate, t))
    while not made.stopped:
        shown = made.rate
        made.step()
        if not made.loop.is_exact and made.steps_done % 3 == 0:
            assert told[-1] == shown
    assert len({*told}) > 2
    assert told == sorted(told, reverse=True)
    assert made.rate <= told[-1]


def test_a_rate_that_was_set_is_where_it_falls_from():
    made = trainer(KINDS["plateau"])
    assert made.rate == 0.9
    made.step(2)
    made.rate = 0.001
    rates = []
    while not made.stopped:
        rates.append(made.rate)
        made.step()
    assert rates[0] == 0.001
    assert rates[-1] == pytest.approx(0.001 * 0.6 ** (len({*rates}) - 1))
    assert len({*rates}) > 1
    assert made.is_edited


def falling(**more):
    rate = FALLING | more
    metrics = ["mae", "accuracy"]
    how = {"metrics": metrics, "split": SPLIT, "training": training(4)}
    made = compiled(spec(HIDDEN, optimizer=ADDED | {"learning_rate": rate}, **how))
    return reduce_lr_on_plateau(made.spec)


def test_every_key_of_the_spec_arrives():
    wish = {
        "monitor": "val_accuracy",
        "min_delta": 0.125,
        "patience": 7,
        "factor": 0.25,
        "cooldown": 5,
        "min_lr": 1e-5,
    }
    assert vars(falling(**wish)).items() >= (wish | {"mode": "max"}).items()
    assert falling(monitor="val_accuracy", mode="min").mode == "min"
    assert falling(monitor="loss", mode="max").mode == "max"
    assert reduce_lr_on_plateau(compiled(spec(HIDDEN)).spec) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("initial_learning_rate", 0),
        ("factor", 0),
        ("factor", 1),
        ("patience", -1),
        ("min_delta", -0.1),
        ("cooldown", -1),
        ("min_lr", -0.1),
        ("min_lr", 100.0),
        ("mode", "least"),
    ],
)
def test_what_makes_no_sense_is_refused(field, value):
    with pytest.raises(SpecError) as caught:
        falling(**{field: value})
    [problem] = caught.value.problems
    assert problem.path == ("optimizer", "learning_rate", field)


def test_it_has_the_name_that_keras_gives_it():
    written = {"type": "reduce_lr_on_plateau", "initial_learning_rate": 0.1}
    assert isinstance(read(Schedule, written, (), []), ReduceOnPlateau)


def test_it_is_no_function_that_another_schedule_could_take():
    memory = Memory("float64")
    word = ReduceOnPlateau(initial_learning_rate=0.1)
    with pytest.raises(SpecError, match="no function of the step"):
        word(memory.graph.input("step", (), "number"), memory)


def test_nothing_is_printed_of_a_rate_that_the_loop_decides():
    made = trained(KINDS["plateau"])
    assert "schedule" not in made.model.program.functions
    assert "schedule" not in made.model.source
