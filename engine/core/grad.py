"""Reverse mode: the gradient of a number, as more equations of the same graph."""

from collections.abc import Iterable, Mapping, Sequence

from engine.core.arithmetic import Negative
from engine.core.graph import Equation, Graph, Operand, Value
from engine.core.ops.reductions import SumAxes, sum_rows
from engine.core.ops.shaping import Copy, fill, own
from engine.core.types import ShapeError, broadcast

Parts = dict[Value, list[Operand]]
"""What reached each value on the way back, to be added up."""


def gradients(loss: Value, parameters: Sequence[Value]) -> list[Value]:
    """Append the adjoints of `loss`; give that of each parameter, in its shape."""
    parts = propagate(loss.graph, {loss: 1}, parameters)
    return [_gradient(parameter, parts.get(parameter, [0])) for parameter in parameters]


def propagate(
    graph: Graph, adjoints: Mapping[Value, Operand], wanted: Iterable[Value]
) -> Parts:
    """Append the adjoints of all that lies between the values given and wanted."""
    parts: Parts = {value: [d] for value, d in adjoints.items()}
    leading = _leading_from(graph, wanted)
    for equation in reversed(graph.equations.copy()):
        reached = not leading.isdisjoint(equation.outs)
        if not reached or parts.keys().isdisjoint(equation.outs):
            continue
        with graph.at(equation.origin):
            ds = [
                _completed(out, equation, parts.pop(out, [])) for out in equation.outs
            ]
            adjoined = equation.op.adjoints(ds, equation.outs, *equation.args)  # pyright: ignore[reportArgumentType] - rules know which arguments are numbers
            for arg, adjoint in zip(equation.args, adjoined, strict=True):
                if arg in leading and isinstance(arg, Value) and adjoint is not None:
                    parts.setdefault(arg, []).append(_fitted(adjoint, arg))
    return parts


def total(parts: Sequence[Operand]) -> Operand:
    """Add up what reached a value, the earliest use first."""
    *later, whole = parts
    for part in reversed(later):
        whole = _added(whole, part)
    return whole


def _added(whole: Operand, part: Operand) -> Operand:
    """Add a part, or subtract what a negative one is the negative of."""
    made = part.graph.equation_of(part) if isinstance(part, Value) else None
    if made is not None and isinstance(made.op, Negative):
        return whole - made.values[0]
    return whole + part


def written_out(d: Operand, like: Value) -> Value:
    """Write out an adjoint that is the same in many places."""
    if isinstance(d, Value) and d.shape == like.shape:
        return d
    if isinstance(d, Value) and d.type.is_array:
        return d * fill(1, like)
    return fill(d, like)


def _leading_from(graph: Graph, values: Iterable[Value]) -> set[Operand]:
    """Find the values that change with one of some values."""
    leading: set[Operand] = set(values)
    for equation in graph.equations:
        if not leading.isdisjoint(equation.args):
            leading.update(equation.outs)
    return leading


def _completed(
    out: Value, equation: Equation, parts: Sequence[Operand]
) -> Operand | None:
    """Add up and name the adjoint of a result; None if nothing reached it."""
    if not parts:
        return None
    d = total(parts)
    if isinstance(d, Value) and out.name and not d.name:
        d.name = f"d_{out.name}"
    return written_out(d, out) if _needs_all(out, equation) else d


def _needs_all(out: Value, equation: Equation) -> bool:
    """Tell whether an adjoint must be written out, not stand as one number for all.

    An elementwise op may take one number only if its arguments are not broadcast.
    """
    shapes = {value.shape for value in equation.values}
    is_alike = shapes <= {out.shape} or not equation.op.elementwise
    return out.type.is_array and not (equation.op.takes_scalar_adjoint and is_alike)


def _gradient(parameter: Value, parts: Sequence[Operand]) -> Value:
    graph = parameter.graph
    with graph.at(parameter.origin):
        d = written_out(total(parts), parameter)
        d = Copy(parameter.serial)(d) if d.name else own(d, parameter.serial)
    d.name = f"d_{parameter.name}"
    return d


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
