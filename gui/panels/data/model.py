"""The examples as a Qt table that holds no row of its own."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from gui.panels.data.examples import Examples, exact, shown

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


MISSING = "missing"


class ExamplesModel(QAbstractTableModel):
    """Examples by row; a last column names their part where there is a split."""

    def __init__(self) -> None:
        super().__init__()
        self.examples: Examples | None = None
        self.has_parts = False

    def show(self, examples: Examples | None) -> bool:
        """Set the examples; return whether only values changed."""
        old, had_parts = self.examples, self.has_parts
        split = examples is not None and examples.has_split()
        if old and examples and _same_form(old, examples) and had_parts == split:
            self.examples = examples
            self._report_values()
            return True
        self.beginResetModel()
        self.examples, self.has_parts = examples, split
        self.endResetModel()
        return False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        return 0 if parent.isValid() or not self.examples else self.examples.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        if parent.isValid() or not self.examples:
            return 0
        return len(self.examples.names) + self.has_parts

    def is_part(self, column: int) -> bool:
        """Return whether a column names the parts."""
        return self.has_parts and column == self.columnCount() - 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        examples = self.examples
        if examples is None or not index.isValid():
            return None
        if role == Role.TextAlignmentRole:
            return self._side(examples, index.column())
        if role not in (Role.DisplayRole, Role.EditRole):
            return None
        if self.is_part(index.column()):
            return examples.parts[index.row()]
        if examples.cells:
            text = examples.text(index.row(), index.column())
            missing = MISSING if role == Role.DisplayRole else ""
            return missing if text is None else text
        value = examples.value(index.row(), index.column())
        return shown(value) if role == Role.DisplayRole else exact(value)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Role.DisplayRole,
    ) -> Any:
        if self.examples is None or role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if self.is_part(section):
            return "part"
        name = self.examples.names[section]
        kind = self.examples.kind(section)
        return f"{name} ({kind})" if role == Role.ToolTipRole else f"{name}\n{kind}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        examples = self.examples
        if not examples or not examples.is_editable or self.is_part(index.column()):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def _side(self, examples: Examples, column: int) -> int:
        if examples.is_logical or self.is_part(column):
            return _CENTRE
        return _LEFT if examples.has_words(column) else _RIGHT

    def _report_values(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)


def _same_form(a: Examples, b: Examples) -> bool:
    return (a.inputs, a.outputs, a.rows) == (b.inputs, b.outputs, b.rows)
