"""The runs of this session: which are shown, what they are called."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QIcon,
    QKeySequence,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font, title_font
from gui.panels.losses.pens import run_colour
from gui.panels.losses.run_curves import RunCurves, final_loss

_SHOWN, _NAME, _DIFFERS, _LOSS = range(4)
_NUMBER = Qt.ItemDataRole.UserRole


class RunList(QTreeWidget):
    """A table of runs; a tick shows a run, F2 renames it, Delete removes it."""

    removed = Signal(int)
    renamed = Signal(int, str)
    shown = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runs of this session")
        self.setToolTip("Enter shows or hides a run, F2 renames it, Delete removes it")
        self.setHeaderLabels(["Run", "Name", "What differs", "Final loss"])
        self.setFont(text_font())
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._set_columns()
        self._colours = LIGHT
        self._current = -1
        self._listen()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        for item in self._items():
            item.setIcon(_SHOWN, self._swatch(item.data(_SHOWN, _NUMBER)))

    def set_runs(self, runs: Sequence[RunCurves], hidden: set[int]) -> None:
        """List these runs; keep what is selected."""
        chosen = self.chosen()
        with QSignalBlocker(self):
            self.clear()
            self._current = next((r.number for r in runs if r.is_current), -1)
            for run in runs:
                item = self._add(run, run.number not in hidden)
                if run.number == chosen:
                    self.setCurrentItem(item)
        self.updateGeometry()

    def set_final(self, run: RunCurves) -> None:
        """Write the newest loss of a run."""
        with QSignalBlocker(self):
            for item in self._items():
                if item.data(_SHOWN, _NUMBER) == run.number:
                    item.setText(_LOSS, final_loss(run))
        self.viewport().update()

    def chosen(self) -> int | None:
        """Return the number of the selected run."""
        item = self.currentItem()
        return item.data(_SHOWN, _NUMBER) if item else None

    def can_remove(self) -> bool:
        """Return whether the selected run may go; the current one may not."""
        return self.chosen() not in (None, self._current)

    def remove_chosen(self) -> None:
        """Ask for the selected run to be removed."""
        number = self.chosen()
        if number is not None and self.can_remove():
            self.removed.emit(number)

    def rename_chosen(self) -> None:
        """Edit the name of the selected run."""
        item = self.currentItem()
        if item:
            self.editItem(item, _NAME)

    def sizeHint(self) -> QSize:
        """Ask for as much as four rows need."""
        row = self.fontMetrics().lineSpacing() + 6
        rows = min(max(self.topLevelItemCount(), 1), 4)
        return QSize(super().sizeHint().width(), row * (rows + 1) + 8)

    def tick_chosen(self) -> None:
        """Show the selected run, or hide it."""
        item = self.currentItem()
        if item:
            is_shown = item.checkState(_SHOWN) == Qt.CheckState.Checked
            states = Qt.CheckState.Checked, Qt.CheckState.Unchecked
            item.setCheckState(_SHOWN, states[is_shown])

    def _set_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 6)
        for column in (_NAME, _DIFFERS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.headerItem().setTextAlignment(_LOSS, right)

    def _listen(self) -> None:
        self.itemChanged.connect(self._changed)
        self.itemDoubleClicked.connect(self.rename_chosen)
        for words, keys, act in (
            ("Show or Hide", ("Return", "Enter"), self.tick_chosen),
            ("Rename", ("F2",), self.rename_chosen),
            ("Remove", ("Delete",), self.remove_chosen),
        ):
            action = QAction(words, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(i) for i in range(self.topLevelItemCount()))
        return [item for item in found if item]

    def _add(self, run: RunCurves, is_shown: bool) -> QTreeWidgetItem:
        loss = final_loss(run)
        item = QTreeWidgetItem([f"#{run.number}", run.name, run.differs, loss])
        item.setData(_SHOWN, _NUMBER, run.number)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        states = Qt.CheckState.Unchecked, Qt.CheckState.Checked
        item.setCheckState(_SHOWN, states[is_shown])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(_LOSS, right)
        item.setIcon(_SHOWN, self._swatch(run.number))
        if run.is_current:
            item.setFont(_SHOWN, title_font())
        for column in (_NAME, _DIFFERS):
            item.setToolTip(column, run.title + (" (current)" * run.is_current))
        self.addTopLevelItem(item)
        return item

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        number = item.data(_SHOWN, _NUMBER)
        if column == _NAME:
            self.renamed.emit(number, item.text(_NAME).strip())
        elif column == _SHOWN:
            is_shown = item.checkState(_SHOWN) == Qt.CheckState.Checked
            self.shown.emit(number, is_shown)

    def _swatch(self, number: int) -> QIcon:
        size = self.fontMetrics().height()
        picture = QPixmap(size, size)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        colour = QColor(run_colour(self._colours, number))
        painter.fillRect(0, size // 2 - 1, size, 3, colour)
        painter.end()
        return QIcon(picture)
