"""NumPy's own files: their headers are read first, and nothing is unpickled."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.data.arrays.limits import check_length, check_room
from engine.data.tables.finding import refusal
from engine.errors import SpecError, did_you_mean, listed

_HEADERS = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
}
_KINDS = "biufU"
_DAMAGE = (
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
    TypeError,
    KeyError,
    BadZipFile,
    TokenError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Source:
    """A file with an array.

    Attributes
    ----------
    key : the key of the spec that names it
    budget : how many bytes of memory its numbers may take
    item : how many each takes once it is read
    """

    path: Path
    key: str
    budget: int | None = None
    item: int = 8


def read_npy(source: Source) -> NDArray[Any]:
    """Read the one array of a file.

    Raises
    ------
    SpecError
        If the file is damaged, too large, or holds what are no numbers.
    """
    with _told(source), source.path.open("rb") as file:
        return _array(source, file, source.path.stat().st_size)


def read_member(source: Source, name: str) -> NDArray[Any]:
    """Read an array of an archive.

    Raises
    ------
    SpecError
        If there is none of that name, or as `read_npy`.
    """
    with _told(source), ZipFile(source.path) as archive:
        names = _names(archive)
        if name not in names:
            message = f"{source.path}: there is no array {name!r}"
            hint = did_you_mean(name, names) or f"there are {listed(names)}"
            raise refusal(message, hint, source.key)
        info = archive.infolist()[names.index(name)]
        with archive.open(info) as file:
            return _array(source, file, info.file_size)


def members_of(source: Source) -> list[str]:
    """Name the arrays of an archive.

    Raises
    ------
    SpecError
        If it is damaged.
    """
    with _told(source), ZipFile(source.path) as archive:
        return _names(archive)


def _names(archive: ZipFile) -> list[str]:
    return [each.removesuffix(".npy") for each in archive.namelist()]


def _array(source: Source, file: IO[bytes], size: int) -> NDArray[Any]:
    """Compare what the header says with how much there is, then read it."""
    read_header = _HEADERS.get(npy.read_magic(file))
    if read_header is None:
        message = f"{source.path}: it is written in a version that is not known"
        raise refusal(message, "save the array again", source.key)
    shape, _, dtype = read_header(file)
    _check_header(source, shape, dtype)
    expected, found = prod(shape) * dtype.itemsize, size - file.tell()
    check_length(source.path, expected, found, source.key)
    file.seek(0)
    return npy.read_array(file, allow_pickle=False)


def _check_header(source: Source, shape: tuple[int, ...], dtype: Any) -> None:
    """Refuse what are no numbers, or too many."""
    if dtype.kind not in _KINDS:
        kind = "Python objects" if dtype.hasobject else f"values of type {dtype}"
        message = f"{source.path}: it holds {kind}, not numbers"
        raise refusal(message, "save it as numbers, such as float64", source.key)
    if any(length < 0 for length in shape):
        message = f"{source.path}: it says that it has the shape {list(shape)}"
        raise refusal(message, "write it again", source.key)
    item = max(dtype.itemsize, source.item)
    check_room(source.path, shape, item, source.budget, source.key)


@contextmanager
def _told(source: Source) -> Generator[None]:
    """Tell what is wrong with a file as a problem of the spec."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 has written
            yield
    except SpecError:
        raise
    except _DAMAGE as error:
        message = f"{source.path}: this is no whole NumPy file: {error}"
        raise refusal(message, "write it again", source.key) from None
