"""What lies below the weights and seldom changes: names, blocks, plain links."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPolygonF

from engine.views import Column, Diagram, Link, Weights
from gui.look.fonts import title_font
from gui.panels.network.edges import is_drawn
from gui.panels.network.layout import MOST_UNITS, Placed, depths
from gui.panels.network.pens import Pens

Drawn = tuple[Diagram, Placed]
_MOST_PLAIN = 100


def area_for(diagram: Diagram, size: QSize, metrics: QFontMetrics) -> QRectF:
    """Return the room for units: what names leave of the whole."""
    line = metrics.height()
    sides = [_widest(columns, metrics) for columns in _outer(diagram)]
    left, right = (min(max(w, 2 * line) + 2 * line, size.width() / 4) for w in sides)
    width = max(size.width() - left - right, 1.0)
    return QRectF(left, 3.4 * line, width, max(size.height() - 4.2 * line, 1.0))


def draw_underlay(
    painter: QPainter, drawn: Drawn, weights: Weights | None, path: Any, inks: Pens
) -> None:
    """Draw all that is the same in every frame."""
    diagram, placed = drawn
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for column, box in zip(diagram.columns, placed.boxes, strict=True):
        if path is not None and column.path == path:
            _draw_chosen(painter, box, inks)
    for number, link in enumerate(diagram.links):
        if not is_drawn(diagram, number, weights):
            _draw_link(painter, drawn, link, inks)
    for number in range(len(diagram.columns)):
        _draw_names(painter, drawn, number, inks)


def _outer(diagram: Diagram) -> tuple[list[Column], list[Column]]:
    ends = zip(diagram.columns, depths(diagram), strict=True)
    sources = {link.source for link in diagram.links}
    last = [c for k, c in enumerate(diagram.columns) if k not in sources]
    return [column for column, depth in ends if depth == 0], last


def _widest(columns: list[Column], metrics: QFontMetrics) -> float:
    few = [column for column in columns if len(column.labels) <= MOST_UNITS]
    labels = [label for column in few for label in column.labels]
    return max((metrics.horizontalAdvance(label) for label in labels), default=0)


def _draw_chosen(painter: QPainter, box: QRectF, inks: Pens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(inks.colours.selection))
    line = painter.fontMetrics().height()
    wide = box.adjusted(-line / 2, -line / 2, line / 2, line / 2)
    painter.drawRoundedRect(wide, line / 2, line / 2)


def _draw_link(painter: QPainter, drawn: Drawn, link: Link, inks: Pens) -> None:
    pairs = plain_pairs(drawn, link)
    if not pairs:
        _draw_band(painter, drawn, link, inks)
        return
    painter.setPen(inks.plain)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for start, end in pairs:
        painter.drawPath(_way(drawn, link, start, end))


def plain_pairs(drawn: Drawn, link: Link) -> list[tuple[QPointF, QPointF]]:
    """Pair the units that a link without weights joins; none where they are many."""
    starts, ends = (drawn[1].units[k] for k in (link.source, link.target))
    if link.key is not None or not starts or not ends:
        return []
    first = _first_place(drawn, link)
    if first is not None:
        return list(zip(starts, ends[first:], strict=False))
    everything = [(start, end) for start in starts for end in ends]
    return everything if len(everything) <= _MOST_PLAIN else []


def _first_place(drawn: Drawn, link: Link) -> int | None:
    """Return the unit at which a source begins: 0, or where those before it end."""
    units = drawn[1].units
    sources = [
        other.source
        for other in drawn[0].links
        if other.target == link.target and other.key is None
    ]
    counts = [len(units[source]) for source in sources]
    if len(units[link.source]) == len(units[link.target]):
        return 0
    if sum(counts) == len(units[link.target]):
        return sum(counts[: sources.index(link.source)])
    return None


def _way(drawn: Drawn, link: Link, start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    at = depths(drawn[0])
    if at[link.target] - at[link.source] < 2:
        path.lineTo(end)
        return path
    boxes = zip(drawn[1].boxes, at, strict=True)
    between = range(at[link.source] + 1, at[link.target])
    top = min(box.top() for box, depth in boxes if depth in between)
    middle = (start.y() + end.y()) / 2
    peak = top - drawn[1].radius + (middle - top) * 0.08
    path.quadTo((start.x() + end.x()) / 2, 2 * peak - middle, end.x(), end.y())
    return path


def _draw_band(painter: QPainter, drawn: Drawn, link: Link, inks: Pens) -> None:
    start, end = (drawn[1].boxes[k] for k in (link.source, link.target))
    corners = (start.topRight(), end.topLeft(), end.bottomLeft(), start.bottomRight())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.band)
    painter.drawPolygon(QPolygonF(list(corners)))


def _draw_names(painter: QPainter, drawn: Drawn, number: int, inks: Pens) -> None:
    diagram, placed = drawn
    column, box = diagram.columns[number], placed.boxes[number]
    _draw_title(painter, drawn, number, inks)
    painter.setPen(QColor(inks.colours.text))
    if not placed.units[number]:
        _draw_block(painter, column, box, inks)
        return
    first, last = _outer(diagram)
    align = Qt.AlignmentFlag.AlignVCenter
    if column in first:
        _draw_labels(painter, drawn, number, align | Qt.AlignmentFlag.AlignRight)
    elif column in last:
        _draw_labels(painter, drawn, number, align | Qt.AlignmentFlag.AlignLeft)


def _draw_labels(
    painter: QPainter, drawn: Drawn, number: int, align: Qt.AlignmentFlag
) -> None:
    metrics, placed = painter.fontMetrics(), drawn[1]
    height = metrics.height()
    column, units = drawn[0].columns[number], list(placed.units[number])
    if len(units) > 1 and units[1].y() - units[0].y() < 0.75 * height:
        return
    gap = placed.radius + 0.7 * height
    at_right = bool(align & Qt.AlignmentFlag.AlignLeft)
    edge = painter.device().width() / painter.device().devicePixelRatio()
    room = edge - units[0].x() - gap if at_right else units[0].x() - gap
    for label, middle in zip(column.labels, units, strict=True):
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(room))
        left = middle.x() + gap if at_right else 0.0
        where = QRectF(left, middle.y() - height / 2, room, height)
        painter.drawText(where, align, text)


def _draw_block(painter: QPainter, column: Column, box: QRectF, inks: Pens) -> None:
    painter.setPen(inks.outline)
    painter.setBrush(QColor(inks.colours.raised))
    painter.drawRoundedRect(box, box.width() / 6, box.width() / 6)
    painter.setPen(QColor(inks.colours.text))
    text = f"{len(column.labels):,}"
    painter.drawText(box.adjusted(-9, 0, 9, 0), Qt.AlignmentFlag.AlignCenter, text)


def _draw_title(painter: QPainter, drawn: Drawn, number: int, inks: Pens) -> None:
    column, box = drawn[0].columns[number], drawn[1].boxes[number]
    line, x = painter.fontMetrics().height(), box.center().x()
    edge = painter.device().width() / painter.device().devicePixelRatio()
    room = _room(drawn, x, edge) - line / 2
    top = max(0.0, min(box.top() - 3 * line, line / 2))
    plain = painter.font()
    for font, text, colour in (
        (title_font(), column.name, inks.colours.text),
        (plain, column.title, inks.colours.dim),
    ):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        width = metrics.horizontalAdvance(short)
        left = max(line / 2, min(x - width / 2, edge - line / 2 - width))
        painter.drawText(QPointF(left, top + metrics.ascent()), short)
        top += line
    painter.setFont(plain)


def _room(drawn: Drawn, x: float, edge: float) -> float:
    """Return the width for a title, half of what lies between it and its neighbours."""
    others = {box.center().x() for box in drawn[1].boxes} - {x}
    nearest = min((abs(x - other) for other in others), default=edge)
    return min(nearest, nearest / 2 + min(x, edge - x))
