"""Predictions beside targets: right or wrong at a glance."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.views import Answers
from gui.look.colours import Colours
from gui.look.fonts import title_font
from gui.panels.learned.model import AnswersModel
from gui.panels.learned.table import AnswersTable, Bars


class AnswersView(QWidget):
    """The table with a headline above it.

    Signals
    -------
    row_chosen : the row that was selected
    """

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = QLabel()
        self.headline.setFont(title_font())
        pad = self.fontMetrics().averageCharWidth()
        self.headline.setContentsMargins(pad, pad // 2, pad, pad // 2)
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
        self.row_chosen.emit(current.row())

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.model.colours = colours
        self.table.viewport().update()

    def show_answers(self, answers: Answers | None) -> None:
        """Show answers; the selection stays."""
        if self.model.set_answers(answers):
            self.table.fit_columns()
        self.headline.setText(_headline(answers) if answers else "")

    def choose(self, row: int | None) -> None:
        """Select a row without telling anybody."""
        self.table.selectionModel().blockSignals(True)
        self.table.clearSelection() if row is None else self.table.selectRow(row)
        self.table.selectionModel().blockSignals(False)


def _headline(answers: Answers) -> str:
    judged = [verdict for verdict in answers.right if verdict is not None]
    shown = len(answers.x)
    more = f", the first of {answers.rows:,}" if answers.rows > shown else ""
    if not judged:
        return f"{shown:,} examples{more}"
    right = sum(judged)
    sign = "✓" if right == len(judged) else "✗"
    return f"{sign} {right:,} of {len(judged):,} right{more}"
