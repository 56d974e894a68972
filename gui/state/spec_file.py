"""The spec's file: opening, saving, watching, and drafts of what is not saved yet."""

from contextlib import suppress
from pathlib import Path
from shutil import copy2
from typing import cast

from PySide6.QtCore import (
    QFileSystemWatcher,
    QObject,
    QSettings,
    QTimer,
    Signal,
)

from engine import LonghandError
from gui.state.drafts import Location
from gui.state.text_io import read, write

MOST_RECENT = 10
SETTLING = 100
"""Milliseconds that another program gets to finish writing."""


class SpecFile(QObject):
    """The file that is open, if there is one.

    Signals
    -------
    changed_on_disk : the new text, when another program has written the file
    vanished : the file is gone
    """

    changed_on_disk = Signal(str)
    vanished = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.title = "untitled"
        self._settings = settings
        self._known, self.is_gone = "", False
        self._begun_in = Path.cwd()
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, interval=SETTLING, singleShot=True)
        self._watcher.fileChanged.connect(self._settled.start)
        self._watcher.directoryChanged.connect(self._settled.start)
        self._settled.timeout.connect(self._look)

    @property
    def name(self) -> str:
        """What messages call the file."""
        return self.path.name if self.path else f"{self.title}.json"

    @property
    def place(self) -> Location:
        """Where the text belongs: title, folder and file."""
        return Location(self.title, self.folder, self.path)

    @property
    def folder(self) -> Path:
        """Where the data of the spec are: beside it, or where it was begun."""
        return self.path.parent if self.path else self._begun_in

    def open(self, path: Path) -> str:
        """Read a file and watch it from now on.

        Raises
        ------
        LonghandError
            If it cannot be read.
        """
        text = read(path)
        self._take(path, text)
        return text

    def begin(self, title: str, text: str, folder: Path | None = None) -> None:
        """Go on without a file, under a title; data are in a folder."""
        self._begun_in = folder or Path.cwd()
        self._watch(None)
        self.path, self.title, self._known = None, title, text
        self.is_gone = False

    def save(self, path: Path, text: str) -> None:
        """Write the text, whole or not at all.

        Raises
        ------
        LonghandError
            If it cannot be written; the file is then as it was.
        """
        write(path, text)
        self._take(path, text)

    def recent(self) -> list[Path]:
        """List the files opened last, those that still exist."""
        kept = self._settings.value("files/recent", [])
        names = [kept] if isinstance(kept, str) else kept
        paths = [Path(str(name)) for name in _listed(names)]
        return [path for path in paths if path.is_file()]

    def _take(self, path: Path, text: str) -> None:
        self.path, self.title, self._known = path.absolute(), path.stem, text
        self.is_gone = False
        self._watch(self.path)
        names = [str(self.path), *map(str, self.recent())]
        kept = list(dict.fromkeys(names))[:MOST_RECENT]
        self._settings.setValue("files/recent", kept)

    def _watch(self, path: Path | None) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        if path is not None:
            self._watcher.addPaths([str(path), str(path.parent)])

    def _look(self) -> None:
        """See what another program has done; many of them replace a file."""
        if self.path is None:
            return
        if not self.path.is_file():
            if not self.is_gone:
                self.is_gone = True
                self.vanished.emit()
            return
        self.is_gone = False
        if str(self.path) not in self._watcher.files():
            self._watcher.addPath(str(self.path))
        with suppress(LonghandError):
            text = read(self.path)
            if text != self._known:
                self._known = text
                self.changed_on_disk.emit(text)


def _listed(found: object) -> list[object]:
    """Return a setting as a list, if it is one."""
    return cast("list[object]", found) if isinstance(found, list) else []


def beside(file: Path | None, folder: Path) -> str:
    """Copy a file into a folder without overwriting; return its name.

    Raises
    ------
    LonghandError
        If that cannot be.
    """
    if file is None:
        msg = "the data file no longer exists"
        raise LonghandError(msg)
    target = folder / file.name
    if target.exists():
        msg = f"{target}: this file already exists"
        raise LonghandError(f"{msg}\nhint: rename it, or save the spec elsewhere")
    try:
        copy2(file, target)
    except OSError as error:
        msg = f"{target}: it cannot be written ({error.strerror})"
        raise LonghandError(msg) from None
    return file.name
