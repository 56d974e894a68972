"""Arithmetic expressions: what they mean, and how mistakes in them are told."""

import ast
import math
import operator
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.vocabulary.expressions import MAX_LENGTH, ExpressionError
from engine.vocabulary.expressions.arithmetic import FUNCTIONS, OPERATORS, parse

X = np.array([-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 3.0])

BINARY: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
UNARY: dict[type[ast.unaryop], Any] = {ast.USub: operator.neg, ast.UAdd: operator.pos}

# Computed with Python's mathematics, for 0.3 and 0.7.
MEANINGS: dict[str, Any] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": lambda x: (x > 0) - (x < 0),
    "floor": math.floor,
    "ceil": math.ceil,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "min": min,
    "max": max,
}


def value(text: str, x: Any = X) -> Any:
    with np.errstate(all="ignore"):
        return parse(text, ("x",))({"x": np.asarray(x, float)})


def refusal(text: str) -> ExpressionError | None:
    try:
        parse(text, ("x",))
    except ExpressionError as error:
        return error
    return None


def mistake(text: str) -> ExpressionError:
    error = refusal(text)
    assert error is not None
    return error


# Any tree of Python's means the same here, in Python's own spelling of it.

NUMBERS = [0.0, 1.0, 2.0, 0.5, 3.25, 1e-3, 1e16, 1.5e-7, 12345.678]
LEAVES = st.sampled_from(NUMBERS).map(ast.Constant) | st.sampled_from(
    [ast.Name("x"), ast.Name("pi"), ast.Name("e")]
)


def grown(inner: st.SearchStrategy[ast.expr]) -> st.SearchStrategy[ast.expr]:
    unary = st.builds(ast.UnaryOp, st.sampled_from([ast.USub(), ast.UAdd()]), inner)
    signs = st.sampled_from([kind() for kind in BINARY])
    binary = st.builds(ast.BinOp, inner, signs, inner)
    one, two = (
        st.builds(
            lambda name, *operands: ast.Call(ast.Name(name), list(operands), []),
            st.sampled_from(
                [s for f in FUNCTIONS for s in f.spellings if f.operands == count]
            ),
            *[inner] * count,
        )
        for count in (1, 2)
    )
    return unary | binary | one | two


def computed(tree: ast.expr) -> Any:
    """Evaluate a tree without our parser."""
    match tree:
        case ast.Constant(value=float(number)):
            return np.full(X.shape, number)
        case ast.Name(id=name):
            return X if name == "x" else np.full(X.shape, getattr(math, name))
        case ast.UnaryOp(op=op, operand=inner):
            return UNARY[type(op)](computed(inner))
        case ast.BinOp(left=left, op=op, right=right):
            return BINARY[type(op)](computed(left), computed(right))
        case ast.Call(func=ast.Name(id=name), args=operands):
            [function] = [f for f in FUNCTIONS if name in f.spellings]
            return function.meaning(*map(computed, operands))
    raise AssertionError(tree)


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_means_what_python_means(tree: ast.expr) -> None:
    found = value(ast.unparse(tree))
    with np.errstate(all="ignore"):
        expected = computed(tree)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.spellings[0])
def test_functions_are_those_of_mathematics(function: Any) -> None:
    name = function.spellings[0]
    given = (0.3, 0.7)[: function.operands]
    text = ", ".join(map(str, given))
    for spelling in (*function.spellings, name.upper()):
        found = value(f"{spelling}({text})", 0.0)
        assert float(found) == pytest.approx(MEANINGS[name](*given), rel=1e-14)


def test_every_function_and_operator_is_tried() -> None:
    assert {f.spellings[0] for f in FUNCTIONS} == set(MEANINGS)
    assert len(OPERATORS) == len(BINARY) + len(UNARY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-x**2", [-4, -9]),
        ("(-x)**2", [4, 9]),
        ("2**-x", [0.25, 0.125]),
        ("2**3**2", [512, 512]),
        ("12 / x / 2", [3, 2]),
        ("10 - x - 1", [7, 6]),
        ("1 + 2*x", [5, 7]),
        ("+x - -x", [4, 6]),
        ("max(x, 5 - x)", [3, 3]),
        ("min(x, 2.5)*2", [4, 5]),
        ("1e2 + .5 + 2.", [102.5, 102.5]),
        ("7", [7, 7]),
    ],
)
def test_values_by_hand(text: str, expected: list[float]) -> None:
    assert value(text, [2, 3]).tolist() == expected


def test_names_are_those_that_are_given() -> None:
    assert parse("x + x*e", ("x",)).names == ("x",)
    assert parse("pi", ("x",)).names == ()
    assert parse("e + pi", ("e",)).names == ("e",)
    assert parse("a*b").names == ("a", "b")


# Mistakes.

FRAGMENTS = [
    *(spelling for op in OPERATORS for spelling in op.spellings),
    *(spelling for function in FUNCTIONS for spelling in function.spellings),
    *("x", "t", "pi", "e", "1", "2.5", ".5", "1e9", "1e999", "(", ")", ",", " "),
    *("=", "^", "é", "\0", "\N{ARABIC-INDIC DIGIT FIVE}", "__import__", "'", "."),
]
ANY_CHARACTER = st.integers(0, 0x10FFFF).map(chr)


@given(st.lists(ANY_CHARACTER | st.sampled_from(FRAGMENTS), max_size=30).map("".join))
@example("sin(" * 200)
@example("-" * 200)
@example("x**" * 200)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    error = refusal(text)
    if error is None:
        assert value(text).shape == X.shape
    else:
        assert error.offset >= 0
        assert error.length >= 1
        assert error.offset + error.length <= max(1, len(text))
        assert error.message
        assert error.hint


@pytest.mark.parametrize(
    ("text", "offset", "length", "message", "hint"),
    [
        ("", 0, 1, "empty", "sin(x)"),
        ("2x", 1, 1, "an operator is missing between '2' and 'x'", "2*x"),
        ("3(x)", 1, 1, "an operator is missing between '3' and '('", "*"),
        ("x^2", 1, 1, "'^' has no meaning", "a power is written **"),
        ("y = x", 2, 1, "'=' has no meaning", "without 'y ='"),
        ("|x|", 0, 1, "'|' has no meaning", "abs(x)"),
        ("x % 2", 2, 1, "'%' has no meaning", "+, -, *, / or **"),
        ("sin x", 0, 3, "'sin' needs parentheses behind it", "sin(x)"),
        ("1 + cos", 4, 3, "'cos' needs parentheses behind it", "cos(x)"),
        ("max(x)", 0, 3, "'max' takes 2 operands, not 1", "max(x, 2)"),
        ("sin(x, 2, 3)", 0, 3, "'sin' takes 1 operand, not 3", "sin(x)"),
        ("sin()", 4, 1, "operand is missing before ')'", "a number"),
        ("min(x,)", 6, 1, "operand is missing before ')'", "a number"),
        ("min(, x)", 4, 1, "operand is missing before ','", "a number"),
        ("(x, 2)", 2, 1, "this ',' separates nothing", "function"),
        ("x, 2", 1, 1, "this ',' separates nothing", "function"),
        ("sine(x)", 0, 4, "there is no 'sine'", "did you mean 'sin'?"),
        ("X", 0, 1, "there is no 'X'", "did you mean 'x'?"),
        ("2*qqqq", 2, 4, "there is no 'qqqq'", "there are x, pi, e, sin, "),
        ("x + 1e999", 4, 5, "'1e999' is too large", "1.8e308"),
        ("x +", 2, 1, "operand is missing after '+'", "a number"),
        ("* x", 0, 1, "operand is missing before '*'", "a number"),
        ("sin(x", 3, 1, "this '(' is never closed", "add a )"),
        ("(x))", 3, 1, "this ')' closes nothing", "remove it"),
        ("1.2.3", 3, 2, "missing between '1.2' and '.3'", "*"),
        (".", 0, 1, "'.' has no meaning", "0.5"),
        ("\N{ARABIC-INDIC DIGIT FIVE}*x", 0, 1, "has no meaning", "0.5"),
    ],
)
def test_mistakes_are_pointed_at(
    text: str, offset: int, length: int, message: str, hint: str
) -> None:
    error = mistake(text)
    assert (error.offset, error.length) == (offset, length)
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize("opening", ["(", "-", "sin(", "2**", "x + ("])
def test_nesting_is_bounded(opening: str) -> None:
    error = mistake(opening * 1200 + "x")
    assert "100 deep" in error.message
    assert 0 < error.offset <= 101 * len(opening)


def test_a_long_sum_is_not_deep() -> None:
    assert value(" + ".join(["x"] * 2000), [1.0]).tolist() == [2000]


def test_the_text_is_bounded() -> None:
    error = mistake("x" * (MAX_LENGTH + 1))
    assert (error.offset, error.length) == (MAX_LENGTH, 1)
