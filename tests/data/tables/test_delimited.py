"""Comma-separated values: what is read, and what is refused with its line."""

import codecs
import csv
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.tables import MOST
from engine.data.tables.opening import open_file
from engine.errors import SpecError
from tests.data.tables.writing import opened, refused, values

NOT_TEXT = "this is not a text: a NUL or the like in line "
LATIN = "a,b\n1,caf\xe9\n".encode("cp1252")


def test_all_values_are_texts(tmp_path):
    table = opened(tmp_path, "a,b\n1,x\n2.50,true\n")
    assert values(table) == {"a": ["1", "2.50"], "b": ["x", "true"]}
    assert (table.rows, table.empty, table.notes) == (2, 0, ())


def test_what_is_missing_is_null(tmp_path):
    table = opened(tmp_path, "a,b\n NA ,1\n,?\n-,nan\n")
    assert values(table) == {"a": [None, None, "-"], "b": ["1", None, None]}
    table = opened(tmp_path, "a,b\n NA ,1\n-,2\n", missing_values=["-"])
    assert values(table)["a"] == ["NA", None]


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    text = "a,b\n1.5,x\n2.5,y\n".replace(",", delimiter)
    assert values(opened(tmp_path, text)) == {"a": ["1.5", "2.5"], "b": ["x", "y"]}


def test_a_decimal_comma_is_no_delimiter(tmp_path):
    table = opened(tmp_path, "a;b\n1,5;2,5\n3,5;4,5\n")
    assert values(table) == {"a": ["1,5", "3,5"], "b": ["2,5", "4,5"]}
    table = opened(tmp_path, "1,5;2,5\n3,5;4,5\n", outputs=["column_2"])
    assert values(table)["column_2"] == ["2,5", "4,5"]


def test_a_delimiter_can_be_said(tmp_path):
    assert opened(tmp_path, "a b\n1 2\n", delimiter=" ").names == ("a", "b")
    assert opened(tmp_path, "a;b\n1;2\n", delimiter=",").names == ("a;b",)


def test_one_column_with_another_delimiter_is_noted(tmp_path):
    (note,) = opened(tmp_path, "a b\n1 2\n3 4\n").notes
    assert note.endswith('say "delimiter": " "')
    assert not opened(tmp_path, "b\n1 2\n3\n").notes


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("a,b\n1,\xe9\n".encode("utf-8-sig"), None),
        ("a,b\n1,\xe9\n".encode("utf-16"), None),
        ("a,b\n1,\xe9\n".encode("utf-32"), None),
        (codecs.BOM_UTF16_BE + "a,b\n1,\xe9\n".encode("utf-16-be"), None),
        ("a,b\n1,\xe9\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\n1,\xe9\n".encode("latin-1"), "latin_1"),
        ("a,b\r\n1,\xe9\r\n".encode("utf-16"), "utf-16"),
        ("a,b\n1,\xe9\n".encode(), "UTF-8"),
    ],
)
def test_encodings(tmp_path, raw, encoding):
    table = opened(tmp_path, raw, encoding=encoding)
    assert values(table) == {"a": ["1"], "b": ["\xe9"]}
    assert not table.notes


def test_another_encoding_than_utf_8_is_taken_last_and_said(tmp_path):
    table = opened(tmp_path, LATIN)
    assert values(table)["b"] == ["caf\xe9"]
    (note,) = table.notes
    assert "the byte 0xE9 in line 2 is not UTF-8, so all was read as cp1252" in note
    assert opened(tmp_path, b"a,b\n1,\x81\n").notes[0].endswith("latin-1")


def test_a_letter_cut_off_at_the_end_is_not_utf_8(tmp_path):
    assert values(opened(tmp_path, b"a,b\n1,2\n3,x\xc3"))["b"] == ["2", "x\xc3"]


def test_an_encoding_that_is_said_must_be_true(tmp_path):
    problem = refused(tmp_path, LATIN, encoding="utf-8")
    assert problem.path == ("dataset", "encoding")
    assert "0xE9 in line 2 is not UTF-8" in problem.message
    assert "it is not ascii" in refused(tmp_path, LATIN, encoding="ascii").message


def test_the_header_is_found_out(tmp_path):
    assert opened(tmp_path, "1,2\n3,4\n", outputs=["column_2"]).rows == 2
    assert opened(tmp_path, "x,y\nz,w\n", outputs=["y"]).names == ("x", "y")
    assert opened(tmp_path, "0,1\n3,4\n", outputs=["1"]).names == ("0", "1")
    assert opened(tmp_path, "x,y\nz,w\n", outputs=["column_1"]).rows == 2


def test_a_header_can_be_said(tmp_path):
    said = {"outputs": ["column_2"], "header": False}
    assert values(opened(tmp_path, "a,b\n1,2\n", **said))["column_1"] == ["a", "1"]
    assert opened(tmp_path, "1,2\n3,4\n", outputs=["2"], header=True).rows == 1


def test_quotes_hold_delimiters_quotes_and_newlines(tmp_path):
    table = opened(tmp_path, 'a,b\r\n"1,\n2","x""y"\r\n"\r\n3",4\r\n')
    assert values(table) == {"a": ["1,\n2", "3"], "b": ['x"y', "4"]}


def test_lines_of_old_macintoshes(tmp_path):
    table = opened(tmp_path, "a,b\r1,2\r3,4")
    assert values(table) == {"a": ["1", "3"], "b": ["2", "4"]}


def test_empty_rows_are_left_out_and_counted(tmp_path):
    table = opened(tmp_path, "a,b\n\n1,2\n , \n,\n3,NA\nNA,NA\n\n\n")
    assert values(table) == {"a": ["1", "3", None], "b": ["2", None, None]}
    assert (table.rows, table.empty) == (3, 5)
    one = opened(tmp_path, "b\n1\n\n3\n")
    assert (values(one)["b"], one.empty) == (["1", "3"], 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a,b\n1,2\n3\n4,5\n", 3, 2, "expected 2 fields, not 1"),
        ("a,b\n1,2\n3", 3, 2, "expected 2 fields, not 1"),
        ("a,b\n1,2\n\n3,4,5\n", 4, 5, "expected 2 fields, not 3"),
        ('a,b\n"1\n1",2\n"3\n3",4,5\n', 5, 6, "expected 2 fields, not 3"),
        ('a,b\n"1\n1",2\n"3\n3"\n', 5, 3, "expected 2 fields, not 1"),
        ("a,b\r\n1,2\r\n3\r\n", 3, 2, "expected 2 fields, not 1"),
        ("a,b\n1,2\n3,4,\n", 3, 5, "expected 2 fields, not 3"),
        ('a,b\n1,"2\n3,4\n', 2, 3, "a quote is not closed, or text follows it"),
        ('a,b\n1,"2"x\n3,4\n', 2, 5, "a quote is not closed, or text follows it"),
        ("a,b,a\n1,2,3\n", 1, 1, "2 columns are called 'a'"),
        ("a,b,\n1,2,3\n", 1, 5, "column 3 has no name"),
    ],
)
def test_ragged_rows_have_a_place(tmp_path, text, line, column, message):
    problem = refused(tmp_path, text)
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.place.source == text.splitlines()[line - 1]
    assert problem.place.file == str(tmp_path / "a.csv")
    assert (problem.message, problem.path) == (message, ("dataset", "path"))


def test_all_columns_without_a_name_of_their_own_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,,a,b,c,b\n1,2,3,4,5,6,7\n")
    with pytest.raises(SpecError) as caught:
        open_file(path)
    assert [(each.message, each.place.column) for each in caught.value.problems] == [
        ("2 columns are called 'a'", 1),
        ("3 columns are called 'b'", 3),
        ("column 3 has no name", 5),
    ]
    path.write_text("a" + "," * 20 + "\n" + "1," * 20 + "1\n")
    with pytest.raises(SpecError) as caught:
        open_file(path)
    assert len(caught.value.problems) == MOST


def test_a_short_row_far_below_is_found(tmp_path):
    rows = ["1,2"] * 300_000
    rows[250_000] = "1"
    place = refused(tmp_path, "a,b\n" + "\n".join(rows) + "\n").place
    assert place is not None
    assert place.line == 250_002


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "it is empty"),
        (b"\n \n", "there is nothing but white space in it"),
        (b"a,b\n", "there are no rows in it, only names of columns"),
        (b"a,b\n\n,\n", "there are no rows in it, only names of columns"),
        (b"a,b\n1,\0\n", NOT_TEXT + "2"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", NOT_TEXT + "3"),
        (b"\xff\x01\x02\n", NOT_TEXT + "1"),
        (
            "a,b\n1,\0\n".encode("utf-16"),
            NOT_TEXT + "2",
        ),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, raw, message):
    assert refused(tmp_path, raw).message == f"{tmp_path / 'a.csv'}: {message}"


def test_what_kind_of_file_it_is_instead_is_said(tmp_path):
    assert refused(tmp_path, b"\x89PNG\r\n\x1a\n\0").hint == "it is a picture"
    assert "parquet" in refused(tmp_path, b"PAR1\0\0").hint


def test_a_value_has_a_place(tmp_path):
    table = opened(tmp_path, 'a,b\n\n"1\n2",  x \n3,"y,z"\n')
    place = table.place(0, "b")
    assert place is not None
    assert (place.line, place.column, place.length) == (4, 4, 4)
    place = table.place(1, "b")
    assert place is not None
    assert (place.line, place.column, place.source) == (5, 3, '3,"y,z"')
    assert table.place(9, "b") is None


def test_chunks_come_in_order(tmp_path):
    text = "a,b,c\n" + "".join(f"{i},{i}x,\n" for i in range(10))
    parts = list(opened(tmp_path, text).chunks(["c", "a"], 4))
    assert [part.height for part in parts] == [4, 4, 2]
    assert [x for part in parts for x in part["a"]] == [str(i) for i in range(10)]
    assert parts[0].columns == ["c", "a"]


SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
ODD = ['"', '""', "\n", "\r\n", "\r", ",", ";", "NA", " x ", "1,5", "\ufeff"]
CHARACTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
FIELDS = st.text(CHARACTERS, max_size=6) | st.sampled_from(ODD)
SHARED = [HealthCheck.function_scoped_fixture]


@settings(max_examples=200, deadline=None, suppress_health_check=SHARED)
@given(st.data())
def test_what_python_writes_is_read_back(tmp_path, data):
    width = data.draw(st.integers(1, 4))
    row = st.lists(FIELDS, min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    delimiter = data.draw(st.sampled_from(",;|\t:"))
    text, names = StringIO(), [f"n{i}" for i in range(width)]
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    ends = data.draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=ends)
    writer.writerows([names, *rows])
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
    expected = [[field.strip(SPACE) for field in row] for row in rows]
    kept = [[x or None for x in row] for row in expected if any(row)]
    said = {"delimiter": delimiter, "outputs": ["n0"], "missing_values": []}
    raw = text.getvalue().encode(encoding)
    if not kept:
        assert "no rows" in refused(tmp_path, raw, **said).message
        return
    table = opened(tmp_path, raw, **said)
    columns = values(table).values()
    assert list(map(list, zip(*columns, strict=True))) == kept
    assert table.empty == len(rows) - len(kept)
    assert table.place(len(kept) - 1, names[-1]) is not None
