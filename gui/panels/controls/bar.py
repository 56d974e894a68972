"""The bar at the top of the window."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.look.plotting import mixed
from gui.panels.controls.buttons import ActionButton, RunButton, State
from gui.panels.controls.number import Number
from gui.panels.controls.readings import ProgressLine, Readings, bar_colour
from gui.widgets.panel import Panel

_KEYS = ("step", "steps", "epoch", "to_epoch", "reset", "seed")
_SPEEDS = (None, 1000.0, 100.0, 10.0, 1.0)
_WORDED = ("step", "epoch", "reset", "seed")
_LEAST = 5


class RunControls(Panel):
    """Starts, stops and paces a training, and says how far it has come."""

    speed_changed = Signal(object)
    target_entered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Run controls")
        self.setFont(text_font())
        self._state: State = "empty"
        self._colours: Colours | None = None
        self._run = RunButton(self)
        self._buttons = {key: ActionButton(key, self) for key in _KEYS}
        self._steps = Number(self, "Number of steps", ("", " steps"), 100)
        self._target = Number(self, "Epoch to run to", ("epoch ", ""), 1000)
        self._speed = _speed_box(self)
        self._readings = Readings(self)
        self._line = ProgressLine(self)
        self._least = 0
        self._lay_out()
        self._connect()
        self._fit()

    def bind(self, actions: Mapping[str, QAction]) -> None:
        """Connect the buttons with the window's actions, by their keys."""
        self._run.bind(actions["run"])
        for key, button in self._buttons.items():
            button.bind(actions[key])
        self._fit()

    def set_state(self, state: State) -> None:
        """Show the state of the run, and what the big button would do."""
        self._state = state
        self._run.set_state(state)
        self._readings.set_state(state)
        if state == "empty":
            self._line.set_share(0.0)
        self._paint_line()

    def set_progress(
        self,
        epoch: int,
        epochs: int,
        loss: float | None,
        steps_per_second: float | None,
        seconds_left: float | None,
    ) -> None:
        """Show how far the training has come, and how fast it goes."""
        if self._readings.set_progress(epoch, epochs, loss):
            self._fit()
        self._readings.set_pace(steps_per_second, seconds_left)
        self._line.set_share(min(epoch / epochs, 1.0) if epochs else 0.0)

    def steps(self) -> int:
        """Return how many steps to make at once."""
        return self._steps.value()

    def target_epoch(self) -> int:
        """Return the epoch to run to."""
        return self._target.value()

    def set_target_epoch(self, epoch: int) -> None:
        """Propose an epoch to run to."""
        self._target.setValue(epoch)

    def speed(self) -> float | None:
        """Return the most steps to make in a second; None is as many as can be."""
        return _SPEEDS[self._speed.currentIndex()]

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.setStyleSheet(_style_sheet(colours, self.fontMetrics().height()))
        self._run.set_colours(colours)
        for part in (*self._buttons.values(), self._steps, self._target):
            part.set_colours(colours)
        self._paint_line()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide what matters less where there is no room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the size with everything hidden that may be."""
        return QSize(self._least, self._outer.minimumSize().height())

    def _lay_out(self) -> None:
        gap = self.fontMetrics().height() // 2
        self._row = QHBoxLayout()
        self._row.setContentsMargins(gap, gap, gap, gap)
        self._row.setSpacing(gap // 4)
        self._row.addWidget(self._run)
        for widget in self._movers():
            self._row.addSpacing(0 if widget in self._ends() else gap // 2)
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for reading in self._readings.all():
            self._row.addWidget(reading)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._outer.addLayout(self._row)
        self._outer.addWidget(self._line)

    def _movers(self) -> tuple[QWidget, ...]:
        step, steps, epoch, to_epoch, reset, seed = self._buttons.values()
        counts = (self._steps, steps, epoch, self._target, to_epoch)
        return (step, *counts, reset, seed, self._speed)

    def _ends(self) -> tuple[QWidget, ...]:
        return (self._buttons["steps"], self._buttons["to_epoch"])

    def _connect(self) -> None:
        self._speed.currentIndexChanged.connect(
            lambda: self.speed_changed.emit(self.speed())
        )
        self._steps.lineEdit().returnPressed.connect(self._buttons["steps"].click)
        self._target.lineEdit().returnPressed.connect(
            lambda: self.target_entered.emit(self.target_epoch())
        )

    def _fit(self) -> None:
        self._show_less(_LEAST)
        self._least = self._needed()
        for hidden in range(_LEAST + 1):
            self._show_less(hidden)
            if self._needed() <= self.width():
                break
        self._outer.activate()

    def _needed(self) -> int:
        self._row.invalidate()
        return self._row.minimumSize().width()

    def _show_less(self, hidden: int) -> None:
        for key in _WORDED:
            self._buttons[key].show_word(hidden < 1)
        self._readings.rate.setVisible(hidden < 2)
        for number in (self._steps, self._target):
            number.show_word(hidden < 3)
        self._readings.shorten(hidden >= 4)
        self._readings.loss.setVisible(hidden < 5)

    def _paint_line(self) -> None:
        if self._colours is not None:
            bar = bar_colour(self._state, self._colours)
            self._line.set_bar(self._colours.line, bar)


def _speed_box(parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName("Speed limit")
    box.setToolTip("Speed limit: the most steps per second")
    box.setMinimumHeight(2 * box.fontMetrics().height())
    for speed in _SPEEDS:
        box.addItem("full speed" if speed is None else f"{speed:,.0f} /s")
    return box


def _style_sheet(colours: Colours, height: int) -> str:
    """Write the style sheet for a font of a height."""
    bright = mixed(colours.accent, colours.text, 0.15).name()
    round_off, pad = height // 3, height // 4
    return f"""
QPushButton#run {{
    background: {colours.accent}; color: {colours.on_accent};
    border: 2px solid {colours.accent}; border-radius: {round_off}px;
    padding: {pad}px {2 * pad}px;
}}
QPushButton#run:hover {{ background: {bright}; border-color: {bright}; }}
QPushButton#run:focus {{ border-color: {colours.text}; }}
QPushButton#run:disabled {{
    background: {colours.line}; color: {colours.dim}; border-color: {colours.line};
}}
QToolButton {{
    color: {colours.text}; background: transparent;
    border: 1px solid transparent; border-radius: {round_off}px; padding: {pad}px;
}}
QToolButton:hover {{ background: {colours.raised}; border-color: {colours.line}; }}
QToolButton:pressed, QToolButton:checked {{ background: {colours.selection}; }}
QToolButton:focus {{ border-color: {colours.accent}; }}
QToolButton:disabled {{ color: {colours.dim}; }}
"""
