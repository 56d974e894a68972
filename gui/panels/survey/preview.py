"""The first rows of a table, as they stand in the file."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableView, QWidget

from engine.views import Survey
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import code_font

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
MISSING = "missing"


class PreviewModel(QAbstractTableModel):
    """The first rows of a table; what is missing is dim."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.survey: Survey | None = None
        self.colours = LIGHT

    def show(self, survey: Survey) -> None:
        """Show another table."""
        self.beginResetModel()
        self.survey = survey
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.survey.head) if self.survey else 0

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.survey.columns) if self.survey else 0

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if self.survey is None or role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self.survey.columns[section].name

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self.survey is None:
            return None
        value = self.survey.head[index.row()][index.column()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return MISSING if value is None else value.replace("\n", " ")
        if role == Role.ForegroundRole and value is None:
            return QColor(self.colours.dim)
        return None


class Preview(QTableView):
    """A table to look at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.setAccessibleName("First rows")
        self.setFont(code_font())
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        high = round(self.fontMetrics().height() * 1.5)
        self.verticalHeader().setDefaultSectionSize(high)
        self.verticalHeader().setSectionResizeMode(
            self.verticalHeader().ResizeMode.Fixed
        )
        wide = self.fontMetrics().averageCharWidth()
        self.horizontalHeader().setDefaultSectionSize(16 * wide)
        self.horizontalHeader().setHighlightSections(False)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(side)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_survey(self, survey: Survey) -> None:
        """Show the first rows of a table."""
        self.rows.show(survey)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.rows.colours = colours
        self.setStyleSheet(
            f"QTableCornerButton::section {{ background: {colours.panel}; border: 0 }}"
        )
        self.viewport().update()
