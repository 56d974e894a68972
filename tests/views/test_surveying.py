"""What stands in a table, and what is suggested for it."""

import json

import pytest

from engine import LonghandError, Trainer
from engine.editing import check, suggested, task
from engine.views import survey
from tests.tables import write_flowers, write_houses


@pytest.fixture
def flowers(tmp_path):
    return survey(write_flowers(tmp_path / "My Flowers.csv"))


def by_name(found):
    return {column.name: column for column in found.columns}


def write(folder, text):
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return path


def valid(found, inputs, outputs, types=()):
    """Suggest a spec; it is valid as it is, and trains."""
    text = suggested(found, inputs, outputs, dict(types))
    draft = check(text, "a.json", found.path.parent)
    assert draft.model is not None, [str(mark.problem) for mark in draft.marks]
    Trainer(draft.model).step(2)
    return json.loads(text)


def test_columns_are_described(flowers):
    columns = by_name(flowers)
    assert flowers.rows == 60
    assert [c.type for c in flowers.columns[1:3]] == ["number", "number"]
    assert columns["soil"].missing == 3
    assert columns["colour"].distinct == 3
    assert columns["colour"].samples == ("red", "blue", "white")
    assert flowers.head[7][3] is None
    assert flowers.head[0] == ("1", "0.0", "5.0", "dry", "red")


def test_the_last_column_is_the_output_and_a_key_is_of_no_use(flowers):
    assert [c.role for c in flowers.columns] == [
        *("unused", "input", "input", "input", "output")
    ]
    assert flowers.columns[0].why == "it numbers the rows"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["same"] * 40, "it is always the same"),
        ([f"name {i}" for i in range(40)], "almost each row has another one"),
        ([""] * 40, "there are no values to learn from"),
        ([str(i * i) for i in range(40)], ""),
    ],
)
def test_columns_of_no_use(tmp_path, values, why):
    rows = [f"{value},{i % 2}" for i, value in enumerate(values)]
    found = survey(write(tmp_path, "\n".join(["x,y", *rows])))
    assert found.columns[0].why == why
    assert found.columns[0].role == ("unused" if why else "input")


def houses(folder):
    """Houses as a person writes them, with a unit in each cell."""
    lines = (f"{50 + i},{i % 7} m²;{i % 9 * 20};{500 + 7 * i},5" for i in range(60))
    return survey(write(folder, "\n".join(["Fläche;Grund;Preis", *lines])))


def test_numbers_with_a_unit_are_told(tmp_path):
    found = houses(tmp_path)
    area = found.columns[0]
    assert (area.type, area.role) == ("category", "unused")
    said = "'50,0 m²' looks like a number with the unit m²: choose the type number"
    assert area.doubt == said
    data = valid(found, ["Fläche"], ["Preis"], {"Fläche": "number"}.items())
    assert data["dataset"]["inputs"]["Fläche"] == {"type": "number", "unit": "m²"}
    data = valid(found, ["Grund"], ["Fläche"], {"Fläche": "number"}.items())
    said = {"type": "number", "unit": "m²", "scaling": "standardize"}
    assert data["dataset"]["outputs"]["Fläche"] == said


def test_points_that_may_part_thousands_are_told(tmp_path):
    lines = ["a;y", *(f"{1 + i % 3}.{220 + i};{i % 2}" for i in range(60))]
    found = survey(write(tmp_path, "\n".join(lines)))
    assert found.columns[0].doubt == "'1.220' is read as 1.22; it may be 1220"
    assert (found.columns[0].role, found.columns[1].doubt) == ("input", "")


def test_whole_numbers_that_repeat_are_classes(tmp_path):
    rows = [f"{i * 0.37:.2f},{i % 3}" for i in range(90)]
    found = survey(write(tmp_path, "\n".join(["x,y", *rows])))
    assert (found.columns[1].type, found.columns[1].as_output) == ("number", "category")
    data = valid(found, ["x"], ["y"])
    assert data["loss"] == "categorical_crossentropy"
    data = valid(found, ["x"], ["y"], {"y": "number"}.items())
    assert data["loss"] == "mean_squared_error"


def test_of_a_large_table_the_first_rows_are_shown(tmp_path):
    found = survey(write_houses(tmp_path / "h.csv", 1_500))
    assert (found.rows, len(found.head)) == (1_500, 1_000)
    data = valid(found, ["size"], ["price"])
    assert data["training"]["batch_size"] == 32


def test_progress_is_told_and_can_end_it(tmp_path):
    path, heard = write_houses(tmp_path / "h.csv"), []
    survey(path, lambda *told: heard.append(told))
    assert heard == [(0, 0), (0, 2), (1, 2)]

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey(path, stop)


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n", "row"), ("a\n1\n2\n", "only one column"), ("a,b\n1,2\n1,2,3\n", ":3")],
)
def test_what_is_no_table_to_learn_from(tmp_path, text, said):
    with pytest.raises(LonghandError) as caught:
        survey(write(tmp_path, text))
    assert said in str(caught.value)


def test_a_number_that_is_too_large_is_told_with_its_line(tmp_path):
    lines = [f"{i},{i % 2}" for i in range(40)]
    lines[3], lines[30] = ",1", "9" * 400 + ",0"
    with pytest.raises(LonghandError, match=r"a\.csv:32:1: row 31, column 'x'"):
        survey(write(tmp_path, "\n".join(["x,y", *lines])))


def test_classes_are_told_apart(flowers):
    data = valid(flowers, ["length", "width", "soil"], ["colour"])
    assert data["name"] == "my_flowers"
    assert data["dataset"]["path"] == "My Flowers.csv"
    assert data["dataset"]["inputs"]["soil"]["missing"] == "most_frequent"
    assert data["dataset"]["outputs"] == ["colour"]
    assert data["layers"][-1] == {"type": "dense", "activation": "softmax"}
    assert data["split"] == {"validation": 0.15, "test": 0.15}
    assert task(flowers, ["colour"], {}).text == "one of 3 classes: colour"


def test_two_classes(flowers):
    data = valid(flowers, ["length", "width"], ["soil"])
    assert data["loss"] == "binary_crossentropy"
    assert data["layers"][-1]["activation"] == "sigmoid"
    assert data["dataset"]["outputs"]["soil"]["missing"] == "drop_row"
    assert data["dataset"]["inputs"] == ["length", "width"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "one of two classes: y0"),
        (2, "two yes/no answers: y0, y1"),
        (3, "3 yes/no answers: y0, y1, y2"),
    ],
)
def test_several_outputs_of_two_classes_are_as_many_answers(tmp_path, count, said):
    names = [f"y{i}" for i in range(count)]
    rows = [
        f"{i * 0.37:.2f}," + ",".join(str(i >> n & 1) for n in range(count))
        for i in range(80)
    ]
    found = survey(write(tmp_path, "\n".join([",".join(["x", *names]), *rows])))
    assert task(found, names, {}).text == said


def test_a_number(flowers):
    data = valid(flowers, ["width", "colour"], ["length"])
    assert data["loss"] == "mean_squared_error"
    assert data["layers"][-1]["activation"] == "linear"
    assert data["dataset"]["outputs"]["length"]["scaling"] == "standardize"


def test_a_type_that_was_changed_is_said(flowers):
    data = valid(flowers, ["length", "width"], ["colour"], [("width", "category")])
    assert data["dataset"]["inputs"] == {"length": None, "width": "category"}


@pytest.mark.parametrize(
    ("inputs", "outputs", "types", "said"),
    [
        (["length"], [], {}, "no output"),
        ([], ["colour"], {}, "no input"),
        (["width"], ["length", "colour"], {}, "has classes"),
        (["width"], ["length"], {"length": "date"}, "cannot be predicted as date"),
        (["width"], ["colour", "id"], {"id": "category"}, "more than two classes"),
    ],
)
def test_what_cannot_be_predicted(flowers, inputs, outputs, types, said):
    with pytest.raises(LonghandError) as caught:
        suggested(flowers, inputs, outputs, types)
    assert said in str(caught.value)
    assert "hint: " in str(caught.value)
