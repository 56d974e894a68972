"""Drafts: what is typed and not saved, kept against a crash."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from engine import LonghandError
from gui.state.text_io import read, write


@dataclass(frozen=True)
class Location:
    """Where a text belongs: its title, the folder of its data, its file if it has one.

    Without a folder, its data are where they are looked for at first.
    """

    title: str = "untitled"
    folder: Path | None = None
    path: Path | None = None

    def to_json(self) -> str:
        """Write it as JSON."""
        kept = {"title": self.title, "folder": self.folder, "path": self.path}
        texts = {key: value and str(value) for key, value in kept.items()}
        return json.dumps(texts, ensure_ascii=False)


class DraftStore:
    """A text that is not saved, and where it belongs."""

    def __init__(self, folder: Path | None = None) -> None:
        where = QStandardPaths.StandardLocation.AppDataLocation
        self._file = (folder or Path(QStandardPaths.writableLocation(where))) / "draft"
        self._place = self._file.with_name("draft-place")

    def keep(self, text: str, place: Location) -> None:
        """Keep a text and where it belongs; what cannot be written is not kept."""
        with suppress(LonghandError, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._place.unlink(missing_ok=True)
            write(self._file, text)
            write(self._place, place.to_json())

    def drop(self) -> None:
        """Forget it: all is saved, or is not wanted any more."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            self._place.unlink(missing_ok=True)

    def place(self) -> Location:
        """Return where that belongs; without a file if that is not known."""
        with suppress(LonghandError, ValueError, TypeError, KeyError):
            kept = json.loads(read(self._place))
            folder, path = (kept[key] and Path(kept[key]) for key in ("folder", "path"))
            return Location(str(kept["title"]), folder, path)
        return Location()

    def found(self) -> str | None:
        """Return what an earlier session left behind."""
        with suppress(LonghandError):
            return read(self._file)
        return None
