"""Opening a table: it is read beside the window, and becomes a spec."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine import LonghandError, editing
from engine.views import Survey, survey
from gui.look.theme import Theme
from gui.panels.survey import Choices, SurveyDialog
from gui.state.messages import describe_error
from gui.state.worker import Worker
from gui.window.document import Document

ENDINGS = (
    *(".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".jsonl", ".ndjson"),
)
KEYS = ("encoding", "header", "delimiter", "quote", "decimal", "sheet", "table")
BY_HAND = "That key belongs into the spec: write one by hand (Ctrl+N), with"
FILTER = f"Tables ({' '.join(f'*{ending}' for ending in ENDINGS)});;All files (*)"


class _UnwantedError(Exception):
    """Nobody waits for the table any more."""


class _Reading:
    """One table that is read on a thread of its own, which ends with it."""

    def __init__(self, deliver: Callable[[Callable[[], None]], None]) -> None:
        self.is_wanted, self._deliver = True, deliver
        self._worker = Worker("longhand-survey", deliver)

    def ask(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception, str], None],
    ) -> None:
        """Have something done; what comes of it is dropped if it is not wanted."""

        def done(found: Any) -> None:
            if self.is_wanted:
                then(found)
            else:
                self._worker.close()

        def broken(error: Exception, trace: str) -> None:
            if self.is_wanted and not isinstance(error, _UnwantedError):
                failed(error, trace)
            elif not self.is_wanted:
                self._worker.close()

        self._worker.ask(work, done, broken)

    def tell(self, show: Callable[[int, int], None], done: int, of: int) -> None:
        """Show progress in the window's thread; end if nobody waits any more."""
        if not self.is_wanted:
            raise _UnwantedError

        # Asked again when it is called: the dialog may be gone by then.
        self._deliver(lambda: show(done, of) if self.is_wanted else None)

    def end(self) -> None:
        """Let the thread end when it can, without waiting for it."""
        self.is_wanted = False
        self.ask(lambda: None, _do_nothing, _do_nothing)

    def close(self) -> bool:
        """End the thread; return whether it has ended."""
        self.is_wanted = False
        return self._worker.close()


class TableImport(QObject):
    """Asks for a table, shows it in a dialog, and opens the spec that comes of it."""

    _delivered = Signal(object)

    def __init__(self, window: QWidget, document: Document, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._document, self._theme = window, document, theme
        self._delivered.connect(self._call)
        self._readings: list[_Reading] = []
        self.dialog: SurveyDialog | None = None

    def choose(self) -> None:
        """Ask which table to open."""
        start = str(self._document.file.folder)
        title = "Open data"
        name, _ = QFileDialog.getOpenFileName(self._window, title, start, FILTER)
        if name:
            self.open(Path(name))

    def can_open(self, path: Path) -> bool:
        """Return whether a file looks like a table."""
        return path.suffix.lower() in ENDINGS

    def open(self, path: Path) -> None:
        """Read a table beside the window, and show it."""
        dialog = SurveyDialog(self._window, path.name, _task)
        dialog.set_colours(self._theme.colours)
        reading = _Reading(self._delivered.emit)
        self._readings.append(reading)
        self.dialog = dialog
        dialog.finished.connect(partial(self._finished, dialog, reading))
        dialog.another_wanted.connect(partial(self._another, dialog))
        dialog.wanted.connect(partial(self._wanted, dialog, reading))
        tell = partial(reading.tell, dialog.set_progress)

        def work() -> Survey:
            return survey(path, tell)

        failed = partial(_fail_to_read, dialog, path)
        reading.ask(work, dialog.show_survey, failed)
        dialog.open()

    def close(self) -> bool:
        """End all threads; return whether they have ended."""
        if self.dialog is not None:
            self.dialog.reject()
        ended = [reading.close() for reading in self._readings]
        return all(ended)

    def _another(self, dialog: SurveyDialog) -> None:
        dialog.reject()
        self.choose()

    def _wanted(
        self, dialog: SurveyDialog, reading: _Reading, choices: Choices, is_sure: bool
    ) -> None:
        """Look at the spec before it is written; a person may want it as it is."""
        path = choices.survey.path
        name = f"{path.stem}.json"
        try:
            text = _suggested(choices)
        except LonghandError as error:
            dialog.show_problem(str(error))
            return
        if is_sure:
            self._write(dialog, path, text)
            return

        def then(draft: editing.Draft) -> None:
            if draft.model is None:
                dialog.show_problem(_first(draft))
            else:
                self._write(dialog, path, text)

        dialog.set_is_busy()
        work = partial(editing.check, text, name, path.parent)
        reading.ask(work, then, partial(_fail, dialog))

    def _write(self, dialog: SurveyDialog, path: Path, text: str) -> None:
        if self._document.begin_unsaved(path.stem, text, path.parent):
            dialog.accept()
        else:
            dialog.show_problem("")

    def _finished(self, dialog: SurveyDialog, reading: _Reading, _: int) -> None:
        reading.end()
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    # A method, so that it is called in the thread of this object.
    def _call(self, call: Callable[[], None]) -> None:
        call()


def _task(choices: Choices) -> editing.Task | str:
    """Return the task, or why there is none."""
    try:
        _suggested(choices)
        return editing.task(choices.survey, choices.outputs, choices.types)
    except LonghandError as error:
        return str(error)


def _suggested(choices: Choices) -> str:
    given = choices.survey, choices.inputs, choices.outputs, choices.types
    return editing.suggested(*given)


def _first(draft: editing.Draft) -> str:
    """Describe the first problem of a text that is not yet a valid spec."""
    problem = draft.marks[0].problem
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"{problem.message}{hint}"


def _fail(dialog: SurveyDialog, error: Exception, trace: str) -> None:
    dialog.show_failure(*describe_error(error, trace))


def _fail_to_read(
    dialog: SurveyDialog, path: Path, error: Exception, trace: str
) -> None:
    """Show what is wrong with a file; name the key if only a spec can set it."""
    text, hint = describe_error(error, trace)
    if any(f'"{key}"' in hint for key in KEYS):
        hint += f"\n{BY_HAND}: {editing.by_hand(path)}"
    dialog.show_failure(text, hint)


def _do_nothing(*_: object) -> None:
    """Leave all as it is."""
