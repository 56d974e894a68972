"""Datasets: what all promise; truth tables by rows and by expression; typed numbers."""

import json
import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.core.running.rng import stream
from engine.errors import Problem, SpecError
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.entry import read
from tests.golden import datasets as golden
from tests.writing import Array, Entry


def read_dataset(written: Any) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    return read(Dataset, written, (), problems), problems


def dataset(written: Any) -> Any:
    made, problems = read_dataset(written)
    assert problems == []
    return made


def arrays(written: Any, seed: int = 1) -> tuple[Array, Array]:
    return dataset(written).arrays(stream(seed, "dataset"))


def told(written: Any) -> list[tuple[tuple[Any, ...], str]]:
    made, problems = read_dataset(written)
    assert made is None
    return [(problem.path, problem.message) for problem in problems]


def formula(expression: Any, **more: Any) -> Entry:
    return {"type": "truth_table", "expression": expression, **more}


def table(rows: Any, inputs: list[str], outputs: list[str], **more: Any) -> Entry:
    fields = {"rows": rows, "inputs": inputs, "outputs": outputs, **more}
    return {"type": "truth_table", **fields}


XOR = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]

WRITTEN: list[Any] = [
    table(XOR, ["a", "b"], ["y"]),
    formula("a | b"),
    {"type": "inline", "inputs": ["a"], "outputs": ["y"], "rows": [[1, 2], [3, 4]]},
    "spirals",
    *(row.word for row in golden.ROWS),
]


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_what_is_promised_holds(written: Any) -> None:
    made = dataset(written)
    x, y = arrays(written)
    inputs, outputs = made.columns()
    assert x.shape == (made.count(), len(inputs))
    assert y.shape == (made.count(), len(outputs))
    assert math.prod(made.shape()) == len(inputs)
    assert made.has_gaps() == np.isnan(y).any()
    for array in (x, y):
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert array.base is None
        assert array.flags.owndata
    again = arrays(written)
    assert (x.tobytes(), y.tobytes()) == tuple(a.tobytes() for a in again)


def test_every_dataset_is_tried() -> None:
    generated = {word for word in Dataset.words() if word.is_open}  # pyright: ignore[reportAttributeAccessIssue]
    assert {type(dataset(written)) for written in WRITTEN} == generated


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_written_out_it_is_the_same(written: Any) -> None:
    out = json.loads(json.dumps(dataset(written).written()))
    kept = {key: value for key, value in out.items() if value is not None}
    assert [a.tobytes() for a in arrays(kept)] == [a.tobytes() for a in arrays(written)]
    assert dataset(kept).columns() == dataset(written).columns()
    assert dataset(out).written() == dataset(written).written()


# Truth tables.

# The sixteen functions of two inputs, by their results for 00, 01, 10 and 11.
FUNCTIONS = {
    "0000": "a & ~a & b",
    "0001": "a & b",
    "0010": "a & ~b",
    "0011": "a & (b | ~b)",
    "0100": "~a & b",
    "0101": "b & (a | ~a)",
    "0110": "a ^ b",
    "0111": "a | b",
    "1000": "a nor b",
    "1001": "a == b",
    "1010": "~b | (a & ~a)",
    "1011": "a | ~b",
    "1100": "~a | (b & ~b)",
    "1101": "a -> b",
    "1110": "a nand b",
    "1111": "a | ~a | b",
}


def test_these_are_all_functions_of_two_inputs() -> None:
    assert [*FUNCTIONS] == ["".join(bits) for bits in product("01", repeat=4)]


@pytest.mark.parametrize(("results", "expression"), FUNCTIONS.items())
def test_expressions_and_rows_agree(results: str, expression: str) -> None:
    by_rows = table(
        [
            [*case, int(y)]
            for case, y in zip(product([0, 1], repeat=2), results, strict=True)
        ],
        ["a", "b"],
        ["y"],
    )
    by_expression = formula(expression, inputs=["a", "b"])
    for ours, expected in zip(arrays(by_expression), arrays(by_rows), strict=True):
        assert ours.tolist() == expected.tolist()


def test_inputs_come_in_order_of_appearance() -> None:
    made = formula("c & (a | b) & c")
    assert dataset(made).columns() == (["c", "a", "b"], ["y"])
    x, y = arrays(made)
    assert x.tolist() == [[*map(float, bits)] for bits in product([0, 1], repeat=3)]
    assert y.ravel().tolist() == [0, 0, 0, 0, 0, 1, 1, 1]


def test_inputs_may_be_put_in_order_and_added() -> None:
    made = formula("b & ~a", inputs=["a", "free", "b"])
    x, y = arrays(made)
    assert dataset(made).count() == len(x) == 8
    assert [bool(v) for v in y] == [bool(row[2]) and not row[0] for row in x.tolist()]


def test_several_outputs_by_name() -> None:
    adder = formula({"sum": "a ^ b", "carry": "a & b"})
    assert dataset(adder).columns() == (["a", "b"], ["sum", "carry"])
    assert arrays(adder)[1].tolist() == [[0, 0], [1, 0], [1, 0], [0, 1]]


def test_outputs_in_another_order() -> None:
    adder = formula({"sum": "a ^ b", "carry": "a & b"}, outputs=["carry", "sum"])
    assert dataset(adder).columns() == (["a", "b"], ["carry", "sum"])
    assert arrays(adder)[1].tolist() == [[0, 0], [0, 1], [0, 1], [1, 0]]


def test_names_in_several_expressions_come_in_order() -> None:
    made = formula({"p": "b | c", "q": "a & b"})
    assert dataset(made).columns()[0] == ["b", "c", "a"]
    x, y = arrays(made)
    for (b, c, a), (p, q) in zip(x.tolist(), y.tolist(), strict=True):
        assert (p, q) == (max(b, c), min(a, b))


def test_the_output_may_have_a_name() -> None:
    made = formula("a ^ b", outputs=["different"])
    assert dataset(made).columns() == (["a", "b"], ["different"])


def test_rows_stay_in_their_order() -> None:
    rows = [[1, 1, 0], [0, 1, 1], [0, 1, 1], [1, 0, None], [-1, 0, -1]]
    x, y = arrays(table(rows, ["a", "b"], ["y"]))
    assert x.tolist() == [row[:2] for row in rows]
    np.testing.assert_array_equal(y, [[0], [1], [1], [np.nan], [-1]])
    assert dataset(table(rows, ["a", "b"], ["y"])).has_gaps()


# The encoding, and cases that do not count.


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (None, [[0, 1, -1], [1, 0, math.nan]]),
        ("binary", [[0, 1, 0], [1, 0, math.nan]]),
        ("bipolar", [[-1, 1, -1], [1, -1, math.nan]]),
    ],
)
def test_rows_may_be_encoded(encoding: str | None, expected: Any) -> None:
    rows = [[0, 1, -1], [1, 0, None]]
    written = table(rows, ["a", "b"], ["y"], encoding=encoding)
    np.testing.assert_array_equal(np.hstack(arrays(written)), expected)
    assert dataset(written).written()["encoding"] == encoding


def test_expressions_may_be_bipolar() -> None:
    x, y = arrays(formula("a ^ b", encoding="bipolar"))
    assert x.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert y.ravel().tolist() == [-1, 1, 1, -1]
    assert dataset(formula("a ^ b")).written()["encoding"] == "binary"


def test_cases_that_do_not_count() -> None:
    """A decimal digit is even or above 4; six cases are no digit."""
    digit = {"even": "~d0", "high": "d3 | d2 & (d1 | d0)"}
    names = ["d3", "d2", "d1", "d0"]
    written = formula(digit, inputs=names, dont_care="d3 & (d2 | d1)")
    x, y = arrays(written)
    number = x @ [8, 4, 2, 1]
    assert dataset(written).has_gaps()
    assert np.isnan(y).all(axis=1).tolist() == (number > 9).tolist()
    assert y[:10, 0].tolist() == [1, 0] * 5
    assert y[:10, 1].tolist() == [0] * 5 + [1] * 5
    bipolar = arrays(written | {"encoding": "bipolar"})[1]
    np.testing.assert_array_equal(bipolar, 2 * y - 1)


def test_something_must_count() -> None:
    with pytest.raises(SpecError, match="no row is left") as caught:
        arrays(formula("a & b", dont_care="a | ~a"))
    assert caught.value.problems[0].path == ("dont_care",)


def test_many_inputs_are_counted_without_a_loop() -> None:
    names = [f"x{i}" for i in range(16)]
    x, y = arrays(formula(" ^ ".join(names)))
    assert x.shape == (2**16, 16)
    assert (x @ 2.0 ** np.arange(16)[::-1] == np.arange(2**16)).all()
    assert (y.ravel() == x.sum(axis=1) % 2).all()


@pytest.mark.parametrize("inputs", [40, 64, 5000])
def test_too_many_cases_are_only_counted(inputs: int) -> None:
    names = [f"x{i}" for i in range(inputs)]
    assert dataset(formula("x0 ^ x1", inputs=names)).count() == 2**inputs


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        ({"type": "truth_table"}, (), "needs 'rows' or 'expression'"),
        (
            table(XOR, ["a", "b"], ["y"], dont_care="a"),
            *(("dont_care",), "'dont_care' goes with an expression"),
        ),
        (formula("a ^ b", dont_care="a &"), ("dont_care",), "operand is missing"),
        (formula("a ^ b", dont_care="c"), ("dont_care",), "'c' is not an input"),
        (formula("a ^ b", encoding="ternary"), ("encoding",), "'binary' or 'bipolar'"),
        (
            table(XOR, ["a", "b"], ["y"], expression="a"),
            (),
            "needs 'rows' or 'expression', not both",
        ),
        ({"type": "truth_table", "rows": XOR, "outputs": ["y"]}, (), "needs 'inputs'"),
        ({"type": "truth_table", "rows": XOR, "inputs": ["a"]}, (), "needs 'outputs'"),
        (table([[0, 1]], ["a", "b"], ["y"]), ("rows", 0), "expected 3 numbers, not 2"),
        (table([*XOR, [0, 1, 1, 1]], ["a", "b"], ["y"]), ("rows", 4), "not 4"),
        (table([[0, 2, 1]], ["a", "b"], ["y"]), ("rows", 0, 1), "holds 0 and 1"),
        (table([[0, 1, 0.5]], ["a", "b"], ["y"]), ("rows", 0, 2), "holds 0 and 1"),
        (table([[0, None, 1]], ["a", "b"], ["y"]), ("rows", 0, 1), "cannot be null"),
        (table(XOR, ["a", "a"], ["y"]), ("inputs", 1), "is called 'a'"),
        (table(XOR, ["a", "b"], ["a"]), ("outputs", 0), "is called 'a'"),
        (table(XOR, ["a", ""], ["y"]), ("inputs", 1), "no name"),
        (table([], ["a", "b"], ["y"]), ("rows",), "at least 1"),
        (formula("a ^ c", inputs=["a", "b"]), ("expression",), "'c' is not an input"),
        (formula("a ^"), ("expression",), ""),
        (formula({"p": "a", "q": "a &"}), ("expression", "q"), ""),
        (formula("a", outputs=["p", "q"]), ("outputs",), "the expressions' names"),
        (formula({"p": "a"}, outputs=["q"]), ("outputs",), "the expressions' names"),
        (formula("1"), ("expression",), "names no inputs"),
        (formula("y", outputs=["y"]), ("outputs", 0), "is called 'y'"),
    ],
    ids=str,
)
def test_tables_that_make_no_sense(written: Any, path: Any, message: str) -> None:
    assert any(p == path and message in m for p, m in told(written)), told(written)


# Typed numbers.


def inline(rows: Any, **more: Any) -> Entry:
    fields = {"inputs": ["a", "b"], "outputs": ["y"], **more}
    return {"type": "inline", "rows": rows, **fields}


def test_inline_takes_any_numbers() -> None:
    rows = [[0.5, -3, 1e6], [2, 4, None]]
    x, y = arrays(inline(rows))
    assert x.tolist() == [[0.5, -3], [2, 4]]
    np.testing.assert_array_equal(y, [[1e6], [np.nan]])
    assert dataset(inline(rows)).has_gaps()
    assert not dataset(inline(rows[:1])).has_gaps()


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        (inline([[1, 2, 3]], input_shape=[3]), ("input_shape",), "do not fit into [3]"),
        (inline([[1, 2, 3]], input_shape=[2, 0]), ("input_shape",), "do not fit"),
        (inline([[1, 2]]), ("rows", 0), "expected 3 numbers"),
        (inline([[None, 2, 3]]), ("rows", 0, 0), "cannot be null"),
        (inline([[1, "2", 3]]), ("rows", 0, 1), "expected a number"),
        (inline([[1, 2, math.nan]]), ("rows", 0, 2), "finite"),
        (inline([]), ("rows",), "at least 1"),
        (inline([[1, 2]], outputs=[]), ("outputs",), "at least 1"),
    ],
    ids=str,
)
def test_inline_data_that_make_no_sense(written: Any, path: Any, message: str) -> None:
    assert any(p == path and message in m for p, m in told(written)), told(written)


def test_a_negative_shape_is_no_shape() -> None:
    assert told(inline([[1, 2, 3]], input_shape=[-1, -2]))
