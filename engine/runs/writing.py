"""Files that are written whole or not at all."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

Writer = Callable[[BinaryIO], object]
"""What writes the content to an open file."""


def write(path: Path, content: bytes | Writer) -> None:
    """Put a file in place in one go: what is there is always whole."""
    with whole(path) as part, part.open("wb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)


@contextmanager
def whole(path: Path) -> Generator[Path]:
    """Give another file of the same ending to write to; it takes its place at the end.

    If anything goes wrong, all is as before.
    """
    part = path.with_name(f".part.{path.name}")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
