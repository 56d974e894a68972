"""From specs to arrays: precision, weights, shapes, and what is kept from training."""

from typing import Any

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.core.backends.planned import PlannedSteps
from engine.data.examples import Examples, Parts, examples, parts
from engine.data.schema import infer_schema
from engine.data.targets import draw
from engine.errors import SpecError, dotted
from engine.lint import lint
from engine.spec.model import load
from engine.training.trainer import Trainer, train
from engine.vocabulary.datasets.shapes import Moons
from tests.building import arrays
from tests.writing import Entry, dense

BOTH = pytest.mark.parametrize("dtype", ["float64", "float32"])


def entry(dataset: Any, loss: Any = "mse", **more: Any) -> Entry:
    return {
        "dataset": dataset,
        "layers": [dense(1)],
        "loss": loss,
        "optimizer": "sgd",
        "training": {"epochs": 1},
        **more,
    }


def made(dataset: Any, loss: Any = "mse", **more: Any) -> Examples:
    return examples(load(entry(dataset, loss, **more)))


def inline(rows: Any, inputs: int, outputs: int, **more: Any) -> Entry:
    return {
        "type": "inline",
        "inputs": [f"x{i}" for i in range(inputs)],
        "outputs": [f"y{i}" for i in range(outputs)],
        "rows": rows,
        **more,
    }


def numbered(count: int) -> Entry:
    """Write rows that can be told apart."""
    return inline([[i, -i, i / 2] for i in range(count)], 2, 1)


GAPS = inline([[1, 2, 0, 1], [3, 4, None, 0], [5, 6, None, None]], 2, 2)

# Arrays.


def assert_tidy(array: Any, dtype: str) -> None:
    assert array.dtype == dtype
    assert array.flags.c_contiguous
    assert np.isfinite(array).all()


@BOTH
@pytest.mark.parametrize(
    "dataset",
    [
        GAPS,
        numbered(5),
        "spirals",
        {"type": "truth_table", "expression": "a ^ b"},
        {"type": "truth_table", "expression": "a ^ b", "dont_care": "a & b"},
        {"type": "blobs", "samples": 5},
        {"type": "function", "formula": "sin(x)"},
        "friedman1",
        inline([[*range(6), 1], [*range(6), 2]], 6, 1, input_shape=[2, 3]),
    ],
    ids=str,
)
def test_precision_and_order(dataset: Any, dtype: str) -> None:
    spec = load(entry(dataset, dtype=dtype))
    found, known = examples(spec), infer_schema(spec)
    assert len(found) == known.rows == len(found.y)
    assert found.x.shape == (known.rows, *known.shape)
    assert found.y.shape == (known.rows, len(known.outputs))
    assert (found.weight is not None) == known.has_gaps
    for array in found:
        assert_tidy(array, dtype)
    for array in found.take(np.array([1, 0])):
        assert_tidy(array, dtype)


def test_the_signature_names_columns() -> None:
    known = infer_schema(load(entry({"type": "truth_table", "expression": "q & p"})))
    assert (known.inputs, known.outputs) == (("q", "p"), ("y",))
    assert (known.shape, known.rows, known.has_gaps) == ((2,), 4, False)


def test_columns_become_an_array_the_last_axis_fastest() -> None:
    dataset = inline([[*range(6), 1], [*range(6, 12), 2]], 6, 1, input_shape=[2, 3])
    x = made(dataset).x
    assert x.tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]


def test_flatten_brings_the_columns_back() -> None:
    shaped = inline([[*range(6), 1], [*range(6, 12), 2]], 6, 1, input_shape=[2, 3])
    flat = inline(shaped["rows"], 6, 1)
    found = []
    for dataset, layers in ((shaped, ["flatten", dense(1)]), (flat, [dense(1)])):
        model = compile_spec(load(entry(dataset, layers=layers)))
        x = examples(model.spec).x
        held = arrays(model.program)
        found.append(PlannedSteps(model.program, held).answer(x).tobytes())
    assert found[0] == found[1]


def test_arrays_without_a_flatten_are_refused() -> None:
    shaped = inline([[*range(6), 1]], 6, 1, input_shape=[2, 3])
    with pytest.raises(SpecError, match="flatten"):
        compile_spec(load(entry(shaped)))
    columns = [dense(1, inputs="input.x0")]
    with pytest.raises(SpecError, match="no columns"):
        compile_spec(load(entry(shaped, layers=columns)))


# Seeds and sizes.


def test_the_data_may_have_a_seed_of_their_own() -> None:
    moons = {"type": "moons", "noise": 0.1}
    first, second = (made(moons, seed=seed) for seed in (1, 2))
    assert not (first.x == second.x).any()
    own = moons | {"seed": 2}
    assert made(own, seed=1).x.tobytes() == second.x.tobytes()
    assert made(moons | {"seed": 0}, seed=1).x.tobytes() == made(moons).x.tobytes()


def test_the_datas_seed_is_not_that_of_the_split() -> None:
    chosen = []
    for fields in ({}, {"seed": 9}):
        dataset = {"type": "circles", "samples": 40, **fields}
        found = parts(load(entry(dataset, seed=1, split={"validation": 0.5})))
        assert found.validation is not None
        chosen.append(found.validation.x.tobytes())
    assert chosen[0] == chosen[1]


@pytest.mark.parametrize(
    ("dataset", "dtype"),
    [
        (inline([[1e300, 1]], 1, 1), "float32"),
        (inline([[1, 1e300]], 1, 1), "float32"),
        ({"type": "moons", "noise": 1e308}, "float64"),
        ({"type": "friedman1", "noise": 1e308}, "float64"),
        ({"type": "function", "formula": "1e39*x"}, "float32"),
    ],
    ids=str,
)
def test_numbers_beyond_the_precision_are_refused(dataset: Any, dtype: str) -> None:
    with pytest.raises(SpecError, match=f"too large for {dtype}") as caught:
        made(dataset, dtype=dtype)
    [problem] = caught.value.problems
    assert problem.path == ("dataset",)


def heavy(weights: Any, dtype: str = "float32", **more: Any) -> Any:
    """Divide rows of so many weights; give what is refused."""
    rows = [[i, i % 2] for i in range(len(weights))]
    dataset = inline(rows, 1, 1, sample_weight=weights)
    with pytest.raises(SpecError) as caught:
        parts(load(entry(dataset, "bce", dtype=dtype, **more)))
    [problem] = caught.value.problems
    return problem


def test_weights_beyond_the_precision_are_refused() -> None:
    problem = heavy([1, 1e300])
    assert problem.path == ("dataset", "sample_weight")
    assert "too large for float32" in problem.message
    for weight, dtype in ((1e30, "float32"), (1e300, "float64")):
        plans = {"epochs": 1, "class_weight": {"1": weight}}
        problem = heavy([1, weight], dtype, training=plans)
        assert problem.path == ("training", "class_weight")


def test_some_example_to_train_on_must_count() -> None:
    plans = {"epochs": 1, "class_weight": {"0": 0, "1": 0}}
    problem = heavy([1, 1], training=plans)
    assert problem.path == ("training", "class_weight")
    assert problem.message == "none of the 2 examples to train on counts"
    dataset = inline([[i, 0] for i in range(9)], 1, 1)
    left = parts(load(entry(dataset, split={"test": 0.9}))).train.x.ravel().tolist()
    problem = heavy([float(i not in left) for i in range(9)], split={"test": 0.9})
    assert problem.path == ("split",)
    assert "none of the 1 examples" in problem.message


def test_where_a_formula_has_no_value_is_told_with_its_place() -> None:
    dataset = {"type": "function", "formula": "sqrt(x)", "spacing": "random"}
    with pytest.raises(SpecError, match="gives no number at x = -") as caught:
        made(dataset)
    [problem] = caught.value.problems
    assert problem.path == ("dataset", "formula")


# Targets that do not count.


def test_gaps_become_weights() -> None:
    found = made(GAPS)
    assert found.y.tolist() == [[0, 1], [0, 0], [0, 0]]
    assert found.weight is not None
    assert found.weight.tolist() == [[1, 1], [0, 1], [0, 0]]
    assert [array is not None for array in found] == [True] * 3
    assert found.gaps.tolist() == [[False, False], [True, False], [True, True]]


def test_without_gaps_there_are_no_weights() -> None:
    found = made(numbered(3))
    assert found.weight is None
    assert found.gaps.tolist() == [[False]] * 3
    assert len([*found]) == 2


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "binary_crossentropy"])
def test_most_losses_weigh_each_target(loss: str) -> None:
    weight = made(GAPS, loss).weight
    assert weight is not None
    assert weight.shape == (3, 2)


def test_choices_count_by_rows() -> None:
    rows = [[1, 2, 0, 1], [3, 4, None, None], [5, 6, 1, 0]]
    found = made(inline(rows, 2, 2), "categorical_crossentropy")
    assert found.weight is not None
    assert found.weight.tolist() == [[1], [0], [1]]
    assert found.weight.flags.c_contiguous


def test_half_a_choice_is_refused() -> None:
    with pytest.raises(SpecError, match="all outputs of a row are null") as caught:
        made(GAPS, "categorical_crossentropy")
    [problem] = caught.value.problems
    assert problem.path == ("dataset", "rows", 1)


def test_nan_never_reaches_a_target() -> None:
    found = made({"type": "truth_table", "rows": [[0, None], [1, 1]], **AB})
    assert found.y.tolist() == [[0], [1]]
    assert found.weight is not None
    assert found.weight.tolist() == [[0], [1]]


AB = {"inputs": ["a"], "outputs": ["y"]}

# Splits.


def split(count: int, seed: int = 0, **share: Any) -> Parts:
    return parts(load(entry(numbered(count), seed=seed, split=share)))


def rows(part: Examples | None) -> list[int]:
    return [] if part is None else part.x[:, 0].astype(int).tolist()


@pytest.mark.parametrize(
    ("count", "share", "sizes"),
    [
        (10, {}, (10, 0, 0)),
        (10, {"validation": 0.2}, (8, 2, 0)),
        (10, {"test": 0.3}, (7, 0, 3)),
        (10, {"validation": 0.2, "test": 0.3}, (5, 2, 3)),
        (100, {"validation": 0.25, "test": 0.25}, (50, 25, 25)),
        (10, {"validation": 0.01}, (9, 1, 0)),
        (10, {"validation": 0.01, "test": 0.01}, (8, 1, 1)),
        (4, {"validation": 0.5, "test": 0.25}, (1, 2, 1)),
        (10, {"validation": 0.28}, (7, 3, 0)),
    ],
    ids=str,
)
def test_sizes(count: int, share: Entry, sizes: tuple[int, int, int]) -> None:
    found = split(count, **share)
    each = [found.train, found.validation, found.test]
    assert tuple(0 if part is None else len(part) for part in each) == sizes
    assert [name for name, _ in found.items()] == [
        name
        for name, size in zip(("train", "validation", "test"), sizes, strict=True)
        if size
    ]
    everything = [row for part in each for row in rows(part)]
    assert sorted(everything) == [*range(count)]
    for part in each:
        assert rows(part) == sorted(rows(part))


def test_rows_stay_together() -> None:
    found = split(30, validation=0.3, test=0.2)
    for part in filter(None, (found.train, found.validation, found.test)):
        assert (part.x[:, 1] == -part.x[:, 0]).all()
        assert (part.y[:, 0] == part.x[:, 0] / 2).all()


@BOTH
def test_parts_are_tidy(dtype: str) -> None:
    dataset = inline([[i, i, i % 2 or None] for i in range(20)], 2, 1)
    share = {"validation": 0.3, "test": 0.2}
    found = parts(load(entry(dataset, dtype=dtype, split=share)))
    for part in filter(None, (found.train, found.validation, found.test)):
        assert part.weight is not None
        assert part.weight.ravel().tolist() == (part.x[:, 0] % 2).tolist()
        for array in part:
            assert_tidy(array, dtype)


def test_the_seed_chooses() -> None:
    first, again = (split(50, seed=1, validation=0.4, test=0.2) for _ in range(2))
    other = split(50, seed=2, validation=0.4, test=0.2)
    assert rows(first.validation) == rows(again.validation)
    assert rows(first.test) == rows(again.test)
    assert rows(first.validation) != rows(other.validation)


def test_validation_stays_when_a_test_part_is_added() -> None:
    alone = split(50, validation=0.2)
    both = split(50, validation=0.2, test=0.3)
    assert rows(alone.validation) == rows(both.validation)


def test_a_split_is_a_fair_choice() -> None:
    """Over many seeds, each row is kept about as often as any other."""
    kept = np.zeros(10)
    for seed in range(200):
        kept[rows(split(10, seed=seed, validation=0.3).validation)] += 1
    assert kept.sum() == 600
    assert 35 < kept.min() <= kept.max() < 85


def test_validation_split_is_short_for_a_split() -> None:
    training = {"epochs": 1, "validation_split": 0.3}
    short = parts(load(entry(numbered(20), training=training)))
    assert rows(short.validation) == rows(split(20, validation=0.3).validation)
    assert rows(short.train) == rows(split(20, validation=0.3).train)


@pytest.mark.parametrize(
    ("count", "share"),
    [(1, {"validation": 0.1}), (2, {"validation": 0.1, "test": 0.1})],
    ids=str,
)
def test_something_must_be_left(count: int, share: Entry) -> None:
    with pytest.raises(SpecError, match="to train on") as caught:
        split(count, **share)
    [problem] = caught.value.problems
    assert problem.path == ("split",)


@pytest.mark.parametrize(
    ("count", "share"),
    [
        (3, {"validation": 0.5, "test": 0.45}),
        (3, {"validation": 0.9, "test": 0.05}),
    ],
    ids=str,
)
def test_rounding_leaves_a_clear_message(count: int, share: Entry) -> None:
    """Shares that add up to less than 1 may still round to all rows, or to more."""
    with pytest.raises(SpecError, match="to train on"):
        split(count, **share)


def test_a_split_comes_from_its_own_stream() -> None:
    """The dataset's own noise does not change which rows are kept."""
    chosen = []
    for noise in (0.0, 0.2):
        dataset = {"type": "spirals", "samples": 40, "noise": noise}
        found = parts(load(entry(dataset, split={"validation": 0.5})))
        everything = made(dataset)
        assert found.validation is not None
        places = [
            int(np.flatnonzero((everything.x == row).all(axis=1))[0])
            for row in found.validation.x
        ]
        chosen.append(places)
    assert chosen[0] == chosen[1]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"split": {"validation": 0.99}}, "split"),
        ({"split": {"validation": 0.5, "test": 0.49}}, "split"),
        (
            {"training": {"epochs": 1, "validation_split": 0.99}},
            "training.validation_split",
        ),
    ],
    ids=str,
)
def test_a_split_that_leaves_nothing_is_found_without_training(
    more: Any, path: str
) -> None:
    with pytest.raises(SpecError, match="it leaves none of the 4 examples") as caught:
        compile_spec(load(entry(numbered(4), **more)))
    assert dotted(caught.value.problems[0].path) == path


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mse"])
def test_classes_by_number_behind_a_choice_are_told_of_their_loss(loss: str) -> None:
    written = entry({"type": "blobs", "labels": "index"}, loss)
    written["layers"] = [dense(3, "softmax")]
    with pytest.raises(SpecError) as caught:
        compile_spec(load(written))
    [problem] = caught.value.problems
    assert "the loss 'sparse_categorical_crossentropy'" in problem.hint


def test_outputs_too_many_are_told_how_many() -> None:
    with pytest.raises(SpecError) as caught:
        compile_spec(load({**entry(numbered(4)), "layers": [dense(3)]}))
    assert caught.value.problems[0].hint == '"units": 1'


@pytest.mark.parametrize("loss", ["binary_crossentropy", "sparse"])
def test_examples_are_made_once_for_schema_warnings_and_training(
    loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, calls = Moons.arrays, list[int]()

    def counting(self: Moons, rng: np.random.Generator) -> Any:
        calls.append(1)
        return made(self, rng)

    monkeypatch.setattr(Moons, "arrays", counting)
    dataset: Entry = {"type": "moons", "samples": 40}
    written = entry(dataset, loss, split={"validation": 0.25})
    if loss == "sparse":
        written["loss"] = "sparse_categorical_crossentropy"
        written["layers"] = [dense(2, activation="softmax")]
    model = compile_spec(load(written))
    lint(model)
    trainer = Trainer(model)
    for _ in train(trainer):
        pass
    assert len(calls) == 1
    compile_spec(load(written | {"seed": 1}))
    examples(load(written | {"seed": 1}))
    assert len(calls) > 1


def test_examples_that_are_kept_cannot_be_written_to() -> None:
    spec = load(entry({"type": "moons", "samples": 40}))
    with pytest.raises(ValueError, match="read-only"):
        draw(spec)[0][0] = 0
