"""The table of answers, with a bar below each prediction."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gui.look.fonts import text_font
from gui.look.plotting import mixed
from gui.panels.learned.model import AnswersModel, Index


class AnswersTable(QTableView):
    """Copies its rows with all digits."""

    def __init__(self) -> None:
        super().__init__()
        self._needed, self._has_verdicts = 0, False
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("Predictions beside targets")
        self.setFont(text_font())
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setVisible(False)
        high = round(self.fontMetrics().height() * 1.6)
        self.verticalHeader().setDefaultSectionSize(high)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 5)
        header.setHighlightSections(False)

    def fit_columns(self) -> None:
        """Return each column the room that its texts need."""
        self.resizeColumnsToContents()
        header, room = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        for column in range(header.count()):
            header.resizeSection(column, header.sectionSize(column) + room)
        last = self.model().headerData(header.count() - 1, Qt.Orientation.Horizontal)
        header.setStretchLastSection(last == "verdict")
        self._needed = sum(self.columnWidth(i) for i in range(header.count() - 1))
        self._needed += header.sectionSizeHint(header.count() - 1) + room
        self._has_verdicts = last == "verdict"
        self._show_signs()

    def is_wide(self) -> bool:
        """Return whether some columns are out of sight."""
        return self._needed > self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_signs()

    def _show_signs(self) -> None:
        """Lead rows by their signs where the verdict may be out of sight."""
        self.verticalHeader().setVisible(self._has_verdicts and self.is_wide())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        model = self.model()
        if isinstance(model, AnswersModel):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            columns = range(model.columnCount())
            lines = ["\t".join(model.exact(r, c) for c in columns) for r in rows]
            QGuiApplication.clipboard().setText("\n".join(lines))


class Bars(QStyledItemDelegate):
    """Paints cells by hand, which is many times faster, with bars below predictions."""

    def __init__(self, model: AnswersModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        cell: Any = option
        rect, model, colours = cell.rect, self._model, self._model.colours
        row, column = index.row(), index.column()
        if cell.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
        edge = cell.fontMetrics.averageCharWidth()
        painter.setFont(cell.font)
        painter.setPen(model.ink(row, column) or QColor(colours.text))
        room = rect.adjusted(edge, 0, -edge, 0)
        painter.drawText(room, model.side(column), model.text(row, column))
        share = model.share(row, column)
        if share is not None:
            self._paint_bar(painter, room, max(2, edge // 3), share)

    def _paint_bar(
        self, painter: QPainter, room: QRect, thick: int, share: float
    ) -> None:
        line = room.adjusted(0, room.height() - thick - 1, 0, -1)
        colours = self._model.colours
        painter.fillRect(line, QColor(colours.line))
        line.setWidth(round(line.width() * share))
        painter.fillRect(line, mixed(colours.low, colours.high, share))
