"""Arithmetic expressions, such as `sin(2*pi*x) + 0.3*x`.

Operators bind as they do in Python: `-x**2` is `-(x**2)`, and `**` groups to the right.
"""

import numpy as np
from numpy.typing import NDArray

from engine.core.running.runtime import sigmoid
from engine.errors import listed
from engine.vocabulary.expressions import Function, Grammar, Operator, Wording
from engine.vocabulary.expressions.parser import parser
from engine.vocabulary.expressions.tokens import NAME, NUMBER

Floats = NDArray[np.float64]

OPERATORS = (
    Operator(4, ("**",), np.power, right_associative=True),
    Operator(3, ("-",), np.negative, operands=1),
    Operator(3, ("+",), np.positive, operands=1),
    Operator(2, ("*",), np.multiply),
    Operator(2, ("/",), np.divide),
    Operator(1, ("+",), np.add),
    Operator(1, ("-",), np.subtract),
)

FUNCTIONS = (
    Function(("sin",), np.sin),
    Function(("cos",), np.cos),
    Function(("tan",), np.tan),
    Function(("arcsin", "asin"), np.arcsin),
    Function(("arccos", "acos"), np.arccos),
    Function(("arctan", "atan"), np.arctan),
    Function(("sinh",), np.sinh),
    Function(("cosh",), np.cosh),
    Function(("tanh",), np.tanh),
    Function(("exp",), np.exp),
    Function(("log", "ln"), np.log),
    Function(("log2",), np.log2),
    Function(("log10",), np.log10),
    Function(("sqrt",), np.sqrt),
    Function(("abs",), np.abs),
    Function(("sign",), np.sign),
    Function(("floor",), np.floor),
    Function(("ceil",), np.ceil),
    Function(("sigmoid",), sigmoid),
    Function(("min",), np.minimum, operands=2),
    Function(("max",), np.maximum, operands=2),
)
_USUAL = listed(["+", "-", "*", "/", "**"])

GRAMMAR = Grammar(
    atom=f"{NUMBER}|{NAME}",
    operators=OPERATORS,
    constants={"pi": np.pi, "e": np.e},
    functions=FUNCTIONS,
    dtype=np.float64,
    has_numbers=True,
    wording=Wording(
        example="sin(x)",
        chain="x + x + x",
        operand="a name, a number or something in parentheses",
        operator="a product is written with *: 2*x",
        tokens=f"numbers are like 0.5 or 1e-3, operators {_USUAL}",
        instead={
            "^": "a power is written **",
            "=": "write only what y is, without 'y ='",
            "[": "use ( and )",
            "{": "use ( and )",
            "|": "the absolute value is written abs(x)",
        },
    ),
)

parse = parser(GRAMMAR)
