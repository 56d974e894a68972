"""Files that are written whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine.errors import LonghandError

Writer = Callable[[BinaryIO], object]
"""What writes the content to a file."""


def check_folder(path: Path) -> None:
    """Refuse a place where no file can be written, before there is one.

    Raises
    ------
    LonghandError
        With what is wrong with it.
    """
    if not path.parent.is_dir():
        msg = f"{path}: there is no folder {str(path.parent)!r}"
        raise LonghandError(f"{msg}\nhint: make it first, or choose another place")
    if path.exists() and not path.is_file():
        msg = f"{path}: it exists and is not a regular file"
        raise LonghandError(f"{msg}\nhint: choose another name")


def write_whole(path: Path, content: bytes | Writer) -> None:
    """Put a file in place in one go: what is there is always whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
