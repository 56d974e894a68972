"""What a person sees of a table of their own in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from rich.table import Table

from engine.budget import needed
from engine.cli import show
from engine.compile import Model
from engine.data.table_data import Opened
from engine.evaluation.tasks import right_rows
from engine.memory import allowed, told
from engine.runs.answering import chosen_share
from engine.spec.model import Spec
from engine.training.trainer import Trainer
from engine.views.columns import TableColumn, columns_of

MOST_LISTED = 40
"""So many columns of a table are listed."""

MOST_NAMED = 6
"""So many features or classes are named."""


def listing(spec: Spec) -> list[Table | str]:
    """Show the columns of the table that was read for a spec, if it has one."""
    found = columns_of(spec)
    if not found:
        return []
    some_are_missing = any(column.missing for column in found)
    names = ["missing"] * some_are_missing
    made = show.table("column", "role", "type", "becomes", *names, numbers=names)
    for column in found[:MOST_LISTED]:
        missing = [str(column.missing or "")] * some_are_missing
        made.add_row(column.name, column.role, *_told(column), *missing)
    more = len(found) - MOST_LISTED
    return ["", made, *([f"... and {more} more columns"] if more > 0 else [])]


def memory(model: Model) -> str:
    """Say how much memory a run on files takes, before it is taken."""
    size, on_disk = needed(model)
    most = told(allowed(model.spec.memory))
    disk = f"; {told(on_disk)} of examples are on disk" * bool(on_disk)
    return f"memory: about {told(size)} of at most {most}{disk}"


def left_out(spec: Spec) -> str:
    """Say how many rows of a table were left out, and why."""
    dataset = spec.dataset
    if not isinstance(dataset, Opened):
        return ""
    noted = dataset.noted
    lacking = f", {noted.left_out} left out for missing values" * bool(noted.left_out)
    return lacking + f", {noted.empty} empty" * bool(noted.empty)


def predictions(trainer: Trainer, width: int) -> Table:
    """Show the first rows to train on in their own words, beside what is predicted."""
    dataset = trainer.model.spec.dataset
    if not isinstance(dataset, Opened) or dataset.noted.first is None:
        return show.predictions(trainer)
    frame, codes = dataset.noted.first, dataset.codes
    part = trainer.parts.train.take(np.arange(len(frame)))
    p = trainer.predict(part.x)
    given = {name: cells(frame[name]) for name in codes.inputs.names}
    kept: dict[str, Sequence[str]] = {}
    each = codes.answers.each
    for answer, some in zip(each, codes.answers.parts(p), strict=True):
        name = answer.coded.name
        kept[name] = cells(frame[name])
        kept[f"{name} predicted"] = cells(answer.values(some))
        share = chosen_share(trainer.model.spec, answer, some)
        if share is not None:
            kept["p" if len(each) == 1 else f"p({name})"] = cells(share.tolist(), ".4f")
    kept[""] = [MARKS[verdict] for verdict in right_rows(trainer, part, p)]
    return fitting({**given, **kept}, [*kept], width)


MARKS = {True: "right", False: "WRONG", None: ""}


def fitting(
    columns: Mapping[str, Sequence[str]], first: Sequence[str], width: int
) -> Table:
    """Show cells by column; where not all fit into the width, those that come first."""
    shown = chosen(columns, first, width)
    names = [name for name in columns if name in shown]
    numbers = [name for name in names if _are_numbers(columns[name])]
    cut = next((i for i, name in enumerate(columns) if name not in shown), len(names))
    more = [""] * (len(shown) < len(columns))
    made = show.table(
        *names[:cut], *(["..."] * len(more)), *names[cut:], numbers=numbers
    )
    for row in zip(*(columns[name] for name in names), strict=True):
        made.add_row(*row[:cut], *more, *row[cut:])
    return made


def chosen(
    columns: Mapping[str, Sequence[str]], first: Sequence[str], width: int
) -> set[str]:
    """Choose the columns that fit into the width, those of `first` before others."""
    sizes = {n: max(map(len, [n, *cells])) + _GAP for n, cells in columns.items()}
    room = width + _GAP - (len("...") + _GAP) * (sum(sizes.values()) > width + _GAP)
    shown: set[str] = set()
    for name in [*first, *(name for name in columns if name not in first)]:
        room -= sizes[name]
        if room < 0 and shown:
            break
        shown.add(name)
    return shown


_GAP = 3
"""The space between two columns."""


def cells(values: Iterable[Any], how: str = ".6g") -> list[str]:
    """Write values as cells, empty where there is none."""
    return [_cell(value, how) for value in values]


def _cell(value: Any, how: str) -> str:
    if value is None:
        return ""
    return format(value, how) if isinstance(value, float) else str(value)


def _are_numbers(cells: Sequence[str]) -> bool:
    def is_number(cell: str) -> bool:
        try:
            float(cell or 0)
        except ValueError:
            return False
        return True

    return all(map(is_number, cells))


def _told(column: TableColumn) -> tuple[str, str]:
    """Say of what type a column is, and what becomes of it."""
    kind = f"{column.type} (guessed)" if column.is_guessed else column.type
    rules = ", ".join(rule.replace("_", " ") for rule in column.rules)
    if column.classes:
        made = f"{len(column.classes)} classes: {_few(column.classes)}"
    elif len(column.features) > 1:
        made = f"{len(column.features)} numbers: {_few(column.features)}"
    else:
        made = "1 number" * len(column.features)
    return kind, f"{made} ({rules})" if rules else made


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:MOST_NAMED], *["..."] * (len(names) > MOST_NAMED)])
