"""Datasets: the examples to learn from, typed in the spec or made by a rule."""

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]


class Dataset(Word):
    """Rows of inputs and outputs, with a name for each column.

    `NaN` as an output stands for a target that does not count.
    """

    called = "a dataset"
    families = (
        "engine.vocabulary.datasets.typed",
        "engine.vocabulary.datasets.shapes",
    )

    @abstractmethod
    def columns(self) -> tuple[list[str], list[str]]:
        """Name the inputs and the outputs."""

    @abstractmethod
    def count(self) -> int:
        """Tell how many rows there are."""

    @abstractmethod
    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Make inputs (rows, inputs) and outputs (rows, outputs)."""

    def shape(self) -> tuple[int, ...]:
        """Tell the shape of one example's inputs."""
        return (len(self.columns()[0]),)

    def weights(self) -> Floats | None:
        """Give how much each row counts; None if all count alike."""
        return None

    def has_gaps(self) -> bool:
        """Tell whether there are targets that do not count."""
        return False
