"""The plot of losses and metrics, whole: controls, chart, cursor, runs."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.views import Line
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.losses.chart import Chart
from gui.panels.losses.controls import Controls
from gui.panels.losses.cursor import Cursor
from gui.panels.losses.picture_export import ask_path, save
from gui.panels.losses.run_curves import (
    CsvWriter,
    Reader,
    RunCurves,
    Smoother,
    current,
    figures,
    has_curves,
    no_table,
)
from gui.panels.losses.run_list import RunList
from gui.widgets.panel import Panel

_COPY = QKeySequence.StandardKey.Copy
EMPTY = "Press Run (Space): the loss appears here"


class LossPlot(Panel):
    """Training and validation loss and metrics by epoch, for all runs of a session."""

    run_removed = Signal(int)
    run_renamed = Signal(int, str)
    run_shown = Signal(int, bool)
    exported = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Losses and metrics by epoch")
        self.setFont(text_font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)
        self._colours = LIGHT
        self._runs: list[RunCurves] = []
        self._hidden: set[int] = set()
        self._file = ""
        self._csv: CsvWriter = no_table
        self.controls, self.chart, self.list = Controls(), Chart(), RunList()
        self.reading = Cursor(self.chart)
        self.empty = QLabel(EMPTY)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._arrange()
        self._listen()
        self.controls.log_y.setChecked(True)
        self.set_colours(LIGHT)
        self.set_runs(())

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, colours.panel)
        self.setPalette(palette)
        self.empty.setStyleSheet(f"color: {colours.dim};")
        for part in (self.controls, self.chart, self.list, self.reading):
            part.set_colours(colours)

    def set_runs(self, runs: Sequence[RunCurves]) -> None:
        """Show these runs, one of them the current one; hide those of other files."""
        self._runs = list(runs)
        self._hidden &= {run.number for run in runs}
        now = current(runs)
        is_other = now is not None and now.file != self._file
        if now and is_other:
            self._file = now.file
            self._hidden = {run.number for run in runs if run.file != now.file}
        self.list.set_runs(runs, self._hidden)
        self._show()
        if is_other:
            self.fit()

    def update_current(self, lines: Sequence[Line]) -> None:
        """Draw the newest curves of the current run."""
        at = next((i for i, run in enumerate(self._runs) if run.is_current), None)
        if at is None:
            return
        if not self.chart.is_running:
            self.chart.set_running(True)
        before = self._runs[at]
        run = self._runs[at] = replace(before, lines=tuple(lines))
        self.list.set_final(run)
        if _shape(before) != _shape(run):
            self._show()
        elif run.number not in self._hidden:
            self.chart.update_current(run)
        self.reading.refresh()

    def set_running(self, is_running: bool) -> None:
        """Hold the axes in jumps while a run goes on; fit them when it has ended."""
        if is_running != self.chart.is_running:
            self.chart.set_running(is_running)

    def set_reader(self, reader: Reader) -> None:
        """Set the function that reads values at an epoch."""
        self.reading.reader = reader

    def set_smoother(self, smoother: Smoother) -> None:
        """Smooth curves with this function."""
        self.chart.smoother = smoother
        self.chart.redraw()

    def set_csv_writer(self, writer: CsvWriter) -> None:
        """Write curves as CSV with this function."""
        self._csv = writer

    def fit(self) -> None:
        """Show everything, and follow the current run again."""
        self.chart.follow()

    def export(self, path: str) -> None:
        """Write PNG, SVG or CSV, as the end of the path says."""
        lines = [line for run in self.chart.runs for line in run.lines]
        try:
            self.chart.set_cursor(None)
            save(path, self.chart, self._colours, lambda: self._csv(lines))
        except (OSError, ValueError) as error:
            self.failed.emit(str(error))
        else:
            self.exported.emit(path)
        finally:
            self.reading.refresh()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C for the values while the plot has the keys."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.matches(_COPY):
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """L: log y; 0: fit; arrows: the cursor; Ctrl+C: the exact values."""
        step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.matches(_COPY):
            QGuiApplication.clipboard().setText(self.reading.exact())
            return
        match event.key():
            case Qt.Key.Key_L:
                self.controls.log_y.toggle()
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Left:
                self.reading.move(-step)
            case Qt.Key.Key_Right:
                self.reading.move(step)
            case Qt.Key.Key_Escape:
                self.reading.show_at(None)
            case _:
                super().keyPressEvent(event)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.controls)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.list)
        self.list.hide()

    def _listen(self) -> None:
        controls = self.controls
        controls.figures_changed.connect(self._show)
        controls.log_changed.connect(self.chart.set_log)
        controls.smoothing_changed.connect(self._smooth)
        controls.fit_wanted.connect(self.fit)
        controls.export_wanted.connect(self._ask_and_export)
        controls.runs_toggled.connect(self.list.setVisible)
        self.chart.hovered.connect(self.reading.show_at)
        self.chart.fit_wanted.connect(self.fit)
        self.chart.ranges_changed.connect(self.reading.refresh)
        self.list.removed.connect(self.run_removed)
        self.list.renamed.connect(self.run_renamed)
        self.list.shown.connect(self._hide_or_show)

    def _show(self) -> None:
        shown = [run for run in self._runs if run.number not in self._hidden]
        numbers = [run.number for run in shown]
        self.controls.set_figures(figures(shown), numbers)
        self.controls.set_run_count(len(shown), len(self._runs))
        self.chart.set_inks(self.controls.inks)
        self.chart.show_runs(shown, self.controls.shown())
        is_empty = not has_curves(shown or self._runs)
        self.chart.setVisible(not is_empty)
        self.empty.setVisible(is_empty)
        self.reading.refresh()

    def _smooth(self, weight: float) -> None:
        self.chart.weight = weight
        self.chart.redraw()

    def _hide_or_show(self, number: int, is_shown: bool) -> None:
        (self._hidden.discard if is_shown else self._hidden.add)(number)
        self._show()
        self.run_shown.emit(number, is_shown)

    def _ask_and_export(self, name: str) -> None:
        if path := ask_path(self, name):
            self.export(path)


def _shape(run: RunCurves) -> list[tuple[str, bool]]:
    """Return which curves there are, and which have points."""
    return [(line.name, len(line.curve.epochs) > 0) for line in run.lines]
