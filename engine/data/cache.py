"""Tables that were read a moment ago, for an editor that asks again with each change.

What was read is remembered as long as the file, and what the spec says of it, stay the
same; a few of each at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.data.load import opened, read_data
from engine.data.table_data import Opened
from engine.data.tables import Table
from engine.data.tables.opening import open_file, open_table
from engine.errors import LonghandError, SpecError
from engine.spec.model import Spec
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.files import FileTable, Tabular

MOST = 3
"""How many tables, and how many of them as numbers, are remembered."""

SMALL = 4 * 2**20
"""So many bytes are read while a person waits."""

ROLES = ("inputs", "outputs", "sample_weight")


@dataclass(frozen=True)
class _Asked:
    """What is wanted; two are the same if their keys are."""

    key: str
    spec: Spec = field(compare=False, repr=False)
    dataset: Tabular | None = field(default=None, compare=False, repr=False)
    budget: int | None = field(default=None, compare=False)


def reopened(spec: Spec) -> Spec:
    """Do as `opened` does, but read only what has changed since the last time.

    Raises
    ------
    SpecError
        Where the table is not what the spec says; places are in the spec or the file.
    """
    return opened(spec, _remembered)


def table_of(spec: Spec) -> Table:
    """Give the table that a spec names; if it is opened already, as it was then.

    Raises
    ------
    SpecError
        If it cannot be read, or is none.
    """
    held = spec.dataset.table if isinstance(spec.dataset, Opened) else None
    dataset = source_of(spec)
    if held is not None:
        return held
    if dataset is None:
        raise SpecError([])
    return _table(dataset, spec, None)


def source_of(spec: Spec) -> Tabular | None:
    """Give what a spec says of its table, if it has one."""
    dataset = spec.dataset
    found = dataset.source if isinstance(dataset, Opened) else dataset
    return found if isinstance(found, Tabular) else None


def file_of(spec: Spec) -> Path | None:
    """Give the file that the data of a spec are in, if they are in one."""
    dataset = source_of(spec)
    return spec.folder / dataset.path if isinstance(dataset, FileTable) else None


def names_in(file: Path) -> list[str]:
    """Name the columns of a file, if it is small; nobody waits for a large one."""
    try:
        found = file.stat()
        return [*_names(file, found.st_mtime_ns)] if found.st_size <= SMALL else []
    except (LonghandError, OSError):
        return []


@lru_cache(MOST)
def _names(file: Path, _: int) -> tuple[str, ...]:
    return open_file(file).names


def forget() -> None:
    """Let go of all that is remembered."""
    _open.cache_clear()
    _numbers.cache_clear()


def _remembered(spec: Spec) -> tuple[Dataset, bool]:
    said = [spec.dataset.written(), spec.kept.written(), spec.loss.written()]
    others = [spec.seed, spec.dtype, spec.memory]
    key = json.dumps([_stamp(spec), *said, *others], default=str)
    return _numbers(_Asked(key, spec))


@lru_cache(MOST)
def _numbers(asked: _Asked) -> tuple[Dataset, bool]:
    held: list[Table] = []

    def open_(dataset: Tabular, _: Path, budget: int | None) -> Table:
        held.append(_table(dataset, asked.spec, budget))
        return held[-1]

    made, stratify = read_data(asked.spec, open_)
    if isinstance(made, Opened):
        made.keep(held[-1])
    return made, stratify


def _table(dataset: Tabular, spec: Spec, budget: int | None) -> Table:
    said = {k: v for k, v in dataset.written().items() if k not in ROLES}
    # Whether there is a header is found out by the names that are stated.
    is_told = getattr(dataset, "header", True) is not None
    stated = None if is_told else dataset.columns()
    key = json.dumps([_stamp(spec), said, stated], default=str)
    return _open(_Asked(key, spec, dataset, budget))


@lru_cache(MOST)
def _open(asked: _Asked) -> Table:
    dataset = asked.dataset
    if dataset is None:
        raise TypeError(asked)
    return open_table(dataset, asked.spec.folder, asked.budget)


def _stamp(spec: Spec) -> list[Any]:
    """Tell which files they are, how large, and when they were written."""
    said = source_of(spec) or spec.dataset
    names = [getattr(said, key, None) for key in ("path", "inputs", "outputs")]
    stamps: list[Any] = [str(spec.folder)]
    for name in names:
        try:
            path = (spec.folder / name).resolve() if isinstance(name, str) else None
            found = path and path.stat()
        except (OSError, ValueError, RuntimeError):
            continue
        stamps += [str(path), found.st_size, found.st_mtime_ns] if found else []
    return stamps
