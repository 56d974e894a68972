"""Names of columns: each has one, and no other has the same."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from engine.errors import Place, Problem, SpecError

MOST = 6
"""So many columns are told of."""


def check_names(
    called: str,
    names: Sequence[str],
    hint: str,
    place_of: Callable[[int], Place | None] = lambda _: None,
) -> None:
    """Refuse a table whose columns cannot be called by name.

    Raises
    ------
    SpecError
        With the first such columns.
    """
    problems = [
        Problem(
            message if place_of(index) else f"{called}: {message}",
            ("dataset", "path"),
            hint,
            place=place_of(index),
        )
        for index, message in islice(_wrong(names), MOST)
    ]
    if problems:
        raise SpecError(problems)


def _wrong(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Find columns without a name, and the first of those that share one."""
    times = Counter(names)
    for index, name in enumerate(names):
        if not name:
            yield index, f"column {index + 1} has no name"
        elif times[name] > 1 and names.index(name) == index:
            yield index, f"{times[name]} columns are called {name!r}"
