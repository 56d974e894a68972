"""What has been written before it becomes a program: a network and its update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.core.builder import Edit, Memory, Net
from engine.core.graph import Value


@dataclass(frozen=True)
class Network:
    """A written network: from `x` to `output`, compared with `y` to `loss`.

    `weight` is None where every target counts alike; `counts` says which count at all,
    where that is not what `weight` says. `prediction` is the output, or what the loss
    makes of it once training is over.
    """

    net: Net
    x: Value
    y: Value
    weight: Value | None
    output: Value
    prediction: Value
    loss: Value
    counts: Value | None = None

    @property
    def batch(self) -> list[Value]:
        """What is given for each batch."""
        given = (self.x, self.y, self.weight, self.counts)
        return [value for value in given if value is not None]

    @property
    def way(self) -> tuple[Value, Value]:
        """From where the loss may read what was computed, and the end: the answer."""
        return self.output, self.prediction

    @cached_property
    def activity(self) -> Value | None:
        """What layers' activities add to the loss of a batch."""
        return self._added(self.net.activities)

    @cached_property
    def penalty(self) -> Value | None:
        """All penalties added up."""
        return self._added(self.net.penalties)

    def _added(self, parts: Sequence[Value]) -> Value | None:
        total: Value | None = None
        with self.net.graph.at(self.loss.origin):
            for part in parts:
                total = part if total is None else total + part
        return total


@dataclass(frozen=True)
class Update:
    """A written optimizer: `new`, the weights after a step along the gradient `g`.

    It may depend on the learning rate and on `t`, which counts the steps from 1. `clip`
    is made of the gradient of each parameter before.
    """

    memory: Memory
    w: Value
    g: Value
    rate: Value
    t: Value
    new: Value
    clip: Edit | None = None
