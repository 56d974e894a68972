"""Boolean expressions: what they mean, and how mistakes in them are told."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.vocabulary.expressions import MAX_LENGTH, ExpressionError
from engine.vocabulary.expressions.boolean import OPERATORS, Booleans, parse

# Results for (0, 0), (0, 1), (1, 0), (1, 1), written by hand.
TRUTH = {
    "and": "0001",
    "nand": "1110",
    "xor": "0110",
    "xnor": "1001",
    "or": "0111",
    "nor": "1000",
    "implies": "1101",
}
LEVEL = {"and": 4, "nand": 4, "xor": 3, "xnor": 3, "or": 2, "nor": 2, "implies": 1}
SPELLINGS = {
    "not": ["~", "!", "not", "NOT", "¬"],
    "and": ["&", "&&", "and", "And", "∧"],
    "nand": ["nand", "NAND"],
    "xor": ["^", "xor", "XOR", "!=", "⊕"],
    "xnor": ["==", "xnor", "<->", "Xnor"],
    "or": ["|", "||", "or", "OR", "\N{LOGICAL OR}"],
    "nor": ["nor", "Nor"],
    "implies": ["->", "=>", "implies", "IMPLIES", "→"],
    False: ["0", "false", "False", "FALSE"],
    True: ["1", "true", "True", "TRUE"],
}
NAMES = ("a", "B", "x_1", "_")
GRID = np.array(list(product([False, True], repeat=len(NAMES))))
ROWS = dict(zip(NAMES, GRID.T, strict=True))

Tree = str | bool | tuple[str, *tuple["Tree", ...]]


def join(word: str, left: bool, right: bool) -> bool:
    return TRUTH[word][2 * left + right] == "1"


def value(tree: Tree, row: dict[str, bool]) -> bool:
    match tree:
        case (_, inner):
            return not value(inner, row)
        case (word, left, right):
            return join(word, value(left, row), value(right, row))
        case str():
            return row[tree]
    return tree


def leaves(tree: Tree) -> list[Tree]:
    if isinstance(tree, tuple):
        return [leaf for child in tree[1:] for leaf in leaves(child)]
    return [tree]


def tokens(tree: Tree, loosest: int, draw: st.DrawFn) -> list[str]:
    """Write a tree with the parentheses that it needs, and now and then more."""
    level = LEVEL.get(tree[0], 5) if isinstance(tree, tuple) else 6
    written = bare_tokens(tree, level, draw)
    if level < loosest or draw(st.integers(0, 9)) == 0:
        return ["(", *written, ")"]
    return written


def bare_tokens(tree: Tree, level: int, draw: st.DrawFn) -> list[str]:
    if not isinstance(tree, tuple):
        return [draw(st.sampled_from(SPELLINGS.get(tree, [tree])))]
    word = draw(st.sampled_from(SPELLINGS[tree[0]]))
    if len(tree) == 2:
        return [word, *tokens(tree[1], level, draw)]
    to_the_right = tree[0] == "implies"
    left = tokens(tree[1], level + to_the_right, draw)
    return [*left, word, *tokens(tree[2], level + (not to_the_right), draw)]


def spaced(written: list[str], draw: st.DrawFn) -> str:
    text = ""
    for token in written:
        two_words = re.search(r"\w$", text) and re.match(r"\w", token)
        text += " " * draw(st.integers(1 if two_words else 0, 2)) + token
    return text


TREES = st.recursive(
    st.sampled_from(NAMES) | st.booleans(),
    lambda inner: (
        st.tuples(st.just("not"), inner)
        | st.tuples(st.sampled_from(list(TRUTH)), inner, inner)
    ),
    max_leaves=10,
)


@st.composite
def written_trees(draw: st.DrawFn) -> tuple[Tree, str]:
    tree = draw(TREES)
    return tree, spaced(tokens(tree, 0, draw), draw)


def column(text: str, names: tuple[str, ...] = ("a", "b", "c", "d")) -> list[bool]:
    grid = np.array(list(product([False, True], repeat=len(names))))
    return parse(text)(dict(zip(names, grid.T, strict=True))).tolist()


def refusal(text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


def mistake(text: str) -> ExpressionError:
    error = refusal(text)
    assert error is not None
    return error


@given(written_trees())
def test_means_what_the_tree_means(written: tuple[Tree, str]) -> None:
    tree, text = written
    expression = parse(text)
    result = expression(ROWS)
    expected = [
        value(tree, dict(zip(NAMES, map(bool, row), strict=True))) for row in GRID
    ]
    assert result.tolist() == expected
    assert result.dtype == np.bool_
    names = [leaf for leaf in leaves(tree) if isinstance(leaf, str)]
    assert expression.names == tuple(dict.fromkeys(names))


FRAGMENTS = [
    *(spelling for operator in OPERATORS for spelling in operator.spellings),
    *("a", "b2", "0", "1", "7", "true", "(", ")", " ", "\n", "=", "+", "-", "é", "\0"),
]


ANY_CHARACTER = st.integers(0, 0x10FFFF).map(chr)


@given(st.lists(ANY_CHARACTER | st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    error = refusal(text)
    if error is not None:
        assert error.offset >= 0
        assert error.length >= 1
        assert error.offset + error.length <= max(1, len(text))
        assert error.message
        assert error.hint


@pytest.mark.parametrize("first", TRUTH)
@pytest.mark.parametrize("second", TRUTH)
def test_every_pair_of_operators_groups_as_documented(first: str, second: str) -> None:
    tighter = LEVEL[first] - LEVEL[second]
    to_the_left = tighter > 0 or (tighter == 0 and first != "implies")
    expected = [
        join(second, join(first, a, b), c)
        if to_the_left
        else join(first, a, join(second, b, c))
        for a, b, c in product([False, True], repeat=3)
    ]
    assert column(f"a {first} b {second} c", ("a", "b", "c")) == expected


# Columns for abcd = 0000, 0001, ... 1111, as Python and C compute them.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a & b ^ c", "00110011 00111100"),
        ("a ^ b & c", "00000011 11111100"),
        ("a | b ^ c", "00111100 11111111"),
        ("a ^ b | c", "00111111 11110011"),
        ("a | b & c", "00000011 11111111"),
        ("a & b | c", "00110011 00111111"),
        ("~a & b", "00001111 00000000"),
        ("~a ^ b | c & ~d", "11110010 00101111"),
        ("not a or b", "11111111 00001111"),
    ],
)
def test_binds_as_python_and_c_do(text: str, expected: str) -> None:
    assert column(text) == [digit == "1" for digit in expected.replace(" ", "")]


def test_implies_groups_to_the_right_and_the_rest_to_the_left() -> None:
    names = ("a", "b", "c")
    assert column("a -> b -> c", names) == column("a -> (b -> c)", names)
    assert column("a -> b -> c", names) != column("(a -> b) -> c", names)
    assert column("a nand b nand c", names) == column("(a nand b) nand c", names)
    assert column("a nand b nand c", names) != column("a nand (b nand c)", names)


def test_words_are_case_insensitive_and_names_are_not() -> None:
    assert parse("x Xor X AND Not x").names == ("x", "X")
    names = ("android", "nothing", "true1", "_0")
    assert parse(" ^ ".join(names)).names == names


def test_names_stand_in_order_of_first_appearance() -> None:
    assert parse("z | (y & z) -> ~x ^ y").names == ("z", "y", "x")
    assert parse("1 -> false").names == ()


def test_a_constant_fills_the_rows() -> None:
    values = {"a": np.array([False, True, False])}
    assert parse("1")(values).tolist() == [True, True, True]
    assert parse("FALSE")(values).tolist() == [False, False, False]
    assert isinstance(parse("~false")({}), np.ndarray)


def test_the_result_is_a_new_array() -> None:
    values: dict[str, Booleans] = {"a": np.array([False, True])}
    parse("a")(values)[0] = True
    assert values["a"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [("|", [False, True]), ("^", [False, False]), ("nor", [True, False])],
)
def test_a_long_chain_is_not_deep(operator: str, expected: list[bool]) -> None:
    text = f" {operator} ".join(["a"] * 1500)
    assert column(text, ("a",)) == expected


@pytest.mark.parametrize(
    ("text", "offset", "length", "message", "hint"),
    [
        ("", 0, 1, "empty", "a & b"),
        (" \n ", 0, 3, "empty", "a & b"),
        ("a $ b", 2, 1, "'$' has no meaning", "~, &, nand, ^, ==, |, nor or ->"),
        ("a & é", 4, 1, "'é' has no meaning", "names are like x_1"),
        ("a | 2", 4, 1, "'2' has no meaning", "constants 0 or 1"),
        ("a | 2x", 4, 2, "'2x' has no meaning", "names are like x_1"),
        ("a | 10", 4, 2, "'10' has no meaning", "constants 0 or 1"),
        ("a < b", 2, 1, "'<' has no meaning", "operators"),
        ("a = b", 2, 1, "'=' has no meaning", "equality is written =="),
        ("a === b", 4, 1, "'=' has no meaning", "equality is written =="),
        ("a + b", 2, 1, "'+' has no meaning", "or is written |"),
        ("a * b", 2, 1, "'*' has no meaning", "and is written &"),
        ("-a", 0, 1, "'-' has no meaning", "not is written ~"),
        ("a &", 2, 1, "operand is missing after '&'", "name"),
        ("a implies  ", 2, 7, "operand is missing after 'implies'", "name"),
        ("a ^ ~", 4, 1, "operand is missing after '~'", "name"),
        ("a & (", 4, 1, "operand is missing after '('", "name"),
        ("&& a", 0, 2, "operand is missing before '&&'", "name"),
        ("a & XOR b", 4, 3, "operand is missing before 'XOR'", "name"),
        ("a & ()", 5, 1, "operand is missing before ')'", "name"),
        ("a b", 2, 1, "operator is missing between 'a' and 'b'", "and is written &"),
        ("(a 1)", 3, 1, "operator is missing between 'a' and '1'", "or is written |"),
        ("(a)(b)", 3, 1, "operator is missing between ')' and '('", "written"),
        ("a xorr b", 2, 4, "missing between 'a' and 'xorr'", "did you mean 'xor'?"),
        ("a not b", 2, 3, "missing between 'a' and 'not'", "and is written &"),
        ("a & (b | (c)", 4, 1, "this '(' is never closed", "add a )"),
        ("(a | (b)", 0, 1, "this '(' is never closed", "add a )"),
        ("a | b) & c", 5, 1, "this ')' closes nothing", "remove it"),
        ("(a))", 3, 1, "this ')' closes nothing", "remove it"),
    ],
)
def test_mistakes_are_pointed_at(
    text: str, offset: int, length: int, message: str, hint: str
) -> None:
    error = mistake(text)
    assert (error.offset, error.length) == (offset, length)
    assert message in error.message
    assert hint in error.hint
    assert str(error) == error.message


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ("~", ""), ("not ", ""), ("a -> ", ""), ("a | ~(", ")")],
)
def test_nesting_is_bounded(opening: str, closing: str) -> None:
    error = mistake(opening * 1200 + "a" + closing * 1200)
    assert "100 deep" in error.message
    assert error.hint
    assert 0 < error.offset <= 101 * len(opening)


def test_the_bound_on_nesting_is_100() -> None:
    parse("(" * 100 + "a" + ")" * 100)
    parse("~" * 100 + "a")
    assert mistake("(" * 101 + "a" + ")" * 101).offset == 100
    assert mistake("~" * 101 + "a").offset == 100


@pytest.mark.parametrize(
    ("character", "count"), [("(", 100_000), ("~", 100_000), ("a", 10_001)]
)
def test_the_text_is_bounded(character: str, count: int) -> None:
    text = character * count
    error = mistake(text)
    assert (error.offset, error.length) == (MAX_LENGTH, len(text) - MAX_LENGTH)
    assert "characters" in error.message
    assert "10,000" in error.hint


def test_the_longest_text_is_read() -> None:
    assert parse("a" * MAX_LENGTH).names == ("a" * MAX_LENGTH,)
    assert "deep" in mistake("(" * MAX_LENGTH).message


def test_every_spelling_is_tested() -> None:
    spelled = {word for operator in OPERATORS for word in operator.spellings}
    tested = {word.lower() for key in ["not", *TRUTH] for word in SPELLINGS[key]}
    assert spelled == tested
