"""Arrays by the words of the spec that name them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.data.arrays import Arrays
from engine.data.arrays.idx_files import read_idx
from engine.data.arrays.numpy_files import Source, read_member, read_npy
from engine.data.arrays.pictures import (
    Wanted,
    others_told,
    pictures_in,
    read_pictures,
)
from engine.data.tables.finding import file_below, folder_below, needs, refusal
from engine.vocabulary.datasets import MOST_NAMES
from engine.vocabulary.datasets.arrays import ArrayFiles, Idx, Images, Npy, Npz, Shaped

Array = NDArray[Any]


def open_arrays(
    dataset: ArrayFiles,
    folder: Path,
    budget: int | None = None,
    dtype: str = "float64",
) -> Arrays:
    """Read the arrays that a dataset names, in a folder that it may not leave.

    Inputs and outputs are of type `dtype`; inputs may take `budget` bytes.

    Raises
    ------
    SpecError
        If they cannot be read, with the key of the spec and the file; or if a package
        is missing.
    """
    if isinstance(dataset, Images):
        return _pictures(dataset, folder, budget, dtype)
    if not isinstance(dataset, Shaped):
        raise TypeError(dataset)
    key = "path" if isinstance(dataset, Npz) else "inputs"
    first = file_below(folder, getattr(dataset, key), key)
    source = Source(first, "inputs", budget, np.dtype(dtype).itemsize)
    return _made(dataset, _read(dataset, folder, source), str(first), dtype)


def _read(dataset: Shaped, folder: Path, source: Source) -> tuple[Array, Array]:
    """Read inputs and outputs, whatever they are."""
    if isinstance(dataset, Npz):
        x = read_member(source, dataset.inputs)
        return x, read_member(replace(source, key="outputs"), dataset.outputs)
    reader = read_npy if isinstance(dataset, Npy) else read_idx
    path = file_below(folder, cast("Npy | Idx", dataset).outputs, "outputs")
    return reader(source), reader(replace(source, path=path, key="outputs"))


def _pictures(dataset: Images, folder: Path, budget: int | None, dtype: str) -> Arrays:
    """Read the pictures of all classes, in the order of their names."""
    needs("PIL", "reading pictures")
    place = folder_below(folder, dataset.path)
    found = pictures_in(place, folder)
    files = [path for pictures in found.files for path in pictures]
    size = (dataset.size[0], dataset.size[1]) if dataset.size else None
    wanted = Wanted(size, dataset.color)
    points = read_pictures(files, wanted, budget, np.dtype(dtype).itemsize)
    sizes = [len(pictures) for pictures in found.files]
    y = np.repeat(np.arange(len(sizes)), sizes)[:, np.newaxis].astype(dtype)
    called, notes = str(folder / dataset.path), others_told(place, found.others)
    x = scaled(dataset, points, dtype)
    return Arrays(x, y, found.classes, called, notes, stored="uint8")


def _made(
    dataset: Shaped, read: tuple[Array, Array], called: str, dtype: str
) -> Arrays:
    """Bring inputs and outputs to their type, once they are known to go together."""
    x, y = read
    _check_shapes(dataset, x, y, called)
    x = x.reshape(len(x), *(dataset.input_shape or x.shape[1:]))
    targets, classes = _targets(dataset, y.reshape(len(y), -1), dtype)
    stored, x = x.dtype.name, scaled(dataset, x, dtype)
    for values, key in ((x, "inputs"), (targets, "outputs")):
        check_finite(values, called, key)
    return Arrays(x, targets, classes, called, stored=stored)


def _check_shapes(dataset: Shaped, x: Array, y: Array, called: str) -> None:
    if x.ndim < 2 or not x.size:
        message = f"{called}: inputs of shape {list(x.shape)} have no rows of numbers"
        raise refusal(message, "expected (rows, ...)", "inputs")
    if x.dtype.kind == "U":
        raise refusal(f"{called}: inputs are texts, not numbers", "", "inputs")
    if not y.ndim or len(x) != len(y):
        message = f"{called}: {len(x)} inputs, but outputs of shape {list(y.shape)}"
        raise refusal(message, "there is one for each", "outputs")
    if not dataset.fits(x.shape[1:]):
        message = f"inputs of shape {list(x.shape[1:])} do not fit into it"
        raise refusal(message, "its product is their number", "input_shape")


def _targets(
    dataset: Shaped, y: Array, dtype: str
) -> tuple[Array, tuple[str, ...] | None]:
    """Give each class a number, where outputs are classes."""
    if y.dtype.kind == "U":
        return _named(dataset, y, dtype)
    is_whole = y.dtype.kind in "biu" and y.shape[1] == 1 and y.size
    if not is_whole or y.min() < 0 or y.max() >= MOST_NAMES:
        if dataset.classes is not None:
            message = "outputs are no classes: those are one whole number from 0"
            raise refusal(message, "leave it out", "classes")
        return y.astype(dtype), None
    count = int(y.max()) + 1
    names = dataset.classes or [str(number) for number in range(count)]
    if len(names) < count:
        message = f"{len(names)} names are too few: there is a class {count - 1}"
        raise refusal(message, "they are counted from 0", "classes")
    return y.astype(dtype), tuple(names)


def _named(dataset: Shaped, y: Array, dtype: str) -> tuple[Array, tuple[str, ...]]:
    """Give a number to each class of outputs that are texts."""
    if y.shape[1] > 1:
        raise refusal("outputs are texts in several columns", "keep one", "outputs")
    found, numbers = np.unique(y[:, 0], return_inverse=True)
    names = dataset.classes or found.tolist()
    if unknown := sorted(set(found.tolist()) - set(names)):
        message = f"{unknown[0]!r} is an output, but not among them"
        raise refusal(message, "name all classes", "classes")
    places = np.array([names.index(name) for name in found.tolist()])
    return places[numbers].astype(dtype)[:, np.newaxis], tuple(names)


def is_small(dtype: np.dtype[Any]) -> bool:
    """Tell whether numbers have 8 bits, as those of pictures do."""
    return dtype.kind in "iu" and dtype.itemsize == 1


def scaled(dataset: ArrayFiles | None, x: Array, dtype: str) -> Array:
    """Divide inputs as the dataset says, if they come from one."""
    divisor = 1.0
    if dataset is not None:
        divisor = dataset.scaling or (255.0 if is_small(x.dtype) else 1.0)
    with np.errstate(over="ignore"):
        made = x.astype(dtype)
    if divisor != 1:
        made /= divisor
    return made


def check_finite(values: Array, called: str, key: str) -> None:
    """Refuse what is infinite or no number."""
    for row, each in enumerate(values):
        if not np.isfinite(each).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(each))[0])
            message = f"{called}: row {row + 1} has {each[place]:g} among its {key}"
            raise refusal(message, "change it, or leave the row out", key)
