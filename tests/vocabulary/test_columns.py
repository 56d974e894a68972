"""What holds of all columns: rows to train on teach all, numbers tell the values."""

import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.errors import LonghandError, Problem, dotted
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.entry import read
from tests.writing import Array, Entry

QUICK = settings(max_examples=25, deadline=None, derandomize=True)
numbers = st.floats(-1e6, 1e6).map(lambda x: x + 0.0)
positive = st.floats(0, 1e6).map(lambda x: x + 0.0)
names = st.text(max_size=6)
few_names = st.sampled_from(["", "a", "b", "A", "ä", "10", "9", "x y", "\U0001f600"])
sentences = st.text("abc ABC,._äß1", max_size=20)
dates = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1))
FILL = {"type": "constant", "value": 0.5}
NONE = {"type": "constant", "value": "none"}


def word(raw: Any) -> Column:
    """Read a type of column."""
    problems: list[Problem] = []
    column = read(Column, raw, (), problems)
    assert column is not None, problems
    return column


def number(**fields: Any) -> Entry:
    return {"type": "number", **fields}


def category(**fields: Any) -> Entry:
    return {"type": "category", **fields}


# Each column that a spec may have, more or less, and what values to draw for it.
COLUMNS: dict[str, tuple[Entry, st.SearchStrategy[Any]]] = {
    "as they are": (number(missing=FILL, scaling="unscaled"), numbers),
    "standardized": (number(missing="mean", scaling="standardize"), numbers),
    "between bounds": (number(missing="median", scaling="min_max"), numbers),
    "between other bounds": (
        number(missing="mean", scaling={"type": "min_max", "feature_range": [-2, 5]}),
        numbers,
    ),
    "up to one": (number(missing="most_frequent", scaling="max_abs"), numbers),
    "robust": (number(missing="mean", indicator=True, scaling="robust"), numbers),
    "logarithms": (
        number(missing="drop_row", scaling={"type": "log1p", "then": "standardize"}),
        positive,
    ),
    "names": (category(missing=NONE), few_names),
    "all names": (category(missing="most_frequent", unseen="other"), names),
    "marked names": (category(missing="most_frequent", indicator=True), few_names),
    "in order": (category(missing="drop_row", encoding="ordinal"), few_names),
    "hashed": (category(missing=NONE, encoding="hashing"), names),
    "answers": (
        {"type": "binary", "missing": "drop_row"},
        st.sampled_from(["yes", "no"]),
    ),
    "days": ({"type": "date", "missing": "mean", "scaling": "standardize"}, dates),
    "parts": (
        {
            "type": "date",
            "missing": "drop_row",
            "parts": ["hour", "days", "month"],
            "cyclic": True,
            "scaling": "min_max",
        },
        dates,
    ),
    "lengths": ({"type": "text", "encoding": "length", "missing": NONE}, sentences),
    "words": (
        {
            "type": "text",
            "encoding": {"type": "bag_of_words", "most": 3},
            "missing": NONE,
        },
        sentences.map(lambda text: f"{text} word"),
    ),
    "runs": (
        {
            "type": "text",
            "encoding": {"type": "hashed_ngrams", "buckets": 7, "ngrams": 3},
            "missing": NONE,
        },
        sentences,
    ),
}
SILENT = ("hashed", "lengths", "words", "runs")
"""Columns whose numbers do not tell the values."""
EACH = pytest.mark.parametrize("name", COLUMNS)


def tables(name: str) -> st.SearchStrategy[tuple[pl.Series, pl.Series]]:
    """Draw values to train on, and others; some are missing."""
    _, values = COLUMNS[name]
    kinds = {"n": pl.Float64, "c": pl.String, "b": pl.String, "t": pl.String}
    kind = kinds.get(COLUMNS[name][0]["type"][0], pl.Datetime("us"))
    drawn = st.lists(values | st.none(), min_size=1, max_size=20)
    series = drawn.map(lambda each: pl.Series(each, dtype=kind, strict=False))
    return st.tuples(series.filter(lambda each: each.null_count() < len(each)), series)


def learned_of(column: Column, values: pl.Series) -> tuple[pl.Series, dict[str, Any]]:
    try:
        typed = column.typed(values)
        return typed, column.learn(typed)
    except LonghandError:
        assume(False)
        raise


@EACH
@QUICK
@given(data=st.data())
def test_what_is_learned_is_json(name: str, data: st.DataObject) -> None:
    column = word(COLUMNS[name][0])
    train, others = data.draw(tables(name))
    typed, learned = learned_of(column, train)
    again = json.loads(json.dumps(learned, allow_nan=False))
    assert again == learned
    for values in (typed, column.typed(others)):
        before, after = column.encode(values, learned), column.encode(values, again)
        assert before.numbers.tobytes() == after.numbers.tobytes()
        assert before.numbers.dtype == np.float64
        assert before.numbers.shape == (len(values), len(column.features("c", learned)))
        assert before.missing == values.null_count()
    assert len({*column.features("c", learned)}) == len(column.features("c", learned))


@EACH
@QUICK
@given(data=st.data())
def test_chunks_become_the_numbers_of_the_whole(name: str, data: st.DataObject) -> None:
    column = word(COLUMNS[name][0])
    train, others = data.draw(tables(name))
    _, learned = learned_of(column, train)
    values = column.typed(pl.concat([train, others, train]))
    whole = column.encode(values, learned)
    size = data.draw(st.integers(1, len(values)))
    parts = [values[i : i + size] for i in range(0, len(values), size)]
    found = [column.encode(part, learned) for part in parts]
    numbers = np.concatenate([part.numbers for part in found])
    assert numbers.tobytes() == whole.numbers.tobytes()
    assert sum(part.missing for part in found) == whole.missing
    assert sum(part.unseen for part in found) == whole.unseen


@EACH
@QUICK
@given(data=st.data())
def test_pieces_of_values_teach_the_same(name: str, data: st.DataObject) -> None:
    column = word(COLUMNS[name][0])
    train, _ = data.draw(tables(name))
    _, learned = learned_of(column, train)
    cut = data.draw(st.integers(0, len(train)))
    pieces = pl.concat([train[:cut], train[cut:]], rechunk=False)
    assert column.learn(column.typed(pieces)) == learned


@EACH
@QUICK
@given(data=st.data())
def test_other_rows_change_nothing(name: str, data: st.DataObject) -> None:
    column = word(COLUMNS[name][0])
    train, others = data.draw(tables(name))
    _, learned = learned_of(column, train)
    alone = column.encode(column.typed(train), learned).numbers
    beside = column.encode(column.typed(pl.concat([others, train])), learned).numbers
    assert beside[len(others) :].tobytes() == alone.tobytes()


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in SILENT])
@QUICK
@given(data=st.data())
def test_decoding_gives_the_values_back(name: str, data: st.DataObject) -> None:
    column = word(COLUMNS[name][0])
    train, _ = data.draw(tables(name))
    typed, learned = learned_of(column, train)
    known = typed.drop_nulls()
    back = column.decode(column.encode(known, learned).numbers, learned)
    assert same(known, back)


def same(values: pl.Series, back: pl.Series) -> bool:
    """Compare names exactly, numbers and dates up to round-off of the largest one."""
    if values.dtype == pl.String:
        return values.to_list() == back.to_list()
    if isinstance(values.dtype, pl.Datetime):
        gaps = (values - back).dt.total_microseconds().abs().to_numpy()
        return bool(gaps.max() <= 60)
    x, y = values.to_numpy(), back.to_numpy()
    return bool(np.abs(x - y).max() <= 1e-12 * max(1.0, np.abs(x).max()))


@QUICK
@given(st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2050, 1, 1)), min_size=1))
def test_unscaled_dates_come_back_to_the_microsecond(drawn: list[datetime]) -> None:
    column = word({"type": "date", "scaling": "unscaled"})
    values = column.typed(pl.Series(drawn))
    learned = column.learn(values)
    back = column.decode(column.encode(values, learned).numbers, learned)
    assert back.to_list() == drawn


@QUICK
@given(st.lists(st.floats(-0.999, 1e9), min_size=1))
def test_logarithms_come_back(drawn: list[float]) -> None:
    column = word(number(scaling="log1p"))
    values = pl.Series(drawn)
    back = column.decode(
        column.encode(values, learned := column.learn(values)).numbers, learned
    )
    np.testing.assert_allclose(back.to_numpy(), drawn, 1e-12, 1e-12)


def test_what_was_missing_is_told_by_the_indicator() -> None:
    column = word(number(missing="mean", indicator=True))
    values = pl.Series([1.0, None, 4.0])
    learned = column.learn(values)
    numbers = column.encode(values, learned).numbers
    assert numbers.tolist() == [[1, 0], [2.5, 1], [4, 0]]
    assert column.decode(numbers, learned).to_list() == [1, None, 4]


def test_rows_to_be_left_out_are_nan() -> None:
    column = word(category(missing="drop_row"))
    values = pl.Series(["b", None, "a"])
    found = column.encode(values, column.learn(values))
    np.testing.assert_equal(found.numbers, [[0, 1], [np.nan, np.nan], [1, 0]])
    assert (found.missing, found.unseen) == (1, 0)


# What is refused, where

REFUSED: dict[str, tuple[Entry, list[Any], list[Any], int, str]] = {
    "a gap": (number(), [1, 2], [1, None], 1, "a value is missing"),
    "a gap among names": (category(), ["a"], ["a", "a", None], 2, "a value is missing"),
    "a logarithm": (
        number(scaling="log1p"),
        [1, 2],
        [0, -1, -2],
        1,
        "log1p takes numbers greater than -1, not -1",
    ),
    "a logarithm behind a gap": (
        number(scaling="log1p", missing="drop_row"),
        [1, 2],
        [None, 0, None, -3],
        3,
        "not -3",
    ),
    "too far off": (
        number(scaling="standardize"),
        [0, 1e-12],
        [0, 1e300],
        1,
        "1e\\+300 is too far",
    ),
    "an unseen name": (
        category(unseen="error"),
        ["a", "b"],
        ["a", "c"],
        1,
        "'c' is not among the training rows",
    ),
    "a third value": (
        {"type": "binary", "unseen": "error"},
        ["yes", "no"],
        ["yes", "no", "maybe"],
        2,
        "'maybe' is neither 'no' nor 'yes'",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_value_is_refused(case: Any) -> None:
    raw, train, values, row, message = case
    column = word(raw)
    learned = column.learn(column.typed(pl.Series(train, strict=False)))
    with pytest.raises(CellError, match=message) as caught:
        column.encode(column.typed(pl.Series(values, strict=False)), learned)
    assert caught.value.row == row


UNTEACHABLE: dict[str, tuple[Entry, list[Any], str]] = {
    "nothing": (number(), [None, None], "no values to learn from"),
    "too large": (number(scaling="standardize"), [1e300, -1e300], "too large"),
    "too wide": (number(scaling="min_max"), [1.7e308, -1.7e308], "too large"),
    "no word": ({"type": "text"}, ["a b", "c"], "no word of two letters"),
    "two values that are three": (
        {"type": "binary"},
        ["a", "b", "a", "c"],
        "'c' is a third value, beside 'a', 'b'",
    ),
    "one value": ({"type": "binary"}, ["a"], "only value is 'a'"),
    "another positive": (
        {"type": "binary", "positive": "c"},
        ["a", "b"],
        "'positive' is 'c', but the values are 'a' and 'b'",
    ),
    "a filler without a logarithm": (
        number(missing={"type": "constant", "value": -1}, scaling="log1p"),
        [1, 2],
        "what stands for a missing value: log1p",
    ),
    "a filler that is no date": (
        {"type": "date", "missing": {"type": "constant", "value": "today"}},
        ["2024-01-01"],
        "what stands for a missing value: 'today' is not a date",
    ),
}


@pytest.mark.parametrize("case", UNTEACHABLE.values(), ids=UNTEACHABLE)
def test_values_that_teach_nothing_are_refused(case: Any) -> None:
    raw, values, message = case
    column = word(raw)
    with pytest.raises(LonghandError, match=message):
        column.learn(column.typed(pl.Series(values, dtype=None)))


def test_a_filler_takes_its_place_in_the_middle_of_a_date() -> None:
    raw = {"type": "date", "missing": {"type": "constant", "value": "2024-01-03"}}
    column = word(raw)
    values = column.typed(pl.Series(["2024-01-01", None]))
    found = column.encode(values, column.learn(values))
    assert found.numbers.tolist() == [[0], [2]]


# Names


def test_numbers_and_texts_are_one_name() -> None:
    column = word(category())
    learned = column.learn(column.typed(pl.Series(["1", "2"])))
    for values in (
        pl.Series([2, 1]),
        pl.Series([2.0, 1.0]),
        pl.Series([2, 1], dtype=pl.UInt8),
        pl.Series(["2.00", "1.00"]).cast(pl.Decimal(10, 2)),
        pl.Series(["2", "1"], dtype=pl.Categorical),
    ):
        found = column.encode(column.typed(values), learned)
        assert found.numbers.tolist() == [[0, 1], [1, 0]]
    assert column.classes(learned) == ["1", "2"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 9, 100], ["9", "10", "100"]),
        ([0.5, -1.0, 1e20, 0.25], ["-1", "0.25", "0.5", "1e+20"]),
        ([True, False], ["false", "true"]),
        (["b", "a", "10", "9"], ["10", "9", "a", "b"]),
        (["007", "7"], ["007", "7"]),
        (["nan", "inf", "1"], ["1", "inf", "nan"]),
    ],
)
def test_names_stand_in_order(values: list[Any], expected: list[str]) -> None:
    column = word(category())
    assert column.learn(column.typed(pl.Series(values)))["categories"] == expected


def test_categories_may_be_numbers_and_truths() -> None:
    column = word(category(categories=[3, 1.5, True, "b"]))
    learned = column.learn(pl.Series(["b"]))
    assert learned["categories"] == ["3", "1.5", "true", "b"]


def test_written_columns_read_back() -> None:
    for raw, _ in COLUMNS.values():
        column = word(raw)
        assert word(column.written()) == column


# Two values


@pytest.mark.parametrize(
    ("values", "pair"),
    [
        (["yes", "no"], ["no", "yes"]),
        (["Y", "N"], ["N", "Y"]),
        (["TRUE", "FALSE"], ["FALSE", "TRUE"]),
        (["on", "off"], ["off", "on"]),
        (["+", "-"], ["-", "+"]),
        (["negative", "positive"], ["negative", "positive"]),
        ([1, 0], ["0", "1"]),
        ([2, 10], ["2", "10"]),
        ([-1.0, 1.0], ["-1", "1"]),
        ([True, False], ["false", "true"]),
        (["m", "f"], ["f", "m"]),
        (["yes"], ["no", "yes"]),
        (["No"], ["No", "Yes"]),
        ([True], ["false", "true"]),
    ],
)
def test_which_of_two_values_is_one(values: list[Any], pair: list[str]) -> None:
    column = word("binary")
    assert column.learn(column.typed(pl.Series(values)))["names"] == pair


def test_truths_are_read_in_any_case() -> None:
    column = word("binary")
    learned = column.learn(pl.Series(["True", "False"]))
    found = column.encode(column.typed(pl.Series([True, False])), learned)
    assert found.numbers.tolist() == [[1], [0]]
    assert found.unseen == 0


def test_a_third_value_is_half() -> None:
    column = word("binary")
    learned = column.learn(pl.Series(["a", "A"]))
    found = column.encode(pl.Series(["a", "b", "A"]), learned)
    assert found.numbers.tolist() == [[1], [0.5], [0]]
    assert found.unseen == 1


# Roles


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("text", "a text cannot be an output"),
        (category(encoding="hashing"), "cannot be hashed"),
        (category(unseen="other"), "is for inputs"),
        ({"type": "date", "parts": ["year"]}, 'the one part "days"'),
        (number(missing="mean", indicator=True), "no 'indicator'"),
    ],
)
def test_what_cannot_be_an_output(raw: Any, message: str) -> None:
    with pytest.raises(LonghandError, match=message):
        word(raw).in_role(is_output=True)
    word(raw).in_role(is_output=False)


@pytest.mark.parametrize("raw", ["number", "date"])
def test_inputs_are_standardized_and_outputs_are_not(raw: str) -> None:
    column = word(raw)
    assert column.in_role(is_output=False).written()["scaling"] == "standardize"
    assert column.in_role(is_output=True).written()["scaling"] == "unscaled"
    said = word({"type": raw, "scaling": "robust"})
    assert said.in_role(is_output=True) == said


def test_an_unseen_class_is_an_error() -> None:
    for raw in ("category", "binary"):
        column = word(raw).in_role(is_output=True)
        learned = column.learn(pl.Series(["a", "b"]))
        with pytest.raises(CellError, match="'c'"):
            column.encode(pl.Series(["a", "c"]), learned)


# A spec that makes no sense

PROBLEMS: dict[str, tuple[Any, str, str]] = {
    "mean of names": (category(missing="mean"), "missing", "have no mean"),
    "median of words": ({"type": "text", "missing": "median"}, "missing", "no median"),
    "nothing to mark": (number(indicator=True), "indicator", "nothing to mark"),
    "left out and marked": (
        number(missing="drop_row", indicator=True),
        "indicator",
        "nothing to mark",
    ),
    "two meanings of a mark": (
        number(decimal=",", thousands=","),
        "thousands",
        "cannot be both the decimal and the thousands separator",
    ),
    "a name for a number": (
        number(missing={"type": "constant", "value": "x"}),
        "missing.value",
        "expected a number",
    ),
    "a truth for a number": (
        number(missing={"type": "constant", "value": True}),
        "missing.value",
        "expected a number",
    ),
    "a number for a date": (
        {"type": "date", "missing": {"type": "constant", "value": 1}},
        "missing.value",
        "expected a date",
    ),
    "a name twice": (category(categories=["1", "a", 1.0]), "categories[2]", "twice"),
    "a part twice": ({"type": "date", "parts": ["day", "day"]}, "parts[1]", "twice"),
    "nothing that returns": (
        {"type": "date", "cyclic": True},
        "cyclic",
        "needs a periodic part",
    ),
    "no format": ({"type": "date", "format": "dd.mm"}, "format", "no part of a date"),
    "a filler without a place": (
        category(missing=NONE, categories=["a"]),
        "missing.value",
        "is not one of the 'categories'",
    ),
    "hashed names": (
        category(encoding="hashing", categories=["a"]),
        "categories",
        "all names alike",
    ),
    "hashed others": (
        category(encoding="hashing", unseen="error"),
        "unseen",
        "all names alike",
    ),
}


@pytest.mark.parametrize("case", PROBLEMS.values(), ids=PROBLEMS)
def test_what_makes_no_sense_is_refused(case: tuple[Any, str, str]) -> None:
    raw, path, message = case
    problems: list[Problem] = []
    assert read(Column, raw, (), problems) is None
    [problem] = problems
    assert dotted(problem.path) == path
    assert message in problem.message


def test_wild_predictions_have_no_value() -> None:
    wild = np.array([[np.nan], [np.inf], [-np.inf], [1e300], [1.0]])
    column = word({"type": "date", "scaling": "unscaled"})
    learned = column.learn(column.typed(pl.Series(["2024-01-01"])))
    told = column.decode(wild, learned).to_list()
    assert told == [None, None, None, None, datetime(2024, 1, 2)]
    column = word(category(encoding="ordinal"))
    found = column.decode(wild, {"fill": None, "categories": ["a", "b"]}).to_list()
    assert found == [None, None, None, None, "b"]


def test_dates_that_python_has_not_are_refused() -> None:
    values = pl.Series([0, 10**18]).cast(pl.Datetime("us"))
    with pytest.raises(CellError, match="the year 33658 is not between") as caught:
        word("date").typed(values)
    assert caught.value.row == 1


def test_hashes_stay_as_they_are() -> None:
    column = word(category(encoding={"type": "hashing", "buckets": 1000}))
    numbers: Array = column.encode(pl.Series(["a", "b", "ä"]), {"fill": None}).numbers
    assert numbers.argmax(axis=1).tolist() == [907, 681, 35]


def test_days_are_counted_with_a_fraction() -> None:
    column = word({"type": "date", "scaling": "unscaled"})
    first = datetime(2024, 1, 1, 12)
    values = pl.Series([first, first + timedelta(hours=36), first - timedelta(1)])
    learned = column.learn(values[:2])
    assert learned["first"] == "2024-01-01T12:00:00"
    found = column.encode(values, learned)
    assert found.numbers.tolist() == [[0], [1.5], [-1]]
