"""The textbook printing: functions as a person would write them, a line an idea."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from engine.core.function import Function
from engine.core.graph import Equation, Operand, Value
from engine.core.loops import Scan
from engine.core.names import Names
from engine.core.printing.templates import applied, literal, mentions
from engine.core.printing.wrapping import listed
from engine.core.types import NUMBER, Dim, Type

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
    targets: tuple[Value, ...]
    expr: ast.expr
    symbol: str

    def reads(self) -> set[str]:
        """Find the stand-ins of what the line reads."""
        nodes = ast.walk(self.expr)
        return {node.id for node in nodes if isinstance(node, ast.Name)}


@dataclass(frozen=True)
class _Loop:
    """A loop over time, and its body."""

    equation: Equation
    op: Scan
    body: _Block

    @property
    def targets(self) -> Sequence[Value]:
        return self.equation.outs

    @property
    def symbol(self) -> str:
        return self.op.symbol

    @property
    def summed(self) -> list[Value]:
        """The carries that begin with zeros and forget what they were."""
        first, *_ = self.op.split(self.equation.args)
        pairs = zip(self.op.carries, first, strict=True)
        starting = [old for old, start in pairs if not isinstance(start, Value)]
        return [] if self.op.remembers else starting

    def reads(self) -> set[str]:
        return {_stand_in(value) for value in self.equation.values}


@dataclass(frozen=True)
class _Block:
    """The lines of some equations, and the expressions that have no line."""

    function: Function
    lines: list[_Line | _Loop] = field(default_factory=list["_Line | _Loop"])
    inside: dict[Value, ast.expr] = field(default_factory=dict[Value, ast.expr])

    def result(self, value: Value) -> ast.expr:
        return self.inside.get(value, _name(value))

    def written(self, equation: Equation) -> ast.expr:
        args = [_argument(arg, self.inside) for arg in equation.args]
        return applied(equation.op, args)

    def longest_part(self, equation: Equation) -> Value | None:
        """Find the longest argument of an equation that has no line."""
        parts = [value for value in equation.values if value in self.inside]
        return max(parts, key=lambda v: len(ast.unparse(self.inside[v])), default=None)

    def is_read_after(self, value: Value, target: Value) -> bool:
        """Tell whether a line after that of `target` reads a value."""
        places = [i for i, line in enumerate(self.lines) if target in line.targets]
        later = self.lines[places[0] + 1 :]
        return any(_stand_in(value) in line.reads() for line in later)


def emit(function: Function, names: Names) -> Printed:
    """Print a function; line 1 is its `def`."""
    return _Text(function, names).printed()


def shape_of(kind: Type) -> str:
    """Write a shape as a comment does: `(N, 4)`; nothing for a number."""
    if not kind.is_array:
        return ""
    inner = ", ".join(map(str, kind.shape))
    return f"({inner},)" if len(kind.shape) == 1 else f"({inner})"


def entry(sequence: str, t: str, offset: int = 0) -> str:
    """Write the entry of a sequence at step t, or so far ahead of it."""
    return f"{sequence}[{t} + {offset}]" if offset else f"{sequence}[{t}]"


class _Text:
    """The text of a function in the making.

    Attributes
    ----------
    called : the text that stands for each value: its name, or its place in a sequence
    code : the lines of code, each with the values that it computes
    """

    def __init__(self, function: Function, names: Names) -> None:
        self.function, self.names = function, names
        self.called: dict[Value, str] = {}
        self.code: list[tuple[str, tuple[Value, ...]]] = []
        self._rename = _Rename()
        self._sums: set[str] = set()
        """The stand-ins of what loops add up, in arrays of their own."""

    def printed(self) -> Printed:
        block = _block(self.function)
        self._name(block)
        args = [self._call(value, self.names.of(value)) for value in self.function.args]
        self._rebind(block)
        self._write(block, "    ")
        head = listed(f"def {self.function.name}(", args, "):")
        printed, notes = self._annotated(len(head))
        values = [self._text(block.result(v)) for v in self.function.results]
        tail = listed("    return ", values, "", "()")
        return Printed("\n".join([*head, *printed, *tail]), notes)

    def _call(self, value: Value, text: str) -> str:
        self.called[value] = self._rename.names[_stand_in(value)] = text
        return text

    def _text(self, expr: ast.expr) -> str:
        return ast.unparse(self._rename.visit(expr))

    def _operand(self, operand: Operand) -> str:
        return self.called[operand] if isinstance(operand, Value) else repr(operand)

    def _name(self, block: _Block) -> None:
        """Name what the lines of a block define and has no name yet."""
        for line in block.lines:
            for value in line.targets:
                if value not in self.called:
                    self._call(value, self.names.of(value, line.symbol))

    def _rebind(self, block: _Block) -> None:
        """Let a new value take its old one's name where no later line needs the old."""
        targets = {value for line in block.lines for value in line.targets}
        for new, old in block.function.rebinds:
            if new in targets:
                name = self.called.get(old) or self.names.of(old)
                is_needed = block.is_read_after(old, new)
                self._call(new, f"new_{name}" if is_needed else name)

    def _write(self, block: _Block, margin: str) -> None:
        for line in block.lines:
            if isinstance(line, _Loop):
                self._write_loop(line, margin)
            else:
                target = ", ".join(self.called[value] for value in line.targets)
                is_sum = _begins_with(line.expr, self._sums)
                sign, text = "=", self._text(line.expr)
                if is_sum and text.startswith(f"{target} + "):
                    sign, text = "+=", text.removeprefix(f"{target} + ")
                self.code.append((f"{margin}{target} {sign} {text}", line.targets))

    def _write_loop(self, loop: _Loop, margin: str) -> None:
        """Write what a loop begins with, its head, and its body."""
        op, t = loop.op, self.names.index
        inner = f"{margin}    "
        for outs, text in self._starts(loop):
            self.code.append((f"{margin}{text}", outs))
        steps = f"reversed(range({op.steps}))" if op.backwards else f"range({op.steps})"
        self.code.append((f"{margin}for {t} in {steps}:", ()))
        for value, place in self._places(loop, t):
            self._call(value, place)
        self._sums |= set(map(_stand_in, loop.summed))
        self._name(loop.body)
        self._rebind(loop.body)
        self._write(loop.body, inner)
        for new, old in loop.body.function.rebinds:
            if self.called[new] != self.called[old]:
                text = f"{inner}{self.called[old]} = {self.called[new]}"
                self.code.append((text, (old,)))

    def _starts(self, loop: _Loop) -> Iterator[tuple[tuple[Value, ...], str]]:
        """Write what each result of a loop is before it: zeros, or what is given."""
        outs, remembers = loop.equation.outs, loop.op.remembers
        first, *_ = loop.op.split(loop.equation.args)
        pairs = zip(outs, first, strict=False)
        given = {out: start for out, start in pairs if isinstance(start, Value)}
        empty = [out for out in outs if remembers or out not in given]
        for _, group in groupby(empty, key=lambda out: out.type):
            alike = tuple(group)
            names = ", ".join(self.called[out] for out in alike)
            yield alike, f"{names} = {self._zeros(alike, loop.equation)}"
        for carry, out in zip(loop.op.carries, outs, strict=False):
            if out in given:
                name, start = self.called[out], self.called[given[out]]
                place = f"{name}[{loop.op.start}]" if remembers else name
                yield (carry,), f"{place} = {start}"

    def _zeros(self, outs: Sequence[Value], equation: Equation) -> str:
        out, many = outs[0], [str(len(outs))] if len(outs) > 1 else []
        lengths = [*many, *(self._length(dim, equation) for dim in out.shape)]
        shape = f"({', '.join(lengths)}{',' if len(lengths) == 1 else ''})"
        kind = "" if out.type.dtype == "float64" else f", np.{out.type.dtype}"
        return f"np.zeros({shape}{kind})"

    def _length(self, dim: Dim, equation: Equation) -> str:
        """Write a length; one that depends on the rows by an array that has it."""
        for value in () if isinstance(dim, int) else equation.values:
            if dim in value.shape:
                place, name = value.shape.index(dim), self.called[value]
                return f"{name}.shape[{place}]" if place else f"len({name})"
        return str(dim)

    def _places(self, loop: _Loop, t: str) -> Iterator[tuple[Value, str]]:
        """Say where the values of a loop's body stand at step t."""
        op, outs = loop.op, loop.equation.outs
        _, sequences, shared = op.split(loop.equation.args)
        for piece, sequence in zip(op.slices, sequences, strict=True):
            yield piece.value, entry(self._operand(sequence), t, piece.offset)
        for inner, outer in zip(op.shared, shared, strict=True):
            yield inner, self._operand(outer)
        for old, new, out in zip(op.carries, op.renewed, outs, strict=False):
            if op.remembers:
                yield new, entry(self.called[out], t, op.after)
                yield old, entry(self.called[out], t, op.before)
            else:
                yield old, self.called[out]
        for value, out in zip(op.kept, outs[len(op.carries) :], strict=True):
            yield value, entry(self.called[out], t)

    def _annotated(self, start: int) -> tuple[list[str], dict[int, Note]]:
        """Add the heading of each layer and the shape of each line."""
        longest = max((len(text) for text, _ in self.code), default=0)
        column = min(longest, SHORT) + 2
        printed: list[str] = []
        notes: dict[int, Note] = {}
        title = ""
        for text, values in self.code:
            if not values:
                printed.append(text)
                continue
            value, *others = values
            origin, shape = value.origin, shape_of(value.type)
            if origin.title and origin.title != title:
                title = origin.title
                printed.append(f"    # {title}")
            comment = f"each {shape}" if others else shape
            printed.append(f"{f'{text}  ':{column}}# {comment}" if shape else text)
            name = re.split(r" \+?= ", text.strip())[0]
            notes[start + len(printed)] = Note(name, shape, origin.path, value)
        return printed, notes


def _block(function: Function, *, is_body: bool = False) -> _Block:
    """Turn equations into lines; what is used once and has no name stands inside.

    In a loop's body each result has a line.
    """
    results = set(function.results)
    apart = results if is_body or len(results) > 1 else set[Value]()
    uses = _uses(function)
    block = _Block(function)
    symbols: dict[Value, str] = {}
    for equation in function.equations:
        if isinstance(equation.op, Scan):
            body = _block(equation.op.step, is_body=True)
            block.lines.append(_Loop(equation, equation.op, body))
            continue
        expr, out = block.written(equation), equation.outs[0]
        while len(ast.unparse(expr)) > LONG:
            part = block.longest_part(equation)
            if part is None:
                break
            block.lines.append(_Line((part,), block.inside.pop(part), symbols[part]))
            expr = block.written(equation)
        symbols[out] = equation.op.symbol
        is_one = len(equation.outs) == 1
        if is_one and out not in apart and _is_short(out, expr, uses, results):
            block.inside[out] = expr
        else:
            block.lines.append(_Line(equation.outs, expr, equation.op.symbol))
    return block


def _uses(function: Function) -> Counter[Operand]:
    uses: Counter[Operand] = Counter(function.results)
    for equation in function.equations:
        for place, arg in enumerate(equation.args):
            uses[arg] += mentions(equation.op, place)
    return uses


def _is_short(
    out: Value, expr: ast.expr, uses: Counter[Operand], results: set[Value]
) -> bool:
    if out.type == NUMBER and not out.name:
        return True
    is_once = not out.name and uses[out] == 1
    return is_once and (out in results or len(ast.unparse(expr)) <= SHORT)


def _argument(arg: Operand, inside: dict[Value, ast.expr]) -> ast.expr:
    if isinstance(arg, Value):
        return inside.get(arg, _name(arg))
    return literal(arg)


def _name(value: Value) -> ast.expr:
    return ast.Name(_stand_in(value))


def _stand_in(value: Value) -> str:
    """Stand for a value until its name is settled; no shorter than its own name.

    In the body of a loop it may be an entry of a sequence: `h1[t]`.
    """
    letter, more = ("w", len("[t]")) if value.graph.around else ("v", 0)
    return f"{letter}{value.serial}".ljust(len(value.name) + more, "_")


class _Rename(ast.NodeTransformer):
    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id))


def _begins_with(expr: ast.expr, values: set[str]) -> bool:
    """Tell whether an expression is something added to one of some values."""
    if not isinstance(expr, ast.BinOp) or not isinstance(expr.op, ast.Add):
        return False
    return isinstance(expr.left, ast.Name) and expr.left.id in values
