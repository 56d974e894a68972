"""The panel that shows the network."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.views import Diagram, Layer, Weights
from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.panels.network.diagram import DiagramView
from gui.panels.network.hover_text import Ends
from gui.panels.network.layout import is_block
from gui.panels.network.matrix import MatrixView
from gui.panels.network.one_line import OneLine
from gui.panels.network.table import LayerTable
from gui.widgets.panel import Panel
from gui.widgets.switch import Choice, Switch

_VIEWS = ("Diagram", "Matrix", "Table")
_DIAGRAM, _MATRIX, _TABLE = range(3)
_EMPTY = "Open or write a network to see its layers and weights here."
_BLOCKS = "Layers with many units are blocks: double-click one to see its weights."
_LEGEND = (
    "Blue: positive. Orange, dashed: negative. Thicker: larger.",
    "Blue: positive. Orange: negative. Point at a cell for its value.",
    "",
)


class NetworkPanel(Panel):
    """Shows a network as a diagram, as weight matrices, and as a table of layers."""

    layer_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFont(text_font())
        self._diagram: Diagram | None = None
        self._layers: tuple[Layer, ...] = ()
        self._keys: tuple[str, ...] = ()
        self._key = ""
        self._picked: int | None = None
        self._switch = Switch(self)
        self._switch.set_choices([Choice(view, _tip(view)) for view in _VIEWS])
        self._keys_box = QComboBox(self)
        self._keys_box.setAccessibleName("Which weights")
        self._keys_box.setToolTip("Which weights to show")
        self._keys_box.setMinimumWidth(6 * self.fontMetrics().height())
        policy = QComboBox.SizeAdjustPolicy.AdjustToContents
        self._keys_box.setSizeAdjustPolicy(policy)
        self._picture = DiagramView(self)
        self._matrix = MatrixView(self)
        self._table = LayerTable(self)
        self._empty = _hint(self)
        self._said = OneLine(self)
        self._lay_out()
        self._connect()
        self.set_network((), None)

    def set_network(self, layers: tuple[Layer, ...], diagram: Diagram | None) -> None:
        """Show another network; its weights come later."""
        self._layers, self._diagram = layers, diagram
        self._keys = ()
        self._keys_box.clear()
        self._matrix.set_key("", (None, None))
        self._picture.set_diagram(diagram or Diagram((), ()))
        self._table.set_layers(layers)
        self._switch.set_enabled(_DIAGRAM, diagram is not None)
        self._switch.setVisible(bool(layers))
        self._said.setVisible(bool(layers))
        picked = None if self._picked == _DIAGRAM and not diagram else self._picked
        self._switch.set_current(self._sensible() if picked is None else picked)
        self._show_view()

    def set_weights(self, weights: Weights) -> None:
        """Show the weights as they are now."""
        keys = tuple(weights.values)
        if keys != self._keys:
            self._list_keys(keys)
        self._picture.set_weights(weights)
        self._matrix.set_weights(weights)

    def set_chosen_path(self, path: Any) -> None:
        """Mark the layer that is talked of elsewhere, by a path of it or within it."""
        columns = self._diagram.columns if self._diagram else ()
        known = {shown.path for shown in (*self._layers, *columns)}
        while path and path not in known:
            path = path[:-1]
        self._picture.set_chosen_path(path)
        self._table.set_chosen_path(path)
        self._show_weights_of(path)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.setStyleSheet(f"NetworkPanel {{ background: {colours.panel}; }}")
        for part in (self._switch, self._picture, self._matrix, self._table):
            part.set_colours(colours)
        self._said.set_colours(colours)
        self._empty.setStyleSheet(f"color: {colours.dim};")

    def _lay_out(self) -> None:
        gap = self.fontMetrics().height() // 2
        top = QHBoxLayout()
        top.setContentsMargins(gap, gap, gap, 0)
        top.addWidget(self._switch)
        top.addStretch(1)
        top.addWidget(self._keys_box)
        self._stack = QStackedWidget(self)
        for view in (self._picture, self._matrix, self._table, self._empty):
            self._stack.addWidget(view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(gap // 2)
        outer.addLayout(top)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._said)

    def _connect(self) -> None:
        self._switch.switched.connect(self._show_view)
        self._switch.picked.connect(self._pick)
        self._keys_box.currentIndexChanged.connect(self._show_key)
        self._picture.said.connect(self._say)
        self._matrix.said.connect(self._say)
        self._picture.chosen.connect(self._choose)
        self._picture.opened.connect(lambda: self._switch.set_current(_MATRIX))
        self._table.chosen.connect(self._choose)

    def _sensible(self) -> int:
        if self._diagram is None:
            return _TABLE
        count = len(self._diagram.columns)
        blocks = [is_block(self._diagram, column) for column in range(count)]
        return _MATRIX if any(blocks) else _DIAGRAM

    def _show_view(self) -> None:
        number = self._switch.current() if self._layers else len(_VIEWS)
        self._stack.setCurrentIndex(number)
        self._keys_box.setVisible(number == _MATRIX)
        self._say("")

    def _pick(self, number: int) -> None:
        self._picked = number

    def _say(self, text: str) -> None:
        number = self._switch.current()
        folded = number == _DIAGRAM and self._sensible() == _MATRIX
        self._said.show_text(text or (_BLOCKS if folded else _LEGEND[number]))

    def _choose(self, path: Any) -> None:
        self.set_chosen_path(path)
        self.layer_chosen.emit(path)

    def _list_keys(self, keys: tuple[str, ...]) -> None:
        number = keys.index(self._key) if self._key in keys else 0
        self._keys = keys
        with QSignalBlocker(self._keys_box):
            self._keys_box.clear()
            self._keys_box.addItems(list(keys))
            self._keys_box.setCurrentIndex(number)
        self._show_key(number)

    def _show_key(self, number: int) -> None:
        if 0 <= number < len(self._keys):
            self._key = self._keys[number]
            self._matrix.set_key(self._key, self._ends_of(self._key))

    def _ends_of(self, key: str) -> Ends:
        diagram = self._diagram or Diagram((), ())
        for link in diagram.links:
            if link.key == key:
                return diagram.columns[link.source], diagram.columns[link.target]
        owners = [column for column in diagram.columns if column.biases == key]
        return None, owners[0] if owners else None

    def _show_weights_of(self, path: Any) -> None:
        names = [layer.name for layer in self._layers if layer.path == path]
        for number, key in enumerate(self._keys):
            if names and key.startswith(f"{names[0]}."):
                self._keys_box.setCurrentIndex(number)
                return


def _tip(view: str) -> str:
    return f"Show the network as a {view.lower()}"


def _hint(parent: QWidget) -> QLabel:
    label = QLabel(_EMPTY, parent)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
