"""What is said of a text; offsets count characters from 0."""

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Literal

from engine.compile import Model
from engine.errors import Path, Problem


@dataclass(frozen=True)
class Mark:
    """A problem and the span of the text that is to blame."""

    problem: Problem
    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    """A text that may be a spec: its model, if it is one, and what is wrong with it.

    Where there is a model, the marks are warnings. `data` is the file that the examples
    are in, if they are in one.
    """

    text: str
    model: Model | None
    marks: tuple[Mark, ...]
    data: FilePath | None = None


@dataclass(frozen=True)
class Completion:
    """A key or a value that may stand here.

    `label` is what is listed, `insert` what is written (quotes, colon and all),
    `caret` where the cursor is put, counted from the beginning of `insert`. `detail` is
    a line about it, `text` all that is to be known.
    """

    label: str
    insert: str
    caret: int
    kind: Literal["key", "value"]
    detail: str = ""
    text: str = ""


@dataclass(frozen=True)
class Completions:
    """What may stand in place of the characters from `start` to `end`."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


@dataclass(frozen=True)
class Hover:
    """What the key or the word between two offsets means."""

    start: int
    end: int
    title: str
    text: str
    path: Path = ()


@dataclass(frozen=True)
class Edit:
    """Put `text` in the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str
