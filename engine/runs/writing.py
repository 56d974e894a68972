"""Files that are written whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

Writer = Callable[[BinaryIO], object]
"""What writes the content to an open file."""


def write(path: Path, content: bytes | Writer) -> None:
    """Put a file in place in one go: what is there is always whole.

    The other file that there is meanwhile has the same ending.
    """
    part = path.with_name(f".part.{path.name}")
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
