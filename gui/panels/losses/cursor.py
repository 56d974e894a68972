"""The cursor: an epoch, moved by mouse or keys, and the values found there."""

from PySide6.QtCore import QObject

from engine.views import Curve
from gui.look.colours import Colours
from gui.panels.losses.chart import Chart
from gui.panels.losses.readout import Readout, exact
from gui.panels.losses.run_curves import Reader, Reading, RunCurves, nearest


class Cursor(QObject):
    """Keeps the epoch that is read, and shows the values of all curves there."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.reader: Reader = nearest
        self.epoch: int | None = None
        self.readings: list[Reading] = []
        self.readout = Readout(chart)
        self._chart = chart
        self._seen: object = None  # what the label was laid out for

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.readout.set_colours(colours)
        self._seen = None
        self.refresh()

    def show_at(self, epoch: int | None) -> None:
        """Read at the point nearest to an epoch; None hides the cursor."""
        curve = self._leading() if epoch is not None else None
        found = self.reader(curve, epoch) if curve and epoch is not None else None
        self.epoch = found[0] if found else None
        self.refresh()

    def move(self, points: int) -> None:
        """Go some points further; the first key press begins at the last point."""
        curve = self._leading()
        if curve is None:
            return
        last = len(curve.epochs) - 1
        if self.epoch is None:
            self.show_at(int(curve.epochs[last]))
            return
        at = int(curve.epochs.searchsorted(self.epoch)) + points
        self.show_at(int(curve.epochs[min(max(at, 0), last)]))

    def refresh(self) -> None:
        """Read again, as curves or axes have changed."""
        self.readings = self._read()
        self._chart.set_cursor(self.epoch if self.readings else None)
        if self.epoch is None or not self.readings:
            self.readout.hide()
            return
        x = self._chart.cursor_x(self.epoch)
        values = [(r.run.title, r.figure, r.epoch, r.value) for r in self.readings]
        inks = self._chart.losses.inks
        seen = (x, self._chart.size(), values, inks)
        if seen != self._seen or self.readout.isHidden():
            self._seen = seen
            self.readout.inks = inks
            self.readout.show_readings(self.epoch, self.readings, x)
            self._chart.setToolTip(self.exact())

    def exact(self) -> str:
        """Return all values with every digit."""
        return exact(self.epoch, self.readings) if self.epoch is not None else ""

    def _read(self) -> list[Reading]:
        if self.epoch is None:
            return []
        found = [self._reading(run, name, self.epoch) for run, name in self._shown()]
        return [reading for reading in found if reading]

    def _shown(self) -> list[tuple[RunCurves, str]]:
        runs = sorted(self._chart.runs, key=lambda run: not run.is_current)
        return [(run, name) for run in runs for name in self._chart.figures]

    def _reading(self, run: RunCurves, name: str, epoch: int) -> Reading | None:
        for line in run.lines:
            if line.name == name and (found := self.reader(line.curve, epoch)):
                return Reading(run, name, *found)
        return None

    def _leading(self) -> Curve | None:
        """Return the curve whose points the cursor visits."""
        for run, name in self._shown():
            for line in run.lines:
                if line.name == name and len(line.curve.epochs):
                    return line.curve
        return None
