"""What is shown of a network's learning is what the engine itself says."""

import numpy as np
import pytest

from engine.cli.show import predictions
from engine.views import Wish, kinds, learned
from engine.vocabulary.metrics.confusion import ConfusionMatrix
from tests.views.making import NAMES, drawn, made, shipped, stepped

ALL = ("answers", "surface", "fit", "confusion", "scatter")
EVERY = pytest.mark.parametrize("name", NAMES)

THREE = [[*row, i % 3] for i, row in enumerate(drawn(40, 2))]
SIDES = [[*row, 2 * (i % 2) - 1] for i, row in enumerate(drawn(10, 2))]


def three_classes(**more):
    loss = "sparse_categorical_crossentropy"
    return made(THREE, ["a", "b"], ["c"], loss=loss, last="softmax", units=3, **more)


def all_of(trainer, **more):
    return learned(trainer, Wish(ALL, **more))


def plane(seen):
    """Give the points of a surface as rows, in the order of its values."""
    along, across = (np.linspace(*ends, len(seen.values)) for ends in seen.ranges)
    return np.array([[a, b] for a in along for b in across])


def test_kinds_begin_with_the_most_telling():
    assert kinds(stepped("xor")) == ("surface", "answers")
    assert kinds(stepped("parity4")) == ("answers",)
    assert kinds(stepped("sine")) == ("fit", "scatter", "answers")
    assert kinds(stepped("circles_adam")) == ("surface", "confusion", "answers")
    assert kinds(stepped("embedding")) == ("confusion", "answers")
    assert kinds(stepped("backprop")) == ("scatter", "answers")
    numbers = made(drawn(9, 3), ["a", "b"], ["y"])
    assert kinds(numbers) == ("surface", "scatter", "answers")


@EVERY
@pytest.mark.parametrize("steps", [0, 5])
def test_every_shipped_spec_can_be_seen(name, steps):
    trainer = shipped(name, steps)
    seen = all_of(trainer, side=8)
    assert seen.epoch == trainer.epoch
    for kind in kinds(trainer):
        assert getattr(seen, kind) is not None
    shown = [
        seen.surface and seen.surface.values,
        seen.answers.p,
        seen.fit and seen.fit.p,
    ]
    assert all(np.isfinite(array).all() for array in shown if array is not None)


def test_only_what_is_wished_is_computed():
    seen = learned(stepped("xor"), Wish(("surface",), side=3))
    assert seen.surface
    assert seen.answers is seen.confusion is seen.scatter is None


@pytest.mark.parametrize("name", ["xor", "circles_adam", "moons"])
def test_a_surface_is_the_prediction_at_its_points(name):
    trainer = stepped(name)
    seen = all_of(trainer, side=7).surface
    rows = plane(seen)
    if name == "xor":
        rows = np.column_stack([rows, np.ones(len(rows))])
    expected = trainer.predict(rows)[:, 0].reshape(7, 7)
    np.testing.assert_allclose(seen.values, expected, rtol=1e-12)
    assert (seen.low, seen.high, seen.classes, seen.shares) == (0, 1, (), None)


@pytest.mark.parametrize("name", ["xor", "circles_adam"])
def test_all_examples_lie_inside_a_surface(name):
    seen = all_of(stepped(name)).surface
    for column, (low, high) in enumerate(seen.ranges):
        points = seen.points[:, column]
        assert low < points.min()
        assert points.max() < high
    assert len(seen.points) == len(seen.targets) == len(seen.right) == seen.rows


def test_a_surface_of_classes_has_numbers_and_shares():
    trainer = three_classes()
    seen = all_of(trainer, side=5).surface
    p = trainer.predict(plane(seen))
    assert np.array_equal(seen.values.ravel(), p.argmax(axis=1))
    np.testing.assert_allclose(seen.shares.ravel(), p.max(axis=1))
    assert seen.classes == ("0", "1", "2")
    assert seen.targets.tolist() == [row[2] for row in THREE]


def test_a_row_of_any_class_has_none():
    rows = [[0.0, 0.5, None], *THREE]
    loss = "sparse_categorical_crossentropy"
    trainer = made(rows, ["a", "b"], ["c"], loss=loss, last="softmax", units=3)
    seen = all_of(trainer, side=3)
    assert np.isnan(seen.surface.targets[0])
    assert seen.confusion.counts.sum() == len(THREE)


def test_scores_that_are_no_shares_become_some():
    rows = [[*row[:2], *np.eye(3)[row[2]].tolist()] for row in THREE]
    loss = "categorical_hinge"
    seen = all_of(made(rows, ["a", "b"], ["u", "v", "w"], loss=loss), side=4).surface
    assert seen.classes == ("u", "v", "w")
    assert np.all((seen.shares > 1 / 3) & (seen.shares < 1))


def test_logits_are_seen_as_probabilities():
    loss = {"type": "binary_crossentropy", "from_logits": True}
    rows = [[*row[:2], row[2] % 2] for row in THREE]
    seen = all_of(made(rows, ["a", "b"], ["y"], loss=loss), side=4)
    assert np.all((seen.surface.values > 0) & (seen.surface.values < 1))
    assert seen.confusion.names == ("0", "1")


def test_sides_of_minus_one_and_one():
    seen = all_of(made(SIDES, ["a", "b"], ["y"], last="tanh"))
    assert (seen.surface.low, seen.surface.high) == (-1, 1)
    assert seen.confusion.names == ("-1", "1")
    assert None not in seen.answers.right


def test_one_output_of_several():
    trainer = made(drawn(9, 4), ["a", "b"], ["u", "v"])
    first, second = (all_of(trainer, side=3, output=i) for i in (0, 1))
    assert (first.surface.output, second.surface.output) == ("u", "v")
    assert (first.scatter.output, second.scatter.output) == ("u", "v")
    expected = trainer.predict(trainer.parts.train.x)
    np.testing.assert_allclose(second.scatter.predicted, expected[:, 1])
    assert second.surface.targets.tolist() == trainer.parts.train.y[:, 1].tolist()
    assert all_of(trainer, side=3, output=9).surface.output == "v"


def test_any_answer_is_right_where_any_will_do():
    rows = [[0, 0, None], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    seen = all_of(made(rows, ["a", "b"], ["y"], kind="truth_table", last="sigmoid"))
    assert np.isnan(seen.answers.y[0, 0])
    assert seen.answers.right[0] is None
    assert np.isnan(seen.surface.targets[0])
    assert seen.surface.right[0]
    bipolar = [[-1, None], [1, -1], [0, 1]]
    assert None not in all_of(made(bipolar, ["a"], ["y"])).answers.right[1:]


def test_numbers_are_neither_right_nor_wrong():
    seen = all_of(made(drawn(9, 3), ["a", "b"], ["y"]))
    assert set(seen.answers.right) == {None}
    assert seen.surface.right.all()
    assert seen.confusion is None


@pytest.mark.parametrize("name", ["xor", "full_adder", "embedding", "parity3"])
def test_answers_are_marked_as_on_the_command_line(name):
    trainer = stepped(name)
    *_, marks = predictions(trainer).columns
    printed = [*marks.cells]
    right = all_of(trainer).answers.right
    assert printed == ["right" if mark else "WRONG" for mark in right]


def test_answers_are_of_the_first_examples():
    trainer = made(drawn(300, 3), ["a", "b"], ["y"])
    seen = all_of(trainer).answers
    assert len(seen.x) == len(seen.p) == len(seen.right) == 200
    assert seen.rows == 300
    assert np.array_equal(seen.x, trainer.parts.train.x[:200])
    assert seen.predicted == seen.outputs == ("y",)


@pytest.mark.parametrize("name", ["circles_adam", "moons", "embedding", "spirals"])
def test_confusion_is_the_engine_s_own(name):
    trainer = stepped(name)
    seen = all_of(trainer).confusion
    part = trainer.parts.validation or trainer.parts.train
    loss, p = trainer.model.spec.loss, trainer.predict(part.x)
    y = loss.seen(part.y, p.shape[1])
    expected = ConfusionMatrix()(y, p, np.ones_like(y), loss.one_hot, trainer.middle)
    assert seen.counts.tolist() == expected
    assert seen.part == ("train" if trainer.parts.validation is None else "validation")
    assert seen.rows == len(part) == seen.counts.sum()
    assert len(seen.names) == len(seen.counts)


def test_a_fit_runs_along_its_input():
    trainer = stepped("sine")
    seen = all_of(trainer).fit
    np.testing.assert_allclose(seen.p, trainer.predict(seen.x[:, np.newaxis])[:, 0])
    assert (seen.name, seen.output) == ("x", "y")
    assert seen.x[0] < seen.points.min()
    assert seen.points.max() < seen.x[-1]
    assert np.array_equal(seen.targets, trainer.parts.train.y[:, 0])


def test_much_is_shown_in_part():
    trainer = made(drawn(1500, 3), ["a", "b"], ["y"])
    seen = all_of(trainer, side=4)
    assert len(seen.surface.points) == len(seen.scatter.actual) == 1000
    assert seen.surface.rows == seen.scatter.rows == 1500
    assert np.array_equal(seen.surface.points[-1], trainer.parts.train.x[-1])


def test_what_was_seen_does_not_change_with_training():
    trainer = shipped("xor")
    seen = all_of(trainer, side=5)
    before = seen.surface.values.copy(), seen.answers.p.copy()
    trainer.step(50)
    all_of(trainer, side=5)
    assert np.array_equal(seen.surface.values, before[0])
    assert np.array_equal(seen.answers.p, before[1])


def test_looking_does_not_change_training():
    looked, alone = shipped("moons"), shipped("moons")
    for _ in range(3):
        looked.step(4)
        all_of(looked, side=9)
    alone.step(12)
    assert looked.arrays.w.tobytes() == alone.arrays.w.tobytes()
