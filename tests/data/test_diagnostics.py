"""All that is wrong with the columns of a table is told at once."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine.compile import compile_spec
from engine.data.diagnostics import MOST
from engine.data.load import opened
from engine.errors import Problem, SpecError
from engine.runs import open_run, save, summary
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.data.tabling import loaded, tabular, write_table

ROWS = 40
TABLE: dict[str, list[Any]] = {
    "x1": [*range(ROWS)],
    "x2": [f"2024-01-{1 + i % 28:02}" for i in range(ROWS)],
    "x3": [["red", "blue"][i % 2] for i in range(ROWS)],
    "x4": [None if i in (5, 9, 30) else i for i in range(ROWS)],
    "y": [i / 2 for i in range(ROWS)],
}


def refused(folder: Path, columns: Any = TABLE, **more: Any) -> tuple[Problem, ...]:
    with pytest.raises(SpecError) as caught:
        opened(loaded(folder, columns, **more))
    return caught.value.problems


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Give what is said without the name of the file."""
    return [re.sub(r"^.*\.csv: ", "", problem.message) for problem in problems]


def test_each_column_that_is_wrong_is_told(tmp_path: Path) -> None:
    inputs = {"x1": "date", "x2": "number", "x3": "number", "x4": "number"}
    found = refused(tmp_path, inputs=inputs)
    assert told(found) == [
        f"row 1, column 'x1': '0' is not a date (and {ROWS - 1} more in this column)",
        "row 1, column 'x2': '2024-01-01' is not a number (and 39 more in this column)",
        "row 1, column 'x3': 'red' is not a number (and 39 more in this column)",
        "row 6, column 'x4': a value is missing (and 2 more in this column)",
    ]
    assert [problem.path[-1] for problem in found] == [*inputs]
    places = [(each.place.line, each.place.column) for each in found if each.place]
    assert places == [(2, 1), (2, 3), (2, 14), (7, 19)]


def test_names_that_are_not_there_are_told_with_what_is_wrong_in_others(
    tmp_path: Path,
) -> None:
    inputs = {"x0": None, "x1": "date", "x4": None, "x2": None}
    split = {"test": 0.2, "group": "z"}
    found = refused(tmp_path, inputs=inputs, outputs=["why"], split=split)
    assert told(found) == [
        "the table has no column 'z'",
        "the table has no column 'why'",
        "the table has no column 'x0'",
        "row 1, column 'x1': '0' is not a date (and 39 more in this column)",
        "row 6, column 'x4': a value is missing (and 2 more in this column)",
    ]


def test_what_is_guessed_is_told_as_well(tmp_path: Path) -> None:
    columns = {**TABLE, "x1": [*range(ROWS - 2), "n.a.", "?!"]}
    found = refused(tmp_path, columns)
    assert told(found) == [
        (
            "row 39, column 'x1': 'n.a.' is not a number, as nearly all others are "
            "(and 1 more in this column)"
        ),
        "row 6, column 'x4': a value is missing (and 2 more in this column)",
    ]


def test_a_row_that_is_left_out_lacks_nothing(tmp_path: Path) -> None:
    columns = {**TABLE, "x1": [*TABLE["x4"]]}
    inputs = {"x1": {"type": "number", "missing": "drop_row"}, "x4": None, "x3": "date"}
    found = refused(tmp_path, columns, inputs=inputs)
    assert [problem.path[-1] for problem in found] == ["x3"]


def test_a_split_that_cannot_be_made_is_told_with_columns(tmp_path: Path) -> None:
    columns = {**TABLE, "by": ["train", "tets", *["test"] * (ROWS - 2)]}
    inputs = {"x1": "date", "x3": None}
    found = refused(tmp_path, columns, inputs=inputs, split={"column": "by"})
    assert told(found) == [
        "row 2, column 'by': 'tets' is no part",
        "row 1, column 'x1': '0' is not a date (and 39 more in this column)",
    ]


def test_weights_and_outputs_are_looked_at(tmp_path: Path) -> None:
    columns = {**TABLE, "w": [1, -1, -2, *[1] * (ROWS - 3)], "y": ["a"] * ROWS}
    raw = tabular(tmp_path, columns, inputs={"x2": "number"})
    raw["dataset"]["sample_weight"] = "w"
    raw |= {"loss": "categorical_crossentropy", "layers": ["dense"]}
    with pytest.raises(SpecError) as caught:
        opened(load(raw, tmp_path))
    assert told(caught.value.problems) == [
        "row 1, column 'x2': '2024-01-01' is not a number (and 39 more in this column)",
        "'y' is always 'a' in the training rows",
        "row 2, column 'w': a weight is negative (and 1 more in this column)",
    ]


@pytest.mark.parametrize("more", [0, 1, 3])
def test_no_more_than_a_handful_is_told(more: int, tmp_path: Path) -> None:
    names = [f"x{i}" for i in range(MOST + more)]
    columns = dict.fromkeys(names, TABLE["x3"]) | {"y": TABLE["y"]}
    found = refused(tmp_path, columns, inputs=dict.fromkeys(names, "number"))
    assert len(found) == MOST + (more > 0)
    if more:
        assert told(found)[-1] in ("1 more column is wrong", "3 more columns are wrong")


def test_the_first_of_all_rows_is_told_whatever_its_part(tmp_path: Path) -> None:
    for row in range(0, ROWS, 7):
        x1 = [*TABLE["x1"]]
        x1[row] = "?!"
        found = refused(
            tmp_path,
            {**TABLE, "x1": x1},
            inputs={"x1": "number"},
            split={"test": 0.5},
        )
        assert told(found) == [f"row {row + 1}, column 'x1': '?!' is not a number"]


def test_all_rows_are_counted_whatever_the_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.data.diagnostics.CHUNK", 7)
    lacking = {"type": "number", "missing": "drop_row"}
    columns = {**TABLE, "x1": [*[None] * 8, *range(8, ROWS)]}
    found = refused(tmp_path, columns, inputs={"x1": lacking, "x4": None})
    assert told(found) == [
        "row 10, column 'x4': a value is missing (and 1 more in this column)"
    ]


# New rows.


def test_new_rows_are_told_of_at_once(tmp_path: Path) -> None:
    inputs = {"x1": "number", "x2": "date", "x3": "category"}
    made = Trainer(compile_spec(loaded(tmp_path, TABLE, inputs=inputs)))
    made.step(10)
    saved = open_run(save(made, summary(made), tmp_path / "runs"))
    new = {
        "x1": [1, "one", 3, "two"],
        "x2": ["2024-01-01", "2024-01-01", "soon", "2024-01-01"],
        "x3": ["red"] * 4,
    }
    path = tmp_path / write_table(tmp_path, new)
    with pytest.raises(SpecError) as caught:
        saved.predict_table(path)
    assert told(caught.value.problems) == [
        "row 2, column 'x1': 'one' is not a number (and 1 more in this column)",
        "row 3, column 'x2': 'soon' is not a date",
    ]


ROWS_OF_A_TABLE = [
    {"type": "embedding", "input_dim": ROWS, "output_dim": 2, "inputs": "input.x1"},
    "flatten",
    "dense",
]


def test_a_number_that_names_no_row_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = {"x1": {"type": "number", "scaling": "unscaled"}}
    made = Trainer(
        compile_spec(loaded(tmp_path, TABLE, inputs=inputs, layers=ROWS_OF_A_TABLE))
    )
    made.step(10)
    saved = open_run(save(made, summary(made), tmp_path / "runs"))
    new = {"x1": [*range(ROWS), ROWS]}
    path = tmp_path / write_table(tmp_path, new)
    monkeypatch.setattr("engine.runs.predicting.Predicting.chunks.__defaults__", (7,))
    with pytest.raises(SpecError) as caught:
        saved.predict_table(path)
    [problem] = caught.value.problems
    assert told((problem,))[0].startswith(f"row {ROWS + 1}, column 'x1': layers[0] ")
    assert problem.place
    assert problem.place.line == ROWS + 2


def test_a_row_of_the_table_is_told_where_parts_stand_together(tmp_path: Path) -> None:
    x1 = [*TABLE["x1"]]
    x1[20] = ROWS
    raw = {
        "inputs": {"x1": {"type": "number", "scaling": "unscaled"}},
        "layers": ROWS_OF_A_TABLE,
        "training": {"epochs": 1, "batch_size": 4},
        "split": {"test": 0.5},
    }
    spec = loaded(tmp_path, {**TABLE, "x1": x1}, **raw)
    for memory in (None, 100):
        read = opened(spec.within(memory))
        assert read.dataset.is_on_disk == (memory is not None)
        with pytest.raises(SpecError) as caught:
            Trainer(compile_spec(read.within(None)))
        [problem] = caught.value.problems
        assert problem.message.startswith("row 21, column 'x1': layers[0] takes")
