"""Reverse mode: the gradient of a number, as more equations of the same graph."""

from collections.abc import Sequence

from engine.core.graph import Equation, Graph, Operand, Value
from engine.core.ops.reductions import SumAxes, sum_rows
from engine.core.ops.shaping import Copy, fill, own
from engine.core.types import ShapeError, broadcast


def gradients(loss: Value, parameters: Sequence[Value]) -> list[Value]:
    """Append the adjoints of `loss`; give that of each parameter, in its shape."""
    graph = loss.graph
    wanted = _leading_from(graph, parameters)
    parts: dict[Value, list[Operand]] = {loss: [1]}
    for equation in reversed(graph.equations.copy()):
        if equation.out not in parts or equation.out not in wanted:
            continue
        with graph.at(equation.out.origin):
            d = _completed(equation.out, parts.pop(equation.out))
            if _needs_all(equation):
                d = _full(d, equation.out)
            adjoints = equation.op.vjp(d, equation.out, *equation.args)  # pyright: ignore[reportArgumentType]
            for arg, adjoint in zip(equation.args, adjoints, strict=True):
                if arg in wanted and isinstance(arg, Value) and adjoint is not None:
                    parts.setdefault(arg, []).append(_fitted(adjoint, arg))
    return [_gradient(parameter, parts.get(parameter, [0])) for parameter in parameters]


def _needs_all(equation: Equation) -> bool:
    """Tell whether an adjoint must be written out, not stand as one number for all.

    An elementwise op may take one number only if its arguments are not broadcast.
    """
    shapes = {value.shape for value in equation.values}
    is_alike = shapes <= {equation.out.shape} or not equation.op.elementwise
    return equation.out.type.is_array and not (equation.op.spreads and is_alike)


def _leading_from(graph: Graph, parameters: Sequence[Value]) -> set[Operand]:
    """Find the values that change with a parameter."""
    wanted: set[Operand] = set(parameters)
    for equation in graph.equations:
        if not wanted.isdisjoint(equation.args):
            wanted.add(equation.out)
    return wanted


def _completed(value: Value, parts: list[Operand]) -> Operand:
    """Name the whole adjoint of a value."""
    d = _total(parts)
    if isinstance(d, Value) and value.name and not d.name:
        d.name = f"d_{value.name}"
    return d


def _total(parts: list[Operand]) -> Operand:
    """Add up what reached a value, the earliest use first."""
    *later, total = parts
    for part in reversed(later):
        total = total + part
    return total


def _gradient(parameter: Value, parts: list[Operand]) -> Value:
    graph = parameter.graph
    with graph.at(parameter.origin):
        d = _full(_total(parts), parameter)
    d = Copy(parameter.serial)(d) if d.name else own(d, parameter.serial)
    d.name = f"d_{parameter.name}"
    return d


def _full(d: Operand, like: Value) -> Value:
    """Write out an adjoint that is the same in many places."""
    if isinstance(d, Value) and d.shape == like.shape:
        return d
    if isinstance(d, Value) and d.type.is_array:
        return d * fill(1, like)
    return fill(d, like)


def _fitted(d: Operand, like: Value) -> Operand:
    """Sum an adjoint over the axes along which its value was broadcast."""
    if not isinstance(d, Value) or not d.type.is_array:
        return d
    while len(d.shape) > len(like.shape):
        d = sum_rows(d)
    for axis in range(-1, -1 - len(d.shape), -1):
        if like.shape[axis] == 1 != d.shape[axis]:
            d = SumAxes(axis)(d)
    if broadcast([d.type, like.type]).shape != like.shape:
        msg = f"no adjoint of shape {list(like.shape)} from {list(d.shape)}"
        raise ShapeError(msg)
    return d
