"""Layers: the steps from the data to the prediction."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.types import Dim, Shape
from engine.errors import Problem, SpecError
from engine.vocabulary.entry import NAME, Word

SWITCHES = (("use_bias", "bias"), ("center", "beta"), ("scale", "gamma"))
"""The fields that say whether a layer has an array, and what that is called."""
WISHES = ("initializer", "regularizer", "constraint")


class Layer(Word):
    """Takes the layer before it, or those that `inputs` names.

    Shapes: one result for each row of the data, of the shape that is taken.
    """

    called = "a layer"
    families = (
        "engine.vocabulary.layers.basic",
        "engine.vocabulary.layers.merging",
        "engine.vocabulary.layers.normalization",
        "engine.vocabulary.layers.noise",
        "engine.vocabulary.layers.shaping",
        "engine.vocabulary.layers.convolution",
        "engine.vocabulary.layers.recurrent",
        "engine.vocabulary.layers.teaching",
    )
    affine: ClassVar[bool] = False
    """Whether it gives an affine function of what it takes, once training is over.

    An activation that the layer has itself is not counted.
    """
    centers: ClassVar[Literal["batch", "row"] | None] = None
    """Of what it subtracts the mean, which leaves nothing of a single number."""

    name: str | None = Field(default=None, pattern=NAME)
    """What other layers, files and plots call it."""
    inputs: str | list[str] | None = None
    """Layers to take instead of the one before; `input` is the data."""

    def problems(self) -> Iterator[Problem]:
        if self.inputs == []:
            hint = "leave it out to take the layer before"
            yield Problem(
                "expected names of layers, not an empty list", ("inputs",), hint
            )

    @abstractmethod
    def __call__(self, x: Value, net: Net) -> Value:
        """Write the equations from one input."""

    def apply(self, inputs: Sequence[Value], net: Net) -> Value:
        """Write the equations from what the layer takes."""
        if len(inputs) != 1:
            message = f"{self.tag()} takes one layer, not {len(inputs)}"
            hint = 'put {"type": "concatenate", "inputs": [...]} before it'
            raise refusal(message, "inputs", hint)
        return self(inputs[0], net)

    def title(self) -> str:
        """Tell the layer in a few words."""
        return self.tag().replace("_", " ")


class Trainable(Layer):
    """A layer with parameters."""

    trainable: bool = True
    """Whether training changes its parameters."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        for switch, array in SWITCHES:
            for what in WISHES if getattr(self, switch, True) is False else ():
                name = f"{array}_{what}"
                field = type(self).model_fields.get(name)
                if field and getattr(self, name) != field.default:
                    message = f"there is no {array} for {name!r}"
                    yield Problem(message, (name,), f'leave out "{switch}": false')

    def parameter(
        self, net: Net, name: str, shape: Sequence[Dim], symbol: str = ""
    ) -> Value:
        """Ask for an array; the fields whose names begin with its name say what of it.

        `symbol` is its name in the printed program.
        """
        initial = getattr(self, f"{name}_initializer")
        penalty = getattr(self, f"{name}_regularizer", None)
        limit = getattr(self, f"{name}_constraint", None)
        return net.parameter(name, shape, initial, penalty, limit, symbol=symbol)


class Units(Trainable):
    """A layer of so many units."""

    offered = ("units",)

    units: int | None = Field(default=None, gt=0)
    """How many outputs the layer has; the last one may leave it to the data."""

    @property
    def size(self) -> int:
        """How many outputs the layer has, once that is known."""
        return self.units or 0

    def sized(self, outputs: int) -> "Units":
        """Give the layer with so many outputs, unless it says how many it has."""
        if self.units is not None:
            return self
        return self.model_copy(update={"units": outputs})


class Noisy(Layer):
    """A layer that draws random numbers while training, and none afterwards."""

    affine = True

    seed: int | None = Field(default=None, ge=0)
    """Another seed than the spec's, for this layer alone."""


class Dropping(Noisy):
    """A layer that leaves out numbers at random."""

    rate: float = Field(ge=0, lt=1)
    """The share that is left out."""
    noise_shape: list[int | None] | None = Field(default=None, min_length=1)
    """Where 1 stands, one draw is for the whole axis; null is the axis's length."""

    def kept(self, x: Value, net: Net) -> Value:
        """Draw which numbers stay."""
        u = net.noise("u", self._shape(x), "uniform", self.seed)
        return (u >= self.rate).named("keep")

    def title(self) -> str:
        return f"{super().title()}, rate {self.rate}"

    def _shape(self, x: Value) -> Shape:
        asked = self.noise_shape or [None] * len(x.shape)
        pairs = list(zip(asked, x.shape, strict=False))
        fits = all(length in (None, 1, dim) for length, dim in pairs)
        if not fits or len(asked) != len(x.shape):
            lengths = ", ".join(map(str, ["null", *x.shape[1:]]))
            message = f"the axes have the lengths [{lengths}], null for the rows"
            raise refusal(message, "noise_shape", "write null or 1 for each axis")
        return tuple(dim if length is None else length for length, dim in pairs)


def refusal(message: str, field: str = "", hint: str = "") -> SpecError:
    """Say that a layer cannot be used here; the path begins at the layer."""
    return SpecError([Problem(message, (field,) if field else (), hint)])


def along_last(axis: int, x: Value, does: str) -> None:
    """Refuse another axis than the last one."""
    last = len(x.shape) - 1
    if axis not in (-1, last):
        raise refusal(f"{does} along the last axis only", "axis", "write -1")


def row_width(x: Value, layer: Layer, field: str = "") -> int:
    """Give the length of rows of numbers; refuse what has more axes."""
    if len(x.shape) != 2:
        shape = list(x.shape[1:])
        message = f"{layer.tag()} takes rows of numbers, not of shape {shape}"
        raise refusal(message, field, 'put a "flatten" layer before it')
    return int(x.shape[1])
