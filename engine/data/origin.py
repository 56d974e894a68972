"""The file that a table was read from, and whether it is still the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from engine.errors import LonghandError


@dataclass(frozen=True)
class Origin:
    """A file as it was when its table was read; `changed` is when it was written."""

    file: Path
    size: int
    changed: int

    @classmethod
    def of(cls, file: Path) -> Origin:
        """Look at a file that is about to be read."""
        found = file.stat()
        return cls(file, found.st_size, found.st_mtime_ns)

    @property
    def is_same(self) -> bool:
        """Whether the file is still the one that was read."""
        try:
            return Origin.of(self.file) == self
        except OSError:
            return False

    def digest(self) -> str | None:
        """Give the SHA-256 of what was read; None if the file has changed since."""
        try:
            found = file_digest(self.file)
        except LonghandError:
            return None
        return found if self.is_same else None


def file_digest(file: Path) -> str:
    """Give the SHA-256 of a file, of which little is held at a time.

    Raises
    ------
    LonghandError
        If it cannot be read.
    """
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        msg = f"{file}: the file cannot be read: {error.strerror}"
        raise LonghandError(msg) from None
