"""What lies under a point of the diagram."""

from PySide6.QtCore import QLineF, QPointF

from gui.panels.network.edges import Edge, Edges
from gui.panels.network.layout import Placed

_NEAR = 5.0


def nearest_unit(placed: Placed, at: QPointF) -> tuple[int, int] | None:
    """Return the column and the number of the unit under a point."""
    for column, units in enumerate(placed.units):
        for number, middle in enumerate(units):
            if QLineF(middle, at).length() <= placed.radius + 2:
                return column, number
    return None


def nearest_edge(edges: Edges, at: QPointF) -> Edge | None:
    """Return the drawn edge that passes closest to a point, if one is close."""
    far = [(_distance(edges.line(edge), at), k) for k, edge in enumerate(edges.drawn)]
    distance, number = min(far, default=(_NEAR, 0))
    return edges.drawn[number] if distance < _NEAR else None


def nearest_column(placed: Placed, at: QPointF) -> int | None:
    """Return the column whose box is above, below or around a point."""
    for column, box in enumerate(placed.boxes):
        wide = box.adjusted(-placed.radius, -4 * placed.radius, placed.radius, 0)
        if wide.contains(at):
            return column
    return None


def _distance(line: QLineF, at: QPointF) -> float:
    along = line.p2() - line.p1()
    length = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(at - line.p1(), along) / length if length else 0.0
    return QLineF(line.pointAt(max(0.0, min(1.0, share))), at).length()
