"""Examples as points: two inputs coloured by target, or targets over one input."""

import math
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.plotting import mixed, pg, plot_widget, set_plot_colours
from gui.panels.data.examples import Examples, shown

MOST = 5_000
_SYMBOLS = ("o", "s", "t", "d", "+", "x", "star")
_SIGNS = ("●", "■", "▼", "◆", "+", "\N{MULTIPLICATION SIGN}", "★")
_LEVELS = 7


@dataclass
class _Group:
    name: str
    x: list[float] = field(default_factory=list[float])
    y: list[float] = field(default_factory=list[float])
    rows: list[int] = field(default_factory=list[int])


class ExamplesPlot(QWidget):
    """A plot of the examples; at most 5,000 of them, evenly chosen."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._examples = LIGHT, None
        self.plot = plot_widget("Plot of the examples", self)
        self.note = QLabel()
        self.note.setWordWrap(True)
        pad = self.note.fontMetrics().averageCharWidth()
        self.note.setContentsMargins(pad, pad // 2, pad, pad)
        self._chosen: int | None = None
        self._ring = pg.ScatterPlotItem(size=16, symbol="o", brush=None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.note)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        set_plot_colours(self.plot, colours)
        self.show_examples(self._examples)

    def show_examples(self, examples: Examples | None) -> None:
        """Draw examples that have one or two varying inputs."""
        self._examples = examples
        self.plot.clear()
        if examples is None or not examples.has_plot():
            return
        groups, is_scale = _groups(examples)
        for number, group in enumerate(groups):
            self._draw(number, group, len(groups), is_scale=is_scale)
        self.plot.addItem(self._ring)
        self._name_axes(examples)
        self.note.setText(_legend(groups, examples, is_scale=is_scale))
        self.set_chosen_row(self._chosen)

    def set_chosen_row(self, row: int | None) -> None:
        """Draw a ring around one example."""
        self._chosen, examples = row, self._examples
        if row is None or not examples or not 0 <= row < len(examples.y):
            self._ring.setData([], [])
            return
        at = [float(examples.x[row][i]) for i in examples.varying]
        second = at[1] if len(at) == 2 else float(examples.y[row][0])
        if not math.isfinite(at[0] + second):
            self._ring.setData([], [])
            return
        self._ring.setPen(pg.mkPen(self._colours.text, width=2))
        self._ring.setData([at[0]], [second])

    def _draw(self, number: int, group: _Group, many: int, *, is_scale: bool) -> None:
        colour = self._colour(number, many, is_scale=is_scale)
        symbol = "o" if is_scale else _SYMBOLS[number % len(_SYMBOLS)]
        size = 4 + number if is_scale else 6
        item = pg.ScatterPlotItem(
            size=size, symbol=symbol, pen=pg.mkPen(colour), brush=pg.mkBrush(colour)
        )
        item.setData(group.x, group.y, data=group.rows)
        item.sigClicked.connect(self._click)
        self.plot.addItem(item)

    def _colour(self, number: int, many: int, *, is_scale: bool) -> Any:
        colours = self._colours
        if is_scale:
            return mixed(colours.low, colours.high, number / max(1, many - 1))
        if many == 2:
            return (colours.low, colours.high)[number]
        return colours.series[number % len(colours.series)]

    def _name_axes(self, examples: Examples) -> None:
        first, *rest = (examples.inputs[i] for i in examples.varying)
        self.plot.setLabel("bottom", first)
        self.plot.setLabel("left", rest[0] if rest else ", ".join(examples.outputs))
        self.plot.autoRange()

    def _click(self, _item: Any, points: Any, _event: Any = None) -> None:
        if len(points):
            self.row_chosen.emit(int(points[0].data()))


def _groups(examples: Examples) -> tuple[list[_Group], bool]:
    many = len(examples.y)
    rows = _evenly(many)
    if len(examples.varying) == 1:
        return _over_one(examples, rows), False
    return _over_two(examples, rows)


def _evenly(many: int) -> list[int]:
    count = min(many, MOST)
    return [i * many // count for i in range(count)]


def _over_one(examples: Examples, rows: list[int]) -> list[_Group]:
    groups = [_Group(name) for name in examples.outputs]
    for row in rows:
        for number, group in enumerate(groups):
            _add(group, examples, row, float(examples.y[row][number]))
    return groups


def _add(group: _Group, examples: Examples, row: int, y: float) -> None:
    x = float(examples.x[row][examples.varying[0]])
    if math.isfinite(x + y):
        group.x.append(x)
        group.y.append(y)
        group.rows.append(row)


def _over_two(examples: Examples, rows: list[int]) -> tuple[list[_Group], bool]:
    is_class = all(examples.has_classes(row) for row in rows)
    targets = [_target(examples, row, is_class=is_class) for row in rows]
    kinds = sorted({t for t in targets if t is not None})
    is_scale = len(kinds) > _LEVELS
    place = _levels(kinds) if is_scale else {k: i for i, k in enumerate(kinds)}
    number = _LEVELS if is_scale else len(kinds)
    groups = [
        _Group(_group_name(examples, k, is_class=is_class)) for k in kinds[:number]
    ]
    groups.append(_Group("any"))
    for row, target in zip(rows, targets, strict=True):
        group = groups[-1 if target is None else place[target]]
        _add(group, examples, row, float(examples.x[row][examples.varying[1]]))
    return (groups if groups[-1].rows else groups[:-1]), is_scale


def _target(examples: Examples, row: int, *, is_class: bool) -> float | None:
    values = [float(v) for v in examples.y[row]]
    if is_class:
        return float(values.index(max(values)))
    return None if math.isnan(values[0]) else values[0]


def _levels(kinds: list[float]) -> dict[float, int]:
    low, span = kinds[0], kinds[-1] - kinds[0]
    return {k: min(_LEVELS - 1, int((k - low) / span * _LEVELS)) for k in kinds}


def _group_name(examples: Examples, kind: float, *, is_class: bool) -> str:
    if examples.cells and examples.cells.labels:
        return examples.cells.labels[int(kind)]
    first, *_ = names = examples.outputs
    return names[int(kind)] if is_class else f"{first} = {shown(kind)}"


def _legend(groups: list[_Group], examples: Examples, *, is_scale: bool) -> str:
    said = "   ".join(
        f"{_SIGNS[i % len(_SIGNS)]} {g.name}" for i, g in enumerate(groups)
    )
    if is_scale:
        said = f"Small and orange is low {examples.outputs[0]}, large and blue is high."
    many = len(examples.y)
    return f"{said}\n{MOST:,} of {many:,} examples are drawn." if many > MOST else said
