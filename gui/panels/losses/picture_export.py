"""The plot as a picture on its own: light, with a legend in words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.exporting import png_of, svg_of, write
from gui.look.fonts import text_font
from gui.panels.losses.chart import Chart
from gui.panels.losses.pens import Pens
from gui.panels.losses.run_curves import RunCurves

Entry = tuple[int, str, str]

_SAMPLE, _GAP = 24.0, 6.0


def save(
    path: str, chart: Chart, colours: Colours, write_table: Callable[[], str]
) -> None:
    """Write what the chart shows; raise OSError or ValueError with a plain message."""
    suffix = Path(path).suffix.lower()
    if suffix not in {".png", ".svg", ".csv"}:
        raise ValueError(f"{path} does not end in .png, .svg or .csv")
    if not chart.runs or chart.isHidden():
        raise ValueError("There is nothing to save yet: press Run first")
    if suffix == ".csv":
        write(path, write_table().encode())
        return
    data, size = _light_svg(chart, colours)
    write(path, png_of(data, size) if suffix == ".png" else data)


def ask_path(parent: QWidget, name: str) -> str:
    """Ask where to save; return a path with the format's ending, or nothing."""
    ending = f".{name.lower()}"
    path, _ = QFileDialog.getSaveFileName(
        parent, f"Save the plot as {name}", f"losses{ending}", f"{name} (*{ending})"
    )
    return path if not path or path.lower().endswith(ending) else path + ending


def _light_svg(chart: Chart, colours: Colours) -> tuple[bytes, QSize]:
    """Paint the chart in light colours, whatever the window has."""
    chart.set_colours(LIGHT)
    try:
        return _svg(chart)
    finally:
        chart.set_colours(colours)


def _svg(chart: Chart) -> tuple[bytes, QSize]:
    metrics = QFontMetricsF(text_font())
    entries = legend(chart.runs, chart.figures)
    widths = [metrics.horizontalAdvance(words) for _, _, words in entries]
    places = _place(widths, chart.width(), metrics.lineSpacing())
    top = places[-1].y() + metrics.lineSpacing() + _GAP if places else 0.0
    size = QSize(chart.width(), round(chart.height() + top))

    def paint(painter: QPainter) -> None:
        painter.setFont(text_font())
        for place, entry in zip(places, entries, strict=True):
            _paint_entry(painter, place, entry, chart.losses.inks)
        for pane in chart.shown_panes():
            pane.paint(painter, QRectF(pane.plot.geometry()).translated(0, top))

    return svg_of(paint, size, chart.logicalDpiX(), LIGHT.panel), size


def legend(runs: Sequence[RunCurves], figures: Sequence[str]) -> list[Entry]:
    """Return number, figure and words of every curve that is drawn."""
    return [
        (run.number, line.name, f"{run.title}: {line.name}")
        for run in runs
        for line in run.lines
        if line.name in figures
    ]


def _place(widths: Sequence[float], room: float, line: float) -> list[QPointF]:
    """Set entries side by side, in as many lines as they need."""
    places: list[QPointF] = []
    x, y = _GAP, _GAP
    for width in widths:
        whole = _SAMPLE + width + 4 * _GAP
        if x > _GAP and x + whole > room:
            x, y = _GAP, y + line
        places.append(QPointF(x, y))
        x += whole
    return places


def _paint_entry(painter: QPainter, place: QPointF, entry: Entry, inks: Pens) -> None:
    number, figure, words = entry
    base = painter.fontMetrics().ascent()
    middle = place + QPointF(0, base * 0.65)
    pen = QPen(QColor(inks.colour(LIGHT, number, figure)), 2)
    pen.setStyle(inks.style(figure))
    painter.setPen(pen)
    painter.drawLine(middle, middle + QPointF(_SAMPLE, 0))
    painter.setPen(QColor(LIGHT.text))
    painter.drawText(place + QPointF(_SAMPLE + _GAP, base), words)
