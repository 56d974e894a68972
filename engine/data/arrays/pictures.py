"""Pictures: Pillow reads them, one after the other, into one array."""

from __future__ import annotations

import os
import struct
import warnings
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.data.arrays.limits import check_room
from engine.data.tables.finding import file_below, plain_file, readable, refusal
from engine.errors import SpecError, listed

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm")
"""Files of other endings are left out, and counted."""

MOST_POINTS = 2**26
"""How many points a picture may have before it is made smaller."""

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_CHANNELS = {"grayscale": 1, "rgb": 3}
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, struct.error, zlib.error)


@dataclass(frozen=True)
class Wanted:
    """What pictures are brought to; without a size, all must be like the first.

    If they are not stretched, all must have that size.
    """

    size: tuple[int, int] | None
    color: Literal["grayscale", "rgb"]
    is_stretched: bool = True


@dataclass(frozen=True)
class Sorted:
    """The files of each class, and how many others there are."""

    files: tuple[tuple[Path, ...], ...]
    classes: tuple[str, ...]
    others: int


def pictures_in(folder: Path, root: Path) -> Sorted:
    """Find the pictures in the folders of a folder, which may not lead out of `root`.

    Raises
    ------
    SpecError
        If there are none, or a folder has none.
    """
    with readable(folder):
        names = sorted(each.name for each in os.scandir(folder) if _is_class(each))
    if not names:
        hint = "put the pictures of each class into a folder named like it"
        raise refusal(f"{folder}: there are no folders in it", hint)
    found = [_pictures(folder / name, root) for name in names]
    files = tuple(pictures for pictures, _ in found)
    return Sorted(files, tuple(names), sum(others for _, others in found))


def pictures_among(path: Path) -> tuple[list[Path], int]:
    """List the pictures in a folder and those in it, by name; count other files.

    A path that is no folder is a picture.

    Raises
    ------
    SpecError
        If there are none.
    """
    if not path.is_dir():
        return [plain_file(path)], 0
    with readable(path):
        seen = [each for each in path.rglob("*") if each.is_file()]
    kept = [e for e in seen if not any(n[:1] == "." for n in e.relative_to(path).parts)]
    found = sorted(e for e in kept if e.name.lower().endswith(ENDINGS))
    if not found:
        hint = f"their names end in {listed(ENDINGS)}"
        raise refusal(f"{path}: there are no pictures in it", hint)
    return found, len(kept) - len(found)


def others_told(path: Path, others: int) -> tuple[str, ...]:
    """Say how many files were left out, as they are no pictures."""
    are = "1 file is no picture" if others == 1 else f"{others} files are no pictures"
    return (f"{path}: {are}",) if others else ()


def read_pictures(
    files: Sequence[Path], wanted: Wanted, budget: int | None, item: int
) -> NDArray[np.uint8]:
    """Read pictures as numbers (rows, height, width, channels) from 0 to 255.

    Raises
    ------
    SpecError
        At the first that is broken, too large, or of another size.
    """
    height, width = wanted.size or _size(files[0])
    shape = (len(files), height, width, _CHANNELS[wanted.color])
    check_room(files[0].parent.parent, shape, item, budget, "size")
    x = np.empty(shape, np.uint8)
    for row, path in enumerate(files):
        with _opened(path) as picture:
            is_other = (picture.height, picture.width) != (height, width)
            if is_other and (wanted.size is None or not wanted.is_stretched):
                first = files[0].name if wanted.size is None else ""
                raise _mixed(path, picture, first, (height, width))
            x[row] = _points(picture, wanted.color, (width, height))
    return x


def _is_class(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and not entry.name.startswith(".")


def _pictures(folder: Path, root: Path) -> tuple[tuple[Path, ...], int]:
    """List the pictures in the folder of a class, and count what else is in it."""
    if not folder.resolve().is_relative_to(root.resolve()):
        file_below(root, str(folder.absolute()))
    with readable(folder):
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    seen = [each for each in entries if not each.name.startswith(".")]
    taken = [each for each in seen if each.name.lower().endswith(ENDINGS)]
    if not taken:
        hint = f"put some, or remove it; they end in {listed(ENDINGS)}"
        raise refusal(f"{folder}: there are no pictures in it", hint)
    for each in taken:
        if each.is_symlink() or not each.is_file():
            file_below(root, str((folder / each.name).absolute()))
    return tuple(folder / each.name for each in taken), len(seen) - len(taken)


@contextmanager
def _opened(path: Path) -> Generator[Image]:
    """Open a picture; what is wrong with it is told with its name."""
    from PIL import Image  # noqa: PLC0415 - only where pictures are read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_POINTS:
                    raise _too_large(path, f"{picture.width} x {picture.height}")
                yield picture
    except SpecError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(path, "hundreds of millions of") from None
    except _DAMAGE as error:
        text = "no picture that can be read" if "identify" in str(error) else str(error)
        raise refusal(f"{path}: this picture is broken: {text}") from None


def _points(
    picture: Image, color: Literal["grayscale", "rgb"], size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Give the points of a picture, from 0 to 255."""
    from PIL import Image  # noqa: PLC0415 - as above

    if picture.mode.startswith(("I", "F")):
        picture = Image.fromarray(_eight_bits(np.asarray(picture)))
    plain = picture.convert("L" if color == "grayscale" else "RGB")
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.BILINEAR)
    return np.asarray(plain).reshape(size[1], size[0], -1)


def _eight_bits(points: NDArray[Any]) -> NDArray[np.uint8]:
    """Take the upper half of 16-bit numbers; Pillow would cut off all above 255."""
    if points.dtype.kind == "f" or points.min() < 0 or points.max() >= 2**16:
        msg = "its points are neither 8-bit nor 16-bit numbers"
        raise ValueError(msg)
    return (points // 256).astype(np.uint8)


def _size(path: Path) -> tuple[int, int]:
    with _opened(path) as picture:
        return picture.height, picture.width


def _mixed(path: Path, picture: Image, first: str, size: tuple[int, int]) -> SpecError:
    """Tell both sizes, where the other is that of the first or what a network takes."""
    message = (
        f"{path}: this picture has height and width {[picture.height, picture.width]},"
        f" {first or 'what the network takes'} has {list(size)}"
    )
    hint = f'"size": {list(size)} brings all to one size'
    if not first:
        hint = f'bring it to that size, or train with "size": {list(size)}'
    return refusal(message, hint, "size")


def _too_large(path: Path, points: str) -> SpecError:
    message = f"{path}: this picture has {points} points"
    return refusal(message, f"it may have {MOST_POINTS}: make it smaller")
