"""Tables, diagrams and weights tell how a network is wired."""

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.spec.model import load
from engine.views import Link, diagram, layers, weights
from tests.building import CASES
from tests.building import model as case
from tests.views.making import NAMES, made, model, stepped
from tests.writing import dense, merge, spec

TYPES = ["glu inside", "columns", "dense net", "flatten", "added to itself"]


def drawn(*written, **more):
    return diagram(compile_spec(load(spec([*written], **more))))


def links(seen):
    names = [column.name for column in seen.columns]
    return [(names[link.source], names[link.target], link.key) for link in seen.links]


def test_a_table_of_layers():
    first, second = layers(model("xor"))
    assert (first.name, first.title) == ("dense_1", "dense, 4 units, sigmoid")
    assert (first.shape, first.parameters, first.sources) == ("(N, 4)", 16, ("input",))
    assert (second.path, second.sources) == (("layers", 1), ("dense_1",))
    assert sum(layer.parameters for layer in layers(model("moons"))) == sum(
        p.size for p in model("moons").program.parameters
    )


def test_a_layer_that_changes_nothing_has_the_shape_that_it_takes():
    flat = compile_spec(load(spec([dense(4), "flatten", dense(2)])))
    assert [layer.shape for layer in layers(flat)] == ["(N, 4)", "(N, 4)", "(N, 2)"]


def test_a_diagram_of_dense_layers():
    seen = diagram(model("xor"))
    labels = [column.labels for column in seen.columns]
    assert labels == [("x1", "x2", "x3"), ("1", "2", "3", "4"), ("y",)]
    assert [column.biases for column in seen.columns] == [
        None,
        "dense_1.bias",
        "dense_2.bias",
    ]
    assert seen.links == (Link(0, 1, "dense_1.kernel"), Link(1, 2, "dense_2.kernel"))
    assert [column.path for column in seen.columns] == [
        (),
        ("layers", 0),
        ("layers", 1),
    ]


def test_what_is_joined_or_added_has_a_link_from_each():
    joined = diagram(model("skip"))
    assert links(joined)[1:3] == [
        ("input", "concatenate_1", None),
        ("hidden", "concatenate_1", None),
    ]
    seen = drawn(dense(3, name="h"), merge("add", "h", "input"), dense(2))
    assert links(seen)[1:3] == [("h", "add_1", None), ("input", "add_1", None)]


def test_columns_of_the_data_stand_by_themselves():
    seen = drawn(dense(3, inputs="input.b"), dense(2))
    assert (seen.columns[0].name, seen.columns[0].labels) == ("input.b", ("b",))
    assert links(seen)[0] == ("input.b", "dense_1", "dense_1.kernel")


def test_classes_by_number_are_named_at_the_outputs():
    loss = "sparse_categorical_crossentropy"
    rows = [[0.0, 1.0, 0], [1.0, 0.0, 2]]
    trainer = made(rows, ["a", "b"], ["c"], loss=loss, last="softmax", units=3)
    last = diagram(trainer.model).columns[-1]
    assert last.labels == ("c=0", "c=1", "c=2")


def test_examples_that_are_no_rows_are_not_drawn():
    assert drawn("flatten", dense(2), shape=[2, 3]) is None
    assert diagram(model("embedding")) is None


@pytest.mark.parametrize("name", [*NAMES, *(name for name in CASES if name in TYPES)])
def test_what_a_diagram_names_fits_its_columns(name):
    whole = model(name) if name in NAMES else case(name)
    found = diagram(whole)
    shapes = {p.key: p.shape for p in whole.program.parameters}
    for column in found.columns if found else ():
        assert column.biases is None or shapes[column.biases] == (len(column.labels),)
    for link in found.links if found else ():
        ends = [len(found.columns[end].labels) for end in (link.source, link.target)]
        assert link.source < link.target
        assert link.key is None or shapes[link.key] == tuple(ends)


def test_weights_are_copies():
    trainer = stepped("xor")
    found = weights(trainer)
    kernel = found.values["dense_1.kernel"]
    assert np.array_equal(kernel, trainer.arrays.parameters["dense_1.kernel"])
    assert found.values.keys() == found.gradients.keys()
    flat = np.concatenate([g.ravel() for g in found.gradients.values()])
    assert np.array_equal(flat, trainer.arrays.g)
    kernel[:] = 0
    assert trainer.arrays.parameters["dense_1.kernel"].any()


def test_frozen_parameters_have_no_gradients():
    found = spec([dense(4, trainable=False), dense(2)])
    from engine.training.trainer import Trainer

    seen = weights(Trainer(compile_spec(load(found))))
    assert [*seen.gradients] == ["dense_2.kernel", "dense_2.bias"]
