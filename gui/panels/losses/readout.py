"""The small label beside the cursor, with the exact values of all curves."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.losses.pens import Pens
from gui.panels.losses.run_curves import Reading, short

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
        self.inks = Pens()
        self.hide()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.setStyleSheet(
            f"background: {colours.raised}; color: {colours.text};"
            f"border: 1px solid {colours.line}; border-radius: 4px; padding: 4px;"
        )

    def show_readings(self, epoch: int, readings: Sequence[Reading], x: float) -> None:
        """Show values beside the cursor, which stands at `x`, as full as there is room.

        Where there is little, the epochs of other runs, then other runs, then names go.
        """
        self._epoch = epoch
        own = [r for r in readings if r.run.number == readings[0].run.number]
        for rows, has_epochs, has_names in (
            (readings, True, True),
            (readings, False, True),
            (own, False, True),
            (own, False, False),
        ):
            self.setText(self._table(rows, has_epochs, has_names))
            self.adjustSize()
            if self._place(x):
                break
        self.show()

    def _place(self, x: float) -> bool:
        """Move to the side of the cursor with more room; return whether it fits."""
        gap = self.fontMetrics().averageCharWidth()
        area = self._room.rect()
        on_right = x < area.width() / 2
        room = int((area.width() - x if on_right else x) - 2 * gap)
        wanted = self.size()
        self.resize(min(wanted.width(), room), min(wanted.height(), area.height() - 4))
        left = x + gap if on_right else x - gap - self.width()
        self.move(round(left), 2)
        return self.size() == wanted

    def _table(
        self, readings: Sequence[Reading], has_epochs: bool, has_names: bool
    ) -> str:
        has_numbers = len({r.run.number for r in readings}) > 1
        rows = [
            f"<tr>{self._sign(r)}{_name(r, has_numbers) if has_names else ''}"
            f'<td align="right">{short(r.value)}{self._away(r) if has_epochs else ""}'
            "</td></tr>"
            for r in readings
        ]
        return f"<b>Epoch {self._epoch:,}</b><table>{''.join(rows)}</table>"

    def _sign(self, reading: Reading) -> str:
        colour = self.inks.colour(self._colours, reading.run.number, reading.figure)
        sign = _SIGNS.get(reading.figure, "┅")
        return f'<td style="color:{colour}">{sign}&nbsp;</td>'

    def _away(self, reading: Reading) -> str:
        return f" at {reading.epoch:,}" if reading.epoch != self._epoch else ""


def _name(reading: Reading, has_number: bool) -> str:
    number = f"#{reading.run.number} " if has_number else ""
    return f"<td>{number}{escape(reading.figure)}&nbsp;&nbsp;</td>"


def exact(epoch: int, readings: Sequence[Reading]) -> str:
    """Write all values with every digit, one a line, for copying."""
    lines = [f"{r.run.title}\t{r.figure}\t{r.epoch}\t{r.value!r}" for r in readings]
    return "\n".join([f"epoch {epoch}", *lines])
