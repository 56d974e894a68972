"""The columns of a table as rows: names, roles, types, and what they hold."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.views import Surveyed
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font, title_font
from gui.panels.survey.choices import ROLE_WORDS, Choices

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
HEADS = ("Column", "Role", "Type", "Missing", "Distinct", "Values")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_KEYS = {Qt.Key.Key_I: "input", Qt.Key.Key_O: "output", Qt.Key.Key_N: "unused"}


class ColumnsModel(QAbstractTableModel):
    """A row for each column of the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: Choices | None = None
        self.colours = LIGHT

    def show(self, choices: Choices) -> None:
        """Show the columns of another table."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def changed(self) -> None:
        """Show choices that were changed."""
        last = self.index(self.rowCount() - 1, len(HEADS) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.choices.roles) if self.choices else 0

    def columnCount(self, parent: Index | None = None) -> int:
        return len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_head = orientation == Qt.Orientation.Horizontal
        return HEADS[section] if is_head and role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        choices = self.choices
        if choices is None:
            return None
        row, place = index.row(), index.column()
        is_output = choices.roles[row] == "output"
        found = {
            Role.DisplayRole: lambda: self._text(choices, row, place),
            Role.ToolTipRole: lambda: self._tip(choices, row),
            Role.TextAlignmentRole: lambda: _RIGHT if place in (3, 4) else None,
            Role.FontRole: lambda: title_font() if is_output else None,
            Role.ForegroundRole: lambda: self._ink(choices, row, place),
        }.get(Role(role))
        return found() if found else None

    def _text(self, choices: Choices, row: int, place: int) -> str:
        column = choices.column(row)
        return (
            column.name,
            ROLE_WORDS[choices.roles[row]],
            choices.type_of(row),
            f"{column.missing:,}" if column.missing else "",
            f"{column.distinct:,}",
            _values(column),
        )[place]

    def _tip(self, choices: Choices, row: int) -> str:
        column = choices.column(row)
        said = f"{column.name}: {column.distinct:,} values, {column.missing:,} missing"
        odd = column.doubt or column.why
        return f"{said}; {odd}" if odd else said

    def _ink(self, choices: Choices, row: int, place: int) -> QColor | None:
        if place == len(HEADS) - 1 and choices.column(row).doubt:
            return QColor(self.colours.warning)
        if choices.roles[row] == "unused":
            return QColor(self.colours.dim)
        if choices.roles[row] == "output" and place < 3:
            return QColor(self.colours.accent)
        return QColor(self.colours.warning) if place == 3 else None


def _values(column: Surveyed) -> str:
    more = ", …" * (column.distinct > len(column.samples))
    odd = column.doubt or column.why
    why = f"{odd}: " if odd else ""
    return f"{why}{', '.join(column.samples)}{more}"


class ColumnsTable(QTableView):
    """Asks for other roles by the keys I, O and N.

    Signals
    -------
    role_wanted : a role for the chosen columns
    chosen : other columns are chosen
    """

    role_wanted = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = ColumnsModel(self)
        self.setModel(self.columns)
        self.setAccessibleName("Columns")
        self.setFont(text_font())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        high = round(self.fontMetrics().height() * 1.6)
        self.verticalHeader().setDefaultSectionSize(high)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.selectionModel().selectionChanged.connect(self._report_choice)

    def show_choices(self, choices: Choices) -> None:
        """Show the columns of a table, and choose the first."""
        self.columns.show(choices)
        self.resizeColumnsToContents()
        wide = self.fontMetrics().averageCharWidth()
        for place, least in enumerate((18, 12, 14, 9, 9)):
            size = max(self.columnWidth(place) + 2 * wide, least * wide)
            self.setColumnWidth(place, min(size, 36 * wide))
        self.selectRow(0)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.columns.colours = colours
        self.viewport().update()

    def places(self) -> Sequence[int]:
        """Return the columns that are chosen."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def _report_choice(self, *_: object) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        role = _KEYS.get(Qt.Key(event.key()))
        if role and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.role_wanted.emit(role)
        else:
            super().keyPressEvent(event)
