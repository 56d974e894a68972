"""The panel: buttons, the table or its plot, and what there is to say."""

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.data.bar import Bar
from gui.panels.data.examples import Examples
from gui.panels.data.model import ExamplesModel
from gui.panels.data.name_editor import NameEditor
from gui.panels.data.plot import ExamplesPlot
from gui.panels.data.table_view import ExamplesTable
from gui.widgets.panel import Panel

_NOTHING = "No examples yet. Add them to the spec, as its \u201cdataset\u201d."


class DataPanel(Panel):
    """The examples as a table or a plot; it asks for changes and makes none."""

    cell_edited = Signal(int, int, object)
    row_added = Signal(int)
    rows_removed = Signal(object)
    column_added = Signal(int, str)
    column_removed = Signal(int)
    column_renamed = Signal(int, str)
    rows_pasted = Signal(object)
    refused = Signal(str)
    expand_wanted = Signal()
    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Data")
        self.setFont(text_font())
        self._colours = LIGHT
        self._model = ExamplesModel()
        self.bar, self.table = Bar(self), ExamplesTable(self._model, self)
        self.plot = ExamplesPlot(self)
        self.names = NameEditor(self.table.horizontalHeader())
        self.note, self.message = _label(), _label()
        self.expand = QPushButton("Copy as typed rows")
        self.expand.setToolTip(
            "Write the rows into the spec, so that you can edit them"
        )
        self._pages = QStackedWidget()
        self._empty = _label(_NOTHING)
        self._lay_out()
        self._connect()
        self.set_examples(None)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.table.set_colours(colours)
        self.bar.setStyleSheet(
            f"QToolButton:checked {{ background: {colours.selection};"
            f" color: {colours.text}; border: 1px solid {colours.accent};"
            " border-radius: 0.3em; padding: 0.2em 0.5em }"
            "QToolButton::menu-indicator { image: none }"
        )
        self.plot.set_colours(colours)
        for label in (self.note, self._empty, self.plot.note):
            label.setStyleSheet(f"color: {colours.dim}")
        self.message.setStyleSheet(f"color: {colours.error}")

    def set_examples(self, examples: Examples | None) -> None:
        """Show examples, and stay in place where only their values changed."""
        bars = (self.table.verticalScrollBar(), self.table.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        at = self.table.currentIndex()
        row, column = at.row(), at.column()
        if not self._model.show(examples):
            self.table.fit()
            self._return_to(row, column)
        self.table.fit()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self._show_note(examples)

    def set_chosen_row(self, row: int | None) -> None:
        """Choose a row, or none, without reporting it."""
        with QSignalBlocker(self.table):
            if row is None:
                self.table.selectionModel().clear()
            elif (
                row < self._model.rowCount() and row != self.table.currentIndex().row()
            ):
                self.table.setCurrentIndex(self._model.index(row, 0))
        self.plot.set_chosen_row(row)

    def _return_to(self, row: int, column: int) -> None:
        last, wide = self._model.rowCount() - 1, self._model.columnCount() - 1
        if row >= 0 and last >= 0:
            with QSignalBlocker(self.table):
                index = self._model.index(min(row, last), min(column, wide))
                self.table.setCurrentIndex(index)

    def _show_note(self, examples: Examples | None) -> None:
        is_open = examples is not None and examples.is_editable
        has_plot = examples is not None and examples.has_plot()
        self.bar.set_state(is_editable=is_open, has_plot=has_plot)
        self.bar.setVisible(examples is not None)
        self.message.hide()
        self.note.setText(examples.note if examples else "")
        self.note.setVisible(bool(self.note.text()))
        can_expand = examples is not None and not is_open and examples.is_logical
        self.expand.setVisible(can_expand)
        in_plot = self._pages.currentWidget() is self.plot and has_plot
        self._show("none" if examples is None else "plot" if in_plot else "table")

    def _show(self, look: str) -> None:
        page = {"none": self._empty, "plot": self.plot}.get(look, self.table)
        if look == "plot":
            self.plot.show_examples(self._model.examples)
        self._pages.setCurrentWidget(page)
        self.bar.set_look(look)

    def _refuse(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))
        if message:
            self.refused.emit(message)

    def _do(self, what: str) -> None:
        examples = self._model.examples
        if examples is None:
            return
        wide, many = len(examples.inputs), len(examples.names)
        {
            "row": self._add_row,
            "above": lambda: self._add_row(self.table.currentIndex().row()),
            "rows": self._remove_rows,
            "input": lambda: self.column_added.emit(wide, "input"),
            "output": lambda: self.column_added.emit(many, "output"),
            "name": lambda: self._rename(self.table.currentIndex().column()),
            "column": self._remove_column,
            "copy": self.table.copy,
            "paste": self.table.paste,
        }[what]()

    def _add_row(self, at: int | None = None) -> None:
        row = self.table.currentIndex().row() + 1 if at is None else max(0, at)
        self.row_added.emit(row or self._model.rowCount() if at is None else row)

    def _remove_rows(self) -> None:
        if rows := self.table.chosen_rows():
            self.rows_removed.emit(rows)

    def _remove_column(self) -> None:
        column, examples = self.table.currentIndex().column(), self._model.examples
        if examples and 0 <= column < len(examples.names):
            self.column_removed.emit(column)

    def _rename(self, column: int) -> None:
        examples = self._model.examples
        if examples and examples.is_editable and 0 <= column < len(examples.names):
            self.names.ask(column, examples.names[column])

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for action in self.bar.offered():
            menu.addAction(action.text(), action.trigger)
        if self._model.examples and self._model.examples.is_editable:
            menu.addAction("Insert a row above", lambda: self._do("above"))
        menu.exec(self.table.viewport().mapToGlobal(at))
        menu.deleteLater()

    def _connect(self) -> None:
        table = self.table
        table.edited.connect(self.cell_edited)
        table.pasted.connect(self.rows_pasted)
        table.refused.connect(self._refuse)
        table.row_chosen.connect(self._choose)
        table.wants_row.connect(self._add_row)
        table.wants_removal.connect(self._remove_rows)
        table.horizontalHeader().sectionDoubleClicked.connect(self._rename)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        self.names.renamed.connect(self.column_renamed)
        self.plot.row_chosen.connect(self._choose)
        self.bar.asked.connect(self._do)
        self.bar.look_wanted.connect(self._show)
        self.expand.clicked.connect(self.expand_wanted)

    def _choose(self, row: int) -> None:
        self.set_chosen_row(row)
        self.row_chosen.emit(row)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for page in (self.table, self.plot, self._empty):
            self._pages.addWidget(page)
        layout.addWidget(self.bar)
        layout.addWidget(self.note)
        pad = self.fontMetrics().averageCharWidth()
        button = QHBoxLayout()
        button.setContentsMargins(pad, 0, pad, pad)
        button.addWidget(self.expand)
        button.addStretch()
        layout.addLayout(button)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.message)


def _label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    pad = label.fontMetrics().averageCharWidth()
    label.setContentsMargins(pad, pad // 2, pad, pad // 2)
    return label
