"""Predictions beside targets: right or wrong at a glance."""

import math

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.views import Answers
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import title_font
from gui.panels.learned.model import AnswersModel
from gui.panels.learned.plot_view import largest_error_text
from gui.panels.learned.table import AnswersTable, Bars
from gui.widgets.labels import wrapped


class AnswersView(QWidget):
    """The table with a headline above it.

    Signals
    -------
    row_chosen : the row that was selected
    """

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self._colours = LIGHT
        self.headline = wrapped()
        self.headline.setFont(title_font())
        self.table = AnswersTable()
        self.model = AnswersModel(self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(Bars(self.model))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.headline)
        layout.addWidget(self.table, 1)

    def _chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        if not self._is_told:
            self.row_chosen.emit(current.row())

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.model.colours = self._colours = colours
        self._colour_headline()
        ground = f"{{ background: {colours.panel}; border: none; }}"
        corner = f"QTableCornerButton::section {ground}"
        self.table.setStyleSheet(f"QHeaderView {ground} {corner}")
        self.table.viewport().update()

    def show_answers(self, answers: Answers | None) -> None:
        """Show answers; the selection stays."""
        if self.model.set_answers(answers):
            self.table.fit_columns()
        text = _headline(answers) if answers else ""
        if text != self.headline.text():
            self.headline.setText(text)
            self._colour_headline()

    def choose(self, row: int | None) -> None:
        """Select a row without a signal."""
        self._is_told = True
        if row is None or row >= self.model.rowCount():
            self.table.setCurrentIndex(QModelIndex())
            self.table.clearSelection()
        elif self.table.currentIndex().row() != row:
            self.table.selectRow(row)
        self._is_told = False

    def needed_height(self) -> int:
        """Return how high it must be to show all rows."""
        rows = self.model.rowCount() * self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        bar = self.table.horizontalScrollBar().sizeHint().height()
        below = bar if self.table.is_wide() else 0
        return self.headline.sizeHint().height() + head + rows + below + 2

    def _colour_headline(self) -> None:
        signs = {"✓": self._colours.good, "✗": self._colours.error}
        colour = signs.get(self.headline.text()[:1], self._colours.text)
        self.headline.setStyleSheet(f"color: {colour}")


def _headline(answers: Answers) -> str:
    judged = [verdict for verdict in answers.right if verdict is not None]
    shown = len(answers.x)
    more = f", the first of {answers.rows:,}" if answers.rows > shown else ""
    if judged:
        right = sum(judged)
        sign = "✓" if right == len(judged) else "✗"
        return f"{sign} {right:,} of {len(judged):,} right{more}"
    if len(answers.predicted) != len(answers.outputs):
        return f"{shown:,} examples{more}"
    pairs = zip(answers.p.ravel().tolist(), answers.y.ravel().tolist(), strict=True)
    errors = [abs(p - y) for p, y in pairs if not math.isnan(y)]
    return f"{shown:,} examples{more} · {largest_error_text(errors)}"
