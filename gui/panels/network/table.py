"""The summary: a line for each layer, and what they add up to."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from engine.views import Layer
from gui.look.colours import Colours
from gui.look.fonts import text_font, title_font

_HEADS = ("Layer", "What it is", "Gives", "Parameters")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LayerTable(QTableWidget):
    """Lists the layers; choosing a line chooses the layer."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADS), parent)
        self._layers: tuple[Layer, ...] = ()
        self.setAccessibleName("Layers")
        self.setFont(text_font())
        self.setHorizontalHeaderLabels(list(_HEADS))
        self.setShowGrid(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self._set_up_header()
        self.itemSelectionChanged.connect(self._report_choice)

    def set_layers(self, layers: tuple[Layer, ...]) -> None:
        """List other layers."""
        self._layers = layers
        with QSignalBlocker(self):
            self.setRowCount(len(layers) + bool(layers))
            for row, layer in enumerate(layers):
                self._fill(row, layer)
            if layers:
                self._fill_total(len(layers), sum(layer.parameters for layer in layers))
            self.clearSelection()

    def set_chosen_path(self, path: Any) -> None:
        """Mark the line of a layer, and of no other."""
        paths = [layer.path for layer in self._layers]
        with QSignalBlocker(self):
            if path in paths:
                self.selectRow(paths.index(path))
            else:
                self.clearSelection()
        self.viewport().update()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        line = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(int(1.8 * line))
        self.setStyleSheet(
            f"QTableWidget {{ background: {colours.panel}; color: {colours.text};"
            f" selection-background-color: {colours.selection};"
            f" selection-color: {colours.text}; }}"
            f" QTableWidget::item {{ padding: 0 {line // 2}px; }}"
            f" QHeaderView {{ background: {colours.panel}; }}"
            f" QHeaderView::section {{ background: {colours.panel};"
            f" color: {colours.dim}; border: none;"
            f" border-bottom: 1px solid {colours.line}; padding: {line // 4}px"
            f" {line // 2}px; }}"
        )

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        last = self.horizontalHeaderItem(3)
        if last is not None:
            last.setTextAlignment(_RIGHT)

    def _fill(self, row: int, layer: Layer) -> None:
        texts = (layer.name, layer.title, layer.shape, f"{layer.parameters:,}")
        tip = layer.title
        if layer.sources:
            tip += "\nfrom " + ", ".join(layer.sources)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            if column == 3:
                item.setTextAlignment(_RIGHT)
            self.setItem(row, column, item)

    def _fill_total(self, row: int, total: int) -> None:
        for column, text in enumerate(("Total", "", "", f"{total:,}")):
            item = QTableWidgetItem(text)
            item.setFont(title_font())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            if column == 3:
                item.setTextAlignment(_RIGHT)
            self.setItem(row, column, item)

    def _report_choice(self) -> None:
        rows = self.selectionModel().selectedRows()
        if rows and rows[0].row() < len(self._layers):
            self.chosen.emit(self._layers[rows[0].row()].path)
