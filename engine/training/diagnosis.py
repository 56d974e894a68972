"""Where numbers stopped being finite: the first equation, by its printed line."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from engine.core.backends import Arrays
from engine.core.printing.textbook import Textbook
from engine.core.program import METHODS, Program
from engine.core.running.load import load
from engine.errors import Path, dotted


@dataclass(frozen=True)
class Fault:
    """A printed line whose result is not finite, and the part of the spec it is of."""

    line: int
    text: str
    path: Path

    def __str__(self) -> str:
        where = f" ({dotted(self.path)})" if self.path else ""
        return f"line {self.line} of the source{where}: {self.text}"


class _FoundError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


def find_fault(program: Program, arrays: Arrays, batch: Sequence[Any]) -> Fault | None:
    """Run the textbook printing on a batch and check each line; None if all is finite.

    The gradient in `arrays` is computed anew; nothing else changes.
    """
    book = Textbook(program)
    watched = ast.fix_missing_locations(_Watch().visit(ast.parse(book.text)))
    text = ast.unparse(watched)
    names = load(text, "watched", {**arrays.named(program), "_look": _look})
    kept = [(array, array.copy()) for array in arrays.states.values()]
    try:
        names["gradients"](*batch)
    except _FoundError as found:
        line = book.text.splitlines()[found.line - 1].partition("#")[0].strip()
        return Fault(found.line, line, _path(book, found.line))
    finally:
        for array, before in kept:
            array[:] = before
    return None


def _path(book: Textbook, line: int) -> Path:
    """Find the part of the spec that a line is of: its note's, or its function's."""
    if note := book.printed.notes.get(line):
        return note.path
    heads = re.findall(r"^def (\w+)", "\n".join(book.text.splitlines()[:line]), re.M)
    if heads[-1] in METHODS:
        return ("loss",)
    return book.functions[heads[-1]].results[0].origin.path


class _Watch(ast.NodeTransformer):
    """Passes every computed expression of a program through `_look`."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        node.value = _watched(node.value, node.lineno)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.Assign:
        value = ast.BinOp(node.target, node.op, node.value)
        return ast.Assign([node.target], _watched(value, node.lineno))

    def visit_Return(self, node: ast.Return) -> ast.Return:
        if node.value is not None and not isinstance(node.value, ast.Tuple):
            node.value = _watched(node.value, node.lineno)
        return node


def _watched(value: ast.expr, line: int) -> ast.expr:
    return ast.Call(ast.Name("_look", ast.Load()), [value, ast.Constant(line)], [])


def _look(value: Any, line: int) -> Any:
    results = cast("Sequence[Any]", value if isinstance(value, tuple) else (value,))
    if not all(np.isfinite(result).all() for result in results):
        raise _FoundError(line)
    return cast("Any", value)
