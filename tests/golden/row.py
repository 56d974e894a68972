"""A row: a word as a spec writes it, and how a framework computes the same."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
VALUES = Path(__file__).parent / "values"


@dataclass(frozen=True)
class Row:
    """A word with its fields, and its twin: the same thing in a framework.

    What `twin` takes and gives, and what `more` holds, is said by the module of the
    word class. It is called only by `python -m tests.golden`. A module has

    - `BASE`, the word class, and its `ROWS`; or, where the rows are of a class that has
      a module of its own, None, and `FORM`, what they are written as;
    - `ours(row)` and `theirs(row)`: named arrays that must be equal;
    - `cases(row)`: titled specs that use the word, for the tests of all programs;
    - `compare(ours, theirs)`, if they are not simply equal;
    - `ELSEWHERE`, if some fields are tested in another way: each with where.
    """

    word: Any
    twin: Callable[..., Any]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The word and its fields without brackets and quotes."""
        written = {"": self.word, **self.more} if self.more else self.word
        return re.sub(r"'type': |'': |[{}',]", "", str(written))


@cache
def stored(module: str) -> dict[str, dict[str, Any]]:
    """Read what the frameworks gave for the rows of a module, by title."""
    return json.loads((VALUES / f"{module}.json").read_text("utf-8"))
