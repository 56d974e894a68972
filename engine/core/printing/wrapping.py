"""Long lists of names on several lines, as formatters do it."""

from collections.abc import Sequence
from textwrap import wrap

WIDTH = 88


def listed(
    opening: str, items: Sequence[str], closing: str, brackets: str = ""
) -> list[str]:
    """Write `opening item, item closing`, on several lines if it is too long.

    `brackets` are put around the items only then, where `opening` has none.
    """
    line = f"{opening}{', '.join(items)}{closing}".rstrip()
    if len(line) <= WIDTH:
        return [line]
    margin = " " * (len(opening) - len(opening.lstrip()))
    inner = f"{margin}    "
    body = wrap(", ".join(items), WIDTH, initial_indent=inner, subsequent_indent=inner)
    first, last = brackets or ("", "")
    return [f"{opening}{first}".rstrip(), *body, f"{margin}{last}{closing}"]


def assigned(targets: Sequence[str], name: str, args: Sequence[str]) -> str:
    """Write `targets = name(args)` in a function's body."""
    left = listed("    ", targets, f" = {name}(", "()")
    if len(left) > 1:
        left[0] = "    ("
    call = listed(left.pop(), args, ")")
    return "\n".join([*left, *call])
