"""Where the data file of a spec is, once the spec is saved in another folder."""

import json
import os
from pathlib import Path as FilePath

from engine.data.tables.finding import file_below
from engine.editing.outline import outline
from engine.editing.types import Edit
from engine.errors import LonghandError, Path, SpecError

PATH: Path = ("dataset", "path")


def data_path(text: str, folder: FilePath) -> FilePath | None:
    """Give the file that a text names as its data, if it is there and may be read."""
    item = outline(text).at(PATH)
    if item is None or item.is_container:
        return None
    try:
        return file_below(folder, json.loads(text[item.start : item.end]))
    except (SpecError, ValueError, TypeError):
        return None


def moved(text: str, old: FilePath, new: FilePath) -> list[Edit]:
    """Let a text that is moved to another folder find its data as before.

    Raises
    ------
    LonghandError
        If the data are not below that folder.
    """
    file, item = data_path(text, old), outline(text).at(PATH)
    if file is None or item is None or _is_same(old, new):
        return []
    real, below = file.resolve(), new.resolve()
    if not real.is_relative_to(below):
        msg = f"{file.name} is not below the folder {str(new)!r}"
        hint = (
            f"data lies below the folder of the spec; save it in {str(file.parent)!r}"
        )
        raise LonghandError(f"{msg}\nhint: {hint}, or copy the data beside it")
    written = real.relative_to(below).as_posix()
    return [Edit(item.start, item.end, json.dumps(written, ensure_ascii=False))]


def _is_same(old: FilePath, new: FilePath) -> bool:
    return os.path.realpath(old) == os.path.realpath(new)
