"""How much memory there is, and arrays and files for what does not fit into it."""

import os
import re
import shutil
import tempfile
import weakref
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError

SHARE = 0.5
"""How much of the machine's memory a run may take."""

UNKNOWN = 8 * 2**30
"""What is taken for the machine's memory where the system does not tell."""

UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB", "EB")


def allowed(said: int | None = None) -> int:
    """Tell how many bytes a run may take: so many as were said, or a share of all."""
    return said or int(SHARE * _memory())


def told(size: int) -> str:
    """Write a number of bytes as people do: `1.5 GB`."""
    power = min((max(size, 1).bit_length() - 1) // 10, len(UNITS) - 1)
    if size >> 10 * power >= 10_000:
        return "more than any machine has"
    return f"{size / 1024**power:.3g} {UNITS[power]}"


def size_of(text: str) -> int:
    """Read a number of bytes as people write it: `500 MB`, `2GB`.

    Raises
    ------
    LonghandError
        If it is no size, or less than a megabyte.
    """
    found = re.fullmatch(r"(\d+\.?\d*) ?([KMGT])i?B?", text.strip(), re.IGNORECASE)
    power = 1 + "KMGT".index(found[2].upper()) if found else 0
    size = int(float(found[1]) * 1024**power) if found else 0
    if size < 1 << 20:
        what = "is less than 1 MB" if found else "is not a size"
        msg = f"{text!r} {what}\nhint: write it like 500MB or 2GB"
        raise LonghandError(msg)
    return size


def _memory() -> int:
    if not hasattr(os, "sysconf"):
        return UNKNOWN
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


EXAMPLES_SHARE = 0.25
"""How much of the memory that a run may take its examples may, else they go to disk."""


def zeros(shape: tuple[int, ...], dtype: str, memory: int) -> NDArray[Any]:
    """Make an array of zeros, in a temporary file if it is much of `memory` bytes.

    The file has no name any more, and is gone when the array is. The system reads from
    it what is needed, and keeps in memory what has room.

    Raises
    ------
    LonghandError
        If the disk has no room for it.
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    if not is_large(size, memory):
        return np.zeros(shape, dtype)
    with tempfile.TemporaryFile() as file:
        try:
            _reserve(file.fileno(), size)
        except OSError:
            free = told(shutil.disk_usage(tempfile.gettempdir()).free)
            msg = (
                f"the examples need {told(size)} on disk, and {tempfile.gettempdir()} "
                f"has {free}\nhint: name another folder in the variable TMPDIR"
            )
            raise LonghandError(msg) from None
        return np.asarray(np.memmap(file, dtype, "r+", shape=shape))


def is_large(size: int, memory: int) -> bool:
    """Tell whether so many bytes of examples go to disk."""
    return size > EXAMPLES_SHARE * memory


def is_on_disk(array: NDArray[Any]) -> bool:
    """Tell whether an array is a part of a file."""
    base: Any = array
    while base is not None and not isinstance(base, np.memmap):
        base = base.base if isinstance(base, np.ndarray) else None
    return base is not None


def as_run(rows: NDArray[Any]) -> NDArray[Any] | slice:
    """Give rows that follow each other as a slice: it takes no copy to choose them."""
    if len(rows) and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _reserve(descriptor: int, size: int) -> None:
    """Take room on disk: what is mapped without it would end the program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.truncate(descriptor, size)


class Scratch:
    """A folder of temporary files, removed with the object or at exit."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="longhand-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, name: str) -> Path:
        """Name a file in it."""
        return self.folder / name
