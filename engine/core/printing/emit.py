"""The textbook printing: functions as a person would write them, a line an idea."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass

from engine.core.function import Function
from engine.core.graph import Equation, Operand, Value
from engine.core.names import Names
from engine.core.printing.templates import applied, literal, mentions
from engine.core.printing.wrapping import listed
from engine.core.types import NUMBER, Type

SHORT = 56
"""An expression up to this long may stand inside another."""

LONG = 57
"""A line longer than this gives its longest part a line of its own."""


@dataclass(frozen=True)
class Note:
    """What one printed line computes: its name, shape and place in the spec."""

    name: str
    shape: str
    path: tuple[str | int, ...]
    value: Value


@dataclass(frozen=True)
class Printed:
    """A text, and a note for each of its lines that computes something."""

    text: str
    notes: dict[int, Note]


@dataclass(frozen=True)
class _Line:
    target: Value
    expr: ast.expr
    symbol: str


def emit(function: Function, names: Names) -> Printed:
    """Print a function; line 1 is its `def`."""
    lines, result = _lines(function)
    called = {line.target: names.of(line.target, line.symbol) for line in lines}
    called.update({value: names.of(value) for value in function.args})
    called.update(_rebound(function, lines, names))
    rename = _Rename({_stand_in(value): name for value, name in called.items()})
    head = listed(f"def {function.name}(", [called[v] for v in function.args], "):")
    body = [(line, ast.unparse(rename.visit(line.expr))) for line in lines]
    code = [f"    {called[line.target]} = {text}" for line, text in body]
    printed, notes = _annotated(lines, code, called, len(head))
    values = [
        ast.unparse(rename.visit(result.get(value, _name(value))))
        for value in function.results
    ]
    tail = listed("    return ", values, "", "()")
    return Printed("\n".join([*head, *printed, *tail]), notes)


def shape_of(kind: Type) -> str:
    """Write a shape as a comment does: `(N, 4)`; nothing for a number."""
    if not kind.is_array:
        return ""
    inner = ", ".join(map(str, kind.shape))
    return f"({inner},)" if len(kind.shape) == 1 else f"({inner})"


def _lines(function: Function) -> tuple[list[_Line], dict[Value, ast.expr]]:
    """Turn equations into lines; what is used once and has no name stands inside."""
    uses = _uses(function)
    inside: dict[Value, ast.expr] = {}
    lines: list[_Line] = []
    symbols: dict[Value, str] = {}
    for equation in function.equations:
        expr = _written(equation, inside)
        while len(ast.unparse(expr)) > LONG:
            part = _longest_part(equation, inside)
            if part is None:
                break
            symbol = symbols[part]
            lines.append(_Line(part, inside.pop(part), symbol))
            expr = _written(equation, inside)
        symbols[equation.out] = equation.op.symbol
        if _stands_inside(equation, expr, uses, function):
            inside[equation.out] = expr
        else:
            lines.append(_Line(equation.out, expr, equation.op.symbol))
    return lines, inside


def _written(equation: Equation, inside: dict[Value, ast.expr]) -> ast.expr:
    return applied(equation.op, [_argument(arg, inside) for arg in equation.args])


def _longest_part(equation: Equation, inside: dict[Value, ast.expr]) -> Value | None:
    parts = [value for value in equation.values if value in inside]
    return max(parts, key=lambda v: len(ast.unparse(inside[v])), default=None)


def _uses(function: Function) -> Counter[Operand]:
    uses: Counter[Operand] = Counter(function.results)
    for equation in function.equations:
        for place, arg in enumerate(equation.args):
            uses[arg] += mentions(equation.op, place)
    return uses


def _stands_inside(
    equation: Equation, expr: ast.expr, uses: Counter[Operand], function: Function
) -> bool:
    out = equation.out
    if out.type == NUMBER and not out.name:
        return True
    if out in function.results and len(function.results) > 1:
        return False
    is_result = out in function.results
    return (
        not out.name
        and uses[out] == 1
        and (is_result or len(ast.unparse(expr)) <= SHORT)
    )


def _argument(arg: Operand, inside: dict[Value, ast.expr]) -> ast.expr:
    if isinstance(arg, Value):
        return inside.get(arg, _name(arg))
    return literal(arg)


def _name(value: Value) -> ast.expr:
    return ast.Name(_stand_in(value))


def _stand_in(value: Value) -> str:
    """Stand for a value until its name is settled; no shorter than its own name."""
    return f"v{value.serial}".ljust(len(value.name), "_")


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id))


def _rebound(function: Function, lines: list[_Line], names: Names) -> dict[Value, str]:
    """Let a new value take its old one's name where no later line needs the old."""
    renamed: dict[Value, str] = {}
    targets = [line.target for line in lines]
    for new, old in function.rebinds:
        if new in targets:
            later = lines[targets.index(new) + 1 :]
            needed = any(_reads(line.expr, old) for line in later)
            name = names.of(old)
            renamed[new] = f"new_{name}" if needed else name
    return renamed


def _reads(expr: ast.expr, value: Value) -> bool:
    nodes = ast.walk(expr)
    return any(
        isinstance(node, ast.Name) and node.id == _stand_in(value) for node in nodes
    )


def _annotated(
    lines: list[_Line], code: list[str], called: dict[Value, str], start: int
) -> tuple[list[str], dict[int, Note]]:
    """Add the heading of each layer and the shape of each line."""
    column = min(max(map(len, code), default=0), SHORT) + 2
    printed: list[str] = []
    notes: dict[int, Note] = {}
    title = ""
    for line, text in zip(lines, code, strict=True):
        origin, shape = line.target.origin, shape_of(line.target.type)
        if origin.title and origin.title != title:
            title = origin.title
            printed.append(f"    # {title}")
        printed.append(f"{f'{text}  ':{column}}# {shape}" if shape else text)
        name = called[line.target]
        notes[start + len(printed)] = Note(name, shape, origin.path, line.target)
    return printed, notes
