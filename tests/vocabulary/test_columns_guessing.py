"""What a column is taken for, where a spec does not say it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

import polars as pl
import pytest

from engine.errors import LonghandError
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.decimals import mark_of, no_mark
from engine.vocabulary.columns.numbers import Number
from tests.vocabulary.test_columns import word

FEW = ["red", "green", "blue"]
CODES = [f"item-{i}" for i in range(101)]
TITLES = ["The old man and the sea", "War and peace", "Of mice and men", "Emma at home"]


def guessed(values: Any, *, classes: bool = False) -> Any:
    """Guess a type from values; write it without what is as usual."""
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    words = cast("list[type[Column]]", Column.words())
    for each in words:
        if (each.has_classes or not classes) and (column := each.guess(series)):
            return brief(column)
    return None


def brief(column: Column) -> Any:
    usual = word(column.tag()).written() if column.tag() != column.written() else {}
    said = {k: v for k, v in column.written().items() if v != usual[k]}
    return {"type": column.tag(), **said} if said else column.tag()


DATE = "date"
HASHED = {"type": "category", "encoding": {"type": "hashing", "buckets": 64}}
COMMA = {"type": "number", "decimal": ","}


def apart(mark: str, decimal: str = ".") -> dict[str, Any]:
    more = {"decimal": decimal} if decimal != "." else {}
    return {"type": "number", **more, "thousands": mark}


def form(text: str) -> dict[str, Any]:
    return {"type": "date", "format": text}


GUESSES: dict[str, tuple[list[Any], Any]] = {
    "whole numbers": (["1", "2", "3", "1"], "number"),
    "two whole numbers": (["0", "1", "1"], "number"),
    "numbers": (["1.5", "-2", "+3", ".5", "4.", "1e-3", "2E+10"], "number"),
    "numbers and gaps": ([None, "1", None], "number"),
    "integers": ([1, 2, 3], "number"),
    "floats": ([0.5, None, float("nan")], "number"),
    "decimals": ([Decimal("1.50"), Decimal("2.25")], "number"),
    "durations": ([timedelta(1), timedelta(2)], "number"),
    "times of day": ([time(1), time(2)], "number"),
    "commas before decimals": (["1,5", "2", "-3,25"], COMMA),
    "a comma after nought": (["1,234", "0,123"], COMMA),
    "four decimals": (["1,2345", "1,234"], COMMA),
    "commas and points": (["1,234.5", "12", "1,234,567"], apart(",")),
    "two commas": (["1,234,567", "1,234"], apart(",")),
    "points and commas": (["1.234,5", "12"], apart(".", ",")),
    "two points": (["1.234.567", "12"], apart(".", ",")),
    "apostrophes": (["1'234.5", "1'234"], apart("'")),
    "typographic apostrophes": (["1\u2019234", "12"], apart("'")),
    "apostrophes and commas": (["1'234,5", "12"], apart("'", ",")),
    "spaces": (["1 234", "12.5"], apart(" ")),
    "hard spaces": (["1\u00a0234,5", "1\u202f234"], apart(" ", ",")),
    "points that are plain": (["1.234", "2.345"], "number"),
    "truths": ([True, False], "binary"),
    "one truth": ([True, True], "binary"),
    "truths in words": (["true", "false", None], "binary"),
    "two words": (["male", "female", "male"], "binary"),
    "a few words": (FEW, "category"),
    "one word": (["red", "red"], "category"),
    "categories": (pl.Series(FEW, dtype=pl.Categorical).to_list(), "category"),
    "versions": (["1.2.3", "1.2.4", "2.0.0"], "category"),
    "groups of another size": (["1,23,4", "5,6", "x"], "category"),
    "fractions": (["1/2", "3/4", "1/4"], "category"),
    "a hundred names": (CODES[:100], "category"),
    "more names": (CODES, HASHED),
    "titles": (TITLES, "text"),
    "titles that return": ([*TITLES, *TITLES, *TITLES], "category"),
    "dates": ([date(2024, 1, 1), date(2024, 1, 2)], DATE),
    "times": ([datetime(2024, 1, 1), datetime(2024, 1, 2)], DATE),
    "ISO dates": (["2024-01-02", None, "2024-03-04"], DATE),
    "ISO dates and times": (
        ["2024-01-02", "2024-03-04T10:30", "2024-03-04 10:30:15.5"],
        DATE,
    ),
    "ISO times and offsets": (
        ["2024-03-04T10:30:00Z", "2024-03-04T10:30:00+02:00"],
        DATE,
    ),
    "points": (["31.12.2024", "01.02.2025"], form("%d.%m.%Y")),
    "points that might be": (["01.02.2024", "03.04.2024"], form("%d.%m.%Y")),
    "days first": (["31/12/2024", "01/02/2025"], form("%d/%m/%Y")),
    "months first": (["12/31/2024", "1/2/2025"], form("%m/%d/%Y")),
    "equal days and months": (["01/01/2024", "02/02/2024"], form("%d/%m/%Y")),
    "slashes": (["2024/01/31", "2024/02/01"], form("%Y/%m/%d")),
    "months in letters": (["5 Jan 2024", "31 Dec 2024"], form("%d %b %Y")),
    "months in words": (["January 5, 2024", "March 31, 2024"], form("%B %d, %Y")),
    "minutes": (["31.12.2024 10:30", "01.02.2025 0:15"], form("%d.%m.%Y %H:%M")),
    "mornings": (["1/31/2024 10:30 AM", "2/1/2024 1:15 PM"], form("%m/%d/%Y %I:%M %p")),
    "years of two digits": (["31.12.24", "01.02.25", "02.02.25"], "category"),
}


@pytest.mark.parametrize("case", GUESSES.values(), ids=GUESSES)
def test_a_guess(case: tuple[list[Any], Any]) -> None:
    values, expected = case
    assert guessed(values) == expected


@pytest.mark.parametrize("case", GUESSES.values(), ids=GUESSES)
def test_a_guess_takes_all_values_and_is_the_same_in_any_order(case: Any) -> None:
    values, expected = case
    column = word(expected)
    typed = column.typed(pl.Series(values))
    assert typed.null_count() == sum(
        value in (None,) or value != value for value in values
    )
    assert guessed(values[::-1]) == expected
    assert guessed([*values, None]) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "2"], "binary"),
        ([1, 2], "binary"),
        ([0.0, 1.0], "binary"),
        ([1, 2, 3], "category"),
        (["1.5", "2", "3"], "category"),
        ([0.5, 1.5, 2.5], "category"),
        ([True, False], "binary"),
        (FEW, "category"),
        (TITLES, "category"),
        (["2024-01-01", "2024-01-02", "2024-01-03"], "category"),
    ],
)
def test_classes_may_be_anything(values: list[Any], expected: str) -> None:
    assert guessed(values, classes=True) == expected


REFUSED: dict[str, tuple[list[str], int, str, str]] = {
    "thousands or decimals": (
        ["5", "1,234", "2,345"],
        1,
        "'1,234' may be 1.234 or 1234",
        '{"decimal": ","} or {"thousands": ","}',
    ),
    "days or months": (
        ["02/02/2024", "05/01/2024", "03/04/2024"],
        1,
        "'05/01/2024' may be 05 January 2024 or 01 May 2024",
        '"format": "%d/%m/%Y" or "%m/%d/%Y"',
    ),
    "a mistake among numbers": (
        [*["1.5"] * 15, "oops", *["2"] * 5, "again"],
        15,
        "'oops' is not a number, as nearly all others are",
        "'missing_values'",
    ),
    "a mistake among numbers with commas": (
        [*["1,5"] * 15, "oops"],
        15,
        "'oops' is not a number",
        "'missing_values'",
    ),
    "a mistake among dates": (
        [*["2024-01-05"] * 15, "2024-02-30"],
        15,
        "'2024-02-30' is not a date, as nearly all others are",
        "'missing_values'",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_may_be_a_mistake_is_refused(case: tuple[Any, ...]) -> None:
    values, row, message, hint = case
    with pytest.raises(CellError) as caught:
        guessed(values)
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.row == row


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_with_its_row_among_missing_values(
    case: tuple[Any, ...],
) -> None:
    values, row, *_ = case
    with pytest.raises(CellError) as caught:
        guessed([None, *values[:row], None, None, *values[row:], None])
    assert caught.value.row == row + 3


def test_what_cannot_be_encoded_is_told_with_its_row_among_missing_values() -> None:
    logs = word({"type": "number", "scaling": "log1p", "missing": "drop_row"})
    learned = logs.learn(pl.Series([1.0, 2.0]))
    with pytest.raises(CellError) as caught:
        logs.encode(pl.Series([None, 1.0, None, -3.0]), learned)
    assert caught.value.row == 3


def test_a_tenth_of_other_values_is_no_mistake() -> None:
    values = [*map(str, range(9)), "x"]
    assert guessed(values) == "category"


def test_a_column_without_values_cannot_be_guessed() -> None:
    for values in ([None, None], []):
        for kind in (pl.String, pl.Float64, pl.Null):
            with pytest.raises(LonghandError, match="no values to learn from"):
                guessed(pl.Series(values, dtype=kind))
            with pytest.raises(LonghandError, match="no values to learn from"):
                guessed(pl.Series(values, dtype=kind), classes=True)


def test_lists_are_nothing() -> None:
    values = pl.Series([[1], [2]])
    assert guessed(values) is None
    for tag in ("category", "number", "date", "binary", "text"):
        with pytest.raises(CellError, match="List"):
            word(tag).typed(values)


def test_many_values_are_looked_at_in_all() -> None:
    values = [str(i) for i in range(5000)]
    assert guessed(values) == "number"
    values[4321] = "1;5"
    with pytest.raises(CellError, match="'1;5' is not a number") as caught:
        guessed(values)
    assert caught.value.row == 4321


# What other columns tell


@pytest.mark.parametrize(
    ("values", "mark", "expected"),
    [
        (["635", "1.221"], ",", apart(".", ",")),
        (["635", "1.221"], ".", "number"),
        (["635", "1.221"], None, "number"),
        (["635", "1,221"], ",", COMMA),
        (["635", "1,221"], ".", apart(",")),
        (["1.5", "2.25"], ",", "number"),
        (["635", "900"], ",", "number"),
        (["0.221", "1.221"], ",", "number"),
    ],
)
def test_other_columns_tell_decimals_from_thousands(
    values: list[str], mark: Any, expected: Any
) -> None:
    made = Number.guess(pl.Series(values), lambda: mark)
    assert made is not None
    assert brief(made) == expected
    said = Number().settled(pl.Series([None, *values]), lambda: mark or ".")
    if mark is not None:
        assert brief(said) == expected


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ([["1,5"], ["2,25", None]], ","),
        ([["1,5"], ["1.221"], ["x"], ["7"], [1.5]], ","),
        ([["1.5"], ["1,221"]], "."),
        ([["1.5"], ["1,5"]], None),
        ([["1.221"], ["635"]], None),
        ([["12"], ["1'234"]], None),
        ([["1.234.567"]], ","),
        ([[None], []], None),
    ],
)
def test_a_mark_is_known_where_columns_agree(columns: Any, mark: Any) -> None:
    assert mark_of(pl.Series(values) for values in columns) == mark


# What is said is held to, and completed


COMPLETED: dict[str, tuple[Any, list[Any], Any]] = {
    "numbers": ("number", ["1,5", "2"], COMMA),
    "mostly numbers": ("number", ["1,5", "2,5", "x"], COMMA),
    "no numbers": ("number", ["x", "y"], "number"),
    "numbers that are none": ("number", [1.5, 2.0], "number"),
    "a scaled number": (
        {"type": "number", "scaling": "robust"},
        ["1.234,5"],
        {**apart(".", ","), "scaling": {"type": "robust", "quantile_range": [25, 75]}},
    ),
    "what is said": ({"type": "number", "decimal": "."}, ["1,5"], "number"),
    "a unit": (
        {"type": "number", "unit": "kg"},
        ["1.234,5 kg"],
        {**apart(".", ","), "unit": "kg"},
    ),
    "dates": (
        {"type": "date", "parts": ["month"]},
        ["31.12.2024", "1.1.2025"],
        {**form("%d.%m.%Y"), "parts": ["month"]},
    ),
    "ISO dates": ("date", ["2024-12-31"], "date"),
    "said dates": (form("%d.%m.%Y"), ["2024-12-31"], form("%d.%m.%Y")),
    "no dates": ("date", ["x"], "date"),
    "true dates": ("date", [date(2024, 1, 1)], "date"),
    "names": ("category", ["1,5"], "category"),
}


@pytest.mark.parametrize("case", COMPLETED.values(), ids=COMPLETED)
def test_what_is_not_said_is_found_out(case: tuple[Any, list[Any], Any]) -> None:
    said, values, expected = case
    made = word(said).settled(pl.Series([None, *values]), no_mark)
    assert brief(made) == expected


def test_what_is_said_may_be_read_in_two_ways() -> None:
    for said, values in (("number", ["5", "1,234"]), ("date", ["05/01/2024"])):
        with pytest.raises(CellError, match="may be") as caught:
            word(said).settled(pl.Series([None, *values]), no_mark)
        assert caught.value.row == len(values)


def test_a_wrong_value_is_told_in_the_way_of_the_others() -> None:
    values = pl.Series(["1,5", "2,5", "oops", "3.5", "4,5"])
    settled = word("number").settled(values, no_mark)
    with pytest.raises(CellError, match="'oops' is not a number") as caught:
        settled.typed(values)
    assert (caught.value.row, caught.value.others) == (2, 1)


# What may be meant otherwise


DOUBTS: dict[str, tuple[Any, list[Any], tuple[str, str] | None]] = {
    "thousands": (
        "number",
        ["635", "1.221"],
        ("'1.221' is read as 1.221; it may be 1221", '{"decimal": "."}'),
    ),
    "decimals": ("number", ["635", "1.22"], None),
    "whole numbers": ("number", ["635", "1221"], None),
    "numbers as they are": ("number", [1.221], None),
    "said decimals": ({"type": "number", "decimal": "."}, ["1.221"], None),
    "a unit": (
        "category",
        [f"{i},5 m\u00b2" for i in range(11)],
        (
            "'0,5 m\u00b2' is taken for a name; it looks like a number",
            '"unit": "m\u00b2"',
        ),
    ),
    "a currency": (
        "category",
        [f"${i}" for i in range(11)],
        ("'$0' is taken for a name", '{"type": "number", "unit": "$"}'),
    ),
    "few sizes": ("category", [f"{i} cm" for i in range(10)], None),
    "codes": ("category", [f"A{i}" for i in range(11)], None),
    "units": ("category", [f"{i} {'cm' if i else 'm'}" for i in range(11)], None),
    "names": ("category", [f"n{i}x" for i in range(11)], None),
}


@pytest.mark.parametrize("case", DOUBTS.values(), ids=DOUBTS)
def test_a_doubt(case: tuple[Any, list[Any], tuple[str, str] | None]) -> None:
    said, values, expected = case
    found = [*word(said).doubts(pl.Series(values), is_guessed=True)]
    assert len(found) == bool(expected)
    for problem in found:
        assert expected
        assert expected[0] in problem.message
        assert expected[1] in problem.hint


def test_no_doubt_about_names_that_are_said() -> None:
    values = pl.Series([f"{i} cm" for i in range(11)])
    assert not [*word("category").doubts(values, is_guessed=False)]


# What is read


READ: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "plain": ("number", ["1.5", "1e3", None], [1.5, 1000, None]),
    "nan": ("number", ["1", "nan"], [1, None]),
    "comma": (COMMA, ["1,5", "-,5", "3"], [1.5, -0.5, 3]),
    "thousands": (
        apart(","),
        ["1,234.5", "1234", "12,345,678"],
        [1234.5, 1234, 12345678],
    ),
    "points": (apart(".", ","), ["1.234,5"], [1234.5]),
    "a unit": (
        {"type": "number", "unit": "kg"},
        ["1.5 kg", "2kg", "3", "kg 4", None],
        [1.5, 2, 3, 4, None],
    ),
    "a currency": ({**apart(","), "unit": "$"}, ["$1,234.5"], [1234.5]),
    "truths": ("number", [True, False], [1, 0]),
    "durations": (
        "number",
        [timedelta(hours=1), timedelta(milliseconds=5)],
        [3600, 0.005],
    ),
    "times": ("number", [time(1, 0, 0, 500_000)], [3600.5]),
    "decimals": ("number", [Decimal("1.50")], [1.5]),
}


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_numbers_are_read(case: tuple[Any, ...]) -> None:
    raw, values, expected = case
    typed = word(raw).typed(pl.Series(values))
    assert typed.dtype == pl.Float64
    assert typed.to_list() == expected


UNREADABLE: dict[str, tuple[Any, list[Any], int, str, str]] = {
    "a word": ("number", ["1", None, "x"], 2, "'x' is not a number", "missing_values"),
    "words": ("number", ["x", None, "y"], 0, "is not a number", 'may be "category"'),
    "a comma": ("number", ["1", "1,5"], 1, "'1,5' is not a number", '"decimal": ","'),
    "spaces": ("number", ["1 234"], 0, "is not a number", '"thousands": " "'),
    "a point": (COMMA, ["1,5", "1.5"], 1, "'1.5' is not a number", "missing_values"),
    "a group too short": (apart(","), ["1,23"], 0, "is not a number", '"decimal": ","'),
    "a group before a comma": (apart(","), ["0,123"], 0, "is not", '"decimal": ","'),
    "infinity": ("number", ["1", "inf"], 1, "'inf' is not finite", "missing_values"),
    "infinite": ("number", [1.0, float("-inf")], 1, "-inf is not finite", ""),
    "a date": ("number", [date(2024, 1, 1)], 0, "is not a number", ""),
    "no date": (
        DATE,
        ["2024-01-01", "2024-13-01"],
        1,
        "'2024-13-01' is not",
        "%Y-%m-%d",
    ),
    "another date": (DATE, ["01.02.2024"], 0, "is not a date", '"format"'),
    "a number": (DATE, [20240101], 0, "20240101 is not a date", "%Y%m%d"),
    "a short year": (form("%d.%m.%Y"), ["01.02.24"], 0, "is not a date", "%d.%m.%Y"),
}


@pytest.mark.parametrize("case", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_of_the_type_is_refused(case: tuple[Any, ...]) -> None:
    raw, values, row, message, hint = case
    with pytest.raises(CellError) as caught:
        word(raw).typed(pl.Series(values))
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.row == row


DATES: dict[str, tuple[Any, list[Any], list[datetime]]] = {
    "ISO": (DATE, ["2024-01-02"], [datetime(2024, 1, 2)]),
    "ISO with time": (
        DATE,
        ["2024-01-02T03:04:05.5"],
        [datetime(2024, 1, 2, 3, 4, 5, 500_000)],
    ),
    "an offset": (DATE, ["2024-01-02T03:04:05+02:00"], [datetime(2024, 1, 2, 1, 4, 5)]),
    "two digits": (form("%d.%m.%y"), ["02.01.24"], [datetime(2024, 1, 2)]),
    "numbers": (form("%Y%m%d"), [20240102], [datetime(2024, 1, 2)]),
    "dates": (DATE, [date(2024, 1, 2)], [datetime(2024, 1, 2)]),
    "a time": (
        form("%d.%m.%Y %H:%M"),
        ["02.01.2024 3:04"],
        [datetime(2024, 1, 2, 3, 4)],
    ),
}


@pytest.mark.parametrize("case", DATES.values(), ids=DATES)
def test_dates_are_read(case: tuple[Any, ...]) -> None:
    raw, values, expected = case
    typed = word(raw).typed(pl.Series(values))
    assert typed.dtype == pl.Datetime("us")
    assert typed.to_list() == expected


def test_times_of_a_zone_become_those_of_greenwich() -> None:
    zone = pl.Datetime("ms", "America/New_York")
    values = pl.Series([datetime(2024, 1, 1)]).cast(pl.Datetime("ms", "UTC")).cast(zone)
    assert word(DATE).typed(values).to_list() == [datetime(2024, 1, 1)]
