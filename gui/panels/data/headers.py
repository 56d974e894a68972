"""The headers: a name with a small caption, and outputs set apart."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font, title_font
from gui.look.plotting import mixed
from gui.panels.data.model import ExamplesModel

_Role = Qt.ItemDataRole


class ColumnHeader(QHeaderView):
    """Names of columns; below each stands whether it is an input or an output."""

    def __init__(self, model: ExamplesModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.colours: Colours = LIGHT
        self.setAccessibleName("Columns")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self._name, self._caption = title_font(), _small()

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(self._name).height() + QFontMetrics(self._caption).height()
        return QSize(super().sizeHint().width(), round(lines * 1.3))

    def paintSection(
        self,
        painter: QPainter,
        rect: QRect,
        logicalIndex: int,  # noqa: N803 - Qt's name
    ) -> None:
        painter.save()
        colours, examples = self.colours, self._model.examples
        is_output = examples is not None and examples.is_output(logicalIndex)
        share = 0.12 if is_output else 0.0
        painter.fillRect(rect, mixed(colours.window, colours.accent, share))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._paint_words(painter, rect, logicalIndex)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, section: int) -> None:
        said = str(self._model.headerData(section, self.orientation()) or "")
        name, _, caption = said.partition("\n")
        pad = self.fontMetrics().averageCharWidth()
        room = rect.adjusted(pad, 0, -pad, 0)
        gap = (rect.height() - self.sizeHint().height() / 1.3) / 2
        room.adjust(0, round(gap), 0, -round(gap))
        painter.setFont(self._name)
        painter.setPen(QColor(self.colours.text))
        end = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(name, end, room.width())
        centre, top = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignTop
        middle, bottom = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignBottom
        painter.drawText(room, int(centre | (top if caption else middle)), name)
        painter.setFont(self._caption)
        painter.setPen(QColor(self.colours.dim))
        caption = painter.fontMetrics().elidedText(caption, end, room.width())
        painter.drawText(room, int(centre | bottom), caption)


class RowHeader(QHeaderView):
    """Numbers of rows, all of one height, so that millions cost nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.colours: Colours = LIGHT
        self.setAccessibleName("Rows")
        self.setFont(text_font())
        self.setSectionsClickable(True)
        self.setSectionResizeMode(self.ResizeMode.Fixed)

    def fit(self, rows: int) -> None:
        """Be as wide as the highest number needs."""
        digits = "0" * (len(str(rows)) + 2)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(digits))

    def paintSection(
        self,
        painter: QPainter,
        rect: QRect,
        logicalIndex: int,  # noqa: N803 - Qt's name
    ) -> None:
        painter.save()
        painter.fillRect(rect, QColor(self.colours.window))
        painter.setPen(QColor(self.colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(QColor(self.colours.dim))
        room = rect.adjusted(0, 0, -self.fontMetrics().averageCharWidth(), 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(right), str(logicalIndex + 1))
        painter.restore()


def _small() -> QFont:
    font = text_font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    return font
