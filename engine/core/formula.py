"""How an operation is computed number by number: said once, printed in every way.

A formula is a Python expression of the numbers of arrays: `x: 1 / (1 + exp(-x))`. It
calls NumPy's functions by their names, and formulas that have one; `sum` and `max` go
along the last axis, and `:=` names what is used twice. From it follow the textbook's
text, the statements of a plan, and what a loop over the numbers says.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from engine.core.types import NUMBER, Type, broadcast, per_row

OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.USub: "negative",
    ast.Gt: "greater",
    ast.Lt: "less",
    ast.GtE: "greater_equal",
    ast.LtE: "less_equal",
    ast.Eq: "equal",
}
"""NumPy's functions for Python's operators."""

FIELD = re.compile(r"\{([a-z]\w*)\}")
"""A field of an operation, whose number stands in its formula."""

ALONG_LAST = {"sum": "add", "max": "maximum"}
"""What goes along the last axis, and the function that it repeats."""

KEPT = [
    ast.keyword("axis", ast.UnaryOp(ast.USub(), ast.Constant(value=1))),
    ast.keyword("keepdims", ast.Constant(value=True)),
]
"""How NumPy is told to go along the last axis, and to keep it."""

FORMULAS: dict[str, str] = {}
"""The formulas that have a name; the textbook calls them by it."""


@dataclass(frozen=True)
class Planned:
    """Statements that write to `{out}`, and the types of the arrays `{s0}`, `{s1}`."""

    statements: tuple[str, ...]
    scratch: tuple[Type, ...] = ()


@dataclass(frozen=True, eq=False)
class Formula:
    """An expression of named arguments."""

    args: tuple[str, ...]
    body: ast.expr

    @staticmethod
    @cache
    def parse(text: str) -> Formula:
        """Read a formula: the names of its arguments, a colon, and the expression."""
        marked = FIELD.sub(r"FIELD_\1", text)
        names, _, body = marked.partition(":")
        args = tuple(name.strip() for name in names.split(","))
        return Formula(args, ast.parse(body.strip(), mode="eval").body)

    @cached_property
    def text(self) -> str:
        """The NumPy expression, its arguments written `{0}`, `{1}`."""
        marks = {name: f"_{place}_" for place, name in enumerate(self.args)}
        text = ast.unparse(_Spelled(marks).visit(ast.parse(ast.unparse(self.body))))
        for place, mark in enumerate(marks.values()):
            text = text.replace(mark, f"{{{place}}}")
        return re.sub(r"FIELD_(\w+)", r"{\1}", text)

    def call(self, name: str) -> str:
        """Write it as a call by name, the op's own fields after the arguments."""
        fields = dict.fromkeys(FIELD.findall(self.text))
        given = [*map(str, range(len(self.args))), *fields]
        return f"{name}({', '.join(f'{{{each}}}' for each in given)})"

    def planned(self, kinds: tuple[Type, ...]) -> Planned:
        """Give the statements that compute it for arguments of some types."""
        return _planned(self, kinds)


class _Spelled(ast.NodeTransformer):
    """Spells a formula as the textbook does: np.exp(x), x.sum(axis=-1, ...)."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self.names.get(node.id, node.id))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name, args = _called(node), [self.visit(arg) for arg in node.args]
        if name in ALONG_LAST:
            return ast.Call(ast.Attribute(args[0], name), [], KEPT)
        written = name if name in FORMULAS else f"np.{name}"
        return ast.Call(ast.Name(written), args, [])


@cache
def _planned(formula: Formula, kinds: tuple[Type, ...]) -> Planned:
    given = zip(formula.args, kinds, strict=True)
    names = {n: _Place(f"{{{i}}}", kind) for i, (n, kind) in enumerate(given)}
    plan = _Plan(names, _uses([formula.body]))
    plan.write(formula.body, _Place("{out}", plan.kind(formula.body)))
    return Planned(tuple(plan.statements), tuple(plan.scratch))


@dataclass(frozen=True)
class _Place:
    """Where a number of a formula is: an argument, the result, or a work array."""

    text: str
    kind: Type


@dataclass
class _Plan:
    """The statements of a formula in the making.

    An argument may lie where the result will be, so that is written to last wherever
    it can be. `names` has the arguments, and what the formula names on its way.
    """

    names: dict[str, _Place]
    uses: Counter[str]
    kinds: dict[str, Type] = field(default_factory=dict[str, Type])
    statements: list[str] = field(default_factory=list[str])
    scratch: list[Type] = field(default_factory=list[Type])
    free: list[_Place] = field(default_factory=list["_Place"])

    def kind(self, node: ast.expr) -> Type:
        """Give the type of a part."""
        match node:
            case ast.Name(name):
                return self.names[name].kind if name in self.names else self.kinds[name]
            case ast.NamedExpr(ast.Name(name), value):
                self.kinds[name] = self.kind(value)
                return self.kinds[name]
            case ast.Compare(left, _, [right]):
                return Type(broadcast(map(self.kind, (left, right))).shape, "bool")
            case ast.Call(_, [condition, *branches]) if _called(node) == "where":
                mask, kind = self.kind(condition), broadcast(map(self.kind, branches))
                return Type(broadcast([mask, kind]).shape, kind.dtype)
            case ast.Call(_, [arg]) if _called(node) in ALONG_LAST:
                return per_row(self.kind(arg))
            case _:
                kinds = [self.kind(part) for part in _parts(node)]
                return broadcast(kinds) if kinds else NUMBER

    def write(self, node: ast.expr, out: _Place, *, is_last: bool = True) -> None:
        """Add the statements that compute a part into a place.

        `is_last` says that no argument is read afterwards, or that none may lie there.
        """
        is_last = is_last or out.text != "{out}"
        match node:
            case ast.Name():
                self.statements.append(f"copyto({out.text}, {self._at(node)})")
            case ast.NamedExpr(ast.Name(name), value):
                self.write(value, out, is_last=is_last)
                self.names[name] = out
            case ast.Call() if _called(node) == "where":
                self._choose(node, out)
            case ast.Call() if _called(node) == "clip":
                x, low, high = self._operands(node, out, is_last=is_last)
                self.statements.append(f"maximum({x}, {low}, out={out.text})")
                self.statements.append(f"minimum({out.text}, {high}, out={out.text})")
            case ast.Call() if _called(node) in FORMULAS:
                self._inline(node, out, is_last=is_last)
            case _:
                operands = self._operands(node, out, is_last=is_last)
                self.statements.append(_statement(node, operands, out.text))

    def _choose(self, node: ast.Call, out: _Place) -> None:
        """Write one branch everywhere, then the other where the condition holds."""
        condition, yes, no = node.args
        mask = self._operand(condition)
        if isinstance(no, ast.Name | ast.Constant):
            self.statements.append(f"copyto({out.text}, {self._operand(no)})")
        else:
            self.write(no, out, is_last=False)
        chosen = self._operand(yes)
        self.statements.append(f"copyto({out.text}, {chosen}, where={mask})")
        self._release([mask, chosen])

    def _inline(self, node: ast.Call, out: _Place, *, is_last: bool) -> None:
        """Write a formula that has a name, for what it is called with."""
        formula = Formula.parse(FORMULAS[_called(node)])
        kinds = [self.kind(arg) for arg in node.args]
        operands = [self._operand(arg) for arg in node.args]
        given = map(_Place, operands, kinds)
        names = dict(zip(formula.args, given, strict=True))
        around = self.names, self.uses
        self.names, self.uses = names, _uses([formula.body])
        self.write(formula.body, out, is_last=is_last)
        self.names, self.uses = around
        self._release(operands)

    def _operands(self, node: ast.expr, out: _Place, *, is_last: bool) -> list[str]:
        """Compute what a statement needs, one part of it in the place of its result."""
        parts, operands = list(_parts(node)), list[str]()
        reads = [self._reads_argument(part) for part in parts]
        leaves = zip(parts, reads, strict=True)
        is_leaf = any(isinstance(part, ast.Name) and read for part, read in leaves)
        within = _uses(parts)
        for place, part in enumerate(parts):
            is_free = is_last and not is_leaf and not any(reads[place + 1 :])
            is_free = is_free or out.text != "{out}"
            fits = is_free and self.kind(part) == out.kind and out.text not in operands
            if isinstance(part, ast.NamedExpr):
                name = part.target.id
                fits = fits and within[name] == self.uses[name]
            operands.append(self._operand(part, out if fits else None))
        self._release(operands, out)
        return operands

    def _operand(self, node: ast.expr, out: _Place | None = None) -> str:
        """Compute a part, in `out` or a work array, unless it is there already."""
        if isinstance(node, ast.Name):
            return self._at(node)
        if _number(node) is not None:
            return repr(float(_number(node) or 0))
        place = out or self._take(self.kind(node))
        self.write(node, place)
        return place.text

    def _at(self, node: ast.Name) -> str:
        return self.names[node.id].text

    def _reads_argument(self, node: ast.expr) -> bool:
        names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
        return any(self.names[n].text[1].isdigit() for n in names if n in self.names)

    def _take(self, kind: Type) -> _Place:
        """Take a work array that is free, or one more."""
        for place in self.free:
            if place.kind == kind:
                self.free.remove(place)
                return place
        self.scratch.append(kind)
        return _Place(f"{{s{len(self.scratch) - 1}}}", kind)

    def _release(self, operands: Sequence[str], out: _Place | None = None) -> None:
        """Let work arrays serve again that hold nothing with a name."""
        kept = {place.text for place in self.names.values()}
        for text in operands:
            if (
                text.startswith("{s")
                and text not in kept
                and (not out or text != out.text)
            ):
                kind = self.scratch[int(text[2:-1])]
                self.free.append(_Place(text, kind))


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def _number(node: ast.expr) -> float | None:
    """Give a literal number, which may be negative."""
    match node:
        case ast.Constant(int() | float() as value):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
            return -value
        case _:
            return None


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Give what a part is computed from."""
    match node:
        case ast.BinOp(left, _, right) | ast.Compare(left, _, [right]):
            yield from (left, right)
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.Call(_, args):
            yield from args
        case _:
            return


def _uses(parts: Sequence[ast.expr]) -> Counter[str]:
    """Count how often names stand in some parts."""
    nodes = (node for part in parts for node in ast.walk(part))
    return Counter(node.id for node in nodes if isinstance(node, ast.Name))


def _statement(node: ast.expr, operands: Sequence[str], out: str) -> str:
    """Write the statement that computes a part from its operands."""
    match node:
        case ast.BinOp(ast.Constant(value=1), ast.Div(), _):
            return f"reciprocal({operands[1]}, {out})"
        case ast.BinOp(left, ast.Add() | ast.Mult() as sign, _):
            swapped = operands[::-1] if _number(left) is not None else operands
            return f"{OPERATORS[type(sign)]}({', '.join(swapped)}, {out})"
        case (
            ast.BinOp(_, sign, _) | ast.Compare(_, [sign], _) | ast.UnaryOp(sign, _)
        ) if type(sign) in OPERATORS:
            return f"{OPERATORS[type(sign)]}({', '.join(operands)}, {out})"
        case ast.Call():
            return _call(_called(node), operands, out)
        case _:
            msg = f"a formula cannot say {ast.unparse(node)}"
            raise TypeError(msg)


def _call(name: str, operands: Sequence[str], out: str) -> str:
    if name in ALONG_LAST:
        return f"{ALONG_LAST[name]}.reduce({operands[0]}, -1, None, {out}, True)"
    given = ", ".join(operands)
    if name in {"maximum", "minimum"}:
        return f"{name}({given}, out={out})"
    return f"{'absolute' if name == 'abs' else name}({given}, {out})"
