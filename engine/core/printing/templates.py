"""Python expressions as syntax trees, so that brackets come out right by themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from engine.core.op import Op

FIELD = re.compile(r"\{([a-z]\w*)\}")


def applied(op: Op, args: Sequence[ast.expr]) -> ast.expr:
    """Write `op(*args)` as its text says."""
    names = [f"_{place}" for place in range(len(args))]
    text = with_fields(op, op.text, {"args": ", ".join(names)}).format(*names)
    tree = ast.parse(text, mode="eval").body
    return _Put(dict(zip(names, args, strict=True))).visit(tree)


def with_fields(op: Op, text: str, names: Mapping[str, str]) -> str:
    """Put names, and an op's own fields, into a text of its."""
    return FIELD.sub(
        lambda match: names.get(match[1]) or str(getattr(op, match[1])), text
    )


def literal(number: float) -> ast.expr:
    """Write a number; a negative one as a negation, which brackets need to know."""
    return ast.parse(repr(number), mode="eval").body


def mentions(op: Op, place: int) -> int:
    """Count how often an op's text writes the argument at `place`; a loop, often."""
    if op.body is not None:
        return 2
    return op.text.count(f"{{{place}}}") or op.text.count("{args}")


class _Put(ast.NodeTransformer):
    def __init__(self, exprs: dict[str, ast.expr]) -> None:
        self.exprs = exprs

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.exprs.get(node.id, node)
