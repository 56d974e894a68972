"""Columns that are most likely of no use, or not what they seem."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.compile import compile_spec
from engine.data.columns.inference import objection
from engine.data.examples import parts
from engine.lint import lint
from tests.data.tabling import loaded
from tests.vocabulary.test_columns import word

LONG = 2_000
Y = [i % 2 for i in range(LONG)]


@pytest.mark.parametrize(
    ("name", "said", "values", "expected"),
    [
        ("a", "number", range(5, 60), "it numbers the rows"),
        ("id", "number", [5, 3, 9, 1], "it numbers the rows"),
        ("order_id", "number", [5, 3, 9, 1], "it numbers the rows"),
        ("id", "number", [5, 3, 9, 3], ""),
        ("id", "number", [*range(1500), *range(1500)], ""),
        ("id", "number", [0.5, 3, 9, 1], ""),
        ("a", "number", [5, 3, 9, 1], ""),
        ("a", "number", [2, 2, 2], "it is always the same"),
        ("a", "category", ["x", "x"], "it is always the same"),
        ("a", "category", [*["x"] * 1500, "y"], ""),
        ("a", "category", [f"n{i}" for i in range(60)], "almost each row"),
        ("a", "category", [*map(str, range(60)), *"x" * 50], "almost each row"),
        ("a", "category", [*map(str, range(60)), *"x" * 70], ""),
        ("a", "category", [f"n{i % 30}" for i in range(60)], ""),
        ("a", "text", [f"n {i}" for i in range(60)], ""),
        ("a", "date", [f"2024-01-{i:02}" for i in range(1, 30)], ""),
    ],
)
def test_what_is_of_no_use(
    name: str, said: str, values: Sequence[Any], expected: str
) -> None:
    column, known = word(said), pl.Series([*values])
    found = objection(name, column, known, len(known))
    assert found.startswith(expected)
    assert bool(found) == bool(expected)


def warnings(folder: Path, columns: dict[str, Any], **more: Any) -> list[str]:
    model = compile_spec(loaded(folder, columns, **more))
    return [f"{problem.path}: {problem}" for problem in lint(model)]


def test_each_column_is_warned_of_where_it_is_named(tmp_path: Path) -> None:
    columns = {
        "x_id": range(LONG),
        "x2": [f"{i % 20} cm" for i in range(LONG)],
        "x3": ["1.221", "635"] * (LONG // 2),
        "x4": ["7", "8.5"] * (LONG // 2),
        "y": Y,
    }
    found = warnings(tmp_path, columns)
    assert [text.partition(":")[0] for text in found] == [
        f"('dataset', 'inputs', {i})" for i in range(3)
    ]
    assert "'x_id' is most likely of no use: it numbers the rows" in found[0]
    assert "'x2': '0 cm' is taken for a name" in found[1]
    assert "'x3': '1.221' is read as 1.221; it may be 1221" in found[2]


def test_other_columns_say_that_a_point_is_between_thousands(tmp_path: Path) -> None:
    columns = {"x1": ["1.221", "635"], "x2": ['"1,5"', '"2,25"'], "y": [0, 1]}
    model = compile_spec(loaded(tmp_path, columns))
    assert parts(model.spec).train.x.tolist() == [[1, -1], [-1, 1]]
    assert lint(model) == []


def test_a_column_that_is_said_is_completed(tmp_path: Path) -> None:
    columns = {"x1": ['"1,5"', '"2,5"'], "y": [0, 1]}
    said = {"x1": {"type": "number", "scaling": "min_max"}}
    model = compile_spec(loaded(tmp_path, columns, inputs=said))
    assert parts(model.spec).train.x.tolist() == [[0], [1]]


def test_an_output_is_not_of_no_use(tmp_path: Path) -> None:
    assert warnings(tmp_path, {"x1": [3, 1, 4], "y": [0, 1, 2]}) == []
