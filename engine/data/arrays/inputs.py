"""New inputs for a network that is trained: an array in a file, or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.arrays.idx_files import read_idx
from engine.data.arrays.numpy_files import Source, members_of, read_member, read_npy
from engine.data.arrays.opening import check_finite, is_small, scaled
from engine.data.arrays.pictures import (
    ENDINGS,
    Wanted,
    others_told,
    pictures_among,
    read_pictures,
)
from engine.data.tables.finding import needs, plain_file, readable, refusal
from engine.errors import SpecError
from engine.vocabulary.datasets.arrays import ArrayFiles, Images, Npz, Shaped

Array = NDArray[Any]

FILES = (".npz", ".npy", ".idx", ".gz", *ENDINGS)
"""What the names of arrays and pictures end with; MNIST's own have no ending."""

_NPZ, _NPY, _IDX, _GZIP = b"PK", b"\x93N", b"\0\0", b"\x1f\x8b"


@dataclass(frozen=True)
class Taken:
    """What a network takes.

    Attributes
    ----------
    dataset : what it learned from, if that stood in files
    shape : that of one example's inputs
    dtype : the precision of all numbers
    stored : of which type its inputs were in the files, if that is known
    budget : how many bytes of memory new ones may take
    """

    dataset: ArrayFiles | None
    shape: tuple[int, ...]
    dtype: str
    stored: str = ""
    budget: int | None = None


@dataclass(frozen=True, eq=False)
class Inputs:
    """New inputs x (rows, ...), and what each row is called.

    `files` are those of the rows where each has its own; else rows have numbers, from 0
    on where `rows` does not say them.
    """

    x: Array
    files: tuple[str, ...] | None = None
    rows: Array | None = None
    notes: tuple[str, ...] = ()


def read_inputs(paths: Sequence[Path], taken: Taken) -> Inputs:
    """Read inputs from a file or a folder, or from several pictures.

    Raises
    ------
    SpecError
        If they cannot be read, or are not what the network takes.
    """
    try:
        if all(map(_is_picture, paths)):
            return _pictures(paths, taken)
        x = _array(plain_file(paths[0]), taken)
        return Inputs(_fitted(paths[0], x, taken))
    except SpecError as error:
        raise SpecError(replace(each, path=()) for each in error.problems) from None


def _is_picture(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in ENDINGS


def _pictures(paths: Sequence[Path], taken: Taken) -> Inputs:
    """Read pictures as those that the network learned from."""
    needs("PIL", "reading pictures")
    dataset = taken.dataset
    if not isinstance(dataset, Images):
        source = f"{dataset.tag()} arrays, not from" if dataset else "no"
        hint = "save them as one array of numbers, such as new.npy"
        raise refusal(f"{paths[0]}: this run learned from {source} pictures", hint)
    found = [pictures_among(path) for path in paths]
    files = [file for files, _ in found for file in files]
    size, is_stretched = taken.shape[:2], dataset.size is not None
    wanted = Wanted((size[0], size[1]), dataset.color, is_stretched=is_stretched)
    x = read_pictures(files, wanted, taken.budget, np.dtype(taken.dtype).itemsize)
    base = paths[0] if len(paths) == 1 and paths[0].is_dir() else Path()
    names = (f.relative_to(base) if f.is_relative_to(base) else f for f in files)
    notes = others_told(paths[0], sum(others for _, others in found))
    x = scaled(dataset, x, taken.dtype)
    return Inputs(x, tuple(name.as_posix() for name in names), notes=notes)


def begins_as_array(path: Path) -> bool:
    """Tell whether a file begins as arrays do; a packed one may be MNIST's."""
    try:
        return _start(path) in (_NPZ, _NPY, _IDX, _GZIP)
    except SpecError:
        return False


def _start(path: Path) -> bytes:
    with readable(path), path.open("rb") as file:
        return file.read(2)


def _array(path: Path, taken: Taken) -> Array:
    """Read the array of a file, whose beginning tells its kind."""
    start = _start(path)
    source = Source(path, "inputs", taken.budget, np.dtype(taken.dtype).itemsize)
    if start == _NPZ:
        said = taken.dataset.inputs if isinstance(taken.dataset, Npz) else "x"
        names = members_of(source)
        return read_member(source, names[0] if len(names) == 1 else said)
    if start in (_NPY, _IDX, _GZIP):
        return (read_npy if start == _NPY else read_idx)(source)
    hint = "those are .npy, .npz, MNIST's own, or pictures"
    raise refusal(f"{path}: this is no file of arrays", hint)


def _fitted(path: Path, x: Array, taken: Taken) -> Array:
    """Bring an array to the shape and the type that the network takes."""
    if x.dtype.kind == "U":
        raise refusal(f"{path}: these are texts, not numbers")
    shape = taken.shape
    if not _fits(x.shape[1:], taken) and _plain(x.shape) == _plain(shape):
        x = x[np.newaxis]
    if not x.ndim or not len(x) or not _fits(x.shape[1:], taken):
        expected = ", ".join(["rows", *map(str, shape)])
        message = f"{path}: inputs of shape {list(x.shape)} do not fit the network"
        raise refusal(message, f"expected ({expected})")
    _check_type(path, x, taken)
    made = scaled(taken.dataset, x.reshape(len(x), *shape), taken.dtype)
    check_finite(made, str(path), "inputs")
    return made


def _fits(shape: tuple[int, ...], taken: Taken) -> bool:
    """Tell whether an example of a shape is one of the network's.

    Axes of length 1 make no difference, nor does a row of all numbers.
    """
    dataset = taken.dataset
    is_free = isinstance(dataset, Shaped) and dataset.input_shape is not None
    if is_free or len(shape) == 1:
        return prod(shape) == prod(taken.shape)
    return _plain(shape) == _plain(taken.shape)


def _plain(shape: tuple[int, ...]) -> list[int]:
    return [length for length in shape if length != 1]


def _check_type(path: Path, x: Array, taken: Taken) -> None:
    """Refuse 8-bit numbers for others, and others for them: they are divided by 255."""
    dataset = taken.dataset
    stored = "uint8" if isinstance(dataset, Images) else taken.stored
    if dataset is None or dataset.scaling is not None or not stored:
        return
    if is_small(x.dtype) != is_small(np.dtype(stored)):
        message = (
            f"{path}: these are {x.dtype} numbers, and the run learned from {stored}"
        )
        hint = f"8-bit numbers are divided by 255: save these as {stored} as well"
        raise refusal(message, hint)
