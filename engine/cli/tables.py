"""What a person sees of a table of their own in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from engine.cli import show


def fitting(columns: Mapping[str, Sequence[str]], kept: Sequence[str], width: int) -> Table:
    """Show cells by column; of those that are not kept as many as fit into the width."""
    sizes = {name: _wide(name, cells) for name, cells in columns.items()}
    room = width - sum(sizes[name] for name in kept)
    shown: list[str] = []
    left = [name for name in columns if name not in kept]
    for name in left:
        room -= sizes[name]
        if room < 0:
            break
        shown.append(name)
    more = ["..."] * (len(shown) < len(left))
    numbers = [name for name in columns if _are_numbers(columns[name])]
    made = show.table(*shown, *more, *kept, numbers=numbers)
    rows = len(next(iter(columns.values()), ()))
    for i in range(rows):
        cells = [columns[name][i] for name in shown]
        made.add_row(*cells, *more, *(columns[name][i] for name in kept))
    return made


def _wide(name: str, cells: Sequence[str]) -> int:
    return max(map(len, [name, *cells])) + 3


def _are_numbers(cells: Sequence[Any]) -> bool:
    def is_number(cell: str) -> bool:
        try:
            float(cell)
        except ValueError:
            return not cell
        return True

    return all(map(is_number, cells))
