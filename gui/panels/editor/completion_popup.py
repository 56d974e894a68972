"""The list of completions at the caret, with their meanings."""

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.editing import Completion
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import code_font, text_font

ROWS = 10
_ITEM = Qt.ItemDataRole.UserRole


class CompletionPopup(QFrame):
    """Lists completions without taking the keyboard from the text."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName("Completions")
        self.setObjectName("completions")
        self.list, self.about = QListWidget(), QLabel()
        self._row = _Row(self.list)
        self._prepare()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.about, 1)
        self.list.currentRowChanged.connect(self._show_details)
        self.list.itemClicked.connect(self.accept)
        self.set_colours(LIGHT)

    def _prepare(self) -> None:
        self.list.setFont(code_font())
        self.list.setItemDelegate(self._row)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setHorizontalScrollBarPolicy(never)
        self.list.setAccessibleName("Completions")
        self.about.setFont(text_font())
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.RichText)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self.about.setAlignment(top)
        self.about.setMargin(self.fontMetrics().averageCharWidth())

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._row.colours = self._colours = colours
        self.setStyleSheet(
            f"#completions {{ background: {colours.raised};"
            f" border: 1px solid {colours.line}; }}"
            f"QListWidget {{ background: {colours.raised}; }}"
            f"QLabel {{ color: {colours.text}; background: {colours.current_line}; }}"
        )

    def show_items(self, items: Sequence[Completion], chosen: int, at: QPoint) -> None:
        """List items below a point of the screen; `chosen` counts from 0."""
        # While the list is emptied, its current item is none.
        with QSignalBlocker(self.list):
            self.list.clear()
            for item in items:
                row = QListWidgetItem(item.label)
                row.setData(_ITEM, item)
                self.list.addItem(row)
        self.list.setCurrentRow(chosen)
        self._fit(items)
        self._place(at)
        self.show()

    def current(self) -> Completion | None:
        """Return the chosen item."""
        row = self.list.currentItem()
        return row.data(_ITEM) if self.list.count() else None

    def step(self, by: int, is_around: bool = True) -> None:
        """Choose another row; single steps go around."""
        count, row = self.list.count(), self.list.currentRow() + by
        row = row % count if is_around else min(max(row, 0), count - 1)
        self.list.setCurrentRow(row)

    def accept(self) -> None:
        """Hand over the chosen item, and close."""
        item = self.current()
        self.hide()
        if item is not None:
            self.chosen.emit(item)

    def _fit(self, items: Sequence[Completion]) -> None:
        letter = self.list.fontMetrics().averageCharWidth()
        longest = max(len(item.label) + len(item.detail) for item in items)
        wide = letter * min(max(longest + 6, 22), 44)
        rows = min(len(items), ROWS)
        tall = self.list.sizeHintForRow(0) * rows + 4
        self.list.setFixedWidth(wide)
        has_details = any(item.text or item.detail for item in items)
        self.about.setVisible(has_details)
        lines = self.about.fontMetrics().height() * 7
        self.resize(
            wide + has_details * letter * 40 + 2, max(tall, has_details * lines) + 2
        )

    def _place(self, at: QPoint) -> None:
        screen = self.screen().availableGeometry()
        line = self.list.fontMetrics().height()
        left = min(at.x(), screen.right() - self.width())
        is_low = at.y() + self.height() > screen.bottom()
        top = at.y() - self.height() - 2 * line if is_low else at.y()
        self.move(max(screen.left(), left), max(screen.top(), top))

    def _show_details(self) -> None:
        item = self.current()
        if item is None:
            return
        detail = f"<p style='color: {self._colours.dim}'>{escape(item.detail)}</p>"
        text = escape(item.text).replace("\n", "<br>")
        self.about.setText(
            f"<b>{escape(item.label)}</b>{detail * bool(item.detail)}<p>{text}</p>"
        )


class _Row(QStyledItemDelegate):
    """Paints the label, and the detail in a softer colour at the right."""

    colours = LIGHT

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        # The stubs of Qt do not know the fields of an option.
        known: Any = option
        item: Completion = index.data(_ITEM)
        rect, letter = known.rect, known.fontMetrics.averageCharWidth()
        if known.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.colours.selection))
            painter.fillRect(
                rect.x(), rect.y(), 3, rect.height(), QColor(self.colours.accent)
            )
        inside = rect.adjusted(letter, 0, -letter, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(known.font)
        painter.setPen(QColor(self.colours.text))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, item.label)
        used = known.fontMetrics.horizontalAdvance(item.label) + 2 * letter
        inside.setLeft(inside.left() + used)
        side = Qt.TextElideMode.ElideRight
        detail = known.fontMetrics.elidedText(item.detail, side, inside.width())
        painter.setPen(QColor(self.colours.dim))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, detail)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        known: Any = option
        return QSize(size.width(), round(known.fontMetrics.height() * 1.4))
