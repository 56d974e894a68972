"""Sizes of arrays, which are checked before there is memory for them."""

from collections.abc import Sequence
from math import prod
from pathlib import Path

from engine.data.tables.finding import refusal
from engine.memory import told

LARGEST = 2**32
"""How many bytes inputs may take if no budget is given."""


def check_room(
    path: Path, shape: Sequence[int], item: int, budget: int | None, key: str
) -> None:
    """Refuse an array that would need more memory than there is.

    Raises
    ------
    SpecError
        With how much it would take.
    """
    size, limit = prod(shape) * item, budget or LARGEST
    if size > limit:
        message = f"{path}: numbers of shape {list(shape)} would need {told(size)}"
        hint = f"they may take {told(limit)}; take fewer or smaller ones"
        raise refusal(message, hint, key)


def check_length(path: Path, expected: int, found: int, key: str) -> None:
    """Refuse a file that is shorter or longer than it says.

    Raises
    ------
    SpecError
        With both lengths.
    """
    if expected != found:
        is_cut = "is cut off" if found < expected else "goes on behind its end"
        message = f"{path}: it {is_cut}: {expected} bytes of numbers, not {found}"
        raise refusal(message, "fetch or write it again", key)
