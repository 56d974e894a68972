"""A field for a whole number."""

from PySide6.QtWidgets import QSpinBox, QWidget

_MOST = 1_000_000_000
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
        self.show_word(shown=True)

    def show_word(self, shown: bool) -> None:
        """Show the word with the number, or the number alone."""
        before, behind = self._around if shown else ("", "")
        self.setPrefix(before)
        self.setSuffix(behind)
        widest = before + _WIDEST + behind
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest))
