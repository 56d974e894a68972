"""The table itself: clicks, keys, and the clipboard."""

import math
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gui.look.colours import Colours
from gui.look.fonts import code_font
from gui.panels.data.cells import Cells
from gui.panels.data.examples import Examples, read_rows
from gui.panels.data.headers import ColumnHeader, RowHeader
from gui.panels.data.model import ExamplesModel

_KEYS = "Enter or F2 changes a cell, N accepts any value for an output"
_MOST_COPIED = 1_000_000
_Trigger = QAbstractItemView.EditTrigger
_Key = Qt.Key


class ExamplesTable(QTableView):
    """The table of examples; it asks for changes and makes none."""

    edited = Signal(int, int, object)
    pasted = Signal(object)
    refused = Signal(str)
    row_chosen = Signal(int)
    wants_row = Signal()
    wants_removal = Signal()

    def __init__(self, model: ExamplesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examples_model = model
        self.setModel(model)
        self.cells = Cells(model, self)
        self.columns, self.rows = ColumnHeader(model, self), RowHeader(self)
        self.setItemDelegate(self.cells)
        self.setAccessibleName("Examples")
        self.setAccessibleDescription(_KEYS)
        self.setFrameShape(self.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self._lay_out()
        self.cells.edited.connect(self.edited)
        self.cells.refused.connect(self.refused)
        self.clicked.connect(self._click)
        self.doubleClicked.connect(self._click)  # Qt does not count it as a click
        self.selectionModel().currentRowChanged.connect(self._choose)
        self._keys = Qt.KeyboardModifier.NoModifier

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        for part in (self.cells, self.columns, self.rows):
            part.colours = colours
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(colours.panel))
        self.setPalette(palette)
        self.setStyleSheet(
            f"QTableView {{ gridline-color: {colours.line};"
            f" background: {colours.panel}; border: 0 }}"
            f"QTableCornerButton::section {{ background: {colours.window}; border: 0 }}"
        )
        self.columns.viewport().update()
        self.rows.viewport().update()

    def fit(self) -> None:
        """Suit widths and triggers to the examples."""
        examples = self.examples_model.examples
        if examples is None:
            return
        is_typed = examples.is_editable and not examples.is_logical
        typing = _Trigger.DoubleClicked | _Trigger.AnyKeyPressed
        self.setEditTriggers(typing if is_typed else _Trigger.NoEditTriggers)
        letters = 9 if examples.is_logical else 16 if examples.cells else 12
        wide = QFontMetrics(self.font()).horizontalAdvance("0" * letters)
        self.columns.setDefaultSectionSize(wide)
        self.rows.fit(self.examples_model.rowCount())

    def chosen_rows(self) -> list[int]:
        """Return the rows of which something is selected."""
        spans = self._spans()
        rows = {r for s in spans for r in range(s.top(), s.bottom() + 1)}
        return sorted(rows)

    def copy(self) -> None:
        """Put the selected cells on the clipboard, tab separated."""
        spans = self._spans()
        columns = sorted({c for s in spans for c in range(s.left(), s.right() + 1)})
        rows = self.chosen_rows()
        if len(rows) * len(columns) > _MOST_COPIED:
            self.refused.emit("That is too much to copy; choose fewer rows.")
            return
        role = Qt.ItemDataRole.EditRole
        model = self.examples_model
        lines = [[str(model.index(r, c).data(role)) for c in columns] for r in rows]
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, lines)))

    def paste(self) -> None:
        """Read rows from the clipboard, and ask for them."""
        try:
            rows = read_rows(QGuiApplication.clipboard().text())
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.pasted.emit(rows)

    def toggle(self, index: QModelIndex) -> None:
        """Ask for the other truth value in a cell."""
        examples = self._editable(index)
        if examples and examples.is_logical:
            value = examples.value(index.row(), index.column())
            is_high = not math.isnan(value) and value > max(examples.low, 0)
            new = examples.low if is_high else 1.0
            self.edited.emit(index.row(), index.column(), new)

    def set_any(self, index: QModelIndex) -> None:
        """Ask that any value will do for an output."""
        examples = self._editable(index)
        if examples and examples.is_output(index.column()):
            self.edited.emit(index.row(), index.column(), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keys = event.modifiers()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._keys = event.modifiers()
        super().mouseDoubleClickEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif not self._is_changed_by(event):
            super().keyPressEvent(event)

    def _is_changed_by(self, event: QKeyEvent) -> bool:
        examples = self.examples_model.examples
        if examples is None or not examples.is_editable:
            return False
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return True
        return self._press(event.key(), is_logical=examples.is_logical)

    def _press(self, key: int, *, is_logical: bool) -> bool:
        index = self.currentIndex()
        act = {
            _Key.Key_Insert: self.wants_row.emit,
            _Key.Key_Delete: self.wants_removal.emit,
            _Key.Key_N: lambda: self.set_any(index),
        }
        for enter in (_Key.Key_F2, _Key.Key_Return, _Key.Key_Enter):
            act[enter] = lambda: self.toggle(index) if is_logical else self.edit(index)
        if key not in act:
            return False
        act[_Key(key)]()
        return True

    def _click(self, index: QModelIndex) -> None:
        if self._keys & Qt.KeyboardModifier.ShiftModifier:
            self.set_any(index)
        elif not self._keys & Qt.KeyboardModifier.ControlModifier:
            self.toggle(index)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(index.row())

    def _editable(self, index: QModelIndex) -> Examples | None:
        is_open = index.flags() & Qt.ItemFlag.ItemIsEditable
        return self.examples_model.examples if index.isValid() and is_open else None

    def _spans(self) -> list[QItemSelectionRange]:
        chosen: Any = self.selectionModel().selection()
        return list(chosen)

    def _lay_out(self) -> None:
        self.setFont(code_font())
        self.setHorizontalHeader(self.columns)
        self.setVerticalHeader(self.rows)
        self.rows.setDefaultSectionSize(round(self.fontMetrics().height() * 1.7))


def _is_own(event: QEvent) -> bool:
    """Return whether a key belongs to the table and not to the window's shortcuts."""
    own = (_Key.Key_F2, _Key.Key_Delete, _Key.Key_Insert)
    if not isinstance(event, QKeyEvent):
        return False
    is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
    return event.key() in own or (is_plain and event.key() == _Key.Key_N)
