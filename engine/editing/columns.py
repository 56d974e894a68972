"""The columns of a table, where a spec names some of them."""

import json
from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.data.cache import names_in
from engine.editing.moving import data_path
from engine.editing.outline import Outline
from engine.editing.types import Completion
from engine.errors import Path

ROLES: tuple[Path, ...] = (("dataset", "inputs"), ("dataset", "outputs"))
NAMING: tuple[Path, ...] = (
    ("dataset", "sample_weight"),
    *(("split", key) for key in ("column", "date", "group")),
)


def offered_columns(
    known: Outline, parent: Path, key: Path | None, folder: FilePath | None
) -> list[Completion] | None:
    """List the columns that may stand in an object or at a key.

    None where it is no column that stands there.
    """
    file = data_path(known.text, folder or FilePath())
    if file is None or (parent not in ROLES and key not in NAMING):
        return None
    if key is None:
        return [*_keys(known, names_in(file))]
    if parent in ROLES and isinstance(key[-1], str):
        return None
    taken = _taken(known) if key not in NAMING else set[str]()
    return [_named(name) for name in names_in(file) if name not in taken]


def _keys(known: Outline, names: list[str]) -> Iterator[Completion]:
    """Begin a column with its type."""
    taken = _taken(known)
    for name in names:
        if name not in taken:
            insert = f'{json.dumps(name, ensure_ascii=False)}: ""'
            at = len(insert) - 1
            yield Completion(name, insert, at, "key", "a column of the table")


def _named(name: str) -> Completion:
    written = json.dumps(name, ensure_ascii=False)
    return Completion(name, written, len(written), "value", "a column of the table")


def _taken(known: Outline) -> set[str]:
    """Name the columns that have a role already."""
    members = [item for role in ROLES for item in known.members(role)]
    steps = (item.path[-1] for item in members)
    values = (known.value(item.path) for item in members if not item.is_container)
    return {str(step) for step in steps} | set(values)
