"""Training progress, as numbers that never shift and as a thin bar."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.panels.controls.buttons import State

_WORDS: dict[State, str] = {
    "empty": "no network",
    "ready": "ready",
    "running": "",
    "paused": "paused",
    "finished": "finished",
    "diverged": "diverged",
}


class Reading(QLabel):
    """A text as wide as the widest that it will show, and a gap before it."""

    def __init__(self, name: str, widest: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(text_font())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.make_room(widest)

    def make_room(self, *texts: str) -> None:
        """Be as wide as the widest of some texts, whatever is shown."""
        metrics = self.fontMetrics()
        gap = metrics.height()
        self.setContentsMargins(gap, 0, 0, 0)
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        self.setFixedWidth(widest + gap + 2)

    def show_text(self, text: str) -> None:
        """Show a text; one that is shown already costs nothing."""
        if text != self.text():
            self.setText(text)


class Readings:
    """Epoch, loss, steps a second, and what is left of the time, or the state."""

    def __init__(self, parent: QWidget) -> None:
        self.epoch = Reading("Epoch", "epoch 10,000 of 10,000", parent)
        self.loss = Reading("Loss", "loss 0.0001234", parent)
        self.rate = Reading("Steps per second", "999,000 steps/s", parent)
        self.left = Reading("Time left", "59 min left", parent)
        self.left.make_room("59 min left", *_WORDS.values())
        self._epoch, self._epochs, self._is_short = 0, 10_000, False
        self._state: State = "empty"
        self.set_state("empty")

    def all(self) -> tuple[Reading, ...]:
        """Return the texts from left to right."""
        return self.epoch, self.loss, self.rate, self.left

    def set_state(self, state: State) -> None:
        """Show the state in a word where no remaining time is known."""
        self._state = state
        self.left.show_text(_WORDS[state])
        if state == "empty":
            for reading in (self.epoch, self.loss, self.rate):
                reading.show_text("")

    def set_progress(self, epoch: int, epochs: int, loss: float | None) -> bool:
        """Show how far it has come; say whether the texts are of other widths now."""
        wider = epochs != self._epochs
        self._epoch, self._epochs = epoch, epochs
        if wider:
            self._make_room()
        self.epoch.show_text(self._epoch_text(epoch))
        self.loss.show_text("" if loss is None else f"loss {loss_text(loss)}")
        return wider

    def shorten(self, is_short: bool) -> None:
        """Leave out how many epochs there are; the bar below shows the share."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._make_room()
            if self.epoch.text():
                self.epoch.show_text(self._epoch_text(self._epoch))

    def set_pace(self, rate: float | None, left: float | None) -> None:
        """Show how fast it goes."""
        self.rate.show_text("" if rate is None else rate_text(rate))
        if self._state == "running":
            self.left.show_text("" if left is None else left_text(left))

    def _make_room(self) -> None:
        self.epoch.make_room(self._epoch_text(self._epochs))

    def _epoch_text(self, epoch: int) -> str:
        total = "" if self._is_short else f" of {self._epochs:,}"
        return f"epoch {epoch:,}{total}"


class ProgressLine(QWidget):
    """A thin bar: the share of the epochs that are done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Progress")
        self.setFixedHeight(max(2, self.fontMetrics().height() // 6))
        self._filled = 0
        self._share = 0.0
        self._ground = self._bar = QColor()

    def set_share(self, share: float) -> None:
        """Fill a share of the bar; it is painted anew only where a pixel changes."""
        self._share = share
        self.setAccessibleDescription(f"{share:.0%}")
        if round(share * self.width()) != self._filled:
            self.update()

    def set_bar(self, ground: str, bar: str) -> None:
        """Set the colours of the background and of the bar."""
        self._ground, self._bar = QColor(ground), QColor(bar)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, and the bar on it."""
        self._filled = round(self._share * self.width())
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.fillRect(QRectF(0, 0, self._filled, self.height()), self._bar)


def bar_colour(state: State, colours: Colours) -> str:
    """Return the colour of the bar; the word beside it says the same."""
    return {"finished": colours.good, "diverged": colours.error}.get(
        state, colours.accent
    )


def loss_text(loss: float) -> str:
    """Write a loss with four digits: 0.0004120, 12.34, 1.234e-7."""
    if loss == 0:
        return "0"
    if 1e-4 <= abs(loss) < 1e4:
        return f"{loss:#.4g}".rstrip(".")
    return f"{loss:.3e}".replace("e-0", "e-").replace("e+0", "e+")


def rate_text(rate: float) -> str:
    """Write a rate with three digits, which change no faster than one can read."""
    rounded = float(f"{rate:.3g}")
    figures = f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:,.3g}"
    return f"{figures} steps/s"


def left_text(seconds: float) -> str:
    """Write a time in its largest unit: 4 s left, 12 min left, 3 h left."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size * 0.995:
            return f"{seconds / size:.0f} {unit} left"
    return f"{max(seconds, 0):.0f} s left"
