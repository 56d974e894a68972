"""A spec written out: every default, and what was inferred filled in."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from engine.spec.model import Spec

WIDTH = 88


def resolved(spec: Spec) -> dict[str, Any]:
    """Give the spec as JSON data with nothing left to guess.

    Resolving what this gives yields the same again.
    """
    data = spec.written()
    for layer, name, sources in zip(
        data["layers"], spec.names(), spec.sources(), strict=True
    ):
        layer |= {"name": name, "inputs": sources}
    data["split"] = spec.kept.written()
    data["training"] |= {"report_every": spec.report_every}
    del data["training"]["validation_split"]
    return data


def pretty(data: Any, indent: int = 0) -> str:
    """Write JSON as people do: what fits on a line stays on one."""
    line = _text(data)
    if len(line) + indent <= WIDTH and (indent or not isinstance(data, dict)):
        return line
    if isinstance(data, dict):
        items = cast("dict[str, Any]", data).items()
        parts = [f"{_text(key)}: {pretty(x, indent + 2)}" for key, x in items]
        return _bracketed("{}", parts, indent)
    if isinstance(data, list):
        parts = [pretty(item, indent + 2) for item in cast("list[Any]", data)]
        return _bracketed("[]", parts, indent)
    return line


def _text(data: Any) -> str:
    """Write on one line, with letters as they are; half of a pair has no letter."""
    text = json.dumps(data, ensure_ascii=False)
    is_whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    return text if is_whole else json.dumps(data)


def clean(data: Any) -> Any:
    """Make JSON data of anything made of lists and mappings: null for NaN."""
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, Mapping):
        items = cast("Mapping[str, Any]", data).items()
        return {key: clean(value) for key, value in items}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [clean(item) for item in cast("Sequence[Any]", data)]
    return data


def _bracketed(pair: str, parts: list[str], indent: int) -> str:
    margin = "\n" + " " * (indent + 2)
    return f"{pair[0]}{margin}{f',{margin}'.join(parts)}\n{' ' * indent}{pair[1]}"
