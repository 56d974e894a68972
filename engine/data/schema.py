"""What a network must know of its data beforehand."""

from dataclasses import dataclass

import numpy as np

from engine.data import targets
from engine.data.class_weights import factors
from engine.data.targets import class_count, draw
from engine.spec.model import Spec


@dataclass(frozen=True)
class DataSchema:
    """What the network must know of the data before any is read.

    `shape` is that of one example's inputs. `has_gaps` tells that some targets do not
    count, `weighted` that rows count more or less than others. `classes` is how many
    there are where the target is the number of one, else 0, and 0 if not known yet.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shape: tuple[int, ...]
    rows: int
    has_gaps: bool
    weighted: bool
    classes: int
    labels: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many outputs the network must have; a class is one, and there are two."""
        return max(self.classes, 2) if self.classes else len(self.outputs)


def infer_schema(spec: Spec) -> DataSchema:
    """Tell what is known of a spec's data; it is made only to count classes."""
    inputs, outputs = spec.dataset.columns()
    return DataSchema(
        tuple(inputs),
        tuple(outputs),
        spec.dataset.shape(),
        spec.dataset.count(),
        has_gaps(spec),
        is_weighted(spec),
        _classes(spec),
        tuple(spec.dataset.class_names()),
    )


def has_gaps(spec: Spec) -> bool:
    """Tell whether some targets may not count."""
    return spec.dataset.has_gaps() or spec.loss.has_gaps


def is_weighted(spec: Spec) -> bool:
    """Tell whether some rows may count more than others."""
    return spec.dataset.weights() is not None or spec.training.class_weight is not None


def _classes(spec: Spec) -> int:
    """Count classes; targets must be made for that, so those of classes are checked.

    Where there are too many rows, those that have names are known; else 0 is given, and
    `parts` finds what is wrong.
    """
    wanted = spec.loss.sparse or spec.training.class_weight is not None
    counted = len(spec.dataset.class_names())
    if wanted and spec.dataset.count() <= targets.MOST_READ:
        _, y = draw(spec)
        if spec.training.class_weight is not None:
            factors(spec, y, np.arange(len(y)))
        counted = max(class_count(y), counted)
    return counted if spec.loss.sparse else 0
