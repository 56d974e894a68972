"""Where the data of a run came from, and whether it is still there."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from engine.data.array_data import OpenedArrays
from engine.data.provenance import file_digest
from engine.data.table_data import Opened
from engine.errors import LonghandError
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.arrays import ArrayFiles, Images, Npz
from engine.vocabulary.datasets.files import FileTable


def data_told(dataset: Dataset) -> dict[str, Any]:
    """Tell of the files that a run learned from; nothing if there were none.

    `sha256` is that of the file of a table, null if it was written to while the network
    was trained; for arrays that of a list of all files with theirs.
    """
    if isinstance(dataset, OpenedArrays):
        source, base = dataset.source, Path(dataset.folder)
        told: dict[str, Any] = {"type": source.tag(), "folder": dataset.folder}
        told |= {"sha256": _digest_of_all(source, base), "rows": rows_of(dataset)}
        told |= {"inputs": dataset.stored}
        return {"data": told}
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


def stored_type(folder: Path) -> str:
    """Tell of which type the arrays were that a run learned from; "" if not known."""
    try:
        return str(_told(folder / "summary.json", "inputs")["inputs"])
    except LonghandError:
        return ""


def rows_of(dataset: Dataset) -> dict[str, int]:
    """Count the rows of each part."""
    return {name: len(places) for name, places in (dataset.parts() or {}).items()}


def learned_from(folder: Path) -> Path | None:
    """Find the file that a run learned from, if it learned from one and tells it."""
    try:
        told = _told(folder / "summary.json", "path")
    except LonghandError:
        return None
    return told["base"] / told["path"]


def _base(file: Path, path: str) -> Path:
    """Give the folder that a path begins in."""
    return file.parents[len(Path(path).parts) - 1]


def found_again(folder: Path, dataset: Dataset, data: Path | None) -> Path | None:
    """Find the folder of a run's data, and refuse files that are not the same.

    Raises
    ------
    LonghandError
        If they are gone, or have changed.
    """
    if isinstance(dataset, ArrayFiles):
        return _arrays_again(folder, dataset, data)
    if not isinstance(dataset, FileTable):
        return None
    told = _told(folder / "summary.json", "size", "sha256")
    base = told["base"] if data is None else data
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


def _arrays_again(folder: Path, dataset: ArrayFiles, data: Path | None) -> Path:
    told = _told(folder / "summary.json", "sha256")
    base = told["base"] if data is None else data
    found = _digest_of_all(dataset, base)
    if found is None:
        msg = f"{base}: the data of {folder} is not there\nhint: {_WHERE}"
        raise LonghandError(msg)
    if found != told["sha256"]:
        msg = f"{base}: the data has changed since {folder} was trained"
        raise LonghandError(f"{msg}\nhint: {_CHANGED}")
    return base


def _digest_of_all(dataset: ArrayFiles, base: Path) -> str | None:
    """Give the SHA-256 of all files of a dataset; None if some cannot be read."""
    keys = ("path",) if isinstance(dataset, Npz | Images) else ("inputs", "outputs")
    found = hashlib.sha256()
    try:
        for key in keys:
            for file in _files(base / getattr(dataset, key)):
                name = file.relative_to(base).as_posix()
                found.update(f"{file_digest(file)} {name}\n".encode())
    except LonghandError:
        return None
    return found.hexdigest()


def _files(path: Path) -> list[Path]:
    """List the files of a folder, or the one that a path is."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.rglob("*") if each.is_file())


_WHERE = "say in which folder it is now: --data FOLDER"
_CHANGED = "give the file back as it was, name its folder with --data, or train again"


def _told(path: Path, *wanted: str) -> Mapping[str, Any]:
    """Read what a run tells of its data."""
    try:
        told = cast("dict[str, Any]", json.loads(path.read_text("utf-8")))["data"]
        return {name: told[name] for name in wanted} | {"base": Path(told["folder"])}
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"{path}: it does not tell where the data came from\nhint: {_DAMAGED}"
        raise LonghandError(msg) from None


_DAMAGED = "it is damaged or missing; take it from a copy of the run"
