"""A network as a table of layers, as a diagram, and its weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.errors import Path

Array = NDArray[Any]


@dataclass(frozen=True)
class Layer:
    """One line of the summary; `shape` is written as `(N, 4)`."""

    path: Path
    name: str
    title: str
    shape: str
    parameters: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of the diagram: the data, or what a layer gives; a label for a unit.

    `biases` is the key of the biases of its units, if they have some.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    path: Path
    biases: str | None = None


@dataclass(frozen=True)
class Link:
    """From a column to a later one, by the kernel `key` (from, to).

    Without a key each unit goes to the one of its number, or all to all.
    """

    source: int
    target: int
    key: str | None


@dataclass(frozen=True)
class Diagram:
    """The columns from left to right, and what leads from one to another."""

    columns: tuple[Column, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Weights:
    """Copies of parameters and of their gradients, by key such as `dense_1.kernel`."""

    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
