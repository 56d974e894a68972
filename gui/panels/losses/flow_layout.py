"""A row that wraps where it is too long."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lays widgets side by side, and goes on in the next line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(8, 4, 8, 4)
        self.setSpacing(6)

    def addItem(self, item: QLayoutItem) -> None:
        """Add at the end."""
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Add a widget before others."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())

    def count(self) -> int:
        """Return the number of widgets."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one of them, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove one of them."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Return True: narrow rows become high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return self._arrange(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        """Arrange the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, is_real=True)

    def sizeHint(self) -> QSize:
        """Ask for the least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Ask for room for the largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        edges = self.contentsMargins()
        return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def rows(self, widgets: Sequence[QWidget], width: int) -> int:
        """Count the rows that widgets would take."""
        edges = self.contentsMargins()
        room = width - edges.left() - edges.right()
        count, x = 1, 0
        for widget in widgets:
            wide = widget.sizeHint().width()
            if x and x + wide > room:
                count, x = count + 1, 0
            x += wide + self.spacing()
        return count

    def _arrange(self, rect: QRect, *, is_real: bool) -> int:
        """Place the widgets and give the height they take."""
        edges = self.contentsMargins()
        inner = rect.marginsRemoved(edges)
        x, y = inner.x(), inner.y()
        shown = [item for item in self._items if not item.isEmpty()]
        line = max((item.sizeHint().height() for item in shown), default=0)
        for item in shown:
            size = item.sizeHint()
            if x > inner.x() and x + size.width() > inner.right() + 1:
                x, y = inner.x(), y + line + self.spacing()
            if is_real:
                top = y + (line - size.height()) // 2
                item.setGeometry(QRect(QPoint(x, top), size))
            x += size.width() + self.spacing()
        return y + line + edges.bottom() - rect.y()
