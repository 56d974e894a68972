"""What a model consists of: its layers, what they give, and their parameters."""

from dataclasses import dataclass

from engine.compile import Model
from engine.core.builder import Parameter
from engine.core.printing.emit import shape_of
from engine.core.types import Shape, Type
from engine.errors import Path
from engine.spec.model import DATA


@dataclass(frozen=True)
class Layer:
    """One line of the summary; `shape` is written as `(N, 4)`."""

    path: Path
    name: str
    title: str
    shape: str
    parameters: int
    sources: tuple[str, ...]


def layers(model: Model) -> tuple[Layer, ...]:
    """List the layers, what they give, and how many parameters they have."""
    shapes, spec = shapes_of(model), model.spec
    named = zip(spec.layers, spec.names(), spec.sources(), strict=True)
    return tuple(
        Layer(
            ("layers", i),
            name,
            layer.title(),
            shape_of(Type(shapes[name], spec.dtype)),
            sum(p.size for p in parameters_of(model, i)),
            tuple(sources),
        )
        for i, (layer, name, sources) in enumerate(named)
    )


def shapes_of(model: Model) -> dict[str, Shape]:
    """Give the shapes of the data, its columns, and what each layer gives."""
    known, spec = model.schema, model.spec
    shapes: dict[str, Shape] = {f"{DATA}.{name}": ("N", 1) for name in known.inputs}
    shapes[DATA] = ("N", *known.shape)
    last: dict[Path, Shape] = {}
    for equation in model.program.functions["forward"].equations:
        last[equation.origin.path[:2]] = equation.outs[0].shape
    for i, (name, sources) in enumerate(zip(spec.names(), spec.sources(), strict=True)):
        shapes[name] = last.get(("layers", i), shapes[sources[0]])
    taken = {source for sources in spec.sources() for source in sources}
    names = {*spec.names(), *taken}
    return {name: shape for name, shape in shapes.items() if name in names}


def parameters_of(model: Model, layer: int) -> list[Parameter]:
    """Find the parameters of a layer."""
    place = ("layers", layer)
    found = model.program.parameters
    return [p for p in found if p.value.origin.path[:2] == place]
