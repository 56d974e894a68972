"""Opening, saving and guarding the spec: nothing that was typed is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine import LonghandError, editing
from gui.state.drafts import DraftStore, Location
from gui.state.spec_file import SpecFile, beside
from gui.state.text_io import write

Button = QMessageBox.StandardButton
FILTER = "Specs (*.json);;All files (*)"
KEEPING = 3000
"""Milliseconds after a change until a draft of it is kept."""


class Document(QObject):
    """The open file, and the questions that opening another one asks.

    `text` gives what is typed now, `is_modified` whether it differs from the file.

    Signals
    -------
    opened : a text that takes the place of the one before
    reloaded : a text to go on with, as another program or a draft has it
    unsaved : the text that was opened is in no file
    saved : the text is in its file now
    notice : a message, a hint, what can be done (pairs of a word and a call), its kind
    renamed : the open file is another
    """

    opened = Signal(str)
    reloaded = Signal(str)
    saved = Signal()
    unsaved = Signal()
    notice = Signal(str, str, object, str)
    renamed = Signal()

    def __init__(
        self,
        window: QWidget,
        settings: QSettings,
        text: Callable[[], str],
        is_modified: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self.file = SpecFile(settings, self)
        self._window, self._text, self._is_modified = window, text, is_modified
        self._draft = DraftStore()
        self._earlier = self._draft.found()
        self._earlier_place = self._draft.place()
        self._keeping = QTimer(self, interval=KEEPING, singleShot=True)
        self._keeping.timeout.connect(self.keep_draft)
        self.file.changed_on_disk.connect(self._changed_on_disk)
        self.file.vanished.connect(self._vanished)

    def keep_draft(self) -> None:
        """Keep what is not saved, against a crash."""
        if self._is_modified():
            self._draft.keep(self._text(), self.file.place)

    def note_change(self) -> None:
        """Something was typed: keep it soon."""
        self._keeping.start()

    def begin(self, title: str, text: str, folder: Path | None = None) -> bool:
        """Go on with a text that has no file yet; return whether that is wanted.

        `folder` is where its data are.
        """
        if not self.may_leave():
            return False
        self.file.begin(title, text, folder)
        self._place(text)
        return True

    def begin_unsaved(self, title: str, text: str, folder: Path) -> bool:
        """Go on with a text that is worth saving; return whether that is wanted."""
        is_begun = self.begin(title, text, folder)
        if is_begun:
            self.unsaved.emit()
        return is_begun

    def open_example(self, name: str) -> bool:
        """Open a copy of a shipped spec; return whether that is wanted."""
        found = next(e for e in editing.shipped() if e.name == name)
        return self.begin(found.name, found.text, found.folder)

    def open(self, path: Path) -> bool:
        """Open a file; return whether it is open now."""
        return self.may_leave() and self._read(path)

    def choose(self) -> None:
        """Ask which file to open."""
        start = str(self.file.path.parent if self.file.path else Path.cwd())
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a spec", start, FILTER
        )
        if name:
            self.open(Path(name))

    def save(self) -> bool:
        """Save the text in its file, asking where if it has none yet."""
        return self._write(self.file.path) if self.file.path else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save, and save."""
        start = self.file.path or Path.cwd() / self.file.name
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save the spec", str(start), FILTER
        )
        return bool(name) and self._write(Path(name))

    def write(self, path: Path, text: str) -> None:
        """Write another text; report if that fails."""
        try:
            write(path, text)
        except LonghandError as error:
            self._report(error)

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes; return whether to go on."""
        if not self._is_modified() and not self.file.is_gone:
            return True
        question = f"Save the changes to {self.file.name}?"
        choices = Button.Save | Button.Discard | Button.Cancel
        answer = QMessageBox.question(self._window, "Longhand", question, choices)
        if answer == Button.Save:
            return self.save()
        return answer == Button.Discard

    def leave(self) -> None:
        """All is saved or not wanted: no draft is needed, but one not answered for."""
        self._keeping.stop()
        if self._earlier is None:
            self._draft.drop()
        else:
            self._draft.keep(self._earlier, self._earlier_place)

    def offer_draft(self) -> None:
        """Offer what an earlier session left unsaved."""
        text, place = self._earlier, self._earlier_place
        if text is None:
            return

        def restore() -> None:
            if self.may_leave():
                self._restore(text, place)
                forget()
            else:
                self.offer_draft()

        def forget() -> None:
            self._earlier = None
            self.keep_draft() if self._is_modified() else self._draft.drop()

        name = place.path.name if place.path else f"{place.title}.json"
        message = f"There is an unsaved {name} from the last session"
        hint = "Longhand ended before it was saved"
        actions = [("Restore", restore), ("Forget it", forget)]
        self.notice.emit(message, hint, actions, "info")

    def _restore(self, text: str, place: Location) -> None:
        """Open a draft as what it was: changes of its file, or a text without one."""
        if place.path is not None and place.path.is_file() and self._read(place.path):
            self.reloaded.emit(text)
            return
        self.file.begin(place.title, text, place.folder)
        self._place(text)
        self.unsaved.emit()

    def _read(self, path: Path) -> bool:
        try:
            text = self.file.open(path)
        except LonghandError as error:
            self._report(error)
            return False
        self._place(text)
        return True

    def _place(self, text: str) -> None:
        self.leave()
        self.opened.emit(text)
        self.renamed.emit()

    def _write(self, path: Path) -> bool:
        """Write the text; in another folder, it still names its data."""
        text = self._text()
        try:
            edits = editing.moved(text, self.file.folder, path.parent)
        except LonghandError as error:
            self._offer_copy(path, error)
            return False
        return self._save(path, editing.applied(text, edits))

    def _offer_copy(self, path: Path, error: LonghandError) -> None:
        """Report that the data would be out of reach, and offer to copy it."""
        message, _, hint = str(error).partition("\nhint: ")
        actions = [("Copy the data there", lambda: self._save_with_data(path))]
        self.notice.emit(message, hint, actions, "error")

    def _save_with_data(self, path: Path) -> None:
        text = self._text()
        try:
            name = beside(editing.data_path(text, self.file.folder), path.parent)
        except LonghandError as error:
            self._report(error)
            return
        edits = editing.set_value(text, ("dataset", "path"), name)
        self._save(path, editing.applied(text, edits))

    def _save(self, path: Path, text: str) -> bool:
        try:
            self.file.save(path, text)
        except LonghandError as error:
            self.keep_draft()
            self._report(error)
            return False
        if text != self._text():
            self.reloaded.emit(text)
        self.leave()
        self.saved.emit()
        self.renamed.emit()
        return True

    def _changed_on_disk(self, text: str) -> None:
        if not self._is_modified():
            self.reloaded.emit(text)
            self.saved.emit()
            return

        def take() -> None:
            self.reloaded.emit(text)
            self.saved.emit()

        message = f"{self.file.name} was changed by another program"
        hint = "you have changed it here, too; undo restores what you typed"
        actions = [("Take theirs", take), ("Keep mine", _do_nothing)]
        self.notice.emit(message, hint, actions, "warning")

    def _vanished(self) -> None:
        message = f"{self.file.name} is gone from its folder"
        hint = "the text is still here: save it to restore the file"
        self._draft.keep(self._text(), self.file.place)
        self.notice.emit(message, hint, [("Save", self.save)], "warning")

    def _report(self, error: LonghandError) -> None:
        text, _, hint = str(error).partition("\nhint: ")
        self.notice.emit(text, hint, [], "error")


def _do_nothing() -> None:
    """Leave all as it is."""
