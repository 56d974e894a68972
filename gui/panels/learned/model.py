"""Answers as a Qt table that holds no row of its own."""

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from engine.views import Answers
from gui.look.colours import LIGHT
from gui.panels.learned.plot_view import has_same

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
VERDICTS = {True: "✓ right", False: "✗ wrong", None: ""}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
MOST_DECIMALS = 9


class AnswersModel(QAbstractTableModel):
    """Inputs, targets, predictions and verdicts; holds no row of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.answers: Answers | None = None
        self.colours = LIGHT
        self._headers: list[str] = []
        self._columns: list[tuple[str, int]] = []
        self._low, self._high = 0.0, 1.0
        self._decimals: list[int] = []

    def set_answers(self, answers: Answers | None) -> bool:
        """Show answers; return whether the table has another shape than before."""
        before, self.answers = self.answers, answers
        headers, self._columns = _headers(answers), _columns(answers)
        is_new = headers != self._headers or _rows(before) != _rows(answers)
        if answers and (is_new or not _has_same_examples(before, answers)):
            self._measure(answers)
        if not is_new:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            if before and answers and before.right != answers.right:
                rows = Qt.Orientation.Vertical
                self.headerDataChanged.emit(rows, 0, self.rowCount() - 1)
            return False
        self.beginResetModel()
        self._headers = headers
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return _rows(self.answers)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._sign(section) if role == Role.DisplayRole else None
        if role == Role.TextAlignmentRole:
            return self.side(section)
        is_text = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._headers[section] if is_text else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Role.ToolTipRole:
            return self.exact(index.row(), index.column())
        if role == Role.TextAlignmentRole:
            return self.side(index.column())
        if role == Role.ForegroundRole:
            return self.ink(index.row(), index.column())
        return None

    def text(self, row: int, column: int) -> str:
        """Write a cell for reading."""
        kind, value = self._cell(row, column)
        if isinstance(value, str):
            return value
        if kind == "verdict":
            is_error = isinstance(value, float)
            return f"{value:+.{self._decimals[-1]}f}" if is_error else VERDICTS[value]
        if kind == "target" and math.isnan(value):
            return "any"
        return _fixed(value, self._decimals[column])

    def exact(self, row: int, column: int) -> str:
        """Write a cell with all its digits."""
        kind, value = self._cell(row, column)
        is_word = kind == "verdict" and not isinstance(value, float)
        is_any = kind == "target" and not isinstance(value, str) and math.isnan(value)
        is_text = isinstance(value, str)
        return self.text(row, column) if is_word or is_any or is_text else repr(value)

    def _measure(self, answers: Answers) -> None:
        """Choose decimals by the examples, so that no column moves in training."""
        known = [v for row in answers.y.tolist() for v in row if not math.isnan(v)]
        self._low, self._high = min(known, default=0.0), max(known, default=1.0)
        if len(answers.predicted) != len(answers.outputs) or _has_words(answers):
            self._low, self._high = 0.0, 1.0
        answered = decimals_for_span(self._high - self._low)
        given = {"input": answers.x.T.tolist(), "target": answers.y.T.tolist()}
        self._decimals = [
            decimals_for_column(given[kind][place]) if kind in given else answered
            for kind, place in self._columns
        ]

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Return on which side of its column a text stands."""
        kind, place = self._columns[column]
        words = self.answers.words if self.answers else None
        are_words = bool(words) and (
            words.are_words[place] if kind == "given" else True
        )
        is_left = are_words and kind in ("given", "wanted", "said")
        if self._headers[column] == "verdict" or is_left:
            return Qt.AlignmentFlag.AlignLeft | _MIDDLE
        return Qt.AlignmentFlag.AlignRight | _MIDDLE

    def _sign(self, row: int) -> str:
        """Return the sign of a row's verdict, which is seen when the verdict is not."""
        right = self.answers.right[row] if self.answers else None
        return VERDICTS[right][:1]

    def _cell(self, row: int, column: int) -> tuple[str, Any]:
        a = self.answers
        if a is None:
            return "verdict", None
        kind, place = self._columns[column]
        if kind == "verdict":
            is_judged = self._headers[column] == "verdict"
            return kind, a.right[row] if is_judged else _error(a, row)
        if a.words and kind in ("given", "wanted", "said"):
            return kind, getattr(a.words, kind)[row][place]
        source = {"input": a.x, "target": a.y}.get(kind, a.p)
        return kind, float(source[row][place])

    def share(self, row: int, column: int) -> float | None:
        """Return how far a prediction is on its way from the low target to the high."""
        kind, value = self._cell(row, column)
        wide = self._high - self._low
        if kind != "prediction" or not wide or not math.isfinite(value):
            return None
        return min(max((value - self._low) / wide, 0.0), 1.0)

    def ink(self, row: int, column: int) -> QColor | None:
        """Return the colour of a text, None for the usual one."""
        kind, value = self._cell(row, column)
        if kind == "verdict" and value is False:
            return QColor(self.colours.error)
        if kind == "verdict" and value is True:
            return QColor(self.colours.good)
        if kind == "said" and self.answers:
            right = self.answers.right[row]
            return QColor(self.colours.error) if right is False else None
        return QColor(self.colours.dim) if kind in ("input", "given") else None


def _rows(answers: Answers | None) -> int:
    return len(answers.x) if answers else 0


def _has_words(a: Answers) -> bool:
    """Return whether predictions have words, too."""
    return bool(a.words and a.words.said)


def _columns(a: Answers | None) -> list[tuple[str, int]]:
    """Return what each column shows, and its number among those."""
    if a is None:
        return []
    many = {"target": len(a.outputs)}
    if a.words:
        many = {"given": len(a.words.inputs), **many}
        if a.words.said:
            outputs = len(a.words.outputs)
            many = {"given": many["given"], "wanted": outputs, "said": outputs}
    else:
        many = {"input": len(a.inputs), **many}
    many |= {"prediction": len(a.predicted), "verdict": 1}
    return [(kind, place) for kind, count in many.items() for place in range(count)]


def _headers(a: Answers | None) -> list[str]:
    if a is None:
        return []
    guesses = [f"{name} predicted" for name in a.predicted]
    guesses = ["predicted"] if len(a.predicted) == 1 else guesses
    last = "verdict" if any(v is not None for v in a.right) else "error"
    if a.words is None:
        return [*a.inputs, *a.outputs, *guesses, last]
    if not a.words.said:
        return [*a.words.inputs, *a.words.outputs, *guesses, last]
    said = [f"{name} predicted" for name in a.words.outputs]
    shares = ["share"] if len(a.predicted) == 1 else [*a.predicted]
    return [*a.words.inputs, *a.words.outputs, *said, *shares, last]


def _has_same_examples(before: Answers | None, answers: Answers) -> bool:
    return (
        before is not None
        and has_same(before.x, answers.x)
        and has_same(before.y, answers.y)
    )


def _error(answers: Answers, row: int) -> float | None:
    """Return the error of the prediction that is farthest from its target."""
    if len(answers.predicted) != len(answers.outputs):
        return None
    errors: list[float] = (answers.p[row] - answers.y[row]).tolist()
    known = [error for error in errors if not math.isnan(error)]
    return max(known, key=abs, default=None)


def decimals_for_span(span: float) -> int:
    """Choose enough decimals to see a ten-thousandth of a span."""
    if not span or not math.isfinite(span):
        return 4
    return min(MOST_DECIMALS, max(0, 4 - math.ceil(math.log10(span))))


def decimals_for_column(values: list[float]) -> int:
    """Choose as many as the numbers need, and no more than their span is worth."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0
    most = min(4, decimals_for_span(max(known) - min(known)))
    needs = (_needed(value, most) for value in known)
    return max(needs, default=0)


def _fixed(value: float, decimals: int) -> str:
    """Write a number with fixed decimals; one of many digits by its power of ten."""
    return f"{value:.{decimals}f}" if abs(value) < 1e7 else f"{value:.3e}"


def _needed(value: float, most: int) -> int:
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2]) if most else 0
