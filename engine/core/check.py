"""Is this graph well formed? Asked after each pass that made or changed it."""

from engine.core.graph import Graph, Value
from engine.core.types import Type


class GraphError(AssertionError):
    """A graph that breaks a rule: a mistake of ours, never of the spec's author."""


def check(graph: Graph, dtype: str) -> None:
    """Make sure that each value is defined once, before its use, with its op's type.

    `dtype` is the one that every array of fractions must have.
    """
    known = set(graph.inputs)
    for equation in graph.equations:
        for value in equation.values:
            if value not in known:
                msg = f"{value} is used before it is defined"
                raise GraphError(msg)
        kinds = equation.op.results(*equation.kinds)
        for out, kind in zip(equation.outs, kinds, strict=True):
            _check_result(out, kind, known, dtype)
            known.add(out)
        if equation.op.body is not None:
            check(equation.op.body.graph, dtype)


def _check_result(out: Value, expected: Type, known: set[Value], dtype: str) -> None:
    if out in known:
        msg = f"{out} is defined twice"
        raise GraphError(msg)
    if out.type != expected:
        msg = f"{out} should be {expected}"
        raise GraphError(msg)
    if out.type.dtype not in {dtype, "number", "bool", "int64"}:
        msg = f"{out} should hold {dtype}"
        raise GraphError(msg)
