"""Boolean expressions, such as `x1 xor x2` or `a ^ (b & ~c)`.

`OPERATORS` is the whole language, besides names, the constants 0, 1, true and false,
and parentheses. `&`, `^` and `|` bind as they do in Python and in C; `==` and `!=`
bind like `^`, and the word `not` like `~`.
"""

import numpy as np
from numpy.typing import NDArray

from engine.errors import listed
from engine.vocabulary.expressions import Grammar, Operator, Wording
from engine.vocabulary.expressions.parser import parser

Booleans = NDArray[np.bool_]


def _nand(left: Booleans, right: Booleans) -> Booleans:
    return np.logical_not(np.logical_and(left, right))


def _nor(left: Booleans, right: Booleans) -> Booleans:
    return np.logical_not(np.logical_or(left, right))


# On truth values, `implies` is `<=`: only "true implies false" is false.
OPERATORS = (
    Operator(5, ("~", "!", "not", "¬"), np.logical_not, operands=1),
    Operator(4, ("&", "&&", "and", "∧"), np.logical_and),
    Operator(4, ("nand",), _nand),
    Operator(3, ("^", "xor", "!=", "⊕"), np.logical_xor),
    Operator(3, ("==", "xnor", "<->"), np.equal),
    Operator(2, ("|", "||", "or", "\N{LOGICAL OR}"), np.logical_or),
    Operator(2, ("nor",), _nor),
    Operator(1, ("->", "=>", "implies", "→"), np.less_equal, right_associative=True),
)
_USUAL = listed([operator.spellings[0] for operator in OPERATORS])

GRAMMAR = Grammar(
    atom="[A-Za-z0-9_]+",
    operators=OPERATORS,
    constants={"0": False, "1": True, "false": False, "true": True},
    functions=(),
    dtype=np.bool_,
    wording=Wording(
        example="a & b",
        chain="a & b & c",
        operand="a name, 0, 1 or something in parentheses",
        operator="and is written &, or is written |",
        tokens=f"names are like x_1, constants 0 or 1, operators {_USUAL}",
        instead={
            "+": "or is written |",
            "*": "and is written &",
            "=": "equality is written ==",
            "-": "not is written ~, implies is written ->",
        },
    ),
)

parse = parser(GRAMMAR)
