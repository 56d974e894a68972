"""Which class was taken for which, as a matrix of counts."""

from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from engine.views import Confusion
from gui.look.colours import LIGHT, Colours
from gui.look.plotting import mixed

LONGEST_NAME = 12


class ConfusionView(QWidget):
    """A painted matrix: rows are what is true, columns what was predicted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Confusion matrix")
        self.setMouseTracking(True)
        self._colours, self._found = LIGHT, None
        self._counts: list[list[int]] = []

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.update()

    def show_confusion(self, found: Confusion | None) -> None:
        """Show a matrix."""
        self._found = found
        self._counts = found.counts.tolist() if found else []
        right = sum(row[i] for i, row in enumerate(self._counts))
        total = sum(map(sum, self._counts))
        self.setAccessibleDescription(f"{right} of {total} right")
        self.update()

    def headline(self) -> str:
        """Say how many are right."""
        found = self._found
        total = sum(map(sum, self._counts))
        if found is None or not total:
            return ""
        right = sum(row[i] for i, row in enumerate(self._counts))
        sign = "✓" if right == total else "✗"
        share = f"{right / total:.1%}"
        part = "" if found.part == "train" else f" of the {found.part} part"
        return f"{sign} {right:,} of {total:,}{part} right, {share}"

    def minimumSizeHint(self) -> QSize:
        high = self.fontMetrics().height()
        return QSize(high * 10, high * 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.panel))
        if self._found is None:
            return
        painter.setPen(QColor(self._colours.text))
        high = painter.fontMetrics().height()
        painter.drawText(
            QRectF(high / 2, 0, self.width(), 2 * high),
            Qt.AlignmentFlag.AlignVCenter,
            self.headline(),
        )
        grid = self._grid()
        self._paint_names(painter, grid)
        for i, row in enumerate(self._counts):
            for j, count in enumerate(row):
                self._paint_cell(painter, grid, (i, j), count, sum(row))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), self._told(*cell) if cell else "")
            return True
        return super().event(event)

    def _grid(self) -> QRectF:
        metrics, many = self.fontMetrics(), len(self._counts)
        names = self._found.names if self._found else ()
        left = max((metrics.horizontalAdvance(_short(n)) for n in names), default=0)
        high = metrics.height()
        left, top = left + 2.6 * high, 4.6 * high
        side = min(
            (self.width() - left - high) / many, (self.height() - top - high) / many
        )
        side = min(side, 6.0 * high)
        return QRectF(left, top, side * many, side * many)

    def _paint_names(self, painter: QPainter, grid: QRectF) -> None:
        names = self._found.names if self._found else ()
        high, side = painter.fontMetrics().height(), grid.width() / len(names)
        painter.setPen(QColor(self._colours.dim))
        middle = Qt.AlignmentFlag.AlignCenter
        top = QRectF(
            grid.left(), grid.top() - 2.6 * high, max(grid.width(), 8 * high), high
        )
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, "predicted →")
        painter.save()
        painter.translate(high * 1.3, grid.top() + grid.height())
        painter.rotate(-90)
        painter.drawText(
            QRectF(0, -high, grid.height(), high),
            Qt.AlignmentFlag.AlignRight,
            "← actual",
        )
        painter.restore()
        every = max(1, round(1.2 * high / side + 0.499))
        for i, name in enumerate(names):
            if i % every:
                continue
            across = QRectF(
                grid.left() + i * side, grid.top() - 1.4 * high, side * every, high
            )
            text = painter.fontMetrics().elidedText(
                _short(name), Qt.TextElideMode.ElideRight, int(across.width())
            )
            painter.drawText(across, middle, text)
            down = QRectF(
                1.5 * high, grid.top() + i * side, grid.left() - 2 * high, side * 1
            )
            painter.drawText(
                down,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                _short(name),
            )

    def _paint_cell(
        self,
        painter: QPainter,
        grid: QRectF,
        cell: tuple[int, int],
        count: int,
        total: int,
    ) -> None:
        i, j = cell
        side, colours = grid.width() / len(self._counts), self._colours
        box = QRectF(grid.left() + j * side, grid.top() + i * side, side - 1, side - 1)
        share = count / total if total else 0.0
        ground = colours.high if i == j else colours.low
        painter.fillRect(
            box,
            mixed(colours.panel, ground, 0.08 + 0.8 * share)
            if count
            else QColor(colours.current_line),
        )
        if i == j:
            painter.setPen(QPen(QColor(colours.high), 1))
            painter.drawRect(box)
        if side < 1.3 * painter.fontMetrics().height() or not count:
            return
        painter.setPen(
            QColor(
                colours.panel if share > 0.55 and not colours.is_dark else colours.text
            )
        )
        text = f"{count:,}"
        if side > 3.2 * painter.fontMetrics().height():
            text += f"\n{share:.0%}"
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _cell_at(self, x: int, y: int) -> tuple[int, int] | None:
        grid, many = self._grid() if self._counts else QRectF(), len(self._counts)
        if not grid.contains(x, y):
            return None
        side = grid.width() / many
        i, j = int((y - grid.top()) / side), int((x - grid.left()) / side)
        return min(i, many - 1), min(j, many - 1)

    def _told(self, i: int, j: int) -> str:
        names: Any = self._found.names if self._found else ()
        count, total = self._counts[i][j], sum(self._counts[i])
        share = f" ({count / total:.0%})" if total else ""
        times = "once" if count == 1 else f"{count:,} times"
        return f"actual {names[i]}, taken for {names[j]}: {times}{share}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
