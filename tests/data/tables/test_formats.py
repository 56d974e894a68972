"""Parquet, workbooks, JSON lines and scikit-learn's tables."""

import datetime as dt
import random
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from engine.data.tables.opening import open_file, open_table
from engine.errors import LonghandError, Problem, SpecError
from engine.vocabulary.cells import CellError
from engine.vocabulary.datasets.files import Csv, Excel, JsonLines, Parquet, Sklearn
from tests.data.tables.writing import values


def refused(path: Path) -> Problem:
    with pytest.raises(SpecError) as error:
        open_file(path)
    (problem,) = error.value.problems
    return problem


def workbook(path: Path, rows: list[list[Any]], *others: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for i, other in enumerate(others):
        sheet = book.create_sheet(f"more{i}")
        for row in other:
            sheet.append(row)
    book.save(path)
    return path


def lines(folder: Path, text: str | bytes) -> Path:
    raw = text.encode() if isinstance(text, str) else text
    (folder / "a.jsonl").write_bytes(raw)
    return folder / "a.jsonl"


# Parquet


def test_parquet_keeps_types(tmp_path):
    day = dt.date(2020, 1, 2)
    columns: dict[str, list[Any]] = {
        "number": [1.5, None, float("nan")],
        "text": [" x ", " ", "NA"],
        "day": [day, None, None],
        "yes": [True, None, None],
        "kind": ["u", None, "v"],
        "nothing": [None, None, None],
    }
    frame = pl.DataFrame(columns, schema_overrides={"kind": pl.Categorical})
    frame.write_parquet(tmp_path / "a.parquet")
    table = open_table(Parquet(path="a.parquet", outputs=["text"]), tmp_path)
    assert values(table) == {
        "number": [1.5, None],
        "text": ["x", None],
        "day": [day, None],
        "yes": [True, None],
        "kind": ["u", "v"],
        "nothing": [None, None],
    }
    assert (table.rows, table.empty) == (2, 1)
    assert table.column("kind").dtype == pl.String
    assert table.column("number").dtype == pl.Float64
    assert table.place(0, "text") is None
    [problem] = table.refused(CellError(1, "odd"), "text").problems
    assert problem.message.endswith("a.parquet: row 2, column 'text': odd")


def test_lists_in_parquet_are_refused(tmp_path):
    pl.DataFrame({"a": [[1, 2]]}).write_parquet(tmp_path / "a.parquet")
    assert "column 'a' holds List(Int64), not single values" in str(
        refused(tmp_path / "a.parquet")
    )


def test_parquet_without_rows_is_refused(tmp_path):
    pl.DataFrame({"a": []}).write_parquet(tmp_path / "a.parquet")
    assert "there are no rows in it" in refused(tmp_path / "a.parquet").message


def test_broken_parquet_is_refused(tmp_path):
    path, numbers = tmp_path / "a.parquet", range(500)
    columns = {"a": list(numbers), "b": [str(i % 9) for i in numbers]}
    pl.DataFrame(columns).write_parquet(path)
    raw, random_ = path.read_bytes(), random.Random(0)
    for _ in range(40):
        path.write_bytes(raw[: random_.randrange(len(raw))])
        assert refused(path).message.startswith(str(path))
    for _ in range(40):
        broken = bytearray(raw)
        broken[random_.randrange(len(raw))] ^= 1 << random_.randrange(8)
        path.write_bytes(broken)
        with suppress(SpecError):
            open_file(path)


# Workbooks


def test_cells_become_the_texts_that_they_show(tmp_path):
    moment = dt.datetime(2020, 1, 2, 3, 4)
    rows = [
        [" a ", "b", "c", "d"],
        [1, "007", moment, True],
        [2.5, 1 / 3, None, False],
        [None, None, None, None],
        ["x", 1e-12, None, "NA"],
    ]
    table = open_table(
        Excel(path="a.xlsx", outputs=["b"]), workbook(tmp_path / "a.xlsx", rows).parent
    )
    assert values(table) == {
        "a": ["1", "2.5", "x"],
        "b": ["007", "0.3333333333333333", "1e-12"],
        "c": ["2020-01-02 03:04:00", None, None],
        "d": ["true", "false", None],
    }
    assert table.empty == 1


def test_a_sheet_is_chosen_by_name(tmp_path):
    workbook(tmp_path / "a.xlsx", [["a"], [1]], [["b"], [2]])
    table = open_table(Excel(path="a.xlsx", outputs=["b"], sheet="more0"), tmp_path)
    assert values(table) == {"b": ["2"]}
    with pytest.raises(SpecError, match="there is no sheet 'more'") as error:
        open_table(Excel(path="a.xlsx", outputs=["b"], sheet="more"), tmp_path)
    assert error.value.problems[0].hint == "did you mean 'more0'?"
    assert error.value.problems[0].path == ("dataset", "sheet")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the sheet is empty"),
        ([["a", "b"]], "there are no rows in it"),
        ([["a", "a"], [1, 2]], "2 columns are called 'a'"),
        ([["a", None], [1, 2]], "column 2 has no name"),
    ],
)
def test_sheets_that_are_no_tables(tmp_path, rows, message):
    assert message in refused(workbook(tmp_path / "a.xlsx", rows)).message


def test_columns_without_anything_are_left_out(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a", None, "b"], [1, " ", 2]])
    assert open_file(path).names == ("a", "b")


def test_broken_workbooks_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    raw = path.read_bytes()
    for content in (raw[:-30], raw[:2000], b"a,b\n1,2\n", b""):
        path.write_bytes(content)
        assert "this is no whole workbook" in refused(path).message


def test_a_workbook_that_has_no_room_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    with pytest.raises(SpecError, match="MB unpacked"):
        open_file(path, budget=100)


# JSON lines


def test_values_of_json_become_texts(tmp_path):
    rows = ['{"a": 1, "b": "x"}', '{"a": 2.50, "c": true}', "", '{"a": null, "b": " "}']
    text = "\r\n".join([*rows, '{"b": "\\u00e9"}', '{"b": "NA", "a": -1e-30}'])
    table = open_table(
        JsonLines(path="a.jsonl", outputs=["b"]), lines(tmp_path, text).parent
    )
    assert values(table) == {
        "a": ["1", "2.5", None, "-0.000000000000000000000000000001"],
        "b": ["x", None, "\xe9", None],
        "c": [None, "true", None, None],
    }
    assert table.empty == 1
    place = table.place(2, "b")
    assert place is not None
    assert (place.line, place.column, place.length) == (5, 2, 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_with_a_mark(tmp_path, encoding):
    path = lines(tmp_path, '{"a": "\xe9"}\n{"a": 2}\n'.encode(encoding))
    assert values(open_file(path)) == {"a": ["\xe9", "2"]}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"a": 1}\n{"a": [1, 2]}\n', 2, "'a' holds more than one value"),
        ('{"a": "x"}\n{"a": {"b": 1}}\n', 2, "'a' holds more than one value"),
        ('{"a": 1}\n\n{"a": 1\n', 3, "this is not JSON"),
        ('{"a": 1}\n{"a": NaN}\n', 2, "NaN is not a number in JSON"),
        ("[1, 2]\n", 1, "expected an object in braces"),
        ("a,b\n1,2\n", 1, "this is not JSON"),
        ('{"a": 1}\n\n{"a": 1, "b": 2, "a": 3}\n', 3, "'a' stands twice in this line"),
        ('{"a": 1, "a": [1]}\n', 1, "'a' stands twice in this line"),
    ],
)
def test_wrong_lines_are_refused_with_their_number(tmp_path, text, line, message):
    problem = refused(lines(tmp_path, text))
    assert problem.place is not None
    assert problem.place.line == line
    assert message in problem.message


def test_the_second_of_two_keys_is_pointed_at(tmp_path):
    place = refused(lines(tmp_path, '{"a": 1, "b": 2, "a": 3}\n')).place
    assert place is not None
    assert (place.line, place.column, place.length) == (1, 18, 3)
    hidden = refused(lines(tmp_path, '{"a": 1, "\\u0061": 2}\n')).place
    assert hidden is not None
    assert hidden.column == 1


def test_keys_in_texts_are_no_keys(tmp_path):
    text = '{"a": "\\"a\\": 1", "b": "\\"b\\": {\\"b\\": 2}"}\n'
    assert values(open_file(lines(tmp_path, text)))["a"] == ['"a": 1']


@pytest.mark.parametrize("text", ["\n", "{}\n{}\n", '{"a": null}\n'])
def test_json_lines_without_values_are_refused(tmp_path, text):
    assert refused(lines(tmp_path, text)).message.startswith(str(tmp_path))


def test_texts_that_look_like_lists_are_texts(tmp_path):
    assert values(open_file(lines(tmp_path, '{"a": "[1, 2]"}\n'))) == {"a": ["[1, 2]"]}


# scikit-learn


def test_a_bundled_table_has_names_of_classes(monkeypatch, tmp_path):
    made: dict[str, Any] = {
        "data": np.array([[1.5, 2], [3, 4]]),
        "feature_names": np.array(["size (cm)", "age"]),
        "target": np.array([1, 0]),
        "target_names": np.array(["u", "v"]),
    }

    class Bunch(SimpleNamespace):
        def __contains__(self, name: str) -> bool:
            return hasattr(self, name)

    datasets: Any = ModuleType("sklearn.datasets")
    datasets.load_iris = lambda: Bunch(**made)
    del made["target_names"]
    datasets.load_diabetes = lambda: Bunch(**made)
    datasets.load_iris = lambda: Bunch(**made, target_names=np.array(["u", "v"]))
    monkeypatch.setitem(sys.modules, "sklearn.datasets", datasets)
    monkeypatch.setattr("engine.data.tables.finding.find_spec", lambda name: True)
    table = open_table(Sklearn(name="iris"), tmp_path)
    expected = {"size (cm)": [1.5, 3.0], "age": [2.0, 4.0], "target": ["v", "u"]}
    assert values(table) == expected
    assert values(open_table(Sklearn(name="diabetes"), tmp_path))["target"] == [1, 0]


@pytest.mark.parametrize(
    ("name", "rows", "columns", "first"),
    [
        ("iris", 150, 5, "setosa"),
        ("wine", 178, 14, "class_0"),
        ("breast_cancer", 569, 31, "malignant"),
        ("digits", 1797, 65, "0"),
        ("diabetes", 442, 11, 151.0),
    ],
)
def test_the_bundled_tables(tmp_path, name, rows, columns, first):
    pytest.importorskip("sklearn")
    table = open_table(Sklearn(name=name), tmp_path)
    assert (table.rows, len(table.names)) == (rows, columns)
    assert table.column("target")[0] == first


def test_scikit_learn_is_asked_for(monkeypatch, tmp_path):
    found = {"polars": True}
    monkeypatch.setattr("engine.data.tables.finding.find_spec", found.get)
    with pytest.raises(LonghandError, match="the dataset 'iris' needs scikit-learn"):
        open_table(Sklearn(name="iris"), tmp_path)


# Files of the command line


def test_the_ending_tells_the_kind(tmp_path):
    frame = pl.DataFrame({"a": ["1", "2"], "b": ["x", "y"]})
    frame.write_csv(tmp_path / "a.CSV")
    frame.write_csv(tmp_path / "a.tsv", separator="\t")
    frame.write_csv(tmp_path / "a.data", separator=";")
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_ndjson(tmp_path / "a.ndjson")
    workbook(tmp_path / "a.xlsx", [["a", "b"], ["1", "x"], [2, "y"]])
    for path in tmp_path.iterdir():
        assert values(open_file(path)) == {"a": ["1", "2"], "b": ["x", "y"]}


def test_a_new_file_is_read_like_the_one_that_was_learned_from(tmp_path):
    (tmp_path / "a.csv").write_text("1,2\n-,4\n")
    like = Csv(path="b.csv", inputs=["1"], outputs=["2"], missing_values=["-"])
    assert values(open_file(tmp_path / "a.csv", like=like)) == {"1": [None], "2": ["4"]}
    assert open_file(tmp_path / "a.csv").rows == 2


def test_problems_of_a_named_file_have_no_key(tmp_path):
    assert refused(tmp_path / "a.csv").path == ()
