"""Datasets: the examples to learn from, typed in the spec or made by a rule."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from math import prod
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Labels = Literal["one_hot", "index"]

MOST_NAMES = 10_000
"""How many columns or classes a rule may make, as each has a name."""


class Dataset(Word):
    """Rows of inputs and outputs, with a name for each column.

    `NaN` as an output stands for a target that does not count.

    Shapes: inputs (N, inputs), or (N, ...) with a shape; outputs (N, outputs).
    """

    called = "a dataset"
    families = (
        "engine.vocabulary.datasets.truth_tables",
        "engine.vocabulary.datasets.typed",
        "engine.vocabulary.datasets.files",
        "engine.vocabulary.datasets.arrays",
        "engine.vocabulary.datasets.shapes",
        "engine.vocabulary.datasets.clouds",
        "engine.vocabulary.datasets.playground",
        "engine.vocabulary.datasets.functions",
        "engine.vocabulary.datasets.manifolds",
        "engine.vocabulary.datasets.sequences",
        "engine.vocabulary.datasets.benchmarks",
    )

    wants_report: ClassVar[bool] = False
    """Whether a run has a report even if no examples were kept from training."""

    is_open: ClassVar[bool] = True
    """Whether its numbers are known; a file's are once it is opened."""
    has_roles: ClassVar[bool] = False
    """Whether it has columns beside inputs and outputs, such as one to divide by."""

    from_files: ClassVar[bool] = False
    """Whether it is what files had in them."""

    @abstractmethod
    def columns(self) -> tuple[list[str], list[str]]:
        """Name the inputs and the outputs."""

    @abstractmethod
    def count(self) -> int:
        """Tell how many rows there are."""

    @abstractmethod
    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Make inputs (rows, inputs) and outputs (rows, outputs).

        Raises
        ------
        SpecError
            Where the numbers themselves are a mistake; paths begin at the dataset.
        """

    def shape(self) -> tuple[int, ...]:
        """Tell the shape of one example's inputs."""
        return (len(self.columns()[0]),)

    def weights(self) -> Floats | None:
        """Give how much each row counts; None if all count alike."""
        return None

    @property
    def weighed_by(self) -> str | None:
        """The column that says how much rows count, if it is one."""
        return None

    @property
    def is_on_disk(self) -> bool:
        """Whether its inputs are kept in a file, as memory is too small for them."""
        return False

    @property
    def notes(self) -> Sequence[str]:
        """What was found out of files that a person may want to hear."""
        return ()

    @property
    def doubts(self) -> Sequence[Problem]:
        """What may be a mistake about the columns of a table."""
        return ()

    def parts(self) -> Mapping[str, Integers] | None:
        """Give the rows of each part, where the data says more than a share."""
        return None

    def row_of(self, place: int) -> int:
        """Tell which row of the data an example is, by its place; both from 0."""
        return place

    def class_names(self) -> list[str]:
        """Name the classes of the targets, where they have names."""
        return []

    def state(self) -> str:
        """Tell of when the numbers are, where they are not the spec's own."""
        return ""

    def has_gaps(self) -> bool:
        """Tell whether there may be targets that do not count."""
        return False

    def groups(self) -> dict[str, slice]:
        """Name the inputs that belong together, and say which numbers they are."""
        if len(self.shape()) != 1:
            return {"input": slice(0, prod(self.shape()))}
        return {name: slice(i, i + 1) for i, name in enumerate(self.columns()[0])}

    @property
    def has_columns(self) -> bool:
        """Whether its inputs are columns, each of which becomes one or more numbers."""
        return False

    def sources(self) -> list[str]:
        """Name what the outputs are made of: themselves, or columns of a table."""
        return self.columns()[1]

    def scales(self) -> dict[str, str]:
        """Name the outputs that are learned on another scale, each with its rule."""
        return {}

    def original(self, y: Floats) -> Floats:
        """Give targets or predictions in the units of the data."""
        return y


class Generated(Dataset):
    """Examples made by a rule.

    Random numbers are drawn in scikit-learn's order, where it has the rule: from one
    generator both make the same data.
    """

    samples: int = Field(default=100, ge=1)
    """How many examples."""
    seed: int | None = Field(default=None, ge=0)
    """Another seed than the spec's, for the data alone."""

    def count(self) -> int:
        return self.samples


def numbered(count: int) -> list[str]:
    """Name the inputs x1, x2, ..."""
    return [f"x{i + 1}" for i in range(count)]


def spread(x: Floats, noise: float, rng: np.random.Generator) -> Floats:
    """Add normal noise of a standard deviation to each number."""
    return x + noise * rng.standard_normal(x.shape)


def in_turn(x: Floats, classes: Integers) -> tuple[Floats, Integers]:
    """Sort rows that stand class by class so that the classes take turns."""
    sizes = np.bincount(classes).tolist()
    places = np.concatenate([np.arange(size, dtype=np.int64) for size in sizes])
    order = np.argsort(places, kind="stable")
    return x[order], classes[order]


def one_column(y: Floats | Integers) -> Floats:
    """Write the number of each row, which may be that of its class, as a column."""
    return y[:, np.newaxis].astype(float)
