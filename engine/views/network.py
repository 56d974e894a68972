"""A network as a diagram, and its weights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.anatomy import parameters_of, shapes_of
from engine.compile import Model
from engine.core.builder import Parameter
from engine.core.types import Shape
from engine.errors import Path
from engine.spec.model import DATA
from engine.training.trainer import Trainer

Array = NDArray[Any]


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


def diagram(model: Model) -> Diagram | None:
    """Draw the network in columns of units; None where examples are no rows."""
    shapes = shapes_of(model)
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


def _data(model: Model, shapes: dict[str, Shape]) -> Iterator[Column]:
    """Make a column of the data, and one of each of its columns that is taken."""
    inputs, layer_names = model.schema.inputs, model.spec.names()
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
        kept = (p.key for p in parameters_of(model, i) if _is_bias(p, units))
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
    kernels = (p.key for p in parameters_of(model, layer) if p.shape == shape)
    return next(kernels, None)
