"""The panel: what is to be known of a trained network, from the verdict down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.views import Judgement, Measure
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font, title_font
from gui.panels.evaluation.bars import MOST, Bars
from gui.panels.evaluation.grid import Grid
from gui.widgets.confusion import ConfusionView
from gui.widgets.panel import Panel

NOTHING = (
    "Train, then evaluate: how good is the network on rows that it was not trained on,"
    " and is it better than a trivial guess?"
)
ABOUT_BARS = "Input importance: by how much the loss rises when an input is shuffled"
WORDS = {True: "✓ better", False: "✗ not better", None: ""}


class EvaluationPanel(Panel):
    """Shows a judgement.

    Signals
    -------
    wanted : judge the weights as they are
    report_wanted : show the whole report in the browser
    """

    wanted = Signal()
    report_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Evaluation")
        self.setFont(text_font())
        self._colours, self.judgement = LIGHT, None
        self.evaluate = _button(
            "&Evaluate", "Evaluate the weights as they are (Ctrl+R)"
        )
        tip = "Write the full report, and open it in the browser"
        self.report = _button("Open report in &browser", tip)
        self.verdict, self.about, self.warnings = _label(), _label(NOTHING), _label()
        self.notes, self.head_of_bars = _label(), _label(ABOUT_BARS)
        self.confusion = ConfusionView(self)
        self.confusion.headline.hide()
        self.measures, self.classes = Grid("Figures", self), Grid("Classes", self)
        self.bars = Bars(self)
        self.evaluate.clicked.connect(self.wanted)
        self.report.clicked.connect(self.report_wanted)
        self._lay_out()
        self.clear()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        for part in (self.bars, self.measures, self.classes, self.confusion):
            part.set_colours(colours)
        for label in (self.about, self.notes, self.head_of_bars):
            label.setStyleSheet(f"color: {colours.dim}")
        self.warnings.setStyleSheet(f"color: {colours.warning}")
        self._page.setStyleSheet(f"#page {{ background: {colours.panel} }}")
        if self.judgement is not None:
            self.show_judgement(self.judgement)

    def clear(self) -> None:
        """Show that nothing is judged."""
        self.judgement = None
        self.about.setText(NOTHING)
        for part in (self.verdict, self.warnings, self.notes, self.confusion):
            part.hide()
        for part in (self.measures, self.classes, self.head_of_bars, self.bars):
            part.hide()

    def show_judgement(self, found: Judgement) -> None:
        """Show how good a network is."""
        self.judgement = found
        self._show_verdict(found)
        heads = ("measure", "network", "baseline", "")
        inks = [self._ink(one) for one in found.measures]
        self.measures.show_rows(heads, [_row(one) for one in found.measures], inks)
        self.notes.setText("\n".join(found.notes))
        self.notes.setVisible(bool(found.notes))
        self.classes.show_rows(found.heads, found.classes)
        self._show_confusion(found)
        self._show_bars(found)

    def _show_verdict(self, found: Judgement) -> None:
        """Show the verdict, the weights and rows it belongs to, and warnings."""
        sign = "✓" if found.is_good else "✗"
        self.verdict.setText(f"{sign} {found.verdict}")
        ink = self._colours.good if found.is_good else self._colours.error
        self.verdict.setStyleSheet(f"color: {ink}")
        self.verdict.show()
        rows = f"{found.rows:,} row{'s' * (found.rows != 1)}"
        kept = f"; {found.kept}" if found.kept else ""
        self.about.setText(
            f"{found.name} after {found.epoch:,} epochs, evaluated on {rows} of the"
            f" {found.part} part{kept}"
        )
        self.warnings.setText("\n".join(f"▲ {text}" for text in found.warnings))
        self.warnings.setVisible(bool(found.warnings))

    def _show_confusion(self, found: Judgement) -> None:
        self.confusion.setVisible(found.confusion is not None)
        if found.confusion is not None:
            self.confusion.show_confusion(found.confusion)
            self.confusion.setFixedHeight(self.confusion.natural_height())

    def _show_bars(self, found: Judgement) -> None:
        self.bars.show_bars(found.importance)
        more = len(found.importance) - MOST
        left = f" (the first {MOST} of {len(found.importance)})" if more > 0 else ""
        self.head_of_bars.setText(f"{ABOUT_BARS}{left}. The loss is {found.loss}")
        for part in (self.head_of_bars, self.bars):
            part.setVisible(bool(found.importance))

    def _ink(self, one: Measure) -> QColor | None:
        colours = {True: self._colours.good, False: self._colours.error}
        return QColor(colours[one.is_better]) if one.is_better is not None else None

    def _lay_out(self) -> None:
        pad = self.fontMetrics().averageCharWidth()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(pad, pad // 2, pad, pad // 2)
        buttons.addWidget(self.evaluate)
        buttons.addWidget(self.report)
        buttons.addStretch()
        self._page = QWidget()
        self._page.setObjectName("page")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(pad)
        self.verdict.setFont(title_font())
        for part in (self.verdict, self.about, self.warnings, self.measures):
            column.addWidget(part)
        for part in (self.notes, self.classes, self.confusion):
            column.addWidget(part)
        for part in (self.head_of_bars, self.bars):
            column.addWidget(part)
        column.addStretch()
        area = QScrollArea()
        area.setWidget(self._page)
        area.setWidgetResizable(True)
        area.setAccessibleName("Judgement")
        area.setFrameShape(area.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(buttons)
        layout.addWidget(area, 1)


def _row(one: Measure) -> list[str]:
    return [one.name, one.value, one.baseline, WORDS[one.is_better]]


def _label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.replace("&", ""))
    return button
