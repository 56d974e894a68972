"""Changes to a text by span, so that layout and comments stay as they are."""

import json
import re
from collections.abc import Sequence
from typing import Any, Literal

from engine.editing.outline import Item, Outline, outline
from engine.editing.types import Edit
from engine.errors import LonghandError, Path

Value = float | None
ROWS: Path = ("dataset", "rows")
WEIGHTS: Path = ("dataset", "sample_weight")


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Make edits, whose spans do not overlap, all at once."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def set_value(text: str, path: Path, value: Any) -> list[Edit]:
    """Write a value at a path; its key is put into its object if it is missing."""
    known, written = outline(text), _text(value)
    item = known.at(path)
    if item is not None:
        return [Edit(item.start, item.end, written)]
    parent = known.at(path[:-1])
    if parent is None or not parent.is_object:
        return set_value(text, path[:-1], {str(path[-1]): value})
    return [_inserted(known, parent, f"{_text(path[-1])}: {written}")]


def is_editable(text: str) -> bool:
    """Tell whether the rows of the dataset are typed in the text."""
    item = outline(text).at(ROWS)
    return item is not None and item.is_container and not item.is_object


def set_cell(text: str, row: int, column: int, value: Value) -> list[Edit]:
    """Write one number of the table; None stands for any."""
    cell = _cells(_table(text), row)[column]
    return [Edit(cell.start, cell.end, _number(value))]


def insert_row(text: str, at: int, values: Sequence[Value]) -> list[Edit]:
    """Put a row before the one at `at`, or behind all."""
    known = _table(text)
    written = f"[{', '.join(map(_number, values))}]"
    edits = [_element(known, ROWS, at, written)]
    if known.at(WEIGHTS):
        edits.append(_element(known, WEIGHTS, at, "1"))
    return edits


def remove_rows(text: str, rows: Sequence[int]) -> list[Edit]:
    """Take rows out; one must be left.

    Raises
    ------
    LonghandError
        If none would be left.
    """
    known = _table(text)
    count = len(known.members(ROWS))
    if len(set(rows)) >= count:
        msg = "the table needs a row"
        raise LonghandError(f"{msg}\nhint: change the last row instead of removing it")
    edits = _without(known, ROWS, rows)
    return edits + (_without(known, WEIGHTS, rows) if known.at(WEIGHTS) else [])


def insert_column(
    text: str, at: int, name: str, kind: Literal["inputs", "outputs"], value: Value
) -> list[Edit]:
    """Put a column before the one at `at`, counted over inputs and outputs.

    The last layer has a unit for another output, if it had one for each.
    """
    known = _table(text)
    inputs = len(known.members(("dataset", "inputs")))
    place = at if kind == "inputs" else at - inputs
    edits = [_element(known, ("dataset", kind), place, _text(name))]
    edits += _widened(known, +1) if kind == "outputs" else []
    rows = known.members(ROWS)
    return [*edits, *(_element(known, row.path, at, _number(value)) for row in rows)]


def remove_column(text: str, column: int) -> list[Edit]:
    """Take a column out; an input and an output must be left.

    Raises
    ------
    LonghandError
        If it is the last one of its kind.
    """
    known = _table(text)
    path, place = _named(known, column)
    if len(known.members(path)) == 1:
        msg = f"the table needs one of the {path[-1]}"
        raise LonghandError(f"{msg}\nhint: add another column first")
    edits = _without(known, path, [place])
    edits += _widened(known, -1) if path[-1] == "outputs" else []
    for row in known.members(ROWS):
        edits += _without(known, row.path, [column])
    return edits


def rename_column(text: str, column: int, name: str) -> list[Edit]:
    """Give a column another name."""
    known = _table(text)
    path, place = _named(known, column)
    cell = known.members(path)[place]
    return [Edit(cell.start, cell.end, _text(name))]


def expanded(
    text: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rows: Sequence[Sequence[Value]],
) -> list[Edit]:
    """Type out the rows that an expression gives, in its place.

    Raises
    ------
    LonghandError
        If there is no dataset in the text.
    """
    item = outline(text).at(("dataset",))
    if item is None or not item.is_object:
        msg = "there is no dataset to type out"
        raise LonghandError(msg)
    line = text.rfind("\n", 0, item.start) + 1
    margin = (re.match(r"[ \t]*", text[line:]) or [""])[0]
    typed = f",\n{margin}           ".join(
        f"[{', '.join(map(_number, row))}]" for row in rows
    )
    parts = [
        '"type": "truth_table"',
        f'"inputs": {_text(list(inputs))}',
        f'"outputs": {_text(list(outputs))}',
        f'"rows": [{typed}]',
    ]
    body = f",\n{margin}  ".join(parts)
    return [Edit(item.start, item.end, f"{{\n{margin}  {body}\n{margin}}}")]


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _number(value: Value) -> str:
    if value is None:
        return "null"
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _table(text: str) -> Outline:
    if not is_editable(text):
        msg = "the rows are not typed in the spec"
        raise LonghandError(
            f"{msg}\nhint: change the dataset in the text, or fix it first"
        )
    return outline(text)


def _cells(known: Outline, row: int) -> list[Item]:
    return known.members((*ROWS, row))


def _widened(known: Outline, by: int) -> list[Edit]:
    """Let the last layer that says its units follow the outputs."""
    outputs = len(known.members(("dataset", "outputs")))
    layers = known.members(("layers",))
    found = [u for layer in layers if (u := known.at((*layer.path, "units")))]
    if not found or known.text[found[-1].start : found[-1].end] != str(outputs):
        return []
    return [Edit(found[-1].start, found[-1].end, str(outputs + by))]


def _named(known: Outline, column: int) -> tuple[Path, int]:
    """Find in which list the name of a column stands, and where in it."""
    inputs = len(known.members(("dataset", "inputs")))
    if column < inputs:
        return ("dataset", "inputs"), column
    return ("dataset", "outputs"), column - inputs


def _element(known: Outline, path: Path, at: int, written: str) -> Edit:
    """Put an element into a list, before the one that is at its place now."""
    items = known.members(path)
    if at < len(items):
        gap = _gap(known.text, items, at)
        return Edit(items[at].start, items[at].start, f"{written},{gap}")
    if not items:
        inside = known.at(path)
        start = inside.start + 1 if inside else 0
        return Edit(start, start, written)
    gap = _gap(known.text, items, len(items) - 1)
    return Edit(items[-1].end, items[-1].end, f",{gap}{written}")


def _gap(text: str, items: Sequence[Item], at: int) -> str:
    """Tell what stands between two elements: a space, or a new line and its margin."""
    if len(items) < 2:
        return " "
    first, second = (items[at - 1], items[at]) if at else (items[0], items[1])
    between = text[first.end : second.start]
    line = between.rpartition("\n")
    return f"\n{line[2]}" if line[1] and not line[2].strip() else " "


def _without(known: Outline, path: Path, places: Sequence[int]) -> list[Edit]:
    """Take elements out of a list, with one comma each."""
    items, gone = known.members(path), set(places)
    kept = [i for i in range(len(items)) if i not in gone]
    edits: list[Edit] = []
    for place in sorted(gone & set(range(len(items)))):
        if place > kept[-1]:
            start, end = items[place - 1].end, items[place].end
        else:
            start, end = items[place].start, items[place + 1].start
        edits.append(Edit(start, end, _comments(known.text[start:end])))
    return edits


def _comments(text: str) -> str:
    """Keep the comments of what is taken out."""
    found = re.findall(r"//[^\r\n]*(?:\r?\n)?[ \t]*|/\*(?s:.*?)\*/", text)
    return "".join(found)


def _inserted(known: Outline, parent: Item, member: str) -> Edit:
    """Put a member behind the last one of an object, in the style of the others."""
    items = known.members(parent.path)
    if not items:
        return Edit(parent.start + 1, parent.start + 1, member)
    last = max(items, key=lambda item: item.end)
    start = last.key[0] if last.key else last.start
    before = known.text[:start]
    margin = before[before.rfind("\n") + 1 :]
    gap = f"\n{margin}" if "\n" in before and not margin.strip() else " "
    return Edit(last.end, last.end, f",{gap}{member}")
