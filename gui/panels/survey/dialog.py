"""The dialog that asks what is to be learned from a table."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.editing import Task
from engine.views import Survey
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import title_font
from gui.panels.survey.bar import Bar
from gui.panels.survey.choices import Choices
from gui.panels.survey.columns import ColumnsTable
from gui.panels.survey.loading_page import LoadingPage, elided
from gui.panels.survey.preview import Preview

WRITE, WRITE_ANYWAY = "&Write the spec", "&Write it anyway"
TaskFinder = Callable[[Choices], "Task | str"]


class SurveyDialog(QDialog):
    """Waits for a table, shows it, and reports what was chosen.

    `tell` says what predicting the outputs is, or why it cannot be.

    Signals
    -------
    wanted : the choices, and whether problems are known and do not matter
    another_wanted : another file is to be opened instead
    """

    wanted = Signal(object, bool)
    another_wanted = Signal()

    def __init__(self, parent: QWidget, name: str, find_task: TaskFinder) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Open data: {name}")
        self.setModal(True)
        self._find_task, self._name, self._colours = find_task, name, LIGHT
        self.choices: Choices | None = None
        self.waiting = LoadingPage(self, f"Reading {name}…")
        self.title, self.task, self.problem = QLabel(), QLabel(), QLabel()
        self.columns, self.preview = ColumnsTable(self), Preview(self)
        self.bar, self.pages = Bar(self), QStackedWidget(self)
        self.buttons = QDialogButtonBox(self)
        self._lay_out()
        self._connect()
        wide = self.fontMetrics().averageCharWidth() * 130
        self.resize(min(wide, parent.width()), min(620, parent.height()))

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.columns.set_colours(colours)
        self.preview.set_colours(colours)
        self.bar.set_colours(colours)
        self.waiting.set_colours(colours)
        self.problem.setStyleSheet(f"color: {colours.error}")

    def set_progress(self, done: int, of: int) -> None:
        """Show how much of the table was looked at."""
        self.waiting.set_progress(done, of)

    def show_failure(self, text: str, hint: str) -> None:
        """Show why the file cannot be read as a table."""
        self.waiting.show_failure(text, hint)
        self.pages.setCurrentWidget(self.waiting)
        self.another.show()
        self.another.setFocus()

    def show_survey(self, survey: Survey) -> None:
        """Show a table, and let a person choose."""
        self.choices = Choices(survey)
        size = f"{survey.rows:,} rows, {len(survey.columns):,} columns"
        shown = len(survey.head)
        more = f"; the first {shown:,} rows are shown" if shown < survey.rows else ""
        notes = "".join(f"\n{note}" for note in survey.notes)
        self.title.setText(elided(f"{self._name}: {size}{more}{notes}"))
        self.bar.set_types(survey.types)
        self.columns.show_choices(self.choices)
        self.preview.show_survey(survey)
        self.pages.setCurrentIndex(1)
        self.columns.setFocus()
        self._changed()

    def show_problem(self, text: str) -> None:
        """Show what is wrong with the chosen spec; it may still be written."""
        self.write.setText(WRITE_ANYWAY if text else WRITE)
        self.problem.setText(elided(text))
        self.problem.setVisible(bool(text))
        self.write.setEnabled(True)

    def set_is_busy(self) -> None:
        """Wait for what becomes of the choices."""
        self.write.setEnabled(False)
        self.task.setText("Reading all rows…")

    def _changed(self) -> None:
        """Return what follows from the choices."""
        if self.choices is None:
            return
        self.columns.columns.changed()
        self._choose()
        found = self._find_task(self.choices)
        is_wrong = isinstance(found, str)
        self.show_problem("")
        self.problem.setText(elided(found) if isinstance(found, str) else "")
        self.problem.setVisible(is_wrong)
        said = "" if isinstance(found, str) else _told(found, self.choices)
        self.task.setText(elided(said))
        self.write.setEnabled(not is_wrong)

    def _choose(self) -> None:
        if self.choices is None:
            return
        places, choices = self.columns.places(), self.choices
        roles = {choices.roles[place] for place in places}
        self.bar.show_choice(roles, {choices.type_of(place) for place in places})

    def _set_role(self, role: str) -> None:
        if self.choices is not None:
            self.choices.set_role(self.columns.places(), role)
            self._changed()

    def _set_type(self, kind: str) -> None:
        if self.choices is not None:
            self.choices.set_type(self.columns.places(), kind)
            self._changed()

    def _want(self) -> None:
        if self.choices is not None:
            self.wanted.emit(self.choices, self.write.text() == WRITE_ANYWAY)

    def _connect(self) -> None:
        self.columns.role_wanted.connect(self._set_role)
        self.columns.chosen.connect(self._choose)
        self.bar.role_wanted.connect(self._set_role)
        self.bar.type_wanted.connect(self._set_type)
        self.write.clicked.connect(self._want)
        self.another.clicked.connect(self.another_wanted)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        box = QDialogButtonBox
        self.buttons.addButton(box.StandardButton.Cancel)
        self.another = QPushButton("&Choose another file…")
        self.another.setToolTip("Open another file instead")
        self.buttons.addButton(self.another, box.ButtonRole.ActionRole)
        self.another.hide()
        self.write = QPushButton(WRITE)
        self.write.setToolTip("Put a spec for this table into the editor (Enter)")
        self.buttons.addButton(self.write, box.ButtonRole.AcceptRole)
        self.write.setDefault(True)
        self.write.setEnabled(False)
        self.title.setFont(title_font())
        for label in (self.title, self.task, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.pages.addWidget(self.waiting)
        self.pages.addWidget(self._table_page())
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.buttons)

    def _table_page(self) -> QWidget:
        page, halves = QWidget(), QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.columns)
        halves.addWidget(self.preview)
        halves.setSizes([340, 220])
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.bar):
            layout.addWidget(widget)
        layout.addWidget(halves, 1)
        for widget in (self.task, self.problem):
            layout.addWidget(widget)
        return page


def _told(task: Task, choices: Choices) -> str:
    inputs = len(choices.inputs)
    given = f"from {inputs:,} column{'s' * (inputs != 1)}"
    return f"Predicts {task.text}, {given}: {task.loss}, {task.activation} at the end."
