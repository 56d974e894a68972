"""The panel that shows what was learned, one view large and perhaps a second below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.views import Kind, Learned, Wish
from gui.look.colours import Colours
from gui.panels.learned.answers import AnswersView
from gui.panels.learned.number_plots import FitView, ScatterView
from gui.panels.learned.surface import SurfaceView
from gui.widgets.confusion import ConfusionView
from gui.widgets.panel import Panel
from gui.widgets.switch import Choice, Switch

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
NO_NETWORK = "What a network has learned appears here, as soon as there is one"


class LearnedPanel(Panel):
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
        self.setAutoFillBackground(True)
        self._kinds: tuple[Kind, ...] = ()
        self._is_running = False
        self._is_small: bool | None = None
        self._is_choice = False
        self.surface, self.confusion = SurfaceView(), ConfusionView()
        self.fit, self.scatter = FitView(), ScatterView()
        self.answers = AnswersView()
        self.answers.row_chosen.connect(self._choose)
        self._views: dict[Kind, QWidget] = {
            "surface": self.surface,
            "fit": self.fit,
            "confusion": self.confusion,
            "scatter": self.scatter,
        }
        self._empty = QLabel(NO_NETWORK)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack, self._split = QStackedWidget(), QSplitter(Qt.Orientation.Vertical)
        self.switch, self.output = Switch(), _Outputs()
        self.switch.picked.connect(self._arrange)
        self.output.activated.connect(self._arrange)
        self._lay_out()
        self.set_learned(None)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(colours.panel))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colours.text))
        self.setPalette(palette)
        self._empty.setStyleSheet(f"color: {colours.dim}")
        self.switch.set_colours(colours)
        for view in (self.surface, self.fit, self.confusion, self.scatter):
            view.set_colours(colours)
        self.answers.set_colours(colours)

    def set_kinds(self, kinds: tuple[Kind, ...], outputs: tuple[str, ...]) -> None:
        """Offer the views that suit a model; the first is shown."""
        is_same = kinds == self._kinds and outputs == self.output.names()
        if is_same and self._is_small is not False:
            return
        # Other data may have few rows; the next answers will tell.
        self._is_small = None
        if not is_same:
            self._kinds, self._is_choice = kinds, False
            self._empty.setText(EMPTY if kinds else NO_NETWORK)
            self._offer(kinds)
            self.output.fill(outputs)
            self.set_learned(None)
        self._arrange()

    def set_is_running(self, is_running: bool) -> None:
        """While training goes on, planes are drawn coarser."""
        if is_running != self._is_running:
            self._is_running = is_running
            self.surface.set_is_running(is_running=is_running)
            self.wish_changed.emit()

    def wish(self) -> Wish:
        """Return what must be computed for the views in sight."""
        side = SIDE_WHILE_RUNNING if self._is_running else SIDE
        return Wish(self._shown(), side, self.output.place())

    def set_learned(self, learned: Learned | None) -> None:
        """Show what was computed; nothing shows what to do."""
        self._empty.setVisible(learned is None)
        self._split.setVisible(learned is not None)
        if learned is None or not self._kinds:
            return
        if learned.answers is not None:
            self.answers.show_answers(learned.answers)
            self._set_is_small(learned.answers.rows <= FEW_ROWS)
        if learned.surface is not None:
            self.surface.show_surface(learned.surface)
            self._set_is_choice(bool(learned.surface.classes))
        if learned.fit is not None:
            self.fit.show_fit(learned.fit)
        if learned.confusion is not None:
            self.confusion.show_confusion(learned.confusion)
            self._set_is_choice(self._is_choice or len(learned.confusion.names) > 2)
        if learned.scatter is not None:
            self.scatter.show_scatter(learned.scatter)

    def set_chosen_row(self, row: int | None) -> None:
        """Mark an example that was chosen elsewhere."""
        self.answers.choose(row)
        self._mark(row)

    def _mark(self, row: int | None) -> None:
        for view in (self.surface, self.fit, self.scatter):
            view.set_chosen(row)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._mark(row)
            self.row_chosen.emit(row)

    def _set_is_small(self, is_small: bool) -> None:
        if is_small == self._is_small:
            return
        self._is_small = is_small
        self._arrange()
        if is_small:
            high, needed = self._split.height(), self.answers.needed_height()
            self._split.setSizes([max(high - needed, high // 2), needed])

    def _set_is_choice(self, is_choice: bool) -> None:
        """Offer no output where a class is chosen by all of them together."""
        if is_choice != self._is_choice:
            self._is_choice = is_choice
            self._show_output()

    def _show_output(self) -> None:
        has_choice = self.output.count() > 1 and not self._is_choice
        is_by_output = self._kinds[self.switch.current()] != "answers"
        self.output.setVisible(has_choice and is_by_output)

    def _shown(self) -> tuple[Kind, ...]:
        if not self._kinds:
            return ()
        main = self._kinds[self.switch.current()]
        is_alone = main == "answers" or self._is_small is False
        return (
            (main,) if is_alone or "answers" not in self._kinds else (main, "answers")
        )

    def _offer(self, kinds: tuple[Kind, ...]) -> None:
        """Offer these views; one alone needs no button."""
        words = [TITLES[kind] for kind in kinds]
        tips = [f"Show: {word} (arrow keys change the view)" for word in words]
        pairs = zip(words, tips, strict=True)
        self.switch.set_choices([Choice(*pair) for pair in pairs])
        self.switch.setVisible(len(kinds) > 1)

    def _arrange(self) -> None:
        if not self._kinds:
            return
        main = self._kinds[self.switch.current()]
        self._stack.setVisible(main != "answers")
        self.answers.setVisible(main == "answers" or bool(self._is_small))
        if main in self._views:
            self._stack.setCurrentWidget(self._views[main])
        self._show_output()
        self.wish_changed.emit()

    def _lay_out(self) -> None:
        for view in self._views.values():
            self._stack.addWidget(view)
        self._split.addWidget(self._stack)
        self._split.addWidget(self.answers)
        self._split.setStretchFactor(0, 1)
        self._split.setChildrenCollapsible(False)
        bar = QHBoxLayout()
        pad = self.fontMetrics().averageCharWidth() // 2
        bar.setContentsMargins(pad, pad, pad, pad)
        bar.addWidget(self.switch)
        bar.addStretch(1)
        bar.addWidget(self.output)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._split, 1)
        layout.addWidget(self._empty, 1)


class _Outputs(QComboBox):
    """A list of names that never makes its panel wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Output")
        self.setToolTip("Which output is shown")
        self.setMinimumContentsLength(6)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.hide()

    def names(self) -> tuple[str, ...]:
        """List what is offered."""
        return tuple(self.itemText(i) for i in range(self.count()))

    def fill(self, names: tuple[str, ...]) -> None:
        """Offer these; the first is chosen."""
        self.clear()
        self.addItems(list(names))

    def place(self) -> int:
        """Return which one is chosen."""
        return max(self.currentIndex(), 0)
