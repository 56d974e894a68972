"""The small label beside the cursor, with the exact values of all curves."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.losses.pane import run_colour
from gui.panels.losses.runs import Reading, short

_SIGNS = {"loss": "━", "val_loss": "╍"}


class Readout(QLabel):
    """Says what lies below the cursor; it stays inside its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setAccessibleName("Values at the cursor")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(text_font())
        self._colours = LIGHT
        self._epoch = 0
        self.hide()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.setStyleSheet(
            f"background: {colours.raised}; color: {colours.text};"
            f"border: 1px solid {colours.line}; border-radius: 4px; padding: 4px;"
        )

    def show_readings(self, epoch: int, readings: Sequence[Reading], x: float) -> None:
        """Show values beside the cursor, which stands at `x`."""
        self._epoch = epoch
        area = self._room.rect()
        room = max(1, area.height() // self.fontMetrics().lineSpacing() - 3)
        numbers = {r.run.number for r in readings}
        rows = [self._row(r, len(numbers) > 1) for r in readings[:room]]
        if len(readings) > room:
            left = len(readings) - room
            rows.append(f"<tr><td colspan=3>and {left} more</td></tr>")
        self.setText(f"<b>Epoch {epoch:,}</b><table>{''.join(rows)}</table>")
        self.adjustSize()
        self._place(x)
        self.show()

    def _place(self, x: float) -> None:
        """Stand on the side of the cursor that has more room."""
        gap = self.fontMetrics().averageCharWidth()
        area = self._room.rect()
        on_right = x < area.width() / 2
        room = int((area.width() - x if on_right else x) - 2 * gap)
        self.resize(min(self.width(), room), min(self.height(), area.height() - 4))
        left = x + gap if on_right else x - gap - self.width()
        self.move(round(left), 2)

    def _row(self, reading: Reading, has_number: bool) -> str:
        colour = run_colour(self._colours, reading.run.number)
        number = f"#{reading.run.number} " if has_number else ""
        away = f" at {reading.epoch:,}" if reading.epoch != self._epoch else ""
        return (
            f'<tr><td style="color:{colour}">{_SIGNS.get(reading.figure, "┅")}</td>'
            f"<td>&nbsp;{number}{escape(reading.figure)}&nbsp;&nbsp;</td>"
            f'<td align="right">{short(reading.value)}{away}</td></tr>'
        )


def exact(epoch: int, readings: Sequence[Reading]) -> str:
    """Write all values with every digit, one a line, for copying."""
    lines = [f"{r.run.title}\t{r.figure}\t{r.epoch}\t{r.value!r}" for r in readings]
    return "\n".join([f"epoch {epoch}", *lines])
