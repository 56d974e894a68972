"""All of a loop that changes while it trains, apart from the arrays it is given."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from engine.training.loop import Loop

COUNTERS = (
    "epoch",
    "batches",
    "t",
    "start",
    "running",
    "loss",
    "stopped",
    "chosen",
)


def counted(loop: Loop) -> dict[str, Any]:
    """Copy how far a loop has come, and what its monitors remember."""
    kept = {name: getattr(loop, name) for name in COUNTERS}
    return {**kept, "monitors": [_remembered(m) for m in loop.monitors]}


def count_from(loop: Loop, state: Mapping[str, Any]) -> None:
    """Go back, or on, to where a loop was."""
    for name in COUNTERS:
        setattr(loop, name, state[name])
    for monitor, kept in zip(loop.monitors, state["monitors"], strict=True):
        for name, value in kept.items():
            setattr(monitor, name, deepcopy(value))
    loop.order = None


def _remembered(monitor: Any) -> dict[str, Any]:
    return {name: deepcopy(getattr(monitor, name)) for name in monitor.changes}
