"""The format of MNIST: four bytes of type, the sizes, then the numbers."""

import gzip
import zlib
from math import prod
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.data.arrays.limits import check_length, check_room
from engine.data.arrays.numpy_files import Source
from engine.data.tables.finding import readable, refusal

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"


def read_idx(source: Source) -> NDArray[Any]:
    """Read the array of a file, which may be packed by gzip.

    Raises
    ------
    SpecError
        If the file is damaged, too large, or no such file.
    """
    try:
        with readable(source.path), source.path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
        with source.path.open("rb") as file:
            plain = (
                cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if is_packed else file
            )
            return _array(source, plain)
    except (OSError, EOFError, zlib.error) as error:
        message = f"{source.path}: it is damaged: {error}"
        raise refusal(message, "fetch it again", source.key) from None


def _array(source: Source, file: IO[bytes]) -> NDArray[Any]:
    """Read as much as the sizes say, and find that nothing comes after it."""
    start = file.read(4)
    dtype = _TYPES.get(start[2]) if len(start) == 4 and start[:2] == b"\0\0" else None
    if dtype is None or not start[3]:
        message = f"{source.path}: it does not begin as MNIST's files do"
        raise refusal(message, "see {'type': 'npy'} for NumPy's own", source.key)
    sizes = np.frombuffer(_exactly(source, file, 4 * start[3]), ">u4").tolist()
    count = prod(sizes) * np.dtype(dtype).itemsize
    check_room(source.path, sizes, source.item, source.budget, source.key)
    content = _exactly(source, file, count)
    check_length(source.path, count, count + len(file.read(1)), source.key)
    return np.frombuffer(content, dtype).reshape(sizes)


def _exactly(source: Source, file: IO[bytes], count: int) -> bytes:
    content = file.read(count)
    check_length(source.path, count, len(content), source.key)
    return content
