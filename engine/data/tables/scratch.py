"""A folder for what does not fit into memory, gone when nobody needs it."""

import shutil
import tempfile
import weakref
from pathlib import Path


class Scratch:
    """A folder of temporary files, removed with the object or at exit."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="longhand-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, name: str) -> Path:
        """Name a file in it."""
        return self.folder / name
