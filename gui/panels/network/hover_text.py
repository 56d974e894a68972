"""The text for the weight under the pointer."""

from collections.abc import Mapping
from typing import Any

from engine.views import Column, Diagram, Weights
from gui.panels.network.edges import Edge

Under = Edge | tuple[int, int] | None
"""What the pointer is over: a weight, a unit (column, number), or nothing."""

Ends = tuple[Column | None, Column | None]
"""What the rows and the columns of a matrix stand for, where that is known."""


def weight_text(key: str, at: tuple[int, ...], names: str, weights: Weights) -> str:
    """Write `dense_1.kernel[x1, 2] = 1.2345  gradient -0.0012`."""
    if not _has(weights.values, key, at):
        return f"{key}[{names}]"
    text = f"{key}[{names}] = {figure(weights.values[key][at])}"
    if _has(weights.gradients, key, at):
        text += f"  gradient {figure(weights.gradients[key][at])}"
    return text


def unit_name(column: Column | None, number: int) -> str:
    """Name a unit by its label, else by its number from 0."""
    if column is None or number >= len(column.labels):
        return str(number)
    return column.labels[number] or str(number)


def edge_text(
    diagram: Diagram, link: int, ends: tuple[int, int], weights: Weights
) -> str:
    """Describe the weight of an edge."""
    between = diagram.links[link]
    first = unit_name(diagram.columns[between.source], ends[0])
    second = unit_name(diagram.columns[between.target], ends[1])
    return weight_text(between.key or "", ends, f"{first}, {second}", weights)


def cell_text(key: str, at: tuple[int, int], ends: Ends, weights: Weights) -> str:
    """Describe a cell of a matrix, with row and column as its array counts them."""
    shape = weights.values[key].shape
    if len(shape) < 2:
        return weight_text(
            key, at[1:][: len(shape)], unit_name(ends[1], at[1]), weights
        )
    places = [at[1]]
    rest = at[0]
    for size in shape[-2::-1]:
        places.insert(0, rest % size)
        rest //= size
    rows = ends[0] if len(shape) == 2 else None
    names = [*map(str, places[:-1]), unit_name(ends[1], at[1])]
    names[0] = unit_name(rows, places[0])
    return weight_text(key, tuple(places), ", ".join(names), weights)


def unit_text(column: Column, number: int, weights: Weights | None) -> str:
    """Describe a unit's bias, or just its name."""
    name = unit_name(column, number)
    if column.biases is None or weights is None:
        return f"{column.name}: {name}"
    return weight_text(column.biases, (number,), name, weights)


def figure(value: object) -> str:
    """Write a number with four figures behind the point, or with an exponent."""
    number = float(str(value))
    if number != 0 and not 1e-4 <= abs(number) < 1e5:
        return f"{number:.3e}".replace("e-0", "e-").replace("e+0", "e+")
    return f"{number:.4f}"


def under_text(diagram: Diagram, under: Under, weights: Weights | None) -> str:
    """Describe what the pointer is over."""
    if isinstance(under, Edge):
        ends = (under.start, under.end)
        return edge_text(diagram, under.link, ends, weights) if weights else ""
    if under is None:
        return ""
    return unit_text(diagram.columns[under[0]], under[1], weights)


def _has(arrays: Mapping[str, Any], key: str, at: tuple[int, ...]) -> bool:
    shape = arrays[key].shape if key in arrays else None
    if shape is None or len(shape) != len(at):
        return False
    return all(place < size for place, size in zip(at, shape, strict=True))
