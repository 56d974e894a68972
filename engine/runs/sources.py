"""Where the data of a run came from, and whether it is still there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from engine.data.opened import Opened
from engine.data.opened_arrays import OpenedArrays
from engine.data.origin import file_digest
from engine.errors import LonghandError
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.arrays import ArrayFiles
from engine.vocabulary.datasets.files import FileTable


def data_told(dataset: Dataset) -> dict[str, Any]:
    """Tell of the table that a run learned from; nothing if it was none.

    `sha256` is null if the file was written to while the network was trained.
    """
    if isinstance(dataset, OpenedArrays):
        told: dict[str, Any] = {"type": dataset.source.tag(), "folder": dataset.folder}
        return {"data": {**told, "rows": rows_of(dataset)}}
    if not isinstance(dataset, Opened):
        return {}
    told = {"type": dataset.source.tag()}
    if isinstance(dataset.source, FileTable) and (origin := dataset.noted.origin):
        path, file = dataset.source.path, origin.file
        told |= {"path": path, "folder": str(_base(file, path)), "size": origin.size}
        told["sha256"] = origin.digest()
    noted, rows = dataset.noted, rows_of(dataset)
    counts = {"left_out": noted.left_out, "empty": noted.empty}
    met = {"missing": dict(noted.missing), "unseen": dict(dataset.met.unseen)}
    return {"data": {**told, "rows": rows, **counts, **met}}


def rows_of(dataset: Opened | OpenedArrays) -> dict[str, int]:
    """Count the rows of each part."""
    return {name: len(places) for name, places in dataset.parts().items()}


def _base(file: Path, path: str) -> Path:
    """Give the folder that a path begins in."""
    return file.parents[len(Path(path).parts) - 1]


def found_again(folder: Path, dataset: Dataset, data: Path | None) -> Path | None:
    """Find the folder of a run's table, and refuse a file that is not the same.

    Raises
    ------
    LonghandError
        If the file is gone, or has changed.
    """
    if isinstance(dataset, ArrayFiles):
        return data or Path(_told(folder / "summary.json", "folder")["folder"])
    if not isinstance(dataset, FileTable):
        return None
    told = _told(folder / "summary.json", "folder", "size", "sha256")
    base = Path(told["folder"]) if data is None else data
    file = base / dataset.path
    if not file.is_file():
        msg = f"{file}: the data of {folder} is not there\nhint: {_WHERE}"
        raise LonghandError(msg)
    if told["sha256"] is None:
        msg = f"{file}: it was written to while {folder} was trained"
        raise LonghandError(f"{msg}\nhint: train again")
    if file.stat().st_size != told["size"] or file_digest(file) != told["sha256"]:
        msg = f"{file}: it has changed since {folder} was trained\nhint: {_CHANGED}"
        raise LonghandError(msg)
    return base


_WHERE = "say in which folder it is now: --data FOLDER"
_CHANGED = "give the file back as it was, name its folder with --data, or train again"


def _told(path: Path, *wanted: str) -> Mapping[str, Any]:
    """Read what a run tells of its data."""
    try:
        told = cast("dict[str, Any]", json.loads(path.read_text("utf-8")))["data"]
        return {name: told[name] for name in wanted}
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"{path}: it does not tell where the data came from\nhint: {_DAMAGED}"
        raise LonghandError(msg) from None


_DAMAGED = "it is damaged or missing; take it from a copy of the run"
