"""From one formula: the textbook's text, a plan's statements, the functions called."""

import ast
import inspect
from textwrap import dedent

import pytest

from engine.core import ops
from engine.core.formula import FIELD, FORMULAS, Formula
from engine.core.running import runtime
from engine.core.types import Type

ROWS = Type(("N", 4), "float64")


def statements(text, *kinds):
    return list(Formula.parse(text).planned(kinds or (ROWS,)).statements)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a, b: a * (b + 1)", "{0} * ({1} + 1)"),
        ("x: exp(-x)", "np.exp(-{0})"),
        ("x: x - max(x)", "{0} - {0}.max(axis=-1, keepdims=True)"),
        ("x: where(x > 0, x, {slope} * x)", "np.where({0} > 0, {0}, {slope} * {0})"),
        ("y, p: xlogy(y, p)", "xlogy({0}, {1})"),
    ],
)
def test_the_textbook_spells_it_in_numpy(formula, text):
    assert Formula.parse(formula).text == text


def test_a_formula_with_a_name_is_called_by_it():
    assert ops.Sigmoid().expression == "sigmoid({0})"
    assert ops.Huber(0.5).expression == "huber({0}, {delta})"


def test_statements_work_in_the_place_of_the_result():
    assert statements("x: 1 / (1 + exp(-x))") == [
        "negative({0}, {out})",
        "exp({out}, {out})",
        "add({out}, 1.0, {out})",
        "reciprocal({out}, {out})",
    ]


def test_what_is_named_is_computed_once():
    assert statements("x: (e := exp(x - max(x))) / sum(e)") == [
        "maximum.reduce({0}, -1, None, {s0}, True)",
        "subtract({0}, {s0}, {out})",
        "exp({out}, {out})",
        "add.reduce({out}, -1, None, {s0}, True)",
        "divide({out}, {s0}, {out})",
    ]


def test_an_argument_that_is_read_last_may_lie_where_the_result_will_be():
    *before, last = statements("x: x / (1 + abs(x))")
    assert "{out}" not in "".join(before)
    assert last == "divide({0}, {s0}, {out})"


def test_a_choice_writes_one_branch_everywhere():
    assert statements("x: where(x > 0, x, 0.5 * x)") == [
        "greater({0}, 0.0, {s0})",
        "multiply({0}, 0.5, {out})",
        "copyto({out}, {0}, where={s0})",
    ]


def test_work_arrays_have_the_types_of_what_they_hold():
    planned = Formula.parse("x: x / sum(where(x > 0, x, 1))").planned((ROWS,))
    kinds = {(kind.shape, kind.dtype) for kind in planned.scratch}
    assert kinds == {(("N", 4), "bool"), (("N", 4), "float64"), (("N", 1), "float64")}


def test_an_expression_that_no_printing_knows_is_refused():
    with pytest.raises(TypeError, match="cannot say"):
        statements("x: x ** 2")


class Hoisted(ast.NodeTransformer):
    """Puts what a formula names on lines of their own, as functions are written."""

    def __init__(self):
        self.lines = []

    def visit_NamedExpr(self, node):
        self.lines.append(f"{node.target.id} = {ast.unparse(self.visit(node.value))}")
        return ast.Name(node.target.id)


def written(name):
    """Give the body that a function should have by its formula."""
    formula = Formula.parse(FORMULAS[name])
    text = formula.text.format(
        *formula.args, **{f: f for f in FIELD.findall(formula.text)}
    )
    hoisted = Hoisted()
    result = ast.unparse(hoisted.visit(ast.parse(text, mode="eval").body))
    return [*hoisted.lines, f"return {result}"]


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_the_function_that_is_called_says_the_formula(name):
    source = dedent(inspect.getsource(getattr(runtime, name)))
    (function,) = ast.parse(source).body
    assert [ast.unparse(line) for line in function.body[1:]] == written(name)
