"""Answers as a Qt table that holds no row of its own."""

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from engine.views import Answers
from gui.look.colours import LIGHT

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
BAR = Role.UserRole
VERDICTS = {True: "✓ right", False: "✗ wrong", None: ""}


class AnswersModel(QAbstractTableModel):
    """Inputs, targets, predictions and verdicts; holds no row of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.answers: Answers | None = None
        self.colours = LIGHT
        self._low, self._high = 0.0, 1.0

    def set_answers(self, answers: Answers | None) -> bool:
        """Show answers; tell whether the table has another shape than before."""
        before, self.answers = self.answers, answers
        if answers is not None:
            rows = answers.y.tolist()
            known = [v for row in rows for v in row if not math.isnan(v)]
            self._low, self._high = min(known, default=0.0), max(known, default=1.0)
        if _shape(before) == _shape(answers):
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.answers.x) if self.answers else 0

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.headers())

    def headers(self) -> list[str]:
        """Name the columns."""
        a = self.answers
        if a is None:
            return []
        is_one = len(a.predicted) == 1
        guesses = [f"{name} predicted" for name in a.predicted]
        guesses = ["predicted"] if is_one else guesses
        last = "verdict" if any(v is not None for v in a.right) else "error"
        return [*a.inputs, *a.outputs, *guesses, last]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return self.headers()[section]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Role.ToolTipRole:
            return self.exact(index.row(), index.column())
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Role.ForegroundRole:
            return self._ink(index.row(), index.column())
        return self._bar(index.row(), index.column()) if role == BAR else None

    def text(self, row: int, column: int) -> str:
        """Write a cell for reading."""
        kind, value = self._cell(row, column)
        if kind == "verdict":
            return f"{value:+.4f}" if isinstance(value, float) else VERDICTS[value]
        if kind == "target" and math.isnan(value):
            return "any"
        return f"{value:.4f}" if kind == "prediction" else f"{value:.6g}"

    def exact(self, row: int, column: int) -> str:
        """Write a cell with all its digits."""
        kind, value = self._cell(row, column)
        return self.text(row, column) if kind == "verdict" else repr(value)

    def _cell(self, row: int, column: int) -> tuple[str, Any]:
        a = self.answers
        if a is None:
            return "verdict", None
        inputs, outputs = len(a.inputs), len(a.outputs)
        if column < inputs:
            return "input", float(a.x[row][column])
        if column < inputs + outputs:
            return "target", float(a.y[row][column - inputs])
        place = column - inputs - outputs
        if place < len(a.predicted):
            return "prediction", float(a.p[row][place])
        if a.right[row] is None and any(v is not None for v in a.right):
            return "verdict", None
        right = a.right[row]
        return "verdict", right if right is not None else _error(a, row)

    def _bar(self, row: int, column: int) -> float | None:
        """Tell how far a prediction is on its way from the low target to the high."""
        kind, value = self._cell(row, column)
        wide = self._high - self._low
        if kind != "prediction" or not wide or math.isnan(value):
            return None
        return min(max((value - self._low) / wide, 0.0), 1.0)

    def _ink(self, row: int, column: int) -> QColor | None:
        kind, value = self._cell(row, column)
        if kind == "verdict" and value is False:
            return QColor(self.colours.error)
        if kind == "verdict" and value is True:
            return QColor(self.colours.good)
        return QColor(self.colours.dim) if kind == "input" else None


def _shape(answers: Answers | None) -> tuple[object, ...]:
    if answers is None:
        return ()
    return len(answers.x), answers.inputs, answers.outputs, answers.predicted


def _error(answers: Answers, row: int) -> float | None:
    """Give how far the first prediction is from its target."""
    if len(answers.predicted) != len(answers.outputs):
        return None
    return float(answers.p[row][0]) - float(answers.y[row][0])
