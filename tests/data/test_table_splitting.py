"""Rows of a table divided by what its columns say."""

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from engine.compile import compile_spec
from engine.data.examples import parts
from engine.data.load import opened
from engine.data.splitting.examples import PARTS
from engine.errors import Problem, SpecError
from tests.data.tabling import loaded
from tests.writing import dense

COUNT = 20
TABLE: dict[str, list[Any]] = {
    "x": [*range(COUNT)],
    "y": [i / 2 for i in range(COUNT)],
}
SPECIES: dict[str, list[Any]] = {
    "x": [*range(60)],
    "y": [*["rose"] * 40, *["oak"] * 20],
}
CHOICE = {
    "loss": "categorical_crossentropy",
    "layers": [{"type": "dense", "activation": "softmax"}],
}


def chosen(folder: Path, columns: Any = TABLE, **more: Any) -> dict[str, list[int]]:
    """Give the rows of each part of a table."""
    found = opened(loaded(folder, columns, **more)).dataset.parts()
    assert found is not None
    return {name: rows.tolist() for name, rows in found.items()}


def refused(folder: Path, columns: Any = TABLE, **more: Any) -> Problem:
    with pytest.raises(SpecError) as caught:
        opened(loaded(folder, columns, **more))
    [problem] = caught.value.problems
    assert str(problem).count("None") == 0
    return problem


def test_a_table_is_divided_as_any_other_examples(tmp_path: Path) -> None:
    found = chosen(tmp_path, split={"validation": 0.2, "test": 0.3})
    assert {name: len(rows) for name, rows in found.items()} == {
        "train": 10,
        "validation": 4,
        "test": 6,
    }
    assert sorted(chain.from_iterable(found.values())) == [*range(COUNT)]


def test_the_parts_are_what_is_trained_on(tmp_path: Path) -> None:
    spec = loaded(tmp_path, TABLE, split={"validation": 0.2, "test": 0.3})
    found = parts(compile_spec(spec).spec)
    told = chosen(tmp_path, split={"validation": 0.2, "test": 0.3})
    for name, part in found.items():
        assert (2 * part.y[:, 0]).tolist() == told[name]


def test_validation_split_is_short_for_a_split(tmp_path: Path) -> None:
    training = {"epochs": 1, "validation_split": 0.3}
    short = chosen(tmp_path, training=training)
    assert short == chosen(tmp_path, split={"validation": 0.3})


# By classes.


def shares(folder: Path, columns: Any = SPECIES, **more: Any) -> list[dict[str, int]]:
    found = chosen(folder, columns, **more)
    return [dict(Counter(columns["y"][i] for i in found[name])) for name in found]


def test_classes_are_shared_out_unless_that_is_not_wanted(tmp_path: Path) -> None:
    split = {"validation": 0.25, "test": 0.25}
    shared = [{"rose": 20, "oak": 10}, {"rose": 10, "oak": 5}, {"rose": 10, "oak": 5}]
    assert shares(tmp_path, split=split, **CHOICE) == shared
    assert shares(tmp_path, split={**split, "stratify": True}, **CHOICE) == shared
    left = shares(tmp_path, split={**split, "stratify": False}, **CHOICE)
    assert left != shared


def test_two_classes_are_shared_out_for_a_yes_or_no(tmp_path: Path) -> None:
    yes = {"loss": "binary_crossentropy", "layers": [dense(1, "sigmoid")]}
    found = shares(tmp_path, split={"test": 0.25}, **yes)
    assert found[1] == {"rose": 10, "oak": 5}


def test_numbers_are_no_classes(tmp_path: Path) -> None:
    split = {"test": 0.25}
    plain = chosen(tmp_path, split=split)
    assert plain == chosen(tmp_path, split={**split, "stratify": False})
    halves = {**TABLE, "y": [i // 2 for i in range(COUNT)]}
    assert plain == chosen(tmp_path, halves, split=split, outputs={"y": "number"})
    said = chosen(tmp_path, halves, split=split, outputs={"y": "category"}, **CHOICE)
    assert plain != said


def test_what_was_done_is_written_so_that_it_can_be_done_again(tmp_path: Path) -> None:
    for columns, more in ((TABLE, {}), (SPECIES, CHOICE)):
        spec = loaded(tmp_path, columns, split={"test": 0.25}, **more)
        first = opened(spec)
        assert first.split.stratify == bool(more)
        again = opened(spec.model_copy(update={"split": first.split}))
        for name, rows in (first.dataset.parts() or {}).items():
            assert rows.tolist() == (again.dataset.parts() or {})[name].tolist()


def test_a_class_of_one_row_is_told_with_the_row(tmp_path: Path) -> None:
    columns = {"x": [*range(10)], "y": [*"aaaabbbb", "c", "b"]}
    problem = refused(tmp_path, columns, split={"test": 0.2}, **CHOICE)
    assert problem.path == ("dataset", "outputs", 0)
    assert problem.place.file.endswith("table.csv")
    assert problem.message.endswith("'c' is the only one of its class")
    assert '"stratify": false' in problem.hint
    assert chosen(tmp_path, columns, **CHOICE) == {"train": [*range(10)]}


@pytest.mark.parametrize("split", [{"test": 0.2}, {}], ids=str)
@pytest.mark.parametrize("count", [20, 300])
def test_numbers_are_told_from_classes(
    split: dict[str, Any], count: int, tmp_path: Path
) -> None:
    columns = {"x": [*range(count)], "y": [i / 3 for i in range(count)]}
    problem = refused(tmp_path, columns, split=split, **CHOICE)
    assert problem.path == ("loss",)
    assert "'y' looks like a number" in problem.message
    assert '"mean_squared_error"' in problem.hint
    assert '"outputs": {"y": "category"}' in problem.hint
    few = {"x": [*range(60)], "y": [i % 20 / 3 for i in range(59)] + [99.5]}
    if split:
        assert refused(tmp_path, few, split=split, **CHOICE).path == ("loss",)
    said = {"outputs": {"y": "category"}, "split": {}}
    assert chosen(tmp_path, columns, **said, **CHOICE) == {"train": [*range(count)]}


@pytest.mark.parametrize("few", [3, 10])
def test_a_few_numbers_are_classes(few: int, tmp_path: Path) -> None:
    columns = {"x": [*range(few)], "y": [i / 2 for i in range(few)]}
    assert chosen(tmp_path, columns, **CHOICE) == {"train": [*range(few)]}
    alone = {"x": [*range(9)], "y": [1, 1, 1, 1, 2, 2, 2, 2, 3]}
    problem = refused(tmp_path, alone, split={"test": 0.2}, **CHOICE)
    assert problem.message.endswith("'3' is the only one of its class")


def test_folds_share_out_classes(tmp_path: Path) -> None:
    for fold in (1, 2, 3, 4):
        found = shares(tmp_path, split={"folds": 4, "fold": fold}, **CHOICE)
        assert found == [{"rose": 30, "oak": 15}, {"rose": 10, "oak": 5}]


# By a column.

NAMES = ["Train", "training", "TEST", "testing", "val", "valid", "Validation"]


def test_each_row_may_say_what_it_is_for(tmp_path: Path) -> None:
    columns = {"x": [*range(7)], "y": [1] * 7, "part": NAMES}
    found = chosen(tmp_path, columns, split={"column": "part"})
    assert found == {"train": [0, 1], "validation": [4, 5, 6], "test": [2, 3]}


def parted_by(key: str, values: list[Any], **more: Any) -> dict[str, Any]:
    columns = {"x": [*range(len(values))], "y": [*range(len(values))], "by": values}
    share = {} if key == "column" else {"test": 0.25}
    return {"columns": columns, "split": {key: "by", **share}, **more}


@pytest.mark.parametrize("key", ["column", "date", "group"])
def test_a_row_that_does_not_say_it_is_told(key: str, tmp_path: Path) -> None:
    known = {"column": "train", "date": "2020-01-01", "group": "a"}[key]
    problem = refused(tmp_path, **parted_by(key, [known, known, None, known]))
    assert problem.path == ("split", key)
    assert problem.message.endswith("column 'by': a value is missing")


def test_a_word_that_is_no_part_is_told(tmp_path: Path) -> None:
    problem = refused(tmp_path, **parted_by("column", ["train", "Tets", "test"]))
    assert problem.path == ("split", "column")
    assert problem.place.file.endswith("table.csv")
    assert problem.message.endswith("column 'by': 'Tets' is no part")
    assert problem.hint == "there are train, validation, test"


def test_some_row_must_be_to_train_on(tmp_path: Path) -> None:
    problem = refused(tmp_path, **parted_by("column", ["val", "test", "test"]))
    assert problem.path == ("split", "column")
    assert problem.message == "no row is to train on"


def test_what_is_watched_must_be_there(tmp_path: Path) -> None:
    training = {"epochs": 3, "early_stopping": {"monitor": "val_loss"}}
    values = ["train", "train", "test"]
    problem = refused(tmp_path, **parted_by("column", values, training=training))
    assert problem.path == ("split", "column")
    assert "no row is for validation" in problem.message
    found = chosen(tmp_path, **parted_by("column", [*values, "val"], training=training))
    assert found["validation"] == [3]


@pytest.mark.parametrize("key", ["column", "date", "group"])
def test_a_column_that_is_not_there_is_told(key: str, tmp_path: Path) -> None:
    given = parted_by(key, ["train"] * 4)
    given["split"][key] = "bye"
    problem = refused(tmp_path, **given)
    assert problem.path == ("split", key)
    assert problem.hint == "did you mean 'by'?"


# By date.

DAYS = ["2021-03-01", "2020-01-05", "2020-12-31", "2019-07-01"]


@pytest.mark.parametrize(
    "values", [DAYS, [30, 4.5, 20, -1], [2021, 2019, 2020, 1999]], ids=str
)
def test_the_last_are_to_judge_by(values: list[Any], tmp_path: Path) -> None:
    given = parted_by("date", values)
    given["split"]["validation"] = 0.25
    found = chosen(tmp_path, **given)
    assert found == {"train": [1, 3], "validation": [2], "test": [0]}


def test_what_is_no_date_is_told(tmp_path: Path) -> None:
    problem = refused(tmp_path, **parted_by("date", [*DAYS, "soon", "2022-01-01"]))
    assert problem.path == ("split", "date")
    assert problem.message.endswith("'soon' is not a date")


# By group.


def test_a_group_stays_together(tmp_path: Path) -> None:
    names = [*"aabbccddee"] * 2
    found = chosen(tmp_path, **parted_by("group", names))
    where = {names[i]: name for name, rows in found.items() for i in rows}
    assert len(where) == 5
    for name, rows in found.items():
        assert all(where[names[i]] == name for i in rows)
    assert len(found["test"]) == 4


def test_one_group_cannot_be_divided(tmp_path: Path) -> None:
    problem = refused(tmp_path, **parted_by("group", ["a"] * 8))
    assert problem.path == ("split", "group")
    assert "none of the 8 rows to train on, of 1 group" in problem.message


def test_folds_of_groups_need_as_many_groups(tmp_path: Path) -> None:
    given = parted_by("group", [*"aabbccdd"])
    given["split"] = {"group": "by", "folds": 5, "fold": 1}
    problem = refused(tmp_path, **given)
    assert problem.path == ("split", "folds")
    assert problem.message == "there are 4 groups for 5 folds"


# Too little.


@pytest.mark.parametrize(
    ("count", "fields"),
    [
        (1, {"test": 0.1}),
        (2, {"validation": 0.1, "test": 0.1}),
        (4, {"validation": 0.5, "test": 0.49}),
    ],
    ids=str,
)
def test_something_must_be_left_to_train_on(
    count: int, fields: Any, tmp_path: Path
) -> None:
    columns = {name: values[:count] for name, values in TABLE.items()}
    problem = refused(tmp_path, columns, split=fields)
    assert problem.path == ("split",)
    assert f"none of the {count} rows to train on" in problem.message


def test_the_short_form_is_told_of_itself(tmp_path: Path) -> None:
    columns = {name: values[:4] for name, values in TABLE.items()}
    training = {"epochs": 1, "validation_split": 0.99}
    problem = refused(tmp_path, columns, training=training)
    assert problem.path == ("training", "validation_split")


def test_folds_need_as_many_rows(tmp_path: Path) -> None:
    columns = {name: values[:4] for name, values in TABLE.items()}
    problem = refused(tmp_path, columns, split={"folds": 5})
    assert problem.path == ("split", "folds")
    assert problem.message == "there are 4 rows for 5 folds"


def test_a_part_of_rows_that_are_all_left_out_is_told(tmp_path: Path) -> None:
    given = parted_by("column", ["train", "train", "test", "test"])
    given["columns"]["x"][2:] = [None, None]
    inputs = {"x": {"type": "number", "missing": "drop_row"}}
    problem = refused(tmp_path, **given, inputs=inputs)
    assert problem.path == ("dataset",)
    assert problem.message == "each of the 2 rows to judge by is left out"


def test_rows_that_are_left_out_are_in_no_part(tmp_path: Path) -> None:
    columns = {**TABLE, "x": [None, *TABLE["x"][1:-1], None]}
    inputs = {"x": {"type": "number", "missing": "drop_row"}}
    found = chosen(tmp_path, columns, inputs=inputs, split={"test": 0.5})
    assert sorted(chain.from_iterable(found.values())) == [*range(1, COUNT - 1)]
    assert set(found) <= set(PARTS)
