"""Many steps at once end as the same steps one by one do, also where one fails."""

from collections import Counter

import pytest

from engine.vocabulary.optimizers import Optimizer
from tests.training.making import DROPPED, HIDDEN, KINDS, SPLIT, seen, trainer, training
from tests.training.test_faults import FAULTS
from tests.writing import dense, l2, spec

ALL = 10**6
SELDOM = {"report_every": 7}
FREE = {
    "full batch": spec(HIDDEN, training=training(40, **SELDOM)),
    "batches": spec(HIDDEN, training=training(9, 2, **SELDOM), split=SPLIT),
    "dropout": spec(DROPPED, training=training(20, **SELDOM), optimizer="adam"),
    "dropout in batches": spec(DROPPED, training=training(9, 3, **SELDOM)),
    "a scheduled rate": spec(
        HIDDEN,
        training=training(40, **SELDOM),
        optimizer=KINDS["adam with a schedule"]["optimizer"],
    ),
    "batch normalization": KINDS["batch normalization"]
    | {"training": training(20, **SELDOM)},
    "an average": KINDS["average in batches"] | {"training": training(9, 2, **SELDOM)},
    "an average of a full batch": KINDS["a limited average, overwritten"]
    | {"training": training(20, **SELDOM)},
    "float32": spec(HIDDEN, training=training(40, **SELDOM), dtype="float32"),
}
TARGETS = {
    f"{name} to a target": {
        **entry,
        "training": entry["training"] | {"target_loss": target},
    }
    for name, target in [("full batch", 0.5), ("float32", 0.5), ("dropout", 0.9)]
    for entry in [FREE[name]]
}
FREE |= TARGETS


def alike(entry):
    """Train both ways; return the trainer, and how it called the steps."""
    many, single = trainer(entry), trainer(entry)
    calls = Counter()
    run, apply = many.steps.run, many.steps.apply
    many.steps.run = lambda *given: (calls.update(run=1), run(*given))[1]
    many.steps.apply = lambda *given: (calls.update(apply=1), apply(*given))[1]
    many.step(ALL)
    while not single.stopped:
        single.step()
    found, expected = seen(many), seen(single)
    if many.stopped == "diverged":
        # Of the step that failed only weights and states are put back.
        for each in (found, expected):
            each["arrays"] = {k: each["arrays"][k] for k in ("w", *many.arrays.states)}
    assert found == expected
    assert many.fault == single.fault
    return many, calls


@pytest.mark.parametrize("name", FREE)
def test_many_steps_give_the_bits_of_single_ones(name):
    made, calls = alike(FREE[name])
    assert made.stopped == ("target_loss" if name in TARGETS else "epochs")
    assert bool(calls["run"]) == (name != "dropout to a target")


@pytest.mark.parametrize("name", FAULTS)
def test_many_steps_find_the_step_that_fails(name):
    entry = FAULTS[name][0]
    made, calls = alike(entry | {"training": entry["training"] | SELDOM})
    assert made.stopped == "diverged"
    assert calls["run"] or made.steps_done < 2


MOVING = [word for word in Optimizer.words() if word.tag() != "lbfgs"]
LIMITED = [
    dense(
        4,
        "relu",
        kernel_constraint={"type": "max_norm", "max_value": 2.0},
        bias_constraint="non_neg",
        kernel_regularizer=l2(0.01),
    ),
    dense(2, kernel_constraint="unit_norm"),
]


@pytest.mark.parametrize("word", MOVING, ids=lambda word: word.tag())
@pytest.mark.parametrize("layers", [HIDDEN, LIMITED], ids=["free", "limited"])
@pytest.mark.parametrize("rate", [1e20, 1e160, 1e300])
def test_whatever_the_optimizer_the_same_step_fails(word, layers, rate):
    optimizer = {"type": word.tag(), "learning_rate": rate}
    for dtype in ("float64", "float32"):
        how = {"training": training(40, report_every=40), "dtype": dtype}
        alike(spec(layers, optimizer=optimizer, **how))


@pytest.mark.parametrize("epochs", [4, 5, 6, 7, 8, 40])
def test_weights_that_overflow_without_a_gradient_are_found(epochs):
    """Inputs are 0, so that nothing but the weights themselves stops being finite."""
    entry = spec([dense(2, use_bias=False)], training=training(epochs, report_every=40))
    entry["dataset"] |= {"rows": [[0, 0, 0, 0, 0]] * 7}
    entry["optimizer"] = {"type": "sgd", "learning_rate": 1e30, "weight_decay": 1e30}
    made, calls = alike(entry)
    assert calls["run"]
    assert made.stopped == ("diverged" if epochs > 5 else "epochs")
    assert made.loop.state.updates == min(epochs, 5)
