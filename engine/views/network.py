"""A network as a table of layers, as a diagram, and its weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.compile import Model
from engine.core.emit import shape_of
from engine.core.graph import Value
from engine.errors import Path
from engine.spec.model import DATA
from engine.training.trainer import Trainer

Array = NDArray[Any]


@dataclass(frozen=True)
class Layer:
    """One line of the summary; `shape` is written as `(N, 4)`."""

    path: Path
    name: str
    title: str
    shape: str
    parameters: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of the diagram: the data, or what a layer gives; a label for a unit.

    `biases` is the key of the biases of its units, if they have some.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    path: Path
    biases: str | None = None


@dataclass(frozen=True)
class Link:
    """From a column to a later one, by the kernel `key` (from, to).

    Without a key each unit goes to the one of its number, or all to all.
    """

    source: int
    target: int
    key: str | None


@dataclass(frozen=True)
class Diagram:
    """The columns from left to right, and what leads from one to another."""

    columns: tuple[Column, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Weights:
    """Copies of parameters and of their gradients, by key such as `dense_1.kernel`."""

    values: Mapping[str, Array]
    gradients: Mapping[str, Array]


def layers(model: Model) -> tuple[Layer, ...]:
    """List the layers, what they give, and how many parameters they have."""
    spec, shapes = model.spec, layer_shapes(model)
    made: list[Layer] = []
    named = zip(spec.layers, spec.names(), spec.sources(), strict=True)
    for i, (layer, name, sources) in enumerate(named):
        path: Path = ("layers", i)
        own = [p for p in model.program.parameters if p.value.origin.path == path]
        size = sum(p.size for p in own)
        shape = shapes.get(i, "")
        made.append(Layer(path, name, layer.title(), shape, size, tuple(sources)))
    return tuple(made)


def layer_shapes(model: Model) -> dict[int, str]:
    """Give the shape of the last thing that each layer computes."""
    return {i: shape_of(value.type) for i, value in _given(model).items()}


def diagram(model: Model) -> Diagram | None:
    """Draw the data and the layers as columns; None if something has no columns."""
    known, spec = model.signature, model.spec
    widths = {i: value.shape[1:] for i, value in _given(model).items()}
    if len(known.shape) != 1 or any(len(width) != 1 for width in widths.values()):
        return None
    columns = [Column(DATA, "the data", known.inputs, ())]
    links: list[Link] = []
    places = {DATA: 0} | {f"{DATA}.{name}": 0 for name in known.inputs}
    parts = {p.key: p for p in model.program.parameters}
    for layer in layers(model):
        i = int(layer.path[1])
        width = int(widths[i][0]) if i in widths else len(columns[-1].labels)
        kernel, bias = f"{layer.name}.kernel", f"{layer.name}.bias"
        columns.append(
            Column(
                layer.name,
                layer.title,
                _labels(model, width, is_last=i == len(spec.layers) - 1),
                layer.path,
                bias if bias in parts else None,
            )
        )
        places[layer.name] = len(columns) - 1
        for source in layer.sources:
            start = places[source]
            shape = (len(columns[start].labels), width)
            is_whole = kernel in parts and parts[kernel].shape == shape
            links.append(Link(start, places[layer.name], kernel if is_whole else None))
    return Diagram(tuple(columns), tuple(links))


def weights(trainer: Trainer) -> Weights:
    """Copy parameters, and the gradients of the last step."""
    arrays, program = trainer.arrays, trainer.model.program
    values = {key: array.copy() for key, array in arrays.parameters.items()}
    gradients: dict[str, Array] = {}
    start = 0
    for p in program.trained:
        part = arrays.g[start : start + p.size]
        gradients[p.key] = part.reshape(p.shape).copy()
        start += p.size
    return Weights(values, gradients)


def _given(model: Model) -> dict[int, Value]:
    """Find the last thing that each layer computes."""
    found: dict[int, Value] = {}
    for equation in model.program.forward.equations:
        path = equation.out.origin.path
        if len(path) > 1 and isinstance(path[1], int) and equation.out.type.is_array:
            found[path[1]] = equation.out
    return found


def _labels(model: Model, width: int, *, is_last: bool) -> tuple[str, ...]:
    names = model.answers
    is_named = is_last and len(names) == width
    return names if is_named else tuple(str(i + 1) for i in range(width))
