"""A network as a table of layers, as a diagram, and its weights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.compile import Model
from engine.core.emit import shape_of
from engine.core.net import Parameter
from engine.core.types import Shape, Type
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
    shapes, spec = _shapes(model), model.spec
    named = zip(spec.layers, spec.names(), spec.sources(), strict=True)
    return tuple(
        Layer(
            ("layers", i),
            name,
            layer.title(),
            shape_of(Type(shapes[name], spec.dtype)),
            sum(p.size for p in _own(model, i)),
            tuple(sources),
        )
        for i, (layer, name, sources) in enumerate(named)
    )


def diagram(model: Model) -> Diagram | None:
    """Draw the network in columns of units; None where examples are no rows."""
    shapes = _shapes(model)
    if any(len(shape) != 2 for shape in shapes.values()):
        return None
    columns = [*_data(model, shapes), *_columns(model, shapes)]
    return Diagram(tuple(columns), tuple(_links(model, columns)))


def weights(trainer: Trainer) -> Weights:
    """Copy the parameters, and the gradients of those that are trained."""
    program, arrays = trainer.model.program, trainer.arrays
    pairs = zip(program.trained, program.gradients, strict=True)
    return Weights(
        {key: array.copy() for key, array in arrays.parameters.items()},
        {p.key: arrays.places[d].copy() for p, d in pairs},
    )


def _shapes(model: Model) -> dict[str, Shape]:
    """Give the shapes of the data, its columns, and what each layer gives."""
    known, spec = model.signature, model.spec
    shapes: dict[str, Shape] = {f"{DATA}.{name}": ("N", 1) for name in known.inputs}
    shapes[DATA] = ("N", *known.shape)
    last: dict[Path, Shape] = {}
    for equation in model.program.forward.equations:
        last[equation.out.origin.path[:2]] = equation.out.shape
    for i, (name, sources) in enumerate(zip(spec.names(), spec.sources(), strict=True)):
        shapes[name] = last.get(("layers", i), shapes[sources[0]])
    taken = {source for sources in spec.sources() for source in sources}
    names = {*spec.names(), *taken}
    return {name: shape for name, shape in shapes.items() if name in names}


def _own(model: Model, layer: int) -> list[Parameter]:
    """Find the parameters of a layer."""
    place = ("layers", layer)
    found = model.program.parameters
    return [p for p in found if p.value.origin.path[:2] == place]


def _data(model: Model, shapes: dict[str, Shape]) -> Iterator[Column]:
    """Make a column of the data, and one of each of its columns that is taken."""
    inputs, layer_names = model.signature.inputs, model.spec.names()
    for name in sorted(shapes):
        if name not in layer_names:
            own = name.removeprefix(f"{DATA}.")
            labels = inputs if name == DATA else (own,)
            yield Column(name, "the data", labels, ())


def _columns(model: Model, shapes: dict[str, Shape]) -> Iterator[Column]:
    spec = model.spec
    for i, (layer, name) in enumerate(zip(spec.layers, spec.names(), strict=True)):
        units = int(shapes[name][1])
        numbers = tuple(str(unit + 1) for unit in range(units))
        is_last = i == len(spec.layers) - 1 and len(model.answers) == units
        labels = model.answers if is_last else numbers
        kept = (p.key for p in _own(model, i) if _is_bias(p, units))
        yield Column(name, layer.title(), labels, ("layers", i), next(kept, None))


def _is_bias(parameter: Parameter, units: int) -> bool:
    return parameter.key.endswith(".bias") and parameter.shape == (units,)


def _links(model: Model, columns: Sequence[Column]) -> Iterator[Link]:
    """Lead from column to column."""
    places = {column.name: place for place, column in enumerate(columns)}
    spec = model.spec
    for i, (name, sources) in enumerate(zip(spec.names(), spec.sources(), strict=True)):
        target = places[name]
        for source in map(places.__getitem__, sources):
            widths = len(columns[source].labels), len(columns[target].labels)
            yield Link(source, target, _kernel(model, i, widths))


def _kernel(model: Model, layer: int, shape: tuple[int, int]) -> str | None:
    """Find the matrix of a layer that leads from so many units to so many."""
    kernels = (p.key for p in _own(model, layer) if p.shape == shape)
    return next(kernels, None)
