"""Mutants: source texts that each differ from ours by one mistake.

A mistake is one that people make: a sign flipped, a factor dropped, operands swapped, a
number off, the wrong one of two functions. They are made in what computes: the texts
and plans of operations, their derivatives, the helpers, and what words write.
"""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import cast

FORMULA = re.compile(r"[a-z]+(, [a-z]+)*: ")
"""What a formula begins with: the names of its arguments."""
MARK = re.compile(r"\{|^[a-z]+(, [a-z]+)*: ")
"""What tells the texts of operations from other strings."""
PLACE = re.compile(r"\{(\w+)\}")
STAND_IN = re.compile(r"_place_(\w+)_")
SPARED = {
    *("infer", "scratch", "problems", "title", "unfit", "columns", "written"),
    *("bounds", "check_last", "tag", "words", "misfit", "arrays_kept"),
}
"""Methods that compute nothing of a network: shapes, sizes, messages and forms."""

TWINS = {
    "add": "subtract",
    "multiply": "divide",
    "maximum": "minimum",
    "greater": "less",
    "sin": "cos",
    "sum_rows": "sum_last",
    "exp": "expm1",
    "Greater": "Less",
}
EITHER_WAY = {
    "add",
    "multiply",
    "maximum",
    "minimum",
    "logaddexp",
    "equal",
    "max",
    "min",
}
"""Functions whose operands may be swapped, for all that it matters."""

OTHER = TWINS | {twin: name for name, twin in TWINS.items()}
FLIPPED = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}


@dataclass(frozen=True)
class Mutant:
    """A file with one mistake in it: where it stands, and what became of what."""

    file: str
    scope: str
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        return f"{self.file}: {self.scope}: {self.before} -> {self.after}"


def mutants(path: Path, name: str) -> Iterator[Mutant]:
    """Make every mutant of a file."""
    source = path.read_text("utf-8")
    seen: set[tuple[str, str, str, int]] = set()
    for scope, node, before, after in _changes(ast.parse(source)):
        start, stop = _span(source, node)
        mark = (scope, before, after, start)
        if mark not in seen:
            seen.add(mark)
            text = source[:start] + after + source[stop:]
            yield Mutant(name, scope, _short(before), _short(after), text)


def _short(text: str) -> str:
    return " ".join(text.split())


def _span(source: str, node: ast.expr) -> tuple[int, int]:
    """Find where in the text an expression stands."""
    lines = source.splitlines(keepends=True)
    ends = [(node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset)]
    start, stop = (
        sum(map(len, lines[: line - 1]))
        + len(lines[line - 1].encode()[:column].decode())
        for line, column in ends
    )
    return start, stop


def _changes(tree: ast.Module) -> Iterator[tuple[str, ast.expr, str, str]]:
    """Give each change: its scope, the expression, its text and the new one."""
    for scope, function in _functions(tree):
        for node in _computing(function):
            for new in _variants(node):
                if ast.dump(new) != ast.dump(node):
                    yield scope, node, ast.unparse(node), f"({ast.unparse(new)})"
    for scope, text in _templates(tree):
        for new in _written(str(text.value)):
            yield scope, text, repr(text.value), repr(new)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in SPARED:
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name not in SPARED:
                    yield f"{node.name}.{inner.name}", inner


def _computing(node: ast.AST) -> Iterator[ast.expr]:
    """Give the expressions of a body that are no text for people."""
    for inner in ast.iter_child_nodes(node):
        is_place = isinstance(node, ast.Subscript) and inner is node.slice
        if not (is_place or _is_told(inner)):
            if isinstance(inner, ast.expr):
                yield inner
            yield from _computing(inner)


def _is_told(node: ast.AST) -> bool:
    """Tell whether something only tells people what is wrong."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"Problem", "refusal", "SpecError"}
    return isinstance(node, ast.Raise | ast.JoinedStr | ast.arguments)


def _templates(tree: ast.Module) -> Iterator[tuple[str, ast.Constant]]:
    """Give the texts and plans of operations."""
    for cls in tree.body:
        if not isinstance(cls, ast.ClassDef):
            continue
        for node in cls.body:
            if isinstance(node, ast.Assign) and _is_printed(node):
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and MARK.search(str(part.value)):
                        yield f"{cls.name}.text", part


def _is_printed(node: ast.Assign) -> bool:
    names = {
        n.id
        for target in node.targets
        for n in ast.walk(target)
        if isinstance(n, ast.Name)
    }
    return bool(names & {"text", "plan", "formula"})


def _written(template: str) -> Iterator[str]:
    """Change a template such as `add({0}, {1}, {out})`, or a formula."""
    if formula := FORMULA.match(template):
        head = formula[0]
        yield from (head + new for new in _written(template.removeprefix(head)))
        return
    stand_in = PLACE.sub(r"_place_\1_", template)
    try:
        tree = ast.parse(stand_in, mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            for new in _variants(node):
                copy = deepcopy(tree, {id(node): node})
                changed = ast.unparse(_Put(node, new).visit(copy))
                if changed != ast.unparse(tree):
                    yield STAND_IN.sub(r"{\1}", changed)


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _variants(node: ast.expr) -> Iterator[ast.expr]:
    """Give what might stand there by mistake."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            yield inner
        case ast.Compare(left=left, ops=[op], comparators=[right]) if (
            type(op) in FLIPPED
        ):
            yield ast.Compare(left, [FLIPPED[type(op)]()], [right])
        case ast.Constant(value=bool()):
            return
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(number + 1 if number in (0, 1) else 2 * number)
        case ast.Call():
            yield from _of_call(node)
        case _:
            return


def _of_operation(node: ast.BinOp) -> Iterator[ast.expr]:
    a, b = node.left, node.right
    match node.op:
        case ast.Add():
            yield ast.BinOp(a, ast.Sub(), b)
        case ast.Sub():
            yield from (ast.BinOp(a, ast.Add(), b), ast.BinOp(b, ast.Sub(), a))
        case ast.Mult():
            yield from (a, b)
        case ast.Div():
            yield from (a, ast.BinOp(b, ast.Div(), a))
        case ast.MatMult():
            yield ast.BinOp(b, ast.MatMult(), a)
        case ast.Pow():
            yield ast.BinOp(b, ast.Pow(), a)
        case _:
            return


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    """Swap the first two operands, or call the other of two functions."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    args = node.args
    is_ordered = name not in {"isinstance", "range", "getattr", "Columns"}
    if len(args) > 1 and is_ordered and name not in EITHER_WAY:
        yield ast.Call(node.func, [args[1], args[0], *args[2:]], node.keywords)
    if name in OTHER:
        func = deepcopy(node.func)
        if isinstance(func, ast.Attribute):
            func.attr = OTHER[name]
        else:
            cast("ast.Name", func).id = OTHER[name]
        yield ast.Call(func, args, node.keywords)
