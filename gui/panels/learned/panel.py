"""The panel that shows what was learned, one view large and perhaps a second below."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.views import Kind, Learned, Wish
from gui.look.colours import Colours
from gui.panels.learned.answers import AnswersView
from gui.panels.learned.confusion import ConfusionView
from gui.panels.learned.lines import FitView, ScatterView
from gui.panels.learned.surface import SurfaceView

TITLES: dict[Kind, str] = {
    "surface": "Plane",
    "fit": "Curve",
    "confusion": "Confusion",
    "scatter": "Predicted / actual",
    "answers": "Table",
}
SIDE_WHILE_RUNNING, SIDE = 50, 160
FEW_ROWS = 16
EMPTY = "Press Run (Space) to see what the network learns"


class LearnedPanel(QWidget):
    """Chooses the view by the task.

    Signals
    -------
    wish_changed : something else is to be computed
    row_chosen : an example was chosen in the table
    """

    wish_changed = Signal()
    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What it learned")
        self._kinds: tuple[Kind, ...] = ()
        self._is_running = self._is_small = False
        self.surface, self.confusion = SurfaceView(), ConfusionView()
        self.fit, self.scatter = FitView(), ScatterView()
        self.answers = AnswersView()
        self.answers.row_chosen.connect(self._choose)
        self._empty = QLabel(EMPTY)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._views: dict[Kind, QWidget] = {
            "surface": self.surface,
            "fit": self.fit,
            "confusion": self.confusion,
            "scatter": self.scatter,
        }
        for view in (self._empty, *self._views.values()):
            self._stack.addWidget(view)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self._stack)
        self._split.addWidget(self.answers)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 1)
        self._switch, self._buttons = QButtonGroup(self), QHBoxLayout()
        self.output = QComboBox()
        self.output.setAccessibleName("Output")
        self.output.setToolTip("Which output is shown")
        self.output.activated.connect(self._wish_anew)
        self._switch.idClicked.connect(self._wish_anew)
        self._lay_out()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        for view in (*self._views.values(), self.answers):
            view.set_colours(colours)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - each has it

    def set_kinds(self, kinds: tuple[Kind, ...], outputs: tuple[str, ...]) -> None:
        """Offer the views that suit a model; the first is shown."""
        names = [self.output.itemText(i) for i in range(self.output.count())]
        if kinds == self._kinds and names == list(outputs):
            return
        self._kinds = kinds
        self._fill_switch()
        self.output.blockSignals(True)
        self.output.clear()
        self.output.addItems(list(outputs))
        self.output.blockSignals(False)
        self._arrange()

    def set_is_running(self, is_running: bool) -> None:
        """While training goes on, planes are drawn coarser."""
        if is_running != self._is_running:
            self._is_running = is_running
            self.surface.set_is_running(is_running=is_running)
            self.wish_changed.emit()

    def wish(self) -> Wish:
        """Say what is to be computed for what is in sight."""
        side = SIDE_WHILE_RUNNING if self._is_running else SIDE
        return Wish(self._shown(), side, max(self.output.currentIndex(), 0))

    def set_learned(self, learned: Learned | None) -> None:
        """Show what was computed; nothing shows what to do."""
        if learned is None:
            self._stack.setCurrentWidget(self._empty)
            return
        if learned.answers is not None:
            is_small = learned.answers.rows <= FEW_ROWS
            self.answers.show_answers(learned.answers)
            if is_small != self._is_small:
                self._is_small = is_small
                self._arrange()
        shows: list[tuple[Any, Callable[[Any], None]]] = [
            (learned.surface, self.surface.show_surface),
            (learned.fit, self.fit.show_fit),
            (learned.confusion, self.confusion.show_confusion),
            (learned.scatter, self.scatter.show_scatter),
        ]
        for found, show in shows:
            if found is not None:
                show(found)

    def set_chosen_row(self, row: int | None) -> None:
        """Mark an example that was chosen elsewhere."""
        self.answers.choose(row)
        self.surface.set_chosen(row)

    def _wish_anew(self, _: int) -> None:
        self._arrange()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.surface.set_chosen(row)
            self.row_chosen.emit(row)

    def _shown(self) -> tuple[Kind, ...]:
        if not self._kinds:
            return ()
        main = self._kinds[max(self._switch.checkedId(), 0)]
        return (main, "answers") if main != "answers" else ("answers",)

    def _arrange(self) -> None:
        shown = self._shown()
        if not shown:
            return
        main = shown[0]
        self._stack.setVisible(main != "answers")
        self.answers.setVisible(main == "answers" or self._is_small)
        if main in self._views:
            self._stack.setCurrentWidget(self._views[main])
        wants_output = self.output.count() > 1 and main in ("surface", "fit", "scatter")
        self.output.setVisible(wants_output)
        self.wish_changed.emit()

    def _fill_switch(self) -> None:
        for button in self._switch.buttons():
            self._switch.removeButton(button)
            button.deleteLater()
        for place, kind in enumerate(self._kinds):
            button = QToolButton()
            button.setText(TITLES[kind])
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setToolTip(f"Show: {TITLES[kind]}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._switch.addButton(button, place)
            self._buttons.insertWidget(place, button)
            button.setVisible(len(self._kinds) > 1)
        if self._kinds:
            self._switch.button(0).setChecked(True)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        pad = self.fontMetrics().averageCharWidth() // 2
        bar.setContentsMargins(pad, pad, pad, pad)
        bar.addLayout(self._buttons)
        bar.addStretch(1)
        bar.addWidget(self.output)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._split, 1)
