"""Expressions as text: what a grammar has, and what a text becomes.

The grammars are `boolean` and `arithmetic`; `parser` reads both. No text is ever
handed to Python.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Problem

Array = NDArray[Any]
MAX_LENGTH = 10_000
MAX_DEPTH = 100


class ExpressionError(ValueError):
    """What is wrong, from character `offset` (0 is the first), `length` (>= 1) long."""

    def __init__(self, message: str, offset: int, length: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.offset, self.length = offset, length

    def problem(self, *path: str) -> Problem:
        """Tell it as a problem of the text that stands at `path`."""
        return Problem(self.message, path, self.hint, part=(self.offset, self.length))


@dataclass(frozen=True)
class Operator:
    """A higher `tightness` binds first; the first of the `spellings` is the usual."""

    tightness: int
    spellings: tuple[str, ...]
    meaning: Callable[..., Array]
    operands: int = 2
    right_associative: bool = False


@dataclass(frozen=True)
class Function:
    """A name with its operands in parentheses behind it."""

    spellings: tuple[str, ...]
    meaning: Callable[..., Array]
    operands: int = 1


@dataclass(frozen=True)
class Wording:
    """What the hints of a grammar say."""

    example: str
    """An expression."""
    chain: str
    """Operands that are joined without parentheses."""
    operand: str
    """What may stand where an operand is missing."""
    operator: str
    """How the operators that people look for are written."""
    tokens: str
    """Which characters have a meaning."""
    instead: Mapping[str, str]
    """For characters without a meaning: what was probably wanted."""


@dataclass(frozen=True)
class Grammar:
    """All that expressions of one kind are made of, besides names and parentheses.

    Words are case-insensitive, names are not.
    """

    atom: str
    """The pattern of names and numbers."""
    operators: tuple[Operator, ...]
    constants: Mapping[str, float]
    functions: tuple[Function, ...]
    dtype: type[np.generic]
    wording: Wording
    has_numbers: bool = False

    @property
    def prefix(self) -> dict[str, Operator]:
        """The operators before their one operand, by spelling."""
        return self._spelled(1)

    @property
    def infix(self) -> dict[str, Operator]:
        """The operators between two operands, by spelling."""
        return self._spelled(2)

    @property
    def called(self) -> dict[str, Function]:
        """The functions by spelling."""
        return {word: f for f in self.functions for word in f.spellings}

    def _spelled(self, operands: int) -> dict[str, Operator]:
        chosen = (op for op in self.operators if op.operands == operands)
        return {word: op for op in chosen for word in op.spellings}


Step = str | float | Operator | Function


@dataclass(frozen=True)
class Expression:
    """An expression in postfix order: operands first, then what joins them."""

    steps: tuple[Step, ...]
    dtype: type[np.generic]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it needs a value for, in order of first appearance."""
        return tuple(dict.fromkeys(step for step in self.steps if type(step) is str))

    def __call__(self, values: Mapping[str, Array]) -> Array:
        """Evaluate all rows at once; a constant takes the shape of `values` too."""
        shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        stack: list[Array] = []
        for step in self.steps:
            if isinstance(step, Operator | Function):
                operands = stack[-step.operands :]
                stack[-step.operands :] = [step.meaning(*operands)]
            else:
                value = values[step] if isinstance(step, str) else step
                stack.append(np.full(shape, value, dtype=self.dtype))
        return np.asarray(stack.pop())
