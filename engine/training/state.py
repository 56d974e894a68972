"""All that changes while a network trains, copied and put back."""

import hashlib
import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.core.backends import Arrays
from engine.training.loop import Loop

Array = NDArray[Any]

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


@dataclass(frozen=True)
class Edited:
    """A spec, in full, by which a run trained from a step on.

    Steps count over the whole life of the weights.
    """

    step: int
    epoch: int
    spec: Mapping[str, Any]


def digest_of(arrays: Arrays) -> str:
    """Give the SHA-256 of all parameters, then all states, in the program's order."""
    found = [*arrays.parameters.values(), *arrays.states.values()]
    return hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest()


class Counting:
    """What a loop has counted so far."""

    loop: Loop

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return self.loop.epoch

    @property
    def epochs(self) -> int:
        """How many epochs are wanted."""
        return self.loop.settings.epochs

    @property
    def steps_done(self) -> int:
        """How many steps are done since epoch 0."""
        return self.loop.batches

    @property
    def steps_per_epoch(self) -> int:
        """How many steps go through all examples once."""
        return math.ceil(len(self.loop.data[0]) / self.loop.size)

    def steps_until(self, epoch: int) -> int:
        """Count the steps until so many epochs are done; 0 or less if they are."""
        rest = max(len(self.loop.data[0]) - self.loop.start, 1)
        left = math.ceil(rest / self.loop.size)
        return left + (epoch - self.epoch - 1) * self.steps_per_epoch


def changing(arrays: Arrays, loop: Loop) -> dict[str, Array]:
    """Name all arrays that change, and the parameters that are not trained."""
    trained = {key for key, p in arrays.parameters.items() if p.base is arrays.w}
    frozen = {k: p for k, p in arrays.parameters.items() if k not in trained}
    groups = {"frozen": frozen, "slot": arrays.slots, "state": arrays.states}
    named = {f"{kind} {k}": a for kind, each in groups.items() for k, a in each.items()}
    return {"w": arrays.w, **named, "total": loop.total}


def counted(loop: Loop) -> dict[str, Any]:
    """Copy how far a loop has come, and what its monitors remember."""
    kept = {name: getattr(loop, name) for name in COUNTERS}
    return {**kept, "monitors": remembered(loop)}


def count_from(loop: Loop, state: Mapping[str, Any]) -> None:
    """Go back, or on, to where a loop was."""
    for name in COUNTERS:
        setattr(loop, name, state[name])
    remind(loop, state["monitors"])
    loop.order = None


def remembered(loop: Loop) -> list[dict[str, Any]]:
    """Copy what the monitors of a loop remember."""
    return [
        {name: deepcopy(getattr(monitor, name)) for name in monitor.changes}
        for monitor in loop.monitors
    ]


def remind(loop: Loop, memories: list[dict[str, Any]]) -> None:
    """Let the monitors of a loop remember what they did."""
    for monitor, kept in zip(loop.monitors, memories, strict=True):
        for name, value in kept.items():
            setattr(monitor, name, deepcopy(value))
