"""`coding.json`: how data become numbers, and predictions become values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.compile import Model
from engine.data.schema import DataSchema
from engine.errors import LonghandError
from engine.spec.writing import pretty

if TYPE_CHECKING:
    from engine.data.table_data import Codes

FILE = "coding.json"
VERSION = 1


def coding(model: Model) -> bytes | None:
    """Write all that is needed to predict without the data; None if none is needed."""
    dataset = model.spec.dataset
    if not dataset.from_files:
        return None
    from engine.data.table_data import Opened  # noqa: PLC0415 - only for files
    from engine.runs.sources import rows_of  # noqa: PLC0415 - as above

    known, rows = _written(model.schema), rows_of(dataset)
    told = {"version": VERSION, "signature": known, "rows": rows}
    codes = dataset.codes.written() if isinstance(dataset, Opened) else {}
    return pretty(told | codes).encode()


def coding_digest(content: bytes) -> str:
    """Give the SHA-256 by which weights know what belongs to them."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Kept:
    """What was known of the data: signature, codes of a table, rows of each part."""

    known: DataSchema
    codes: Codes | None
    rows: Mapping[str, int]


def coding_in(path: Path, expected: str | None) -> Kept:
    """Read what `coding` wrote, whose digest is expected to be this.

    Raises
    ------
    LonghandError
        If it is missing, damaged, of another run, or of a later version.
    """
    content = _content(path)
    if coding_digest(content) != expected:
        msg = (
            f"{path}: it is damaged, or not the one that was saved with the weights\n"
            "hint: without it no row can be predicted; take it from a copy of the run"
        )
        raise LonghandError(msg)
    try:
        return _read(path, json.loads(content))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{path}: it is damaged: {error!r}"
        raise LonghandError(msg) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}: it cannot be read: {error.strerror}\nhint: {_WHY}"
        raise LonghandError(msg) from None


_WHY = "it says how the rows of the table become numbers, and belongs to the run"


def _read(path: Path, data: Mapping[str, Any]) -> Kept:
    if data["version"] != VERSION:
        msg = (
            f"{path}: its version is {data['version']}, and {VERSION} is expected\n"
            "hint: it was written by another version of Longhand"
        )
        raise LonghandError(msg)
    told = data["signature"]
    known = {f.name: _as_tuple(told[f.name]) for f in fields(DataSchema)}
    from engine.data.table_data import codes_of  # noqa: PLC0415 - as above

    codes = codes_of(data) if "inputs" in data else None
    return Kept(DataSchema(**known), codes, data["rows"])


def _written(known: DataSchema) -> dict[str, Any]:
    return {f.name: _as_list(getattr(known, f.name)) for f in fields(known)}


def _as_list(value: Any) -> Any:
    return list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value


def _as_tuple(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value
