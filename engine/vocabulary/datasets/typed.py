"""Examples that are typed in the spec, number by number."""

from collections.abc import Iterator
from math import prod

import numpy as np
from pydantic import Field, NonNegativeFloat

from engine.errors import Problem
from engine.vocabulary.datasets import Dataset, Floats
from engine.vocabulary.tables import (
    halves,
    name_problems,
    row_problems,
    weight_problems,
)


class Inline(Dataset):
    """Examples typed in the spec, any numbers.

    Use: small data of your own, a pattern of pixels, a lesson.
    Source: Longhand's own.
    """

    inputs: list[str] = Field(min_length=1)
    """The names of the input columns."""
    outputs: list[str] = Field(min_length=1)
    """The names of the output columns."""
    rows: list[list[float | None]] = Field(min_length=1)
    """One list for each example: the inputs, then the outputs (null: any will do)."""
    input_shape: list[int] | None = Field(default=None, min_length=1)
    """The inputs of an example as an array of this shape, the last axis fastest."""
    sample_weight: list[NonNegativeFloat] | None = None
    """How much each row counts in the loss and in metrics, 1 if left out."""

    def columns(self) -> tuple[list[str], list[str]]:
        return self.inputs, self.outputs

    def count(self) -> int:
        return len(self.rows)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return halves(self.rows, len(self.inputs))

    def shape(self) -> tuple[int, ...]:
        return tuple(self.input_shape or [len(self.inputs)])

    def weights(self) -> Floats | None:
        return None if self.sample_weight is None else np.array(self.sample_weight)

    def has_gaps(self) -> bool:
        return any(None in row for row in self.rows)

    def problems(self) -> Iterator[Problem]:
        yield from name_problems(self.inputs, self.outputs)
        yield from row_problems(self.rows, self.inputs, self.outputs)
        yield from weight_problems(self.sample_weight, len(self.rows))
        if prod(self.shape()) != len(self.inputs) or min(self.shape()) < 1:
            message = f"{len(self.inputs)} inputs do not fit into {list(self.shape())}"
            yield Problem(message, ("input_shape",), "its product is their number")


WORDS = (Inline,)
