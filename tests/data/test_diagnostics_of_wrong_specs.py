"""A wrong word of a column does not hide what is wrong with the others."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli.files import loaded
from engine.data import diagnostics
from engine.errors import SpecError
from tests.data.tabling import tabular
from tests.data.test_diagnostics import TABLE, told

MANY: dict[str, Any] = {
    "x0": None,
    "x1": {"type": "nmber"},
    "x3": {"type": "category", "missing": "averge"},
    "x2": "number",
    "x4": None,
}


def written(folder: Path, **more: Any) -> str:
    """Write a spec with mistakes; give its path."""
    raw = tabular(folder, TABLE, **{"inputs": MANY, "outputs": ["why"], **more})
    path = folder / "spec.json"
    path.write_text(json.dumps(raw, indent=1), "utf-8")
    return str(path)


def refused(path: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        loaded(path, None)
    assert all(problem.place for problem in caught.value.problems)
    return told(caught.value.problems)


def test_five_mistakes_in_five_columns_are_told_at_once(tmp_path: Path) -> None:
    assert refused(written(tmp_path)) == [
        "'nmber' is not a type of column",
        "'averge' is not a rule for missing values",
        "the table has no column 'why'",
        "the table has no column 'x0'",
        "row 1, column 'x2': '2024-01-01' is not a number (and 39 more in this column)",
        "row 6, column 'x4': a value is missing (and 2 more in this column)",
    ]


def test_a_table_that_is_not_there_is_told_as_well(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "table.csv").unlink()
    assert refused(path)[2:] == ["there is no such file"]


def test_a_column_that_is_wrong_is_told_once(tmp_path: Path) -> None:
    inputs = {"x4": {"type": "nmber"}, "x9": {"type": "nmber"}}
    assert refused(written(tmp_path, inputs=inputs, outputs=["y"])) == [
        "'nmber' is not a type of column",
        "'nmber' is not a type of column",
    ]


def test_columns_to_divide_by_are_looked_for(tmp_path: Path) -> None:
    path = written(tmp_path, outputs=["y"], split={"test": 0.2, "group": "z"})
    assert "the table has no column 'z'" in refused(path)


@pytest.mark.parametrize("most", [0, 10**6])
def test_large_tables_are_not_read(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnostics, "LARGEST_FILE", most)
    assert len(refused(written(tmp_path))) == (6 if most else 2)


def test_mistakes_elsewhere_do_not_wait_for_the_table(tmp_path: Path) -> None:
    path = written(tmp_path, inputs={"x0": None}, loss="mes")
    assert refused(path) == ["'mes' is not a loss"]


def test_other_data_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    raw = tabular(tmp_path, TABLE) | {"dataset": {"type": "inline", "inputs": 3}}
    path.write_text(json.dumps(raw), "utf-8")
    assert len(refused(str(path))) >= 1
