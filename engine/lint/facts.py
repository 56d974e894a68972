"""What the rules ask of a model: how its network ends, what its table holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from engine.compile import Model
from engine.core.function import extract
from engine.core.graph import Graph
from engine.core.names import Names
from engine.core.ops.shaping import Reshape
from engine.core.printing.emit import emit
from engine.core.running.load import TAKEN, load
from engine.data.examples import Examples, examples
from engine.data.targets import place_of
from engine.errors import Path
from engine.spec.model import Spec
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Linear
from engine.vocabulary.datasets.truth_tables import TruthTable
from engine.vocabulary.datasets.typed import Inline
from engine.vocabulary.layers import Layer
from engine.vocabulary.layers.basic import ActivationLayer

Floats = NDArray[np.float64]

MOST_NUMBERS = 1_000_000
"""A table that holds more is not looked at."""


@dataclass(frozen=True)
class End:
    """How a network ends: layer `head`, then the activations, the last one last.

    The layers behind `head` change nothing but by their activation.
    """

    head: int
    activations: tuple[tuple[Path, Activation], ...]


@dataclass(frozen=True)
class Facts:
    """A model, and what is known of it."""

    model: Model

    @property
    def spec(self) -> Spec:
        return self.model.spec

    @property
    def width(self) -> int:
        """How many numbers the network gives for an example."""
        return int(self.model.program.inference.output.shape[-1])

    @property
    def is_choice_of_one(self) -> bool:
        """Whether the loss is about shares, and there is but one."""
        return self.spec.loss.one_hot and self.width == 1

    @property
    def from_logits(self) -> bool:
        """Whether the loss makes probabilities of the output by itself."""
        return dict(self.spec.loss).get("from_logits") is True

    @cached_property
    def end(self) -> End:
        """Walk back from the output over all that only applies an activation."""
        spec, names, sources = self.spec, self.spec.names(), self.spec.sources()
        i, found = len(spec.layers) - 1, list[tuple[Path, Activation]]()
        while True:
            if applied := applied_by(spec.layers[i]):
                found.insert(0, (("layers", i, "activation"), applied))
            if not self._passes(i) or sources[i][0] not in names:
                return End(i, tuple(found))
            i = names.index(sources[i][0])

    @cached_property
    def last(self) -> tuple[Path, Activation] | None:
        """Find the activation whose outputs are the network's; None if not known."""
        end = self.end
        if end.activations:
            return end.activations[-1]
        is_plain = self.spec.layers[end.head].affine and end.head in self.mixing
        return (("layers", end.head), Linear()) if is_plain else None

    @cached_property
    def is_affine(self) -> bool:
        """Whether all that lies before the last activations is affine."""
        end = {path[1] for path, _ in self.end.activations}
        return all(
            (layer.affine or isinstance(layer, ActivationLayer))
            and (i in end or applied_by(layer) is None)
            for i, layer in enumerate(self.spec.layers)
        )

    @cached_property
    def mixing(self) -> set[int]:
        """The layers that mix their inputs by a matrix of parameters."""
        parameters = self.model.program.parameters
        return {
            int(p.value.origin.path[1]) for p in parameters if len(p.value.shape) > 1
        }

    @cached_property
    def depth(self) -> int:
        """Count the mixing layers on the longest way through the network."""
        depths, names = dict[str, int](), self.spec.names()
        for i, sources in enumerate(self.spec.sources()):
            before = max(depths.get(source, 0) for source in sources)
            depths[names[i]] = before + (i in self.mixing)
        return depths[names[-1]]

    @property
    def is_small(self) -> bool:
        """Whether the examples are few enough to be looked at."""
        known = self.model.schema
        columns = prod(known.shape) + len(known.outputs)
        return known.rows * columns <= MOST_NUMBERS

    @cached_property
    def data(self) -> Examples:
        """All examples."""
        return examples(self.spec)

    @cached_property
    def inputs(self) -> Floats:
        """The inputs as (rows, columns)."""
        return self.data.x.reshape(len(self.data), -1).astype(np.float64)

    @cached_property
    def targets(self) -> Floats:
        """The targets as (rows, outputs), NaN where they do not count."""
        gaps = self.data.gaps
        parts = self.spec.dataset.parts()
        if parts is not None:
            kept = np.zeros((len(self.data), 1), bool)
            kept[np.concatenate([*parts.values()])] = True
            gaps = gaps | ~kept
        return np.where(gaps, np.nan, self.data.y.astype(np.float64))

    @property
    def is_truth_table(self) -> bool:
        return isinstance(self.spec.dataset, TruthTable)

    @property
    def is_inline(self) -> bool:
        return isinstance(self.spec.dataset, Inline)

    @property
    def typed(self) -> list[list[float | None]] | None:
        """The rows that stand in the spec, if any do."""
        dataset = self.spec.dataset
        return dataset.rows if isinstance(dataset, Inline | TruthTable) else None

    def place(self, row: int, output: int) -> Path:
        """Find the place of a target in the spec."""
        path = place_of(self.spec, row)
        column = len(self.model.schema.inputs) + output
        return path if self.typed is None else (*path, column)

    def named(self, rows: Sequence[int]) -> str:
        """Name rows as a person finds them: by their number, or by their inputs."""
        if self.typed is None and self.is_truth_table:
            cases = self.inputs[list(rows)].astype(int).tolist()
            mark = "" if self.inputs.min() >= 0 else " "
            return counted("the case", [mark.join(map(str, case)) for case in cases])
        return counted("row", [str(row + 1) for row in rows])

    def _passes(self, i: int) -> bool:
        """Tell whether a layer, its activation apart, gives on what it takes."""
        layer = self.spec.layers[i]
        own = ("layers", i)
        if not (layer.affine or isinstance(layer, ActivationLayer)):
            return False
        owners = [p.value.origin.path[:2] for p in self.model.program.parameters]
        ops = [
            equation.op
            for equation in self.model.program.inference.net.graph.equations
            if equation.origin.path == own
        ]
        is_one = len(self.spec.sources()[i]) == 1
        only_reshapes = all(isinstance(op, Reshape) for op in ops)
        return is_one and own not in owners and only_reshapes


def applied_by(layer: Layer) -> Activation | None:
    """Find the activation that a layer ends with, unless it is linear."""
    if not (layer.affine or isinstance(layer, ActivationLayer)):
        return None
    found = dict(layer).get("activation")
    is_one = isinstance(found, Activation) and not isinstance(found, Linear)
    return found if is_one else None


def is_usual(activation: Activation) -> bool:
    """Tell whether what its class says of an activation holds: no field is changed."""
    fields = type(activation).model_fields
    return all(value == fields[name].default for name, value in activation)


def tried(activation: Activation, x: Floats) -> Floats:
    """Apply an activation to some rows."""
    graph = Graph()
    y = activation(graph.input("x", ("N", x.shape[1]), "float64"))
    if not graph.equations:
        return x
    names = Names(TAKEN)
    text = emit(extract("applied", graph, [y.named("y")]), names).text
    with np.errstate(all="ignore"):
        return load(text, "activation")["applied"](x)


def counted(what: str, names: Sequence[str], most: int = 8) -> str:
    """List things by their names: `rows 1, 2 and 5`."""
    if len(names) == 1:
        return f"{what} {names[0]}"
    more = [f"{len(names) - most} more"] if len(names) > most else []
    *firsts, last = [*names[:most], *more]
    return f"{what}s {', '.join(firsts)} and {last}"
