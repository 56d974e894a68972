"""How cells are painted, and the editor of a number."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QValidator
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.look.colours import LIGHT, Colours
from gui.panels.data.examples import read_number
from gui.panels.data.model import MISSING, ExamplesModel, Index

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Cells(QStyledItemDelegate):
    """Paints the table and asks for numbers; it reports and changes nothing."""

    edited = Signal(int, int, object)
    refused = Signal(str)

    def __init__(self, model: ExamplesModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.colours: Colours = LIGHT

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect, state = _about(option)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.colours.selection))
        text = str(index.data() or "")
        if self._is_dot(index, text):
            self._paint_dot(painter, QRectF(rect), text)
        else:
            self._paint_text(painter, rect, text, index)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(self.colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)  # a dot may have left its own
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        examples = self._model.examples
        may_be_any = examples is not None and examples.is_output(index.column())
        editor = QLineEdit(parent)
        editor.setAccessibleName("Number")
        editor.setFrame(False)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setValidator(_Number(editor, may_be_any=may_be_any))
        return editor

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        text = editor.text() if isinstance(editor, QLineEdit) else ""
        if text != index.data(Qt.ItemDataRole.EditRole):
            value = read_number(text, may_be_any=True)
            self.edited.emit(index.row(), index.column(), value)

    def eventFilter(self, object: QObject, event: QEvent) -> bool:  # noqa: A002 - Qt's
        is_enter = isinstance(event, QKeyEvent) and event.key() in _ENTER
        if is_enter and isinstance(object, QLineEdit):
            said = "" if object.hasAcceptableInput() else _wrong(object)
            self.refused.emit(said)
        return super().eventFilter(object, event)

    def _is_dot(self, index: Index, text: str) -> bool:
        examples = self._model.examples
        if examples is None or not examples.is_logical:
            return False
        return not self._model.is_part(index.column()) and text != "any"

    def _paint_dot(self, painter: QPainter, rect: QRectF, text: str) -> None:
        is_high = not text.startswith(("0", "-"))
        size = painter.fontMetrics().capHeight() * 1.1
        gap = size * 0.7
        wide = size + gap + painter.fontMetrics().horizontalAdvance("-1")
        dot = QRectF(0, 0, size, size)
        dot.moveCenter(rect.center())
        dot.moveLeft(rect.center().x() - wide / 2)
        colour = QColor(self.colours.high if is_high else self.colours.low)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, max(1.5, size / 6)))
        painter.setBrush(colour if is_high else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        painter.setPen(QColor(self.colours.text))
        rect.setLeft(dot.right() + gap)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_text(
        self, painter: QPainter, rect: Any, text: str, index: Index
    ) -> None:
        is_dim = text in ("any", MISSING) or self._model.is_part(index.column())
        painter.setPen(QColor(self.colours.dim if is_dim else self.colours.text))
        pad = painter.fontMetrics().averageCharWidth()
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(rect.adjusted(pad, 0, -pad, 0), align, text)


class _Number(QValidator):
    def __init__(self, parent: QObject, *, may_be_any: bool) -> None:
        super().__init__(parent)
        self.may_be_any = may_be_any

    def validate(self, text: str, at: int) -> object:
        try:
            read_number(text, may_be_any=self.may_be_any)
        except ValueError:
            return QValidator.State.Intermediate, text, at
        return QValidator.State.Acceptable, text, at


def _wrong(editor: QLineEdit) -> str:
    validator = editor.validator()
    is_output = isinstance(validator, _Number) and validator.may_be_any
    either = ", or any for an output that does not matter" if is_output else ""
    return f"{editor.text()!r} is not a number. Write one such as 0.5{either}."


def _about(option: Any) -> tuple[Any, QStyle.StateFlag]:
    return option.rect, option.state
