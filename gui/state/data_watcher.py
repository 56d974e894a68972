"""The file that the examples are in: whether another program has written it."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLING = 200
"""Milliseconds that another program gets to finish writing."""


class DataWatcher(QObject):
    """Watches the file that a spec names, if it names one.

    Signals
    -------
    changed : its content is another, or it is there again, or gone
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._known: tuple[int, int] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, interval=SETTLING, singleShot=True)
        self._watcher.fileChanged.connect(self._settled.start)
        self._watcher.directoryChanged.connect(self._settled.start)
        self._settled.timeout.connect(self._look)

    def watch(self, path: Path | None) -> None:
        """Watch a file from now on, or none."""
        if path == self.path:
            return
        if watched := [*self._watcher.files(), *self._watcher.directories()]:
            self._watcher.removePaths(watched)
        self.path, self._known = path, _state(path)
        if path is not None:
            self._watcher.addPaths([str(p) for p in (path, path.parent) if p.exists()])

    def _look(self) -> None:
        """Report if the file has changed; many programs replace it."""
        now = _state(self.path)
        if (
            self.path is not None
            and now
            and str(self.path) not in self._watcher.files()
        ):
            self._watcher.addPath(str(self.path))
        if now != self._known:
            self._known = now
            self.changed.emit()


def _state(path: Path | None) -> tuple[int, int] | None:
    with suppress(OSError):
        if path is not None:
            found = path.stat()
            return found.st_size, found.st_mtime_ns
    return None
