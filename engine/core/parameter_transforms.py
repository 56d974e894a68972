"""What is done to parameters one by one: gradients are clipped, weights constrained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.core.builder import Edit, Memory, Net, Parameter
from engine.core.function import Function, extract
from engine.core.graph import Value
from engine.core.types import Origin


@dataclass(frozen=True)
class ParameterTransform:
    """Written arrays, each to replace the one that it is made of.

    `keys` tells of which parameter each input of the graph is.
    """

    memory: Memory
    keys: Mapping[Value, str]

    def function(self, name: str) -> Function:
        """Give the function from the old arrays to the new ones."""
        renewed = self.memory.replaced
        results = [new for new, _ in renewed]
        return extract(name, self.memory.graph, results, rebinds=renewed)


def constraints(net: Net) -> ParameterTransform | None:
    """Write what each parameter must be brought to after a step, if there is any."""
    wishes = ((p, p.value.name, origin, edit) for p, origin, edit in net.constrained)
    return _rewrite(net.dtype, wishes)


def clipping(net: Net, edit: Edit | None, origin: Origin) -> ParameterTransform | None:
    """Write how the gradient of each trained parameter is shortened, if it is."""
    if edit is None:
        return None
    trained = (p for p in net.parameters if p.trainable)
    wishes = ((p, f"d_{p.value.name}", origin, edit) for p in trained)
    return _rewrite(net.dtype, wishes)


def _rewrite(
    dtype: str, wishes: Iterable[tuple[Parameter, str, Origin, Edit]]
) -> ParameterTransform | None:
    memory, keys = Memory(dtype), dict[Value, str]()
    for parameter, name, origin, edit in wishes:
        old = memory.graph.input(name, parameter.shape, dtype)
        # The names in these functions end with the array's name: norm_W1.
        with memory.graph.at(replace(origin, number="")):
            new = edit(old)
            if new is not old:
                memory.keep(old, new)
                keys[old] = parameter.key
    return ParameterTransform(memory, keys) if keys else None
