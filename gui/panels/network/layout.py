"""Where the columns and units of a diagram stand."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from engine.views import Diagram

MOST_UNITS = 32
"""A column of more units is drawn as one block."""


@dataclass(frozen=True)
class Placed:
    """The middles of the units by column (none for a block), and around them boxes."""

    units: tuple[tuple[QPointF, ...], ...]
    boxes: tuple[QRectF, ...]
    radius: float


def is_block(diagram: Diagram, column: int) -> bool:
    """Return whether a column has too many units to draw each."""
    return len(diagram.columns[column].labels) > MOST_UNITS


def depths(diagram: Diagram) -> tuple[int, ...]:
    """Count for each column the links of the longest way to it."""
    found = [0] * len(diagram.columns)
    for link in sorted(diagram.links, key=lambda link: link.target):
        found[link.target] = max(found[link.target], found[link.source] + 1)
    return tuple(found)


def place(diagram: Diagram, area: QRectF, line: float) -> Placed:
    """Place columns of one depth below one another, for a text of a height."""
    lanes = _lanes(diagram, area)
    pitch = min((_pitch(diagram, k, lane) for k, lane in enumerate(lanes)), default=1)
    radius = max(2.0, min(line * 0.6, pitch * 0.38))
    units = tuple(
        _units(diagram, k, lane, line, radius) for k, lane in enumerate(lanes)
    )
    boxes = tuple(
        _around(own, radius) if own else _block(lane, line)
        for own, lane in zip(units, lanes, strict=True)
    )
    return Placed(units, boxes, radius)


def _lanes(diagram: Diagram, area: QRectF) -> list[QRectF]:
    at = depths(diagram)
    steps = max(max(at, default=0), 1)
    lanes: list[QRectF] = []
    for column, depth in enumerate(at):
        same = [k for k, other in enumerate(at) if other == depth]
        height = area.height() / len(same)
        x = area.left() + area.width() * depth / steps
        y = area.top() + height * same.index(column)
        lanes.append(QRectF(x, y, 0, height))
    return lanes


def _pitch(diagram: Diagram, column: int, lane: QRectF) -> float:
    count = len(diagram.columns[column].labels)
    return lane.height() if is_block(diagram, column) else lane.height() / max(count, 1)


def _units(
    diagram: Diagram, column: int, lane: QRectF, line: float, radius: float
) -> tuple[QPointF, ...]:
    if is_block(diagram, column):
        return ()
    count = len(diagram.columns[column].labels)
    pitch = min(lane.height() / max(count, 1), 3 * line, 8 * radius)
    top = lane.center().y() - pitch * (count - 1) / 2
    return tuple(QPointF(lane.x(), top + k * pitch) for k in range(count))


def _around(units: tuple[QPointF, ...], radius: float) -> QRectF:
    top, bottom = units[0].y() - radius, units[-1].y() + radius
    return QRectF(units[0].x() - radius, top, 2 * radius, bottom - top)


def _block(lane: QRectF, line: float) -> QRectF:
    height = max(lane.height() * 0.86, line)
    return QRectF(lane.x() - line, lane.center().y() - height / 2, 2 * line, height)
