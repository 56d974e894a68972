"""The stack of plots: losses above, metrics below, one x axis and one cursor."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.views import Line
from gui.look.colours import Colours
from gui.panels.losses.pane import Key, Pane
from gui.panels.losses.pens import Pens
from gui.panels.losses.ranges import epochs_fitted, epochs_held
from gui.panels.losses.run_curves import RunCurves, Smoother, is_loss
from gui.panels.losses.thinning import MOST

_ALL = 1 << 31


class Chart(QWidget):
    """Draws the curves of all runs that are shown, and follows the current one."""

    hovered = Signal(object)  # the epoch below the mouse, or None
    fit_wanted = Signal()
    ranges_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: list[RunCurves] = []
        self.figures: list[str] = []
        self.weight = 0.0
        self.smoother: Smoother | None = None
        self.is_following = True
        self.is_running = False
        self.losses, self.metrics = Pane("Losses by epoch"), Pane("Metrics by epoch")
        self.panes = (self.losses, self.metrics)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for pane, stretch in ((self.losses, 3), (self.metrics, 2)):
            layout.addWidget(pane.plot, stretch)
            self._listen(pane)
        self.metrics.view.setXLink(self.losses.view)
        for signal in ("sigXRangeChanged", "sigResized"):
            getattr(self.losses.view, signal).connect(self._report_ranges)
        self._keep_left_edges_aligned()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        for pane in self.panes:
            pane.set_colours(colours)
        self.redraw()

    def set_log(self, is_log_x: bool, is_log_y: bool) -> None:
        """Choose the axes; metrics keep a linear y axis."""
        self.losses.set_log(is_log_x, is_log_y)
        self.metrics.set_log(is_log_x, False)
        self.follow()

    def show_runs(self, runs: Sequence[RunCurves], figures: Sequence[str]) -> None:
        """Draw these figures of these runs."""
        self.runs, self.figures = list(runs), list(figures)
        self.redraw()

    def set_inks(self, inks: Pens) -> None:
        """Draw curves in these colours and styles from now on."""
        for pane in self.panes:
            pane.inks = inks

    def update_current(self, run: RunCurves) -> None:
        """Draw the curves of one run again, and nothing else."""
        self.runs = [run if r.number == run.number else r for r in self.runs]
        self._draw(run)
        self._set_ranges()

    def set_running(self, is_running: bool) -> None:
        """Hold axes and draw fast while a run goes on; else fit and draw finely."""
        self.is_running = is_running
        for pane in self.panes:
            pane.is_fine = not is_running
        if self.is_following:
            self.follow()
        else:
            self.redraw()

    def follow(self) -> None:
        """Go back from a zoom to all that there is."""
        self.is_following = True
        for pane in self.panes:
            pane.forget_range()
        self.redraw()

    def redraw(self) -> None:
        """Draw everything anew."""
        keys = self._keys()
        for pane in self.panes:
            pane.keep(keys, has_faint=self._is_smooth())
        for run in self.runs:
            self._draw(run)
        below = any(not is_loss(name) for name in self.figures)
        above = any(map(is_loss, self.figures)) or not below
        self.losses.plot.setVisible(above)
        self.metrics.plot.setVisible(below)
        self.losses.show_epochs(not below)
        self._set_ranges()

    def set_cursor(self, epoch: int | None) -> None:
        """Show the cursor in all plots."""
        for pane in self.panes:
            pane.set_cursor(epoch)

    def cursor_x(self, epoch: int) -> float:
        """Return where an epoch is painted, in pixels of this widget."""
        pane = self.shown_panes()[0]
        point = QPointF(pane.place(epoch), 0)
        return pane.view.mapViewToScene(point).x() + pane.plot.x()

    def shown_panes(self) -> list[Pane]:
        """Return the plots that are to be seen."""
        return [pane for pane in self.panes if not pane.plot.isHidden()]

    def _listen(self, pane: Pane) -> None:
        pane.view.sigRangeChangedManually.connect(self._zoomed)
        pane.plot.scene().sigMouseMoved.connect(partial(self._moved, pane))
        pane.plot.scene().sigMouseClicked.connect(self._clicked)

    def _keep_left_edges_aligned(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0.00000000")
        for pane in self.panes:
            pane.plot.getAxis("left").setWidth(width)

    def _draw(self, run: RunCurves) -> None:
        most = MOST if self.is_following else _ALL
        for line in run.lines:
            if line.name in self.figures and len(line.curve.epochs):
                self._draw_line(run, line, most)

    def _keys(self) -> set[Key]:
        """Return which curves are to be seen."""
        return {
            (run.number, line.name)
            for run in self.runs
            for line in run.lines
            if line.name in self.figures and len(line.curve.epochs)
        }

    def _is_smooth(self) -> bool:
        return bool(self.weight) and self.smoother is not None

    def _draw_line(self, run: RunCurves, line: Line, most: int) -> None:
        pane = self.losses if is_loss(line.name) else self.metrics
        key = (run.number, line.name)
        if self.smoother is None or not self.weight:
            pane.draw(key, line.curve, most, run.is_current)
            return
        smooth = self.smoother(line.curve, self.weight)
        pane.draw(key, smooth, most, run.is_current)
        pane.draw_faint(key, line.curve, most)

    def _set_ranges(self) -> None:
        if not self.is_following:
            return
        is_log = self.losses.is_log_x
        give = epochs_held if self.is_running else epochs_fitted
        self.losses.set_x(give(self._last_epoch(), is_log))
        self.metrics.set_x(give(self._last_epoch(), is_log))
        for pane in self.panes:
            pane.set_y(self.is_running)

    def _last_epoch(self) -> int:
        curves = [c for pane in self.panes for c in pane.curves.values()]
        return max((int(curve.epochs[-1]) for curve in curves), default=0)

    def _zoomed(self, *_: object) -> None:
        if self.is_following:
            self.is_following = False
            for run in self.runs:
                self._draw(run)

    def _moved(self, pane: Pane, at: QPointF) -> None:
        inside = pane.area().contains(at)
        self.hovered.emit(round(pane.epoch_at(at)) if inside else None)

    def _clicked(self, event: object) -> None:
        if getattr(event, "double", lambda: False)():
            self.fit_wanted.emit()

    def _report_ranges(self, *_: object) -> None:
        self.ranges_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the cursor."""
        self.hovered.emit(None)
