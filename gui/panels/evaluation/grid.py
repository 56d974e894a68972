"""A small table of texts, as high as its rows, that can be copied."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gui.look.colours import Colours
from gui.look.fonts import text_font

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Grid(QTableWidget):
    """Names in the first column, numbers in the others."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(text_font())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents
        )

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        ground = f"QHeaderView {{ background: {colours.panel} }}"
        self.setStyleSheet(f"{ground} QHeaderView::section {{ padding: 4px 3px }}")

    def show_rows(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        inks: Sequence[QColor | None] = (),
    ) -> None:
        """Show rows; `inks` colour their last cells."""
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                item = _item(text, is_first=j == 0)
                ink = inks[i] if inks and j == len(row) - 1 else None
                if ink is not None:
                    item.setForeground(ink)
                self.setItem(i, j, item)
        if (first := self.horizontalHeaderItem(0)) is not None:
            first.setTextAlignment(_LEFT)
        high = round(self.fontMetrics().height() * 1.5)
        self.verticalHeader().setDefaultSectionSize(high)
        if heads:
            header, stretch = self.horizontalHeader(), QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(0, stretch)
        self.setVisible(bool(rows))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = self.rowCount() * self.verticalHeader().defaultSectionSize()
        head = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), rows + head + bar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        rows = sorted({index.row() for index in self.selectedIndexes()})
        columns, model = range(self.columnCount()), self.model()
        lines = ("\t".join(model.index(r, c).data() for c in columns) for r in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))


def _item(text: str, *, is_first: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    if not is_first:
        item.setTextAlignment(_RIGHT)
    return item
