"""Which examples of a spec are kept from training, and how many are left."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.splits import counts, divided, lonely, too_few
from engine.errors import Problem, SpecError
from engine.spec.model import Spec

Array = NDArray[Any]


def kept_rows(spec: Spec, y: Array) -> Mapping[str, Array]:
    """Say which rows belong to which part; a part without rows is left out."""
    given = spec.dataset.parts()
    if given is not None:
        return given
    classes = _shared(spec, y) if spec.kept.stratify else None
    return divided(spec.kept, spec.seed, len(y), classes)


def training_rows(spec: Spec) -> int:
    """Count the examples that are left to train on."""
    given = spec.dataset.parts()
    if given is not None:
        return len(given.get("train", ()))
    return counts(spec.kept, spec.dataset.count())["train"]


def none_left(spec: Spec) -> Iterator[Problem]:
    """Find that all examples are kept from training, or folds without any."""
    if spec.dataset.parts() is None:
        yield from too_few(spec.kept, spec.dataset.count())
    if training_rows(spec) <= 0:
        message = f"it leaves none of the {spec.dataset.count()} examples to train on"
        is_short = spec.training.validation_split is not None
        path = ("training", "validation_split") if is_short else ("split",)
        yield Problem(message, path, "keep less")


def _shared(spec: Spec, y: Array) -> Array:
    """Give the class of each row as a number, below 0 where targets do not count."""
    gaps = np.isnan(y)
    classes = np.unique(np.where(gaps, np.inf, y), axis=0, return_inverse=True)[1]
    classes = np.where(gaps.any(axis=1), -1, classes.ravel())
    row = lonely(spec.kept, classes)
    if row is None:
        return classes
    message = f"row {row + 1} is the only one of its class, {y[row].tolist()}"
    hint = "classes can be shared out that have two rows at least"
    raise spec.refused(SpecError([Problem(message, ("split", "stratify"), hint)]))
