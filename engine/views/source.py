"""The generated program, and what each of its lines computes."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import Path


@dataclass(frozen=True)
class Computed:
    """What a line computes: `h1`, (N, 4), layers[0]: dense, 4 units, sigmoid."""

    name: str
    shape: str
    title: str
    path: Path


@dataclass(frozen=True)
class Source:
    """A program's text, and what its lines compute; lines count from 1."""

    text: str
    lines: Mapping[int, Computed]
