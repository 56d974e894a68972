"""Files that are written whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

Writer = Callable[[BinaryIO], object]
"""What writes the content to a file."""


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
