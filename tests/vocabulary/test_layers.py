"""Layers: what all have in common, what they refuse, and what they keep."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.core.function import extract
from engine.errors import LonghandError, SpecError
from engine.runs import open_run, save
from engine.spec.model import load
from engine.vocabulary.entry import read
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.layers import Layer, Trainable
from tests.building import compiled, values
from tests.core.printings import textbook
from tests.golden import layers as golden
from tests.golden.row import Row
from tests.training.making import SPLIT, trained, trainer, training
from tests.writing import Array, Entry, dense, merge, normal, spec

WORDS = Layer.words()
FIRST = {
    word.tag(): next(
        row for row in golden.ROWS if isinstance(read(Layer, row.word, (), []), word)
    )
    for word in WORDS
}
"""A row for each word."""


def entry(row: Row, **more: Any) -> tuple[Entry, str]:
    """Write a network with the row's word, and give the layer's name."""
    word = {"type": row.word} if isinstance(row.word, str) else row.word
    return golden.network(row, word | {"name": "it", **more}), "it"


def tags(kind: type[Layer]) -> list[str]:
    return [word.tag() for word in WORDS if issubclass(word, kind)]


# What all layers have.


def initialized() -> Iterator[tuple[str, str]]:
    for word in WORDS:
        for field, info in word.model_fields.items():
            if field.endswith("_initializer"):
                assert isinstance(info.default, Initializer)
                yield word.tag(), field


@pytest.mark.parametrize(("tag", "field"), [*initialized()])
def test_initializers_start_what_they_are_called_after(tag: str, field: str) -> None:
    written, name = entry(FIRST[tag], **{field: {"type": "literal", "value": 0.375}})
    drawn = compiled(written).initial_values()
    key = f"{name}.{field.removesuffix('_initializer')}"
    assert {key} == {k for k, v in drawn.items() if np.all(v == 0.375)}
    usual = compiled(entry(FIRST[tag])[0]).initial_values()
    assert not np.all(usual[key] == 0.375)
    assert drawn[key].shape == usual[key].shape


@pytest.mark.parametrize(("tag", "field"), [*initialized()])
def test_initializers_that_do_not_fit_are_told(tag: str, field: str) -> None:
    written, _ = entry(FIRST[tag], **{field: {"type": "literal", "value": [1] * 9}})
    with pytest.raises(SpecError) as caught:
        compiled(written)
    [problem] = caught.value.problems
    assert problem.path[-2:] == (field, "value")


@pytest.mark.parametrize("tag", tags(Trainable))
def test_a_frozen_layer_stays_as_it_is(tag: str) -> None:
    for trainable in (True, False):
        written, name = entry(FIRST[tag], trainable=trainable)
        made = trainer(written | {"training": training(3)})
        before = {k: a.copy() for k, a in kept(made, name).items()}
        made.step(2)
        changed = {k for k, a in kept(made, name).items() if (a != before[k]).any()}
        assert changed == (set(before) if trainable else set())


def kept(made: Any, name: str) -> dict[str, Array]:
    arrays = made.arrays.parameters | made.arrays.states
    return {key: a for key, a in arrays.items() if key.startswith(f"{name}.")}


ALONE = [
    tag
    for tag, row in FIRST.items()
    if "inputs" not in str(row.word) and tag not in ("normalization", "embedding")
]


@pytest.mark.parametrize("tag", ALONE)
def test_inputs_say_what_is_taken(tag: str) -> None:
    """A layer between others, and again behind one that it does not take."""
    row = FIRST[tag]
    word = {"type": row.word} if isinstance(row.word, str) else row.word
    word, shape = word | {"name": "it"}, row.more.get("shapes", [(3,)])[0]
    first = [
        dense(int(np.prod(shape)), "tanh", name="h", inputs="input"),
        {"type": "reshape", "target_shape": [*shape], "name": "taken"},
    ]
    flat = {"type": "flatten", "name": "flat"}
    direct = [*first, word, flat, dense(2, name="out")]
    other = dense(1, "tanh", name="other", inputs="h")
    joined = [merge("concatenate", "flat", "other"), dense(2, name="out")]
    named = [*first, other, word | {"inputs": "taken"}, flat, *joined]
    one, two = (compiled(spec(layers)).program for layers in (direct, named))
    given = values(two) | values(one)
    x = normal("taken", 5, 3)
    expected = PlannedSteps(one, Arrays(one, given)).answer(x)
    given["out.kernel"] = np.vstack([given["out.kernel"], [[0, 0]]])
    found = PlannedSteps(two, Arrays(two, given)).answer(x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


# Which layers are affine.


def results(row: Row, points: Sequence[Array]) -> list[Array]:
    """Give what a layer makes of each point, once training is over."""
    made = golden.written(Row(row.word, row.twin, {**row.more, "training": False}))
    run = textbook(extract("forward", made.net.graph, [made.out]))
    others = made.arrays | made.noises
    return [
        run({**others, **{x: a * p for x, a in made.inputs.items()}})[0] for p in points
    ]


def bends(row: Row) -> bool:
    """Tell whether the middle of two results is not that of the middle."""
    scales = [np.array(s) for s in (1.0, -3.0, -1.0)]
    one, other, middle = results(row, scales)
    return not np.allclose(middle, (one + other) / 2, rtol=1e-9, atol=1e-9)


AFFINE = [word.tag() for word in WORDS if word.affine]
CURVED = {*FIRST} - {*AFFINE, "activation", "embedding"}


@pytest.mark.parametrize("tag", [*AFFINE, *sorted(CURVED)])
def test_affine_layers_are_affine(tag: str) -> None:
    rows = [row for row in golden.ROWS if tag in (row.word, *row.title.split()[:1])]
    bent = [bends(row) for row in rows if "'activation':" not in str(row.word)]
    assert any(bent) == (tag in CURVED)


# Noise.


def noisy(tag: str, **more: Any) -> Entry:
    fields = {"stddev": 0.4} if tag == "gaussian_noise" else {"rate": 0.4}
    return {"type": tag, **fields, **more}


NOISES = ["dropout", "alpha_dropout", "gaussian_dropout", "gaussian_noise"]


@pytest.mark.parametrize("tag", NOISES)
def test_a_seed_of_its_own_decides_alone(tag: str) -> None:
    def drawn(spec_seed: int, **more: Any) -> bytes:
        made = trainer(spec([noisy(tag, **more), dense(2)]) | {"seed": spec_seed})
        *_, noise = made.loop.batch()
        return noise.tobytes()

    assert drawn(1, seed=5) == drawn(2, seed=5) == drawn(5)
    assert len({drawn(1), drawn(2), drawn(1, seed=5), drawn(1, seed=6)}) == 4


@pytest.mark.parametrize("tag", NOISES)
def test_noise_leaves_mean_and_deviation(tag: str) -> None:
    """Over many rows, what comes out has the mean of what goes in."""
    made = trainer(spec([noisy(tag), dense(2)]))
    net = made.model.program.training.net
    rng = np.random.default_rng(1)
    n = 40_000
    drawn = rng.random if tag.endswith("dropout") else rng.standard_normal
    if tag == "gaussian_dropout":
        drawn = rng.standard_normal
    x = rng.standard_normal((n, 3)) + (0 if tag == "alpha_dropout" else 1)
    (noise,) = net.noises
    h = next(e.out for e in net.graph.equations if e.out.name == "h1")
    run = textbook(extract("f", net.graph, [h]))
    (found,) = run({made.model.program.training.x: x, noise.value: drawn((n, 3))})
    spread = {
        "dropout": 2 * 0.4 / 0.6 + 1,
        "gaussian_dropout": 2 * 0.4 / 0.6 + 1,
        "gaussian_noise": 1 + 0.4**2,
        "alpha_dropout": 1.0,
    }[tag]
    np.testing.assert_allclose(found.mean(axis=0), x.mean(axis=0), atol=0.03)
    np.testing.assert_allclose(found.var(axis=0), spread, atol=0.06)


def test_one_draw_may_be_for_a_whole_axis() -> None:
    layers = [noisy("dropout", noise_shape=[1, None]), dense(2)]
    made = trainer(spec(layers) | {"training": training(3, 4)})
    *_, u = made.loop.batch()
    assert u.shape == (1, 3)
    made.step(10)
    assert made.stopped == "epochs"


# Moving statistics.


def test_moving_statistics_follow_the_batches() -> None:
    word = {"type": "batch_normalization", "momentum": 0.7}
    made = trainer(spec([word, dense(2)]) | {"training": training(3, 3)})
    mean, variance = np.zeros(3), np.ones(3)
    while not made.stopped:
        x = made.loop.batch()[0]
        mean = 0.7 * mean + 0.3 * x.mean(axis=0)
        variance = 0.7 * variance + 0.3 * x.var(axis=0)
        made.step()
        states = made.arrays.states
        found = [
            states[f"batch_normalization_1.moving_{n}"] for n in ("mean", "variance")
        ]
        np.testing.assert_allclose(found, [mean, variance], rtol=1e-12)
    gamma, beta, kernel, bias = made.arrays.parameters.values()
    x = made.parts.train.x
    normal_x = (x - mean) / np.sqrt(variance + 1e-3)
    expected = (gamma * normal_x + beta) @ kernel + bias
    np.testing.assert_allclose(made.predict(x), expected, rtol=1e-12)


def test_a_run_that_diverges_keeps_the_states_before() -> None:
    layers = [dense(4), "batch_normalization", dense(2)]
    entry = spec(layers, optimizer={"type": "sgd", "learning_rate": 1e200})
    made = trained(entry | {"training": training(30)})
    assert made.stopped == "diverged"
    assert made.fault is not None
    for array in made.arrays.states.values():
        assert np.isfinite(array).all()


# Data that is measured.


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_normalization_measures_the_training_rows(dtype: str, tmp_path: Any) -> None:
    layers = ["normalization", dense(2)]
    more = {"training": training(2), "split": SPLIT, "dtype": dtype}
    made = trained(spec(layers) | more)
    x = made.parts.train.x.astype(float)
    found = made.arrays.states
    expected = {"mean": x.mean(axis=0), "variance": x.var(axis=0)}
    for name, numbers in expected.items():
        array = found[f"normalization_1.{name}"]
        assert array.tobytes() == numbers.astype(dtype).tobytes()
    again = open_run(save(made, {}, tmp_path))
    assert again.predict(x).tobytes() == made.predict(x).tobytes()
    source = (tmp_path / "network" / "1" / "source.py").read_text()
    assert f"mean1 = np.array({found['normalization_1.mean'].tolist()}" in source


@pytest.mark.parametrize(("dtype", "size"), [("float64", 1e200), ("float32", 1e30)])
def test_what_is_too_large_to_measure_is_refused(dtype: str, size: float) -> None:
    entry = spec(["normalization", dense(2)], dtype=dtype)
    entry["dataset"]["rows"][0][0] = size
    with pytest.raises(SpecError, match=f"variance .* too large for {dtype}") as caught:
        trainer(entry)
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0)


def test_normalization_of_columns_and_tables() -> None:
    column = {"type": "normalization", "inputs": "input.b"}
    made = trainer(spec([column, dense(2)]))
    x = made.parts.train.x
    assert made.arrays.states["normalization_1.mean"] == x[:, 1].mean()
    made = trainer(spec(["normalization", "flatten", dense(2)], shape=[2, 3]))
    x = made.parts.train.x
    found = made.arrays.states["normalization_1.variance"]
    np.testing.assert_allclose(found, x.reshape(-1, 3).var(axis=0), rtol=1e-12)


def test_a_constant_column_is_0() -> None:
    entry = spec(["normalization", dense(2)])
    for row in entry["dataset"]["rows"]:
        row[1] = 0.25
    made = trained(entry | {"training": training(3)})
    assert made.stopped == "epochs"
    assert np.isfinite(made.predict(made.parts.train.x)).all()
    kernel = made.arrays.parameters["dense_1.kernel"]
    before = made.model.initial_values()["dense_1.kernel"]
    assert (kernel[1] == before[1]).all()
    assert (kernel[0] != before[0]).any()


# Rows at 0, where lengths and deviations are.


@pytest.mark.parametrize(
    "word", ["unit_normalization", "layer_normalization", "rms_normalization"]
)
def test_rows_of_zeros_stay_finite(word: str) -> None:
    entry = spec([dense(3, use_bias=False), word, dense(2)])
    for row in entry["dataset"]["rows"][:3]:
        row[:3] = [0, 0, 0]
    made = trained(entry | {"training": training(5)})
    assert made.stopped == "epochs"
    assert np.isfinite(made.arrays.w).all()


# Whole numbers of the data.

TABLE = {"type": "embedding", "input_dim": 5, "output_dim": 2}


def with_number(number: float, **more: Any) -> Entry:
    """Write an embedding whose data has another number in row 3, column b."""
    entry = spec([{**TABLE, **more}, "flatten", dense(2)], places=5)
    entry["dataset"]["rows"][2][1] = number
    return entry


def test_a_table_has_no_more_rows_than_numbers_can_tell_apart() -> None:
    layers = [{**TABLE, "input_dim": 2**24 + 1}, "flatten", dense(2)]
    compiled(spec(layers, places=5))
    layers[0] |= {"input_dim": 2**24}
    compiled(spec(layers, places=5, dtype="float32"))
    layers[0] |= {"input_dim": 2**24 + 1}
    with pytest.raises(SpecError, match="tells whole numbers apart") as caught:
        compiled(spec(layers, places=5, dtype="float32"))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, "input_dim")


@pytest.mark.parametrize("number", [5, -1, 0.5, 1e300])
def test_data_that_names_no_row_is_refused_before_training(number: float) -> None:
    with pytest.raises(SpecError) as caught:
        trainer(with_number(number))
    [problem] = caught.value.problems
    assert problem.path == ("dataset", "rows", 2, 1)
    said = (
        f"row 3, column 'b': layers[0] takes whole numbers from 0 to 4, not {number:g}"
    )
    assert problem.message == said
    assert "input_dim" in problem.hint


def test_only_the_columns_that_are_taken_must_be_whole() -> None:
    made = trainer(with_number(0.5, inputs="input.a"))
    made.step()
    with pytest.raises(SpecError):
        trainer(with_number(0.5, inputs="input.b"))


@pytest.mark.parametrize("number", [5, -1, 0.5, np.nan, np.inf])
def test_predictions_are_of_rows_that_the_table_has(number: float) -> None:
    made = trainer(with_number(4))
    assert made.predict([0, 1, 4]).shape == (1, 2)
    with pytest.raises(LonghandError) as caught:
        made.predict([[0, 1, 2], [3, number, 4]])
    assert str(caught.value).startswith("row 2, column 'b': layers[0] takes whole")


def test_an_embedding_may_take_a_column() -> None:
    made = trained(with_number(1, inputs="input.b") | {"training": training(3)})
    table = made.arrays.parameters["embedding_1.embeddings"]
    assert table.shape == (5, 2)
    kernel, bias = list(made.arrays.parameters.values())[1:]
    x = made.parts.train.x
    expected = table[x[:, 1].astype(int)] @ kernel + bias
    np.testing.assert_allclose(made.predict(x), expected, rtol=1e-12)


def test_rows_that_no_example_names_do_not_learn() -> None:
    made = trainer(spec([{**TABLE, "input_dim": 9}, "flatten", dense(2)], places=5))
    before = made.arrays.parameters["embedding_1.embeddings"].copy()
    made.step(1)
    after = made.arrays.parameters["embedding_1.embeddings"]
    unnamed = ~np.isin(np.arange(9), made.parts.train.x)
    assert (after[unnamed] == before[unnamed]).all()
    assert (after != before).any()


# What does not fit.

PAIR = [dense(3, name="p"), dense(2, name="q", inputs="input")]
REFUSED = {
    "batch_normalization along rows": (
        [{"type": "batch_normalization", "axis": 0}],
        ("layers", 0, "axis"),
        "last axis",
    ),
    "layer_normalization of a middle axis": (
        [{"type": "layer_normalization", "axis": 2}],
        ("layers", 0, "axis"),
        "last axis",
    ),
    "rms_normalization": (
        [{"type": "rms_normalization", "axis": -2}],
        ("layers", 0, "axis"),
        "last axis",
    ),
    "unit_normalization": (
        [{"type": "unit_normalization", "axis": 0}],
        ("layers", 0, "axis"),
        "last axis",
    ),
    "normalization along rows": (
        [{"type": "normalization", "axis": 0}],
        ("layers", 0, "axis"),
        "last axis",
    ),
    "normalization of a layer": (
        [dense(3), "normalization"],
        ("layers", 1),
        "the data itself",
    ),
    "normalization by too many": (
        [{"type": "normalization", "mean": [1, 2], "variance": 1}],
        ("layers", 0, "mean"),
        "expected a number, or 3 of them, not 2",
    ),
    "rescaling by too many": (
        [{"type": "rescaling", "scale": 2, "offset": [1]}],
        ("layers", 0, "offset"),
        "expected a number, or 3 of them, not 1",
    ),
    "an embedding of a layer": (
        [dense(3), TABLE, "flatten"],
        ("layers", 1),
        "only the data has",
    ),
    "a shape that does not fit": (
        [{"type": "reshape", "target_shape": [2, 2]}, "flatten"],
        ("layers", 0, "target_shape"),
        "3 numbers do not fit into [2, 2]",
    ),
    "a shape that leaves nothing to find": (
        [{"type": "reshape", "target_shape": [2, -1]}, "flatten"],
        ("layers", 0, "target_shape"),
        "3 numbers do not fit into [2, -1]",
    ),
    "noise of another shape": (
        [noisy("dropout", noise_shape=[None, 2])],
        ("layers", 0, "noise_shape"),
        "[null, 3]",
    ),
    "noise of other axes": (
        [noisy("alpha_dropout", noise_shape=[None])],
        ("layers", 0, "noise_shape"),
        "[null, 3]",
    ),
    "noise of a number of rows": (
        [noisy("dropout", noise_shape=[7, None])],
        ("layers", 0, "noise_shape"),
        "[null, 3]",
    ),
    "prelu of the rows": (
        [{"type": "prelu", "shared_axes": [0]}],
        ("layers", 0, "shared_axes"),
        "there is no axis 0",
    ),
    "three to subtract": (
        [merge("subtract", "input", "input", "input")],
        ("layers", 0, "inputs"),
        "takes 2 layers, not 3",
    ),
    "three for a dot": (
        [merge("dot", "input", "input", "input", axes=1)],
        ("layers", 0, "inputs"),
        "takes 2 layers, not 3",
    ),
    "dot along the rows": (
        [merge("dot", "input", "input", axes=0)],
        ("layers", 0, "axes"),
        "last axis",
    ),
    "dot along three axes": (
        [merge("dot", "input", "input", axes=[1, 1, 1])],
        ("layers", 0, "axes"),
        "last axis",
    ),
    "dot of tables": (
        [
            {"type": "reshape", "target_shape": [3, 1], "name": "t"},
            merge("dot", "t", "t", axes=1),
        ],
        ("layers", 1, "inputs"),
        "rows of numbers",
    ),
    **{
        f"{kind} of different rows": (
            [*PAIR, merge(kind, "p", "q", **more)],
            ("layers", 2, "inputs"),
            f"cannot {kind} rows of [3] and [2]",
        )
        for kind, more in (
            *((kind, {}) for kind in ("add", "subtract", "multiply", "average")),
            *((kind, {}) for kind in ("maximum", "minimum")),
            ("dot", {"axes": -1}),
        )
    },
    **{
        f"{kind} of tables": (
            [
                {"type": "reshape", "target_shape": [3, 1]},
                {"type": kind, **more},
                "flatten",
            ],
            ("layers", 1),
            f"{kind} takes rows of numbers",
        )
        for kind, more in (
            ("rbf", {"units": 2}),
            ("maxout", {"units": 2}),
            ("highway", {}),
        )
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_told_where_it_stands(name: str) -> None:
    layers, path, message = REFUSED[name]
    with pytest.raises(SpecError) as caught:
        compiled(spec([*layers, dense(2)]))
    [problem] = caught.value.problems
    assert problem.path == path
    assert message in problem.message
    assert problem.hint


WRONG = {
    "no variances": (
        {"type": "normalization", "mean": 1, "variance": []},
        ("variance",),
    ),
    "no means": ({"type": "normalization", "mean": [], "variance": 1}, ("mean",)),
    "no factors": ({"type": "rescaling", "scale": []}, ("scale",)),
    "no summands": (
        {"type": "rescaling", "scale": 1, "offset": []},
        ("offset",),
    ),
    "a mean alone": ({"type": "normalization", "mean": 1}, ("mean",)),
    "a variance alone": ({"type": "normalization", "variance": [1, 2]}, ("variance",)),
    "a negative variance": (
        {"type": "normalization", "mean": 1, "variance": [1, -2]},
        ("variance",),
    ),
    "two lengths left out": (
        {"type": "reshape", "target_shape": [-1, -1]},
        ("target_shape",),
    ),
    "a length of 0": ({"type": "reshape", "target_shape": [3, 0]}, ("target_shape", 1)),
    "a rate of 1": ({"type": "gaussian_dropout", "rate": 1}, ("rate",)),
    "a negative stddev": ({"type": "gaussian_noise", "stddev": -0.1}, ("stddev",)),
    "a momentum above 1": (
        {"type": "batch_normalization", "momentum": 1.5},
        ("momentum",),
    ),
    "nothing added to a batch's variance": (
        {"type": "batch_normalization", "epsilon": 0},
        ("epsilon",),
    ),
    "nothing added to a row's variance": (
        {"type": "layer_normalization", "epsilon": 0},
        ("epsilon",),
    ),
    "nothing added to a row's squares": (
        {"type": "rms_normalization", "epsilon": 0},
        ("epsilon",),
    ),
    "merging nothing": ({"type": "multiply"}, ()),
    "more pieces than fit": (
        {"type": "maxout", "units": 1, "pieces": 10**9},
        ("pieces",),
    ),
    "a table of no rows": ({**TABLE, "input_dim": 0}, ("input_dim",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_fields_that_cannot_be_are_told(name: str) -> None:
    word, path = WRONG[name]
    problems: list[Any] = []
    assert read(Layer, word, (), problems) is None
    assert [problem.path for problem in problems] == [path]


# The text.

PAPER = """\
    # layers[0]: batch normalization
    mean1 = x.sum(axis=0) / len(x)
    centered1 = x - mean1
    variance1 = np.square(centered1).sum(axis=0) / len(x)
    moving_mean1 = 0.99 * moving_mean1 + (1 - 0.99) * mean1
    moving_variance1 = 0.99 * moving_variance1 + (1 - 0.99) * variance1
    deviation1 = np.sqrt(variance1 + 0.001)
    normal1 = centered1 / deviation1
    h1 = gamma1 * normal1 + beta1
"""


def lines(word: Any, **more: Any) -> str:
    """Give what a layer that takes the data prints, without shapes."""
    source = compiled(spec([word, "flatten", dense(2)], **more)).source
    first = source[source.index("    # layers[0]") :].split("    # layers[")[1]
    kept = [line.partition("  # ")[0].rstrip() for line in first.splitlines()]
    return "\n".join(["    # layers[" + kept[0], *kept[1:], ""])


def test_batch_normalization_reads_as_in_the_paper() -> None:
    assert lines("batch_normalization") == PAPER


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ({"type": "gaussian_noise", "stddev": 0.1}, "h1 = x + 0.1 * noise1"),
        ({"type": "dropout", "rate": 0.1}, "h1 = x * keep1 / (1 - 0.1)"),
        ({"type": "rescaling", "scale": 0.5}, "h1 = x * 0.5"),
        (
            {"type": "rescaling", "scale": [1, 2, 3], "offset": 1},
            "h1 = x * scale1 + 1.0",
        ),
        ("normalization", "h1 = (x - mean1) / deviation1"),
        ("unit_normalization", "h1 = x / norm1"),
        ("rms_normalization", "h1 = scale1 * normal1"),
        ("prelu", "h1 = np.maximum(x, 0) + alpha1 * below1"),
        ({"type": "rbf", "units": 2}, "h1 = np.exp(-(gamma1 * distance1))"),
        ({"type": "maxout", "units": 2}, "h1 = np.maximum(piece1, piece1_2)"),
        ("highway", "h1 = gate1 * a1 + carry1 * x"),
    ],
)
def test_the_last_line_of_a_layer_is_its_formula(word: Any, line: str) -> None:
    assert lines(word).splitlines()[-1].strip() == line


# Titles.


def test_titles_tell_layers_in_a_few_words() -> None:
    rows = {row.title: read(Layer, row.word, (), []) for row in golden.ROWS}
    titles = {layer.title() for layer in rows.values() if layer}
    assert {
        "batch normalization",
        "gaussian noise, stddev 0.3",
        "alpha dropout, rate 0.2",
        "reshape to [2, 2]",
        "embedding, 5 rows of 2",
        "maxout, 1 unit of 2 pieces",
        "rbf, 4 units",
        "highway, tanh",
        "activity regularization, l1 0.2, l2 0.3",
    } <= titles
    assert all(len(title) <= 60 for title in titles)


# Where numbers are as good as 0, and axes.


def given_by(layer: Any, x: Array, **more: Any) -> Array:
    """Give what a network of one layer gives for rows of numbers."""
    shape = list(x.shape[1:])
    made = compiled(spec([layer, "flatten", dense(2)], shape=shape, **more))
    graph = made.program.inference.net.graph
    of_layer = [
        e.out for e in graph.equations if e.out.origin.path[:2] == ("layers", 0)
    ]
    function = extract("f", graph, [of_layer[-1]])
    states = made.program.states
    known = {s.value: np.asarray(s.start(s.shape, None)) for s in states}
    inputs = {v: known.get(v, x) for v in function.args}
    return textbook(function)(inputs)[0]


def test_lengths_too_small_are_not_made_1() -> None:
    x = np.array([[3e-13, 4e-13, 0.0], [3.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
    expected = [[0.3, 0.4, 0], [0.6, 0.8, 0], [0, 0, 0]]
    assert given_by("unit_normalization", x) == pytest.approx(np.array(expected))


def test_deviations_too_small_count_as_1e_7() -> None:
    layer = {"type": "normalization", "mean": 1.0, "variance": [1e-20, 4.0, 0.0]}
    x = np.array([[2.0, 2.0, 1.0]])
    assert given_by(layer, x) == pytest.approx(np.array([[1e7, 0.5, 0.0]]))


def test_the_dot_of_short_rows_is_small() -> None:
    layer = merge("dot", "input", "input", axes=1, normalize=True)
    x = np.array([[3e-8, 4e-8, 0.0], [3.0, 4.0, 0.0]])
    assert given_by(layer, x) == pytest.approx(np.array([[0.25], [1.0]]))


@pytest.mark.parametrize("axis", [-1, 1])
def test_layers_are_joined_along_the_last_axis(axis: int) -> None:
    layer = merge("concatenate", "input", "input", axis=axis)
    assert given_by(layer, np.ones((2, 3))).shape == (2, 6)


@pytest.mark.parametrize("axis", [0, 2, -2])
def test_layers_are_joined_along_no_other_axis(axis: int) -> None:
    with pytest.raises(SpecError, match="along the last axis"):
        compiled(spec([merge("concatenate", "input", "input", axis=axis), dense(2)]))


def test_layers_of_other_rows_are_not_joined() -> None:
    layers = [
        {"type": "reshape", "target_shape": [3, 2], "name": "tall"},
        merge("concatenate", "input", "tall"),
        "flatten",
        dense(2),
    ]
    with pytest.raises(SpecError, match="cannot join rows of"):
        compiled(spec(layers, shape=[2, 3]))


@pytest.mark.parametrize(
    ("axes", "shape"),
    [([1], (1, 3, 2)), ([2], (2, 1, 2)), ([3], (2, 3, 1)), ([1, 3], (1, 3, 1))],
)
def test_prelu_shares_along_the_axes_that_are_named(
    axes: list[int], shape: tuple[int, ...]
) -> None:
    layers = [{"type": "prelu", "shared_axes": axes}, "flatten", dense(2)]
    wide = [{"type": "reshape", "target_shape": [2, 3, 2]}, *layers]
    made = compiled(spec([dense(12), *wide], shape=[3]))
    assert [p.shape for p in made.program.parameters if "alpha" in p.key] == [shape]


WITHOUT = [
    ("dense", "use_bias", "bias", {"units": 2}),
    ("maxout", "use_bias", "bias", {"units": 2}),
    ("batch_normalization", "center", "beta", {}),
    ("layer_normalization", "scale", "gamma", {}),
]


@pytest.mark.parametrize(("word", "switch", "array", "more"), WITHOUT)
@pytest.mark.parametrize(
    ("what", "value"),
    [("regularizer", "l2"), ("constraint", "non_neg"), ("initializer", "normal")],
)
def test_nothing_is_asked_of_an_array_that_there_is_not(
    word: str, switch: str, array: str, more: Entry, what: str, value: str
) -> None:
    name = f"{array}_{what}"
    layer = {"type": word, **more, name: value}
    assert load(spec([layer]))
    with pytest.raises(SpecError) as caught:
        load(spec([{**layer, switch: False}]))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 0, name)
    assert problem.message == f"there is no {array} for '{name}'"
