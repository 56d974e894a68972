"""An array of weights as an image of one point a weight."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from PySide6.QtGui import QImage

from gui.look.colours import Colours
from gui.look.plotting import mixed

_MOST_POINTS = 512


@dataclass(frozen=True)
class Picture:
    """The image, the rows and columns it stands for, and the largest magnitude."""

    image: QImage
    shape: tuple[int, int]
    peak: float

    @staticmethod
    def of(values: Any, table: list[int]) -> "Picture":
        """Colour the values on a scale that is as long below zero as above."""
        matrix = flat(values)
        rows, columns = matrix.shape
        peak = float(abs(matrix).max()) if matrix.size else 0.0
        few = matrix[:: 1 + rows // _MOST_POINTS, :: 1 + columns // _MOST_POINTS]
        usable = peak > 0 and isfinite(peak)
        shades = (few / peak * 127 + 128).astype("uint8").tobytes() if usable else b""
        return Picture(_image(shades, few.shape, table), (rows, columns), peak)


def flat(values: Any) -> Any:
    """Lay an array of any number of axes out as a matrix."""
    if values.ndim == 0:
        return values.reshape(1, 1)
    return values.reshape(-1, values.shape[-1])


def colour_table(colours: Colours) -> list[int]:
    """Return 256 colours from the lowest value by zero to the highest."""
    below = [mixed(colours.middle, colours.low, (128 - k) / 127) for k in range(1, 128)]
    above = [mixed(colours.middle, colours.high, k / 127) for k in range(128)]
    return [colour.rgb() for colour in (below[0], *below, *above)]


def _image(shades: bytes, shape: tuple[int, int], table: list[int]) -> QImage:
    rows, columns = shape
    data = shades or bytes([128]) * (rows * columns)
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.copy()
