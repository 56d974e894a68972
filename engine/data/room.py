"""Room for many numbers: in memory, or in a file where that is too small."""

import os
import shutil
import tempfile
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import LonghandError
from engine.memory import told

SHARE = 0.25
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
    return size > SHARE * memory


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
