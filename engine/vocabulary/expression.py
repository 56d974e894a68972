"""Boolean expressions as text, such as `x1 xor x2` or `a ^ (b & ~c)`.

`OPERATORS` is the whole language, besides names, the constants 0, 1, true and false,
and parentheses. `&`, `^` and `|` bind as they do in Python and in C; `==` and `!=`
bind like `^`, and the word `not` like `~`. The text is never handed to Python.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import did_you_mean, listed

Booleans = NDArray[np.bool_]
MAX_LENGTH = 10_000
MAX_DEPTH = 100


class ExpressionError(ValueError):
    """What is wrong, from character `offset` (0 is the first), `length` (>= 1) long."""

    def __init__(self, message: str, offset: int, length: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.offset, self.length = offset, length


@dataclass(frozen=True)
class Operator:
    """A higher `tightness` binds first; the first of the `spellings` is the usual."""

    tightness: int
    spellings: tuple[str, ...]
    meaning: Callable[..., Booleans]
    operands: int = 2
    right_associative: bool = False


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
_PREFIX = {word: op for op in OPERATORS if op.operands == 1 for word in op.spellings}
_INFIX = {word: op for op in OPERATORS if op.operands == 2 for word in op.spellings}
_CONSTANTS = {"0": False, "1": True, "false": False, "true": True}
_USUAL = listed([operator.spellings[0] for operator in OPERATORS])
_ALLOWED = f"names are like x_1, constants 0 or 1, operators {_USUAL}"
_HINTS = {
    "+": "or is written |",
    "*": "and is written &",
    "=": "equality is written ==",
    "-": "not is written ~, implies is written ->",
}
_MEANINGFUL = {*_PREFIX, *_INFIX, *_CONSTANTS, "(", ")"}
_LONGEST_FIRST = sorted(map(re.escape, _MEANINGFUL), key=len, reverse=True)
_TOKEN = re.compile("|".join(["[A-Za-z0-9_]+", *_LONGEST_FIRST, r"\S"]))
_Step = str | bool | Operator


@dataclass(frozen=True)
class Expression:
    """An expression in postfix order: operands first, then what joins them."""

    steps: tuple[_Step, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it needs a value for, in order of first appearance."""
        return tuple(dict.fromkeys(step for step in self.steps if type(step) is str))

    def __call__(self, values: Mapping[str, Booleans]) -> Booleans:
        """Evaluate all rows at once; a constant takes the shape of `values` too."""
        shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        stack: list[Booleans] = []
        for step in self.steps:
            if isinstance(step, Operator):
                operands = stack[-step.operands :]
                stack[-step.operands :] = [step.meaning(*operands)]
            else:
                value = values[step] if isinstance(step, str) else step
                stack.append(np.full(shape, value, dtype=np.bool_))
        return np.asarray(stack.pop())


def parse(text: str) -> Expression:
    """Read an expression, or raise an `ExpressionError`."""
    if len(text) > MAX_LENGTH:
        message, hint = f"{len(text):,} characters", f"{MAX_LENGTH:,} are allowed"
        raise ExpressionError(message, MAX_LENGTH, len(text) - MAX_LENGTH, hint)
    if not (tokens := _tokens(text)):
        hint = "write something such as a & b"
        raise ExpressionError("the expression is empty", 0, max(1, len(text)), hint)
    return Expression(tuple(_Parser(tokens).everything()))


class _Token(NamedTuple):
    text: str
    offset: int

    @property
    def word(self) -> str:
        return self.text.lower()

    def error(self, message: str, hint: str) -> ExpressionError:
        return ExpressionError(message, self.offset, len(self.text), hint)


_END = _Token("", -1)


def _tokens(text: str) -> list[_Token]:
    tokens = [_Token(found[0], found.start()) for found in _TOKEN.finditer(text)]
    for token in tokens:
        if not (token.text in _MEANINGFUL or re.match("[A-Za-z_]", token.text)):
            message = f"{token.text!r} has no meaning in an expression"
            raise token.error(message, _HINTS.get(token.text, _ALLOWED))
    return tokens


class _Parser:
    """Precedence climbing; each operator is written down behind its operands."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.rest = iter(tokens)
        self.steps: list[_Step] = []
        self.before, self.found = _END, next(self.rest)

    def take(self) -> _Token:
        self.before, self.found = self.found, next(self.rest, _END)
        return self.before

    def everything(self) -> list[_Step]:
        self.chain(depth=0)
        if self.found.text == ")":
            raise self.found.error("this ')' closes nothing", "remove it, or add a (")
        if self.found is not _END:
            raise self.missing_operator()
        return self.steps

    def chain(self, depth: int, loosest: int = 0) -> None:
        """Read operands joined by operators at least as tight as `loosest`."""
        if depth > MAX_DEPTH:
            hint = "a chain such as a & b & c needs no parentheses"
            raise self.before.error(f"nested more than {MAX_DEPTH} deep", hint)
        self.operand(depth)
        while (infix := _INFIX.get(self.found.word)) and infix.tightness >= loosest:
            self.take()
            self.chain(depth + 1, infix.tightness + (not infix.right_associative))
            self.steps.append(infix)

    def operand(self, depth: int) -> None:
        if self.found.word in {"", ")", *_INFIX}:
            raise self.missing_operand()
        token = self.take()
        if token.text == "(":
            self.chain(depth + 1)
            self.close(token)
        elif prefix := _PREFIX.get(token.word):
            self.chain(depth + 1, prefix.tightness)
            self.steps.append(prefix)
        else:
            self.steps.append(_CONSTANTS.get(token.word, token.text))

    def close(self, opening: _Token) -> None:
        if self.found is _END:
            raise opening.error("this '(' is never closed", "add a ) where it ends")
        if self.found.text != ")":
            raise self.missing_operator()
        self.take()

    def missing_operand(self) -> ExpressionError:
        at_end = self.found is _END
        side, token = ("after", self.before) if at_end else ("before", self.found)
        hint = "write a name, 0, 1 or something in parentheses there"
        return token.error(f"an operand is missing {side} '{token.text}'", hint)

    def missing_operator(self) -> ExpressionError:
        between = f"between '{self.before.text}' and '{self.found.text}'"
        words = filter(str.isalpha, () if self.found.word in _PREFIX else _INFIX)
        hint = did_you_mean(self.found.text, words) or _HINTS["*"] + ", " + _HINTS["+"]
        return self.found.error(f"an operator is missing {between}", hint)
