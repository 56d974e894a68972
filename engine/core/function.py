"""Cutting the straight line of a graph into the functions that a person would write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.core.graph import Equation, Graph, Value


@dataclass(frozen=True)
class Function:
    """Some equations of a graph, with what they take and what they give.

    `rebinds` pairs a result with the argument that it replaces, so that the program
    may say `m = ...` of the new value of `m`.
    """

    name: str
    args: tuple[Value, ...]
    equations: tuple[Equation, ...]
    results: tuple[Value, ...]
    rebinds: tuple[tuple[Value, Value], ...] = ()

    @property
    def graph(self) -> Graph:
        """The graph that the equations are of."""
        return self.results[0].graph


def extract(
    name: str,
    graph: Graph,
    results: Sequence[Value],
    given: Iterable[Value] = (),
    rebinds: Iterable[tuple[Value, Value]] = (),
) -> Function:
    """Cut out what computes `results`, up to the inputs and the values `given`."""
    kept = set(needed(graph, results, given))
    equations = [equation for equation in graph.equations if equation in kept]
    return function(name, equations, results, rebinds)


def extract_in_order(
    name: str, graph: Graph, results: Sequence[Value], given: Iterable[Value]
) -> Function:
    """Cut out the same, each result as early as can be, in their order.

    So each parameter's gradient follows what it is made of.
    """
    return function(name, needed(graph, results, given), results)


def extract_forward(
    name: str,
    ways: tuple[Value, Value],
    later: Iterable[Value],
    rebinds: Sequence[tuple[Value, Value]] = (),
) -> Function:
    """Cut out the way to one result; give back whatever `later` reads of it.

    `ways` are the last value that others may read, and the result.
    """
    output, result = ways
    graph = result.graph
    outs = set(arrays(needed(graph, [output, *(new for new, _ in rebinds)])))
    read = _read_by(needed(graph, later, outs)) | {new for new, _ in rebinds}
    kept = [v for e in graph.equations for v in e.outs if v in outs and v in read]
    others = [value for value in kept if value is not result]
    return extract(name, graph, [*others, result], rebinds=rebinds)


def function(
    name: str,
    equations: Sequence[Equation],
    results: Sequence[Value],
    rebinds: Iterable[tuple[Value, Value]] = (),
) -> Function:
    """Make a function of equations; it takes what they use and do not define.

    Data comes first, then what was computed from it, then parameters.
    """
    defined = {out for equation in equations for out in equation.outs}
    used = {value for equation in equations for value in equation.values}
    args = sorted({*used, *results} - defined, key=_rank)
    return Function(name, tuple(args), tuple(equations), tuple(results), tuple(rebinds))


def _rank(value: Value) -> tuple[int, int]:
    is_computed = value.graph.equation_of(value) is not None
    return (1 if is_computed else 2 if value.is_parameter else 0, value.serial)


def needed(
    graph: Graph, results: Iterable[Value], stop: Iterable[Value] = ()
) -> list[Equation]:
    """Find the equations behind `results`, each after those that it needs."""
    seen = set(stop)
    order: list[Equation] = []
    waiting = [(value, False) for value in reversed(list(results))]
    while waiting:
        value, is_ready = waiting.pop()
        equation = graph.equation_of(value)
        if equation is None or (value in seen and not is_ready):
            continue
        if is_ready:
            order.append(equation)
        else:
            seen.update(equation.outs)
            waiting.append((value, True))
            waiting.extend((arg, False) for arg in reversed(equation.values))
    return order


def arrays(equations: Iterable[Equation]) -> list[Value]:
    """List the arrays that equations define."""
    return [out for e in equations for out in e.outs if out.type.is_array]


def _read_by(equations: Iterable[Equation]) -> set[Value]:
    return {value for equation in equations for value in equation.values}
