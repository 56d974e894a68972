"""The rows above the plot: curves to show, axes, smoothing, export."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.losses.flow_layout import Flow
from gui.panels.losses.overflow_button import OverflowButton
from gui.panels.losses.pens import Pens, inks_of

FORMATS = ("PNG", "SVG", "CSV")
MOST_ROWS = 2
"""More rows than these would take the room from the plot."""


class Controls(QWidget):
    """Chips for figures, switches for axes, the smoothing, fit, export."""

    figures_changed = Signal()
    log_changed = Signal(bool, bool)
    smoothing_changed = Signal(float)
    fit_wanted = Signal()
    export_wanted = Signal(str)
    runs_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(text_font())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.chips: dict[str, QToolButton] = {}
        self.inks = Pens()
        self._off: set[str] = set()
        self._colours = LIGHT
        self._flow = Flow(self)
        self._fill()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.setStyleSheet(_sheet(colours))
        self._ink_chips()

    def set_figures(self, names: Sequence[str], shown: Sequence[int]) -> None:
        """Offer a chip for each figure of the runs shown; those off stay off."""
        self.inks = inks_of(names, shown)
        if list(names) == list(self.chips):
            self._ink_chips()
            return
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self.chips = {name: self._chip(name) for name in names}
        for at, chip in enumerate(self.chips.values()):
            self._flow.insert(at, chip)
            chip.show()
        self._make_fit()

    def shown(self) -> list[str]:
        """Return the figures that are switched on."""
        return [name for name in self.chips if name not in self._off]

    def set_run_count(self, shown: int, count: int) -> None:
        """Write how many runs there are, and how many of them are shown."""
        some = f"{shown} of " if shown < count else ""
        self.runs.setText(f"Runs ({some}{count})")
        self._make_fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put into a menu what there is no room for."""
        super().resizeEvent(event)
        self._make_fit()

    def _make_fit(self) -> None:
        """Hide what is wanted least, until the rest fits into two rows."""
        chips = list(self.chips.values())
        row = [*chips, *self._tools]
        leaving = [*self._by_rarity, *reversed(chips[1:])]
        hidden: list[QWidget] = []
        while leaving and not self._fits([w for w in row if w not in hidden], hidden):
            hidden.append(leaving.pop(0))
        for widget in row:
            widget.setHidden(widget in hidden)
        self.more.stand_for([widget for widget in row if widget in hidden])
        self.updateGeometry()

    def _fits(self, shown: Sequence[QWidget], hidden: Sequence[QWidget]) -> bool:
        widgets = [*shown, self.more] if hidden else shown
        return self._flow.rows(widgets, self.width()) <= MOST_ROWS

    def _fill(self) -> None:
        self.log_x = self._switch("log x", "Logarithmic epochs")
        self.log_y = self._switch("log y", "Logarithmic losses (L)")
        for switch in (self.log_x, self.log_y):
            switch.toggled.connect(self._log)
        smooth = self._smoothing()
        self._flow.addWidget(smooth)
        self.fit = self._button("Fit", "Show everything and follow the run (0)")
        self.fit.clicked.connect(self.fit_wanted)
        self.export = self._button("Export ▾", "Save the plot as PNG, SVG or CSV")
        self.export.setMenu(self._menu())
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.runs = self._switch("Runs", "Show the list of runs")
        self.runs.toggled.connect(self.runs_toggled)
        self.more = OverflowButton(self.smoothing, self)
        self.more.hide()
        self._flow.addWidget(self.more)
        switches = self.log_x, self.log_y
        self._tools: tuple[QWidget, ...] = (
            *switches,
            smooth,
            self.fit,
            self.export,
            self.runs,
        )
        self._by_rarity: tuple[QWidget, ...] = (
            smooth,
            self.log_x,
            self.fit,
            self.export,
            self.runs,
            self.log_y,
        )

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._flow.addWidget(button)
        return button

    def _switch(self, text: str, tip: str) -> QToolButton:
        button = self._button(text, tip)
        button.setCheckable(True)
        return button

    def _smoothing(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        self.smoothing = QSlider(Qt.Orientation.Horizontal, box)
        self.smoothing.setRange(0, 99)
        self.smoothing.setFixedWidth(self.fontMetrics().averageCharWidth() * 12)
        self.smoothing.setAccessibleName("Smoothing")
        self.smoothing.setToolTip("Smoothing, from 0 to 0.99; raw values stay, faint")
        self._smoothed = QLabel("0.00", box)
        self.smoothing.valueChanged.connect(self._smooth)
        for part in (QLabel("smooth", box), self.smoothing, self._smoothed):
            row.addWidget(part)
        return box

    def _menu(self) -> QMenu:
        menu = QMenu("Export", self)
        for name in FORMATS:
            action = menu.addAction(f"As {name} ...")
            action.triggered.connect(lambda _=False, n=name: self.export_wanted.emit(n))
        return menu

    def _chip(self, name: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(name)
        chip.setIcon(self._sample(name))
        chip.setIconSize(QSize(self.fontMetrics().averageCharWidth() * 4, 12))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setCheckable(True)
        chip.setChecked(name not in self._off)
        chip.setToolTip(f"Show or hide {name}")
        chip.setAccessibleName(f"Show {name}")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.toggled.connect(partial(self._toggle, name))
        return chip

    def _toggle(self, name: str, is_on: bool) -> None:
        (self._off.discard if is_on else self._off.add)(name)
        self.figures_changed.emit()

    def _log(self) -> None:
        self.log_changed.emit(self.log_x.isChecked(), self.log_y.isChecked())

    def _smooth(self, hundredths: int) -> None:
        self._smoothed.setText(f"{hundredths / 100:.2f}")
        self.smoothing_changed.emit(hundredths / 100)

    def _ink_chips(self) -> None:
        for name, chip in self.chips.items():
            chip.setIcon(self._sample(name))

    def _sample(self, name: str) -> QIcon:
        """Draw a piece of line in the figure's style."""
        width = self.fontMetrics().averageCharWidth() * 3
        picture = QPixmap(width * 4 // 3, 12)  # with a gap before the word
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        pen = QPen(QColor(self.inks.sample(self._colours, name)), 2)
        pen.setStyle(self.inks.style(name))
        painter.setPen(pen)
        painter.drawLine(0, 6, width, 6)
        painter.end()
        return QIcon(picture)


def _sheet(colours: Colours) -> str:
    return (
        f"QToolButton {{ color: {colours.dim}; background: transparent;"
        f" border: 1px solid {colours.line}; border-radius: 4px; padding: 2px 7px; }}"
        f"QToolButton:checked {{ color: {colours.text};"
        f" background: {colours.selection}; border-color: {colours.accent}; }}"
        f"QToolButton:hover, QToolButton:focus {{ border-color: {colours.accent}; }}"
        f"QToolButton::menu-indicator {{ image: none; }}"
        f"QLabel {{ color: {colours.dim}; }}"
    )
