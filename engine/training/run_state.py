"""All that changes while a run lives, as one value that can be saved and restored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.core.backends import Arrays
from engine.errors import LonghandError
from engine.training.evaluator import Report
from engine.training.history import History
from engine.training.loop import Callback, LoopState

Array = NDArray[Any]

VERSION = 1
"""The version of what `to_arrays` returns."""

DOCUMENT = "run_state"
"""The name of the array that holds all that is no array: JSON in UTF-8."""

PLACE = "array"
"""The key in the document that refers to an array by its name."""


@dataclass(frozen=True)
class Edited:
    """A spec, in full, by which a run trained from a step on.

    Steps count over the whole life of the weights.
    """

    step: int
    epoch: int
    spec: Mapping[str, Any]


@dataclass
class RunState:
    """All that changes while a run lives.

    Attributes
    ----------
    arrays : weights, optimizer slots, layer states and gradients that are added up
    loop : how far it has come
    callbacks : what each callback remembers, in the loop's order
    history : the loss of every epoch
    reports : the metrics at each reported epoch
    edits : the specs that it trained by, from which step on; none if there is only one
    lived : how many steps its weights had made before its step 0
    is_by_hand : whether the learning rate was set by hand
    seconds : how long it has trained
    """

    arrays: dict[str, Array]
    loop: LoopState
    callbacks: list[dict[str, Any]]
    history: History
    reports: list[Report] = field(default_factory=list[Report])
    edits: tuple[Edited, ...] = ()
    lived: int = 0
    is_by_hand: bool = False
    seconds: float = 0.0

    def copy(self) -> RunState:
        """Return a state that shares nothing with this one that may change."""
        return deepcopy(self)

    def to_arrays(self) -> dict[str, Array]:
        """Return everything as named arrays, to be saved without pickle.

        What is no array is JSON in one of them; floats in it are exact.
        """
        arrays: dict[str, Array] = {}
        document = {
            "version": VERSION,
            "arrays": self.arrays,
            "loop": asdict(self.loop),
            "callbacks": self.callbacks,
            "history": self.history.state_dict(),
            "reports": [[each.epoch, dict(each.metrics)] for each in self.reports],
            "edits": [[each.step, each.epoch, each.spec] for each in self.edits],
            "lived": self.lived,
            "is_by_hand": self.is_by_hand,
            "seconds": self.seconds,
        }
        text = json.dumps(_taken_out(document, "", arrays))
        return {**arrays, DOCUMENT: np.frombuffer(text.encode(), np.uint8).copy()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> RunState:
        """Read what `to_arrays` returned.

        Raises
        ------
        LonghandError
            If it is of another version.
        """
        written: dict[str, Any] = json.loads(bytes(arrays[DOCUMENT]))
        if written["version"] != VERSION:
            msg = f"this state of a run has version {written['version']}, not {VERSION}"
            raise LonghandError(f"{msg}\nhint: go on with it by the program it is of")
        document = _put_in(written, arrays)
        del document["version"]
        return cls(
            **document
            | {
                "loop": LoopState(**document["loop"]),
                "history": History.from_state_dict(document["history"]),
                "reports": [Report(*each) for each in document["reports"]],
                "edits": tuple(Edited(*each) for each in document["edits"]),
            }
        )


def changing_arrays(arrays: Arrays, total: Array) -> dict[str, Array]:
    """Name all arrays that change, and the parameters that are not trained."""
    trained = {key for key, p in arrays.parameters.items() if p.base is arrays.w}
    frozen = {k: p for k, p in arrays.parameters.items() if k not in trained}
    groups = {"frozen": frozen, "slot": arrays.slots, "state": arrays.states}
    named = {f"{kind} {k}": a for kind, each in groups.items() for k, a in each.items()}
    return {"w": arrays.w, **named, "total": total}


def memory_of(callback: Callback) -> dict[str, Any]:
    """Copy what a callback remembers: all its fields that are no settings."""
    remembered = (f.name for f in fields(cast("Any", callback)) if not f.init)
    return {name: deepcopy(getattr(callback, name)) for name in remembered}


def remind(callbacks: Iterable[Callback], memories: Sequence[dict[str, Any]]) -> None:
    """Give callbacks the memory that `memory_of` copied."""
    for callback, kept in zip(callbacks, memories, strict=True):
        for name, value in kept.items():
            setattr(callback, name, deepcopy(value))


def _taken_out(value: Any, name: str, arrays: dict[str, Array]) -> Any:
    """Put arrays aside under their place in the document, and their names there."""
    if isinstance(value, np.ndarray):
        arrays[name] = cast("Array", value)
        return {PLACE: name}
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: _taken_out(each, f"{name}/{key}", arrays) for key, each in items}
    if isinstance(value, list | tuple):
        parts = enumerate(cast("Sequence[Any]", value))
        return [_taken_out(each, f"{name}/{i}", arrays) for i, each in parts]
    return cast("Any", value).item() if isinstance(value, np.generic) else value


def _put_in(value: Any, arrays: Mapping[str, Array]) -> Any:
    if isinstance(value, list):
        return [_put_in(each, arrays) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    found = cast("dict[str, Any]", value)
    if found.keys() == {PLACE}:
        return np.array(arrays[found[PLACE]])
    return {key: _put_in(each, arrays) for key, each in found.items()}
