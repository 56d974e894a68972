"""The small editor over a column's header."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit


class NameEditor(QLineEdit):
    """Asks for a column's name, in the place where it stands."""

    renamed = Signal(int, str)

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header.viewport())
        self._header, self._column = header, -1
        self.setAccessibleName("Name of the column")
        self.returnPressed.connect(self._finish)
        self.installEventFilter(self)
        self.hide()

    def ask(self, column: int, name: str) -> None:
        """Open over a column, its name chosen."""
        self._column = column
        header = self._header
        at = header.sectionViewportPosition(column)
        self.setGeometry(QRect(at, 0, header.sectionSize(column), header.height()))
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape or event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _finish(self) -> None:
        self.hide()
        if name := self.text().strip():
            self.renamed.emit(self._column, name)
