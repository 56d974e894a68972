"""Names of columns: each has one, and no other has the same."""

from collections import Counter
from collections.abc import Callable, Sequence

from engine.errors import Place, Problem, SpecError


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
        With the first such column.
    """
    times = Counter(names)
    for index, name in enumerate(names):
        if name and times[name] == 1:
            continue
        message = f"column {index + 1} has no name"
        if name:
            message = f"{times[name]} columns are called {name!r}"
        place = place_of(index)
        message = message if place else f"{called}: {message}"
        raise SpecError([Problem(message, ("dataset", "path"), hint, place=place)])
