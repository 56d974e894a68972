"""Python expressions as syntax trees, so that brackets come out right by themselves."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from engine.core.op import Op, filled


def applied(op: Op, args: Sequence[ast.expr]) -> ast.expr:
    """Write `op(*args)` as its text says."""
    names = [f"_{place}" for place in range(len(args))]
    text = filled(op, op.expression, {"args": ", ".join(names)}).format(*names)
    tree = ast.parse(text, mode="eval").body
    return _Put(dict(zip(names, args, strict=True))).visit(tree)


def literal(number: float) -> ast.expr:
    """Write a number; a negative one as a negation, which brackets need to know."""
    return ast.parse(repr(number), mode="eval").body


def mentions(op: Op, place: int) -> int:
    """Count how often an op's text writes the argument at `place`; a loop, often."""
    if op.body is not None:
        return 2
    return op.expression.count(f"{{{place}}}") or op.expression.count("{args}")


class _Put(ast.NodeTransformer):
    def __init__(self, exprs: dict[str, ast.expr]) -> None:
        self.exprs = exprs

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.exprs.get(node.id, node)
