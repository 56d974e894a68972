"""Errors in what a person wrote, reported so that they can be fixed.

Everything the engine refuses is a `LonghandError`; the command line prints it and
exits with 2. A `SpecError` carries all the problems of a spec at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

Path = tuple[str | int, ...]
"""Where in a JSON document: `("layers", 0, "units")` is `layers[0].units`."""


@dataclass(frozen=True)
class Place:
    """Where in a text: `line` and `column` count from 1, `length` in characters."""

    file: str
    line: int
    column: int
    length: int
    source: str


@dataclass(frozen=True)
class Problem:
    """One mistake: what was read, what was expected, and what to try.

    `at` says whether the key or the value of `path` is to blame, `part` (start and
    length) which part of a text. A warning is no mistake, but most likely not meant.
    """

    message: str
    path: Path = ()
    hint: str = ""
    at: Literal["key", "value"] = "value"
    part: tuple[int, int] | None = None
    place: Place | None = None
    is_warning: bool = False

    def under(self, *steps: str | int) -> "Problem":
        """Give the same problem with a path that begins further up."""
        return replace(self, path=(*steps, *self.path))

    def __str__(self) -> str:
        parts = ["warning" * self.is_warning, dotted(self.path), self.message]
        headline = ": ".join(filter(None, parts))
        lines = [headline] if self.place is None else _pointed(headline, self.place)
        hint = [f"hint: {self.hint}"] if self.hint else []
        return printable("\n".join([*lines, *hint]))


class LonghandError(Exception):
    """The request cannot be fulfilled; the message says what to change."""


class SpecError(LonghandError):
    """A spec that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["SpecError"], tuple[tuple[Problem, ...]]]:
        """Let it pass from one process to another."""
        return SpecError, (self.problems,)

    def under(self, *steps: str | int) -> "SpecError":
        """Give the same problems with paths that begin further up."""
        return SpecError(problem.under(*steps) for problem in self.problems)


def printable(text: str) -> str:
    """Make characters visible that would otherwise steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def dotted(path: Path) -> str:
    """Write a path as people do: `layers[0].units`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest of the names that would have been right here, if any."""
    names = list(known)
    lowered = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return f"did you mean '{lowered[close[0]]}'?" if close else ""


def listed(names: Sequence[str]) -> str:
    """Write names as a sentence does: `a, b or c`."""
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _pointed(headline: str, place: Place) -> list[str]:
    gutter = f"{place.line:5d} | "
    blank = " " * (len(gutter) - 2) + "| "
    source, column = _window(place.source, place.column - 1)
    carets = "^" * max(1, min(place.length, len(source) - column))
    return [
        f"{place.file}:{place.line}:{place.column}: {headline}",
        gutter + source,
        blank + " " * column + carets,
    ]


def _window(source: str, column: int, width: int = 100) -> tuple[str, int]:
    """Cut a long line to the part around `column`; tabs become single spaces."""
    source = source.replace("\t", " ")
    start = max(0, column - width // 2) if len(source) > width else 0
    return source[start : start + width], column - start


def installing(extra: str) -> str:
    """Say how the packages are had that only some features need."""
    checkout = f"in a checkout: pip install --editable '.[{extra}]'"
    return f"pip install 'longhand[{extra}]', {checkout}"
