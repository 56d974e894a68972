"""Layers: the steps from the data to the prediction."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from engine.core.graph import Value
from engine.core.net import Net
from engine.errors import Problem, SpecError
from engine.vocabulary.entry import Word

NAME = r"^[a-z0-9_-]{1,64}$"


class Layer(Word):
    """Takes the layer before it, or those that `inputs` names."""

    called = "a layer"
    families = (
        "engine.vocabulary.layers.basic",
        "engine.vocabulary.layers.merging",
    )
    affine: ClassVar[bool] = False
    """Whether what it gives is an affine function of what it takes.

    Its own activation apart; what it does only while training does not count.
    """

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
        return self.tag()


class Trainable(Layer):
    """A layer with parameters."""

    trainable: bool = True
    """Whether training changes its parameters."""


def refusal(message: str, field: str = "", hint: str = "") -> SpecError:
    """Say that a layer cannot be used here; the path begins at the layer."""
    return SpecError([Problem(message, (field,) if field else (), hint)])
