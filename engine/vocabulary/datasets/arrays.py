"""Arrays in files: rows of numbers in any shape, pictures above all."""

from math import prod
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, PositiveInt

from engine.vocabulary.datasets import Dataset, Floats

Side = Annotated[int, Field(ge=1, le=4096)]
Sizes = Annotated[list[PositiveInt], Field(min_length=1)]
FilePath = Annotated[str, Field(min_length=1)]


class ArrayFiles(Dataset):
    """Inputs and outputs that stand in files, a row for each example.

    Outputs are classes where they are texts, or one whole number from 0; else they are
    numbers. What is in the files is known once they are opened, see
    `engine.data.arrays.opening`.

    Shapes: inputs (N, ...), outputs (N, outputs).
    """

    is_open = False

    scaling: float | None = Field(default=None, gt=0)
    """What inputs are divided by; if left out, 255 for 8-bit numbers, else 1."""

    def columns(self) -> tuple[list[str], list[str]]:
        """Name no columns: they are not yet known."""
        return [], []

    def count(self) -> int:
        raise NotImplementedError

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        raise NotImplementedError


class Shaped(ArrayFiles):
    """Arrays whose rows may be read in another shape."""

    input_shape: Sizes | None = None
    """The inputs of an example in this shape, the last axis fastest."""
    classes: list[str] | None = Field(default=None, min_length=1)
    """The names of the classes, in the order of their numbers; else "0", "1", ..."""

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Tell whether examples of a shape can be read in the one that is asked for."""
        return self.input_shape is None or prod(shape) == prod(self.input_shape)


class Npz(Shaped):
    """An archive of NumPy arrays, two of which are inputs and outputs.

    Use: arrays that a program has written with `numpy.savez`.
    Source: the NumPy format, version 1 to 3.
    """

    path: FilePath
    """Where the archive is, from the folder of the spec."""
    inputs: str = "x"
    """The name of the array of inputs."""
    outputs: str = "y"
    """The name of the array of outputs."""


class Npy(Shaped):
    """Two files, each with one NumPy array.

    Use: arrays that a program has written with `numpy.save`.
    Source: the NumPy format, version 1 to 3.
    """

    inputs: FilePath
    """Where the array of inputs is, from the folder of the spec."""
    outputs: FilePath
    """Where the array of outputs is, from the folder of the spec."""


class Idx(Shaped):
    """Two files in the format of MNIST, packed by gzip or not.

    Use: MNIST, Fashion-MNIST, EMNIST and their like.
    Source: LeCun, Cortes and Burges, The MNIST database of handwritten digits.
    """

    inputs: FilePath
    """Where the pictures are, from the folder of the spec."""
    outputs: FilePath
    """Where the labels are, from the folder of the spec."""


class Images(ArrayFiles):
    """Pictures in folders, one folder for each class, named like it.

    Shapes: inputs (N, height, width, 1), or (N, height, width, 3) in colour.
    Use: photographs, drawings and scans, sorted by hand.
    Source: Keras's `image_dataset_from_directory`.
    """

    path: FilePath
    """The folder that has the folders, from the folder of the spec."""
    size: Annotated[list[Side], Field(min_length=2, max_length=2)] | None = None
    """Height and width to bring all pictures to; if left out, all must be alike."""
    color: Literal["grayscale", "rgb"] = "rgb"
    """Whether a point is its brightness, or red, green and blue."""


WORDS = (Npz, Npy, Idx, Images)
