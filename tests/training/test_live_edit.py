"""A spec that is edited while it trains: what goes on, what begins anew."""

import json
from copy import deepcopy
from itertools import pairwise

import numpy as np
import pytest

from engine.export.script import write_script
from engine.runs import digest, labelled_digest, open_run, save
from engine.runs.summaries import summary as document
from engine.spec.writing import resolved
from engine.training.live_edit import WeightMemory, apply_edit
from tests.building import compiled
from tests.training.making import (
    FALLING,
    HIDDEN,
    KINDS,
    at_once,
    seen,
    trainer,
    training,
)
from tests.writing import dense, spec

EACH = pytest.mark.parametrize("name", KINDS)
ALL = 10**6


def with_key(entry, path, value):
    """Copy a spec and put a value at a path such as `optimizer.learning_rate`."""
    copied = deepcopy(entry)
    *places, last = path.split(".")
    place = copied
    for key in places:
        if isinstance(place.get(key), str):
            place[key] = {"type": place[key]}
        place = place.setdefault(key, {})
    place[last] = value
    return copied


def with_other_rows(entry):
    """Copy a spec and change a number of its examples."""
    copied = deepcopy(entry)
    copied["dataset"]["rows"][0][0] += 1
    return copied


def edited(made, entry, memory=None):
    return apply_edit(made, compiled(entry), memory or WeightMemory())


def started(entry, steps):
    made = trainer(entry)
    made.step(steps)
    return made


# What does not matter.


def test_the_first_spec_starts():
    made, change = edited(None, KINDS["full batch"])
    assert (change.kind, change.text, made.edits) == ("start", "ready", ())


@EACH
@pytest.mark.parametrize("done", [0, 3, ALL])
def test_a_name_changes_nothing_but_the_name(name, done, tmp_path):
    made = started(KINDS[name], done)
    entry = KINDS[name] | {"name": "other", "description": "é"}
    same, change = edited(made, entry)
    assert same is made
    assert (change.kind, made.is_edited) == ("none", False)
    assert made.model.spec.name == "other"
    made.step(ALL)
    assert seen(made) == seen(at_once(name))
    assert save(made, document(made), tmp_path).parent.name == "other"


# What goes on.


@EACH
@pytest.mark.parametrize("done", [1, 4, 5])
def test_another_rate_goes_on_from_the_same_state(name, done):
    first = KINDS[name]
    other = with_key(first, "optimizer.learning_rate", 0.0123)
    made, change = edited(started(first, done), other)
    plain = trainer(other)
    state = started(first, done).state()
    state.loop.rate = None
    state.callbacks = state.callbacks[: len(plain.loop.hooks.callbacks)]
    plain.restore(state)
    assert change.kind == "run"
    assert (made.rate, made.is_edited) == (0.0123, True)
    made.step(ALL)
    plain.step(ALL)
    assert seen(made) == seen(plain)


def test_the_line_tells_what_differs_and_from_when():
    made = started(KINDS["full batch"], 3)
    other = with_key(KINDS["full batch"], "optimizer.learning_rate", 0.5)
    made, change = edited(made, other)
    assert change.text == "learning rate 0.05 → 0.5 from step 3 on"
    assert [(e.step, e.epoch) for e in made.edits] == [(0, 0), (3, 3)]
    assert made.edits[-1].spec == resolved(made.model.spec)
    made, _ = edited(made, KINDS["full batch"])
    assert [e.step for e in made.edits] == [0, 3]
    assert made.edits[-1].spec == made.edits[0].spec
    kept = made.state()
    again = trainer(KINDS["full batch"])
    again.restore(kept)
    assert (again.edits, again.is_edited) == (made.edits, True)


@EACH
@pytest.mark.parametrize("is_interrupted", [False, True])
def test_more_epochs_after_the_end_are_as_if_they_had_been_wanted(name, is_interrupted):
    longer = with_key(KINDS[name], "training.epochs", 120)
    made = trainer(KINDS[name])
    if is_interrupted:
        made.step(5)
        made.interrupt()
    made.step(ALL)
    if made.stopped not in ("epochs", "interrupted"):
        return
    done = made.epoch
    made, _ = edited(made, longer)
    assert made.stopped == ""
    made.step(ALL)
    whole = trainer(longer)
    whole.step(ALL)
    assert made.epoch > done
    assert made.history.count == made.epoch + 1
    epochs = [report.epoch for report in made.reports]
    assert all(a < b for a, b in pairwise(epochs))
    ended, expected = seen(made), seen(whole)
    assert ended == expected


@EACH
def test_fewer_epochs_than_are_done_end_the_run(name):
    made = started(KINDS[name], 4)
    made, _ = edited(made, with_key(KINDS[name], "training.epochs", 0))
    assert made.stopped == "epochs"
    assert made.history.count == made.epoch + 1
    assert made.reports[-1].epoch == made.epoch


def test_a_run_that_diverged_goes_on_by_a_smaller_rate():
    entry = with_key(KINDS["full batch"], "optimizer.learning_rate", 1e200)
    made = started(entry, ALL)
    assert made.stopped == "diverged"
    made, _ = edited(made, KINDS["full batch"])
    assert (made.stopped, made.fault) == ("", None)


def test_slots_are_kept_by_the_same_optimizer_alone():
    first = with_key(KINDS["full batch"], "optimizer", "adam")
    made = started(first, 3)
    slots = {key: array.copy() for key, array in made.arrays.slots.items()}
    made, _ = edited(made, with_key(first, "optimizer.beta_1", 0.7))
    assert made.loop.state.updates == 3
    for key, array in slots.items():
        assert (made.arrays.slots[key] == array).all()
    w = made.arrays.w.copy()
    made, change = edited(made, KINDS["full batch"])
    assert (made.loop.state.updates, made.steps_done, change.kind) == (0, 3, "run")
    assert (made.arrays.w == w).all()
    made, _ = edited(made, first)
    assert not any(array.any() for array in made.arrays.slots.values())


def test_other_data_begin_their_epoch_anew():
    entry = KINDS["batches with a remainder"]
    made = started(entry, 5)
    assert made.loop.state.start
    w = made.arrays.w.copy()
    made, change = edited(made, with_other_rows(entry))
    assert (change.kind, made.loop.state.start, made.loop.state.running) == (
        "data",
        0,
        0.0,
    )
    assert (made.arrays.w == w).all()
    made.step(ALL)
    assert made.history.count == made.epoch + 1


@pytest.mark.parametrize("size", [2, None])
@EACH
def test_portions_of_another_size_keep_each_epoch(name, size):
    if KINDS[name]["optimizer"] == "lbfgs" or "lbfgs" in name:
        size = None
    made = started(KINDS[name], 4)
    made, _ = edited(made, with_key(KINDS[name], "training.batch_size", size))
    made.step(ALL)
    assert made.history.count == made.epoch + 1


# What is built anew.


def test_layers_that_still_fit_keep_their_weights():
    layers = [dense(4, "tanh"), dense(4, "tanh"), dense(2)]
    made = started(spec(layers, training=training(9)), 3)
    before = {k: p.copy() for k, p in made.arrays.parameters.items()}
    layers = [dense(4, "relu"), dense(4, "tanh"), dense(3, "tanh"), dense(2)]
    other = spec(layers, training=training(9))
    made, change = edited(made, other)
    assert change.kind == "structure"
    assert (change.kept, change.fresh) == (
        ("dense_1", "dense_2"),
        ("dense_3", "dense_4"),
    )
    assert change.text == "rebuilt: kept dense_1, dense_2; fresh dense_3, dense_4"
    for key in ("dense_1.kernel", "dense_2.kernel", "dense_2.bias"):
        assert (made.arrays.parameters[key] == before[key]).all()
    assert (made.epoch, made.steps_done, made.history.count) == (0, 0, 0)
    made.step(2)
    made, _ = edited(made, with_key(other, "optimizer.learning_rate", 0.5))
    assert [e.step for e in made.edits] == [0, 3, 5]


def test_typing_a_width_loses_nothing():
    memory, parts = WeightMemory(), [(16, "tanh"), (1, "tanh"), (16, "tanh")]
    entries = [spec([dense(*part), dense(2)], training=training(9)) for part in parts]
    made = started(entries[0], 3)
    before = {k: p.copy() for k, p in made.arrays.parameters.items()}
    for entry in entries[1:]:
        made, change = edited(made, entry, memory)
    assert change.fresh == ()
    for key, array in before.items():
        assert (made.arrays.parameters[key] == array).all()
    assert [e.step for e in made.edits] == [0, 3]


def test_nothing_kept_is_a_new_run():
    made = started(spec([dense(2)], training=training(9)), 3)
    layers = [dense(2, name="other")]
    made, change = edited(made, spec(layers, training=training(9)))
    assert (change.kind, change.kept, made.is_edited) == ("structure", (), False)


@pytest.mark.parametrize(("key", "value"), [("seed", 5), ("dtype", "float32")])
def test_another_seed_or_precision_begins_anew(key, value):
    memory = WeightMemory()
    made = started(KINDS["full batch"], 3)
    memory.remember(made)
    entry = KINDS["full batch"] | {key: value}
    made, change = edited(made, entry, memory)
    assert (change.kind, made.is_edited, memory.arrays) == ("begin", False, {})
    made.step(ALL)
    plain = started(entry, ALL)
    assert seen(made) == seen(plain)


def test_a_run_that_has_not_begun_is_made_anew():
    other = with_key(KINDS["full batch"], "optimizer.learning_rate", 0.5)
    made, _ = edited(trainer(KINDS["full batch"]), other)
    assert not made.is_edited
    made.step(ALL)
    assert seen(made) == seen(started(other, ALL))


# Counting.


@EACH
def test_a_run_advances_to_the_end_of_an_epoch(name):
    made = trainer(KINDS[name])
    for epoch in range(1, made.epochs + 1):
        made.advance(1, epoch)
        made.advance(ALL, epoch)
        if made.stopped:
            break
        assert (made.epoch, made.loop.state.start) == (epoch, 0)
        made.advance(ALL, epoch)
        assert (made.epoch, made.steps_done) == (epoch, epoch * made.steps_per_epoch)
    assert seen(made) == seen(at_once(name))


def test_figures_are_those_of_a_report():
    made = started(KINDS["penalties"], 3)
    figures, before = made.metrics(), made.arrays.w.copy()
    made.step()
    assert figures == pytest.approx(made.reports[-1].metrics, rel=1e-12)
    assert (before != made.arrays.w).any()


# What is said and saved.


def test_an_edited_run_says_so(tmp_path):
    made = started(KINDS["full batch"], 3)
    other = with_key(KINDS["full batch"], "optimizer.learning_rate", 0.5)
    assert labelled_digest(made) == digest(made)
    made, _ = edited(made, other)
    made.step(ALL)
    folder = save(made, document(made), tmp_path)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["digest"] == labelled_digest(made) == f"edited:{digest(made)}"
    assert [(e["step"], e["epoch"]) for e in summary["edits"]] == [(0, 0), (3, 3)]
    assert summary["edits"][1]["spec"] == resolved(made.model.spec)
    text = write_script(made)
    assert "bit for bit" not in text
    assert "- from step 3 (epoch 3) on: learning rate 0.05 → 0.5\n" in text
    assert digest(open_run(folder)) == digest(made)


OPTIMIZERS = [
    *(
        {"type": "sgd", "learning_rate": r, "momentum": m}
        for r in (0.1, 0.5)
        for m in (0.0, 0.9)
    ),
    {"type": "sgd", "learning_rate": 0.3, "use_ema": True},
    {"type": "sgd", "learning_rate": 0.3, "gradient_accumulation_steps": 3},
    {"type": "sgd", "learning_rate": FALLING},
    "adam",
    "lbfgs",
]
LAYERS = [
    HIDDEN,
    [dense(3, "tanh"), dense(2)],
    [dense(4, "tanh"), "batch_normalization", dense(2)],
    ["normalization", dense(4, "tanh", trainable=False), dense(2)],
    [dense(4, "tanh"), {"type": "dropout", "rate": 0.4}, dense(2)],
]
STOPPING = [
    {},
    {
        "early_stopping": {
            "monitor": "loss",
            "patience": 2,
            "restore_best_weights": True,
        }
    },
    {"early_stopping": {"monitor": "val_loss", "patience": 1}},
    {"target_loss": 0.3},
]


def drawn(rng):
    """Draw a spec; what is drawn for a part does not depend on the others."""

    def one(choices):
        return choices[rng.integers(len(choices))]

    how = training(int(rng.integers(0, 12)), one([None, 2, 3]), **one(STOPPING))
    return {
        "layers": one(LAYERS),
        "loss": one(["mse", "mae"]),
        "optimizer": one(OPTIMIZERS),
        "training": how,
        "metrics": one([[], ["mae"]]),
        "split": one([{"validation": 0.3}, {"validation": 0.3, "test": 0.2}]),
    }


def fitting(parts):
    """Make a spec of parts; L-BFGS wants all examples at once, and nothing random."""
    if parts["optimizer"] == "lbfgs":
        parts = {**parts, "training": {**parts["training"], "batch_size": None}}
        parts["layers"] = HIDDEN
    others = {
        key: value for key, value in parts.items() if key not in ("layers", "loss")
    }
    return compiled(spec(parts["layers"], parts["loss"], **others))


@pytest.mark.parametrize("seed", range(40))
def test_any_edits_go_on_and_can_be_saved(seed, tmp_path):
    rng, memory, made = np.random.default_rng(seed), WeightMemory(), None
    parts = drawn(rng)
    for _ in range(7):
        made, change = apply_edit(made, fitting(parts), memory)
        made.step(int(rng.integers(0, 9)))
        if rng.random() < 0.2:
            made.interrupt()
            made.step()
        assert made.stopped == "diverged" or made.history.count <= made.epoch + 1
        steps = [e.step for e in made.edits]
        assert all(a < b for a, b in pairwise(steps))
        assert change.text
        other = drawn(rng)
        parts |= {key: other[key] for key in other if rng.random() < 0.3}
    folder = save(made, document(made), tmp_path)
    assert digest(open_run(folder)) == digest(made)
    compile(write_script(made), "source.py", "exec")


# What monitors and measures make of it.


def test_states_that_are_measured_are_measured_anew():
    entry = {**KINDS["normalization"], "split": {}}
    made = started(entry, 3)
    other = with_other_rows(entry)
    made, change = edited(made, other)
    plain = trainer(other)
    assert change.kind == "data"
    for key, array in plain.arrays.states.items():
        assert (made.arrays.states[key] == array).all()


def test_a_run_that_stopped_early_goes_on_if_its_rule_is_edited():
    entry = with_key(
        KINDS["full batch"], "training.early_stopping", {"monitor": "loss"}
    )
    entry = with_key(entry, "training.early_stopping.min_delta", 9.0)
    made = started(entry, ALL)
    assert made.stopped == "early_stopping"
    made, _ = edited(made, with_key(entry, "optimizer.learning_rate", 0.5))
    assert made.stopped == "early_stopping"
    assert made.seconds > 0
    made, _ = edited(made, with_key(entry, "training.early_stopping.patience", 9))
    assert made.stopped == ""


def test_a_target_that_is_reached_already_ends_the_run():
    made = started(KINDS["full batch"], 3)
    made, _ = edited(made, with_key(KINDS["full batch"], "training.target_loss", 1e9))
    assert made.stopped == "target_loss"
