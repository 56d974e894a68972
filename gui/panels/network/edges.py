"""Which edges are drawn, and in which order: the strongest, weakest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import isfinite

from PySide6.QtCore import QLineF

from engine.views import Diagram, Weights
from gui.panels.network.layout import Placed, is_block

MOST_EDGES = 300
LEVELS = 8


@dataclass(frozen=True)
class Edge:
    """One weight: of a link, from a unit to a unit."""

    link: int
    start: int
    end: int
    value: float


class Edges:
    """The strongest weights as lines, grouped by magnitude and sign."""

    def __init__(self, diagram: Diagram, placed: Placed) -> None:
        self._diagram = diagram
        self._placed = placed
        self._lines: dict[tuple[int, int, int], QLineF] = {}
        self.drawn: list[Edge] = []
        self.groups: list[tuple[int, bool, list[QLineF]]] = []

    def take(self, weights: Weights) -> None:
        """Choose the strongest of these weights and sort them into groups."""
        found = self._all(weights)
        self.drawn = nlargest(MOST_EDGES, found, key=lambda edge: abs(edge.value))
        peak = abs(self.drawn[0].value) if self.drawn else 0.0
        groups: dict[tuple[int, bool], list[QLineF]] = {}
        for edge in self.drawn:
            level = min(int(abs(edge.value) / peak * LEVELS), LEVELS - 1) if peak else 0
            key = (level, edge.value < 0)
            groups.setdefault(key, []).append(self.line(edge))
        self.groups = [(*key, groups[key]) for key in sorted(groups)]

    def line(self, edge: Edge) -> QLineF:
        """Return the line of an edge; cached, because it moves only on resizing."""
        key = (edge.link, edge.start, edge.end)
        if key not in self._lines:
            link = self._diagram.links[edge.link]
            start = self._placed.units[link.source][edge.start]
            end = self._placed.units[link.target][edge.end]
            self._lines[key] = QLineF(start, end)
        return self._lines[key]

    def _all(self, weights: Weights) -> Iterator[Edge]:
        for number, link in enumerate(self._diagram.links):
            if is_drawn(self._diagram, number, weights):
                kernel = weights.values[link.key or ""].tolist()
                for start, row in enumerate(kernel):
                    for end, value in enumerate(row):
                        if isfinite(value):
                            yield Edge(number, start, end, value)


def is_drawn(diagram: Diagram, number: int, weights: Weights | None) -> bool:
    """Return whether a link is drawn weight by weight: small, and a plain matrix."""
    link = diagram.links[number]
    if link.key is None or is_block(diagram, link.source):
        return False
    if is_block(diagram, link.target) or weights is None:
        return False
    shape = tuple(
        len(diagram.columns[column].labels) for column in (link.source, link.target)
    )
    kernel = weights.values.get(link.key)
    return kernel is not None and kernel.shape == shape
