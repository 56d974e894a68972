"""A field for a whole number."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from gui.look.colours import LIGHT, Colours

_MOST = 1_000_000_000
_ROUND = 2.5
_WIDEST = "  1,000,000  "


class Number(QSpinBox):
    """A field for a number from 1, with a word before or behind it."""

    def __init__(
        self, parent: QWidget, name: str, around: tuple[str, str], value: int
    ) -> None:
        super().__init__(parent)
        self._around = around
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setRange(1, _MOST)
        self.setGroupSeparatorShown(True)
        self.setValue(value)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setMinimumHeight(2 * self.fontMetrics().height())
        self.set_colours(LIGHT)
        self.show_word(shown=True)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._edge, self._focused = QColor(colours.edge), QColor(colours.accent)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an edge that is seen; the style's own is as dark as the window."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._focused if self.hasFocus() else self._edge)
        around = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(around, _ROUND, _ROUND)

    def show_word(self, shown: bool) -> None:
        """Show the word with the number, or the number alone."""
        before, behind = self._around if shown else ("", "")
        self.setPrefix(before)
        self.setSuffix(behind)
        widest = before + (_WIDEST if shown else _WIDEST[2:]) + behind
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest))
