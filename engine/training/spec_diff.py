"""Differences between two resolved specs, in a few words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from engine.compile import Model
from engine.spec.writing import resolved

MOST = 3
"""How many differences are listed one by one."""

NAMES = ("spec_version", "name", "description")


def comparable(model: Model) -> dict[str, Any]:
    """Resolve a spec; a file that was written anew is other data."""
    data, state = resolved(model.spec), model.spec.dataset.state()
    return {**data, "dataset": {**data["dataset"], "saved": state}} if state else data


def without_names(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what does not matter to a run."""
    kept = {key: value for key, value in spec.items() if key not in NAMES}
    training = {k: v for k, v in spec["training"].items() if k != "report_every"}
    return {**kept, "training": training}


def describe_differences(old: Any, new: Any) -> list[str]:
    """Describe what differs: `learning rate 2 → 0.5`."""
    found = list(_differences(old, new, "spec"))
    more = len(found) - MOST
    return [*found[:MOST], f"and {more} more"] if more > 0 else found


def _differences(old: Any, new: Any, name: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        if before.get("type") == after.get("type"):
            for key in dict.fromkeys([*before, *after]):
                yield from _differences(before.get(key), after.get(key), key)
            return
    spaced = name.replace("_", " ")
    yield f"{spaced} {_short(old)} → {_short(new)}" if _is_short(old, new) else spaced


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return str(cast("dict[str, Any]", value).get("type", "new"))
    if isinstance(value, str):
        return value
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


def _is_short(*values: Any) -> bool:
    return all(not isinstance(v, list) and len(_short(v)) < 30 for v in values)
