"""The plot as a picture on its own: light, with a legend in words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.look.colours import LIGHT, Colours
from gui.look.exporting import png_of, svg_of, write
from gui.look.fonts import text_font
from gui.panels.losses.chart import Chart
from gui.panels.losses.pane import run_colour, style_of
from gui.panels.losses.runs import RunCurves

_SAMPLE, _GAP = 24.0, 6.0


def save(
    path: str, chart: Chart, colours: Colours, write_table: Callable[[], str]
) -> None:
    """Write what the chart shows; raise OSError or ValueError with a plain message."""
    suffix = Path(path).suffix.lower()
    if suffix not in {".png", ".svg", ".csv"}:
        raise ValueError(f"{path} ends with none of .png, .svg, .csv")
    if not chart.runs or chart.isHidden():
        raise ValueError("There is nothing to save yet: press Run first")
    if suffix == ".csv":
        write(path, write_table().encode())
        return
    data, size = _light_svg(chart, colours)
    write(path, png_of(data, size) if suffix == ".png" else data)


def _light_svg(chart: Chart, colours: Colours) -> tuple[bytes, QSize]:
    """Paint the chart in light colours, whatever the window has."""
    chart.set_colours(LIGHT)
    try:
        return _svg(chart)
    finally:
        chart.set_colours(colours)


def _svg(chart: Chart) -> tuple[bytes, QSize]:
    """Paint what the chart shows, in light colours; the chart must be light then."""
    entries = legend(chart.runs, chart.figures)
    line = QFontMetricsF(text_font()).lineSpacing()
    top = line * len(entries) + 2 * _GAP
    size = QSize(chart.width(), round(chart.height() + top))

    def paint(painter: QPainter) -> None:
        _paint_legend(painter, entries, line)
        for pane in chart.shown_panes():
            place = QRectF(pane.plot.geometry()).translated(0, top)
            pane.paint(painter, place)

    return svg_of(paint, size, chart.logicalDpiX(), LIGHT.panel), size


def legend(
    runs: Sequence[RunCurves], figures: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Give number, figure and words of every curve that is drawn."""
    return [
        (run.number, line.name, f"{run.title}: {line.name}")
        for run in runs
        for line in run.lines
        if line.name in figures
    ]


def _paint_legend(
    painter: QPainter, entries: Sequence[tuple[int, str, str]], line: float
) -> None:
    painter.setFont(text_font())
    for row, (number, figure, words) in enumerate(entries):
        middle = _GAP + line * (row + 0.5)
        pen = QPen(QColor(run_colour(LIGHT, number)), 2)
        pen.setStyle(style_of(figure))
        painter.setPen(pen)
        painter.drawLine(QPointF(_GAP, middle), QPointF(_GAP + _SAMPLE, middle))
        painter.setPen(QColor(LIGHT.text))
        painter.drawText(QPointF(2 * _GAP + _SAMPLE, middle + line * 0.3), words)
