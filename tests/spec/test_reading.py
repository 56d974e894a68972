"""What `engine.spec.reading` reads, where it says things stand, what it refuses."""

import codecs
import json
import pathlib
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import Path, Place, Problem, SpecError
from engine.spec import reading
from engine.spec.reading import Document, Json, read_file, read_text

SPEC = """{
  // the exclusive or
  "name": "xor", /* a string */
  "dataset": {
    "rows": [[0, 1, 1.5e0, "a\\"b"],
             [1, null,
              true]],
    "empty": [[], {}],
  },
  "layers": [
    {"type": "dense", "units": 4},
    "flatten",
  ],
}
"""
DATA = {
    "name": "xor",
    "dataset": {"rows": [[0, 1, 1.5, 'a"b'], [1, None, True]], "empty": [[], {}]},
    "layers": [{"type": "dense", "units": 4}, "flatten"],
}
EMPTY_HINT = "copy specs/xor.json and change it"
COLON_HINT = 'a key and its value are written "key": value'
NO_SUCH_NUMBER = "JSON has no such number; a value that is missing is written null"


def refusal(text: str, name: str = "a.json") -> tuple[Problem, ...]:
    with pytest.raises(SpecError) as caught:
        read_text(text, name)
    return caught.value.problems


def file_refusal(path: pathlib.Path | str) -> tuple[str, str]:
    """Give message and hint of the one problem that a whole file has."""
    with pytest.raises(SpecError) as caught:
        read_file(path)
    [problem] = caught.value.problems
    assert problem.place is None
    return problem.message, problem.hint


def spot(place: Place | None) -> tuple[int, int, int]:
    assert place is not None
    return place.line, place.column, place.length


def told(problem: Problem) -> tuple[int, int, int, str, str]:
    return *spot(problem.place), problem.message, problem.hint


def paths_of(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    yield path, value
    if isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in steps:
            yield from paths_of(part, (*path, step))


def cut(document: Document, path: Path, at: Literal["key", "value"] = "value") -> str:
    span = document.span(path, at)
    assert span is not None
    return document.text[slice(*span)]


# What is read


def test_comments_and_trailing_commas_are_accepted():
    document = read_text(SPEC, "specs/a.json")
    assert document.data == DATA
    assert (document.name, document.text) == ("specs/a.json", SPEC)


@pytest.mark.parametrize(
    "text",
    [
        *['"x"', "1", "-0.5E+3", "null", "[]", "{}", " [1,\n2] ", "1e-999", "-0"],
        *['"\\ud83d\\ude00\\u00e9/"', '"\\u0000 \\/ \\n \x7f"', '{"": {"": 0}}'],
        *["[" * 100 + "]" * 100, "9" * 300, "-" + "9" * 300, "[0.1, 12345678901e99]"],
    ],
)
def test_values_are_those_of_json(text: str):
    assert repr(read_text(text, "a.json").data) == repr(json.loads(text))


@pytest.mark.parametrize(
    "text", ["//a\n[1]//b", "/**/[/* / * */1/***/,]/*\n*/", "\ufeff[1]", "[1 // ]\r,]"]
)
def test_gaps_may_hold_comments(text: str):
    assert read_text(text, "a.json").data == [1]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300) + 1, 10**300 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
@example([1, -2.5, "a", True, None, "1, [2]", 0])
def test_what_json_writes_is_read_back(value: Json):
    for text in json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False):
        document = read_text(text, "a.json")
        assert repr(document.data) == repr(value)
        for path, part in paths_of(value):
            assert repr(json.loads(cut(document, path))) == repr(part)
            if path and isinstance(path[-1], str):
                assert json.loads(cut(document, path, "key")) == path[-1]


def read_or_refuse(text: str) -> None:
    try:
        assert read_text(text, "a.json").span(()) is not None
    except SpecError as error:
        assert_all_are_told(error.problems)


def assert_all_are_told(problems: tuple[Problem, ...]) -> None:
    assert 1 <= len(problems) <= 50
    for problem in problems:
        assert str(problem).encode()
        assert problem.place or problem.message == "a.json: it is empty"
        if problem.place:
            assert problem.place.column <= len(problem.place.source) + 1


MARKS = "{}[]\",:;=/*#\\'`-+.eE019 nrtux\n\r\t\x00\x0c\x1b\xa0\ud800\ufeff\u201c"


@given(st.text() | st.text(st.sampled_from(MARKS)))
def test_any_text_is_read_or_refused(text: str):
    read_or_refuse(text)


@given(st.integers(0, len(SPEC)), st.sampled_from(["", *MARKS]), st.integers(0, 1))
def test_any_slip_of_one_character_is_read_or_refused(at: int, slip: str, skipped: int):
    read_or_refuse(SPEC[:at] + slip + SPEC[at + skipped :])


@pytest.mark.parametrize("end", range(len(SPEC)))
def test_any_beginning_of_a_spec_is_read_or_refused(end: int):
    read_or_refuse(SPEC[:end])


def test_a_list_of_plain_values_costs_no_more_than_its_values():
    root = read_text('{"rows": [[1, "a", null], [true, 2.5]]}', "a.json").root
    rows = root.parts["rows"]
    assert [row.parts for row in rows.parts.values()] == [{}, {}]


# Where things stand


@pytest.mark.parametrize(
    ("path", "at", "expected"),
    [
        (("name",), "value", (3, 11, 5)),
        (("name",), "key", (3, 3, 6)),
        (("dataset", "rows", 0, 3), "value", (5, 28, 6)),
        (("dataset", "rows", 0, 3), "key", (5, 28, 6)),
        (("dataset", "rows", 1, 2), "value", (7, 15, 4)),
        (("layers", 0, "units"), "value", (11, 32, 1)),
        (("layers", 0, "units"), "key", (11, 23, 7)),
        (("layers", 1), "value", (12, 5, 9)),
        # Of a value over several lines, the part in its first line.
        ((), "value", (1, 1, 1)),
        (("dataset", "rows"), "value", (5, 13, 23)),
        (("dataset", "rows", 1), "value", (6, 14, 9)),
        # What is missing is blamed on the brace around it, or on the value.
        (("seed",), "value", (1, 1, 1)),
        (("seed",), "key", (1, 1, 1)),
        (("layers", 0, "activation"), "value", (11, 5, 1)),
        (("layers", 0, "kernel", "type"), "value", (11, 5, 1)),
        (("layers", 1, "units"), "key", (12, 5, 9)),
        (("layers", 7), "value", (10, 13, 1)),
        (("dataset", "empty", 0, 0), "value", (8, 15, 2)),
        (("dataset", "rows", 1, 3), "value", (6, 14, 9)),
        (("dataset", "rows", 1, -1), "value", (6, 14, 9)),
        (("dataset", "rows", 1, "x"), "value", (6, 14, 9)),
        (("name", "x", "y"), "value", (3, 11, 5)),
        (("name", 0), "value", (3, 11, 5)),
        (("layers", 0, "units", 0), "value", (11, 32, 1)),
    ],
)
def test_paths_have_places(path: Path, at: Literal["key", "value"], expected: object):
    place = read_text(SPEC, "a.json").place(path, at)
    assert spot(place) == expected
    assert place.file == "a.json"
    assert place.source == SPEC.splitlines()[place.line - 1]


def test_what_is_missing_has_no_span():
    document = read_text(SPEC, "a.json")
    assert document.span(("seed",)) is None
    assert document.span(("dataset", "rows", 0, 4)) is None


def test_problems_are_located_by_their_path():
    document = read_text(SPEC, "a.json")
    problem = document.located(Problem("too wide", ("layers", 0, "units"), at="key"))
    assert str(problem).startswith("a.json:11:23: layers[0].units: too wide\n")
    assert document.located(problem) == problem
    part = Problem("unknown name", ("layers", 1), part=(2, 3))
    assert spot(document.located(part).place) == (12, 8, 3)
    escaped = Problem("unknown name", ("dataset", "rows", 0, 3), part=(2, 1))
    assert spot(document.located(escaped).place) == (5, 28, 6)
    there = Place("b.json", 1, 2, 3, "text")
    elsewhere = Problem("no", ("name",), part=(0, 1), place=there)
    assert document.located(elsewhere) == elsewhere


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_once(ending: str):
    document = read_text(SPEC.replace("\n", ending), "a.json")
    assert document.data == DATA
    place = document.place(("layers", 0, "units"))
    assert (spot(place), place.source) == ((11, 32, 1), SPEC.splitlines()[10])
    assert spot(document.place(("dataset", "rows"))) == (5, 13, 23)
    [problem] = refusal(ending + "[tru]")
    assert spot(problem.place) == (2, 2, 3)
    text = ending.join(["{", '"a": 1', '"b": 2', "", '"c": tru}'])
    assert [spot(problem.place)[:2] for problem in refusal(text)] == [
        (2, 7),
        (3, 7),
        (5, 6),
    ]


def test_other_breaks_are_no_line_ends():
    document = read_text('{"a": "\u2028\x85", "b": 1}', "a.json")
    assert spot(document.place(("b",))) == (1, 18, 1)


# What is refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"a": 1,\n "b": 2, "a": 3}',
            (2, 10, 3, "this key already stands in line 1, column 2"),
        ),
        (
            '{"a": 1, "\\u0061": 3}',
            (1, 10, 8, "this key already stands in line 1, column 2"),
        ),
    ],
)
def test_duplicate_keys(text: str, expected: tuple[object, ...]):
    [problem] = refusal(text)
    assert told(problem) == (*expected, "remove one of the two")
    assert problem.path == ("a",)


def test_a_key_may_stand_thrice_and_elsewhere():
    text = '{"a": 1, "a": {"a": 2}, "b": [{"a": 3}, {"a": 4}],\n"a": 5}'
    first, second = refusal(text)
    assert told(first)[:3] == (1, 10, 3)
    assert told(second)[:4] == (2, 1, 3, "this key already stands in line 1, column 10")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        *[(word, NO_SUCH_NUMBER) for word in ["NaN", "nan", "Infinity", "-Infinity"]],
        *[(word, NO_SUCH_NUMBER) for word in ["inf", "+inf", "-NaN"]],
        *[(word, "did you mean true?") for word in ["True", "TRUE", "tru", "ture"]],
        *[(word, "did you mean false?") for word in ["False", "flase"]],
        *[(word, "did you mean null?") for word in ["None", "Null", "nul", "nil"]],
        ("undefined", "did you mean null?"),
        ("01", "write 1"),
        ("-007.50", "write -7.50"),
        ("00", "write 0"),
        ("+1", "write 1"),
        ("+.5e3", "write 0.5e3"),
        ("-.5", "write -0.5"),
        ("5.", "write 5.0"),
        ("1_000", "write 1000"),
        ("1.E-3", "write 1.0e-3"),
        ("0x1F", "write 31"),
        ("0XfF", "write 255"),
        ("0x", 'text stands in double quotes: "0x"'),
        ("-", 'text stands in double quotes: "-"'),
        (".", 'text stands in double quotes: "."'),
        ("1e", 'text stands in double quotes: "1e"'),
        ("\u0661", 'text stands in double quotes: "\u0661"'),
        ("sigmoid", 'text stands in double quotes: "sigmoid"'),
        ("data/a.csv", 'text stands in double quotes: "data/a.csv"'),
        ("my first net", 'text stands in double quotes: "my first net"'),
    ],
)
def test_words_that_are_no_values(word: str, hint: str):
    [problem] = refusal(f'{{"a": [1,\n  {word}, 2]}}')
    message = f"'{word}' is not a JSON value"
    assert told(problem) == (2, 3, len(word), message, hint)
    assert problem.path == ("a", 1)


def test_long_and_unprintable_words_are_told_safely():
    [problem] = refusal("[" + "x" * 50 + "]")
    short = "x" * 37 + "..."
    assert told(problem)[3:] == (
        f"'{short}' is not a JSON value",
        f'text stands in double quotes: "{short}"',
    )
    [problem] = refusal("[" + "x" * 40 + "]")
    assert problem.message == "'" + "x" * 40 + "' is not a JSON value"
    [problem] = refusal("[a\x1b\u202eb, 1]")
    assert problem.message == "'a\ufffd\ufffdb' is not a JSON value"
    assert problem.place
    assert problem.place.source == "[a\ufffd\ufffdb, 1]"


@pytest.mark.parametrize("word", ["1e999", "-1e400", "1" * 400 + ".0"])
def test_numbers_that_overflow(word: str):
    [problem] = refusal(f'{{"a": {word}}}')
    assert told(problem)[:3] == (1, 7, len(word))
    assert problem.message.endswith(" is too large")
    assert problem.hint == "the largest such number is about 1.8e308"
    assert problem.path == ("a",)


@pytest.mark.parametrize("word", ["1" * 301, "-" + "1" * 301, "9" * 100_000])
def test_whole_numbers_of_too_many_digits(word: str):
    [problem] = refusal(f"[{word}]")
    shown = word[:37] + "..."
    hint = "the largest such number is one of 300 digits"
    assert told(problem) == (1, 2, len(word), f"'{shown}' is too large", hint)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a": '])
@pytest.mark.parametrize("times", [101, 100_000])
def test_nesting_that_is_too_deep(opening: str, times: int):
    [problem] = refusal(opening * times)
    hint = "is a closing bracket missing?"
    brackets = [at for at, mark in enumerate(opening * 101) if mark in "[{"]
    message = "brackets are nested more than 100 deep"
    assert told(problem) == (1, brackets[100] + 1, 1, message, hint)


CONTROL = "a control character may not stand in a string"
HALF = "this is half of a character"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["ab\\ud800c"]', (1, 5, 6, HALF, "write the character itself")),
        ('["\\udc00\\ud83d"]', (1, 3, 6, HALF, "write the character itself")),
        (
            '["C:\\data"]',
            (1, 5, 2, "JSON has no such escape", r"a backslash is written \\"),
        ),
        (
            '["\\u12g4"]',
            (1, 3, 2, "JSON has no such escape", r"a backslash is written \\"),
        ),
        (
            '["\\\\\\x"]',
            (1, 5, 2, "JSON has no such escape", r"a backslash is written \\"),
        ),
        ('["a\tb"]', (1, 4, 1, CONTROL, r"write it as \t")),
        ('["\x1b[0m"]', (1, 3, 1, CONTROL, r"write it as \u001b")),
    ],
)
def test_what_a_string_may_not_hold(text: str, expected: object):
    first, *_ = refusal(text)
    assert told(first) == expected
    assert first.path == (0,)


def test_each_flaw_of_a_string_is_told_and_the_scan_goes_on():
    columns = [spot(problem.place)[1] for problem in refusal('["\t \\q \\udead", tru]')]
    assert columns == [3, 5, 8, 17]


NOT_CLOSED = "this string is not closed"
CLOSE_IT = r'add the missing "; a line break in a string is written \n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "x,\n "b": 1}', (1, 7, 3, NOT_CLOSED, CLOSE_IT)),
        ('{"a": 1,\r"b', (2, 1, 2, NOT_CLOSED, CLOSE_IT)),
        ('["a\\"]', (1, 2, 5, NOT_CLOSED, CLOSE_IT)),
        ('["a\\\n"]', (1, 2, 3, NOT_CLOSED, CLOSE_IT)),
        ("['a]", (1, 2, 3, NOT_CLOSED, CLOSE_IT)),
        ("[1] /* a\nb", (1, 5, 4, "this comment is not closed", "end it with */")),
        ("[1, /*/", (1, 5, 3, "this comment is not closed", "end it with */")),
        ("['a\\'b']", (1, 2, 6, "a string stands in double quotes", 'write "a\'b"')),
        ("[`a`]", (1, 2, 3, "a string stands in double quotes", 'write "a"')),
        ("[\u201ca\u201d]", (1, 2, 3, "a string stands in double quotes", 'write "a"')),
        ("{'a': 1}", (1, 2, 3, "a string stands in double quotes", 'write "a"')),
        ("{\n units: 1}", (2, 2, 5, "a key stands in double quotes", 'write "units"')),
        ("{my key: 1}", (1, 2, 6, "a key stands in double quotes", 'write "my key"')),
        ("{1: 1}", (1, 2, 1, "a key stands in double quotes", 'write "1"')),
        ("{{}}", (1, 2, 1, "expected a key, not '{'", COLON_HINT)),
        ("[;]", (1, 2, 1, "expected a value, not ';'", "")),
        ("[,1]", (1, 2, 1, "nothing stands before this ','", "remove it")),
        ('{"a": 1,\n,}', (2, 1, 1, "nothing stands before this ','", "remove it")),
        ("# note\n[1]", (1, 1, 6, "a comment begins with //", "write // here")),
        ("[1 / 2\n]", (1, 4, 3, "a comment begins with //", "write // here")),
        ("{} {}", (1, 4, 1, "the document ends before this", "remove the rest")),
        ('{"a": 1}}', (1, 9, 1, "the document ends before this", "remove the rest")),
        (
            '["a\ud800"]',
            (1, 4, 1, "U+D800 does not belong in a text", "save it as UTF-8"),
        ),
        (
            "[1]\n\x00",
            (2, 1, 1, "U+0000 does not belong in a text", "save it as UTF-8"),
        ),
    ],
)
def test_what_the_rules_of_json_forbid(text: str, expected: object):
    [problem] = refusal(text)
    assert told(problem) == expected


@pytest.mark.parametrize(("mark", "code"), [("\xa0", "00A0"), ("\ufeff", "FEFF")])
def test_spaces_that_json_does_not_know(mark: str, code: str):
    [problem] = refusal(f'{{"a":{mark} 1}}')
    message = f"U+{code} is not a space that JSON knows"
    hint = "write an ordinary space, or remove it"
    assert told(problem) == (1, 6, 1, message, hint)


def expected(closing: str, where: str = "after this value") -> str:
    return f"expected ',' or '{closing}' {where}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # The end of the token before is marked, not the line below it.
        ('{"a": 1 // b\n\n "b": 2}', (1, 8, expected("}"), "put a comma here")),
        ("[[1]\n [2]]", (1, 5, expected("]"), "put a comma here")),
        ('["a" "b"]', (1, 5, expected("]"), "put a comma here")),
        ("[1; 2]", (1, 3, expected("]"), "put a comma here")),
        ('{"a"\n  1}', (1, 5, "expected ':' after this key", COLON_HINT)),
        ('{"a" = 1}', (1, 5, "expected ':' after this key", COLON_HINT)),
        ('{"a", "b": 1}', (1, 5, "expected ':' after this key", COLON_HINT)),
        ('{"a":\n}', (1, 6, "expected a value here", "write it, or remove the key")),
        (
            '{"a": , "b": 1}',
            (1, 6, "expected a value here", "write it, or remove the key"),
        ),
        ('{"a":: 1}', (1, 6, "expected a value here", "write it, or remove the key")),
        ('{\n"a": [1, 2}', (2, 11, expected("]"), "the '[' in line 2 is still open")),
        ('[{"a": 1]', (1, 9, expected("}"), "the '{' in line 1 is still open")),
        ('[1,\n"b": 2]', (2, 4, expected("]"), "the '[' in line 1 is still open")),
        ("[}", (1, 2, expected("]", "here"), "the '[' in line 1 is still open")),
        ("[1, }", (1, 4, expected("]", "here"), "the '[' in line 1 is still open")),
        ("[\n{\n}\n", (1, 1, "this '[' is not closed", "add a ']'")),
        ('[\n{"a": 1,', (2, 1, "this '{' is not closed", "add a '}'")),
    ],
)
def test_what_is_missing(text: str, problem: tuple[int, int, str, str]):
    line, column, message, hint = problem
    [found] = refusal(text)
    assert told(found) == (line, column, 1, message, hint)


def test_all_the_problems_of_a_text_are_told_at_once():
    text = '{"a": NaN,\n "a": 01,\n \'b\': True\n "c": [1e999 2],\n d: "\\q"'
    assert [told(problem)[:2] for problem in refusal(text)] == [
        *[(1, 7), (2, 2), (2, 7), (3, 2), (3, 7), (3, 11)],
        *[(4, 8), (4, 13), (5, 2), (5, 6), (1, 1)],
    ]


def test_a_text_that_is_nothing_but_problems_is_given_up():
    assert len(refusal("[" + "tru, " * 1000)) == 50


# Files


def test_a_file_is_read_under_the_name_the_user_gave(tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text(SPEC, "utf-8")
    monkeypatch.chdir(tmp_path)
    document = read_file("./a.json")
    assert (document.name, document.data) == ("./a.json", DATA)
    assert read_file(pathlib.Path("a.json")).place(("name",)).file == "a.json"


def test_line_ends_and_byte_order_marks_of_files(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(codecs.BOM_UTF8 + b'{"a":\r\n 1,\r\n"a": 2}')
    with pytest.raises(SpecError) as caught:
        read_file(path)
    assert spot(caught.value.problems[0].place) == (3, 1, 3)
    path.write_bytes(codecs.BOM_UTF8 + b"[1]")
    assert spot(read_file(path).place((0,))) == (1, 2, 1)


def test_a_missing_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pathlib.Path("specs").mkdir()
    for name in "xor.json", "xnor.json", "iris.json", "Moons.json", "notes.txt":
        pathlib.Path("specs", name).touch()
    missing = "there is no such file"
    folder = pathlib.Path("specs")
    assert file_refusal("specs/xr.json") == (
        f"specs/xr.json: {missing}",
        f"did you mean '{folder / 'xor.json'}' or '{folder / 'xnor.json'}'?",
    )
    for name, meant in ("iris", "iris.json"), ("moons.json", "Moons.json"):
        hint = f"did you mean '{folder / meant}'?"
        assert file_refusal(f"specs/{name}")[1] == hint
    assert file_refusal("specs/zzzz.json") == (f"specs/zzzz.json: {missing}", "")
    assert file_refusal("spec/xor.json") == (
        f"spec/xor.json: {missing}",
        "there is no folder 'spec' either",
    )
    assert file_refusal("a\0b")[0] == f"a\0b: {missing}"


def test_a_folder(tmp_path):
    assert file_refusal(tmp_path) == (
        f"{tmp_path}: this is a folder",
        "name one of the files in it",
    )


@pytest.mark.parametrize(
    ("error", "reason", "hint"),
    [
        (
            PermissionError(13, "Permission denied"),
            "Permission denied",
            "change its permissions",
        ),
        (OSError(5, "Input/output error"), "Input/output error", ""),
    ],
)
@pytest.mark.parametrize("action", ["open", "is_dir"])
def test_a_file_that_cannot_be_read(monkeypatch, action, error, reason, hint):
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(pathlib.Path, action, refuse)
    assert file_refusal("a.json") == (f"a.json: it cannot be read ({reason})", hint)


def test_a_name_that_is_too_long():
    message, _ = file_refusal("a" * 10_000)
    assert "it cannot be read" in message


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    assert reading.MOST_BYTES == 64 * 1024 * 1024
    monkeypatch.setattr(reading, "MOST_BYTES", 3 << 20)
    path = tmp_path / "a.json"
    path.write_bytes(b" " * ((3 << 20) - 2) + b"{}")
    assert read_file(path).data == {}
    path.write_bytes(b" " * ((3 << 20) - 1) + b"{}")
    assert file_refusal(path) == (
        f"{path}: more than 3 MB is too large",
        "keep the rows in a data file, and name that in the dataset",
    )


@pytest.mark.parametrize("text", ["", " \r\n\t", "// nothing\n/* at all */", "\ufeff"])
def test_an_empty_file(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    assert file_refusal(path) == (f"{path}: it is empty", EMPTY_HINT)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_wide_encodings(tmp_path, encoding, order):
    path = tmp_path / "a.json"
    path.write_bytes("\ufeff{}".encode(f"{encoding}-{order}"))
    assert file_refusal(path) == (
        f"{path}: this is UTF-16 or UTF-32",
        "save it as UTF-8",
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":\r\n "\xc3\xa9t\xe9"}', (2, 5, 1, "the byte 0xE9 is not UTF-8")),
        (codecs.BOM_UTF8 + b"\xff", (1, 1, 1, "the byte 0xFF is not UTF-8")),
        (b"[1]\n\xe2\x82", (2, 1, 1, "the byte 0xE2 is not UTF-8")),
    ],
)
def test_bytes_that_are_not_utf8(tmp_path, raw, expected):
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    with pytest.raises(SpecError) as caught:
        read_file(path)
    [problem] = caught.value.problems
    assert told(problem) == (*expected, "save the file as UTF-8")
    assert "\ufffd" in str(problem)
