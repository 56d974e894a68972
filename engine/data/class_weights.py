"""How much the rows of each class count while training: `class_weight`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.targets import class_count
from engine.errors import Problem, SpecError, did_you_mean, listed
from engine.spec.model import Spec

Array = NDArray[Any]
NONE = -2
"""The class of a row whose target does not count."""


@dataclass(frozen=True)
class Classes:
    """The class of each row, `NONE` where it does not count, and what each is called.

    A class is a number, and may have a name of the data as well.
    """

    rows: Array
    names: Mapping[str, int]


def factors(spec: Spec, y: Array, chosen: Array) -> Array:
    """Give how much each of the chosen rows counts for its class.

    `y` are all targets, NaN where one does not count.

    Raises
    ------
    SpecError
        Where rows have no class, or a class that is named is not there.
    """
    wish, classes = spec.training.class_weight, classes_of(spec, y)
    rows = classes.rows[chosen]
    if not isinstance(wish, Mapping):
        table = balanced(rows[rows != NONE])
    else:
        table = _table(spec, wish, classes.names)
    return np.array([table.get(row, 1.0) for row in rows.tolist()])


def balanced(rows: Array) -> dict[int, float]:
    """Weigh classes so that all count alike: rows / (classes * rows of the class)."""
    found, counts = np.unique(rows, return_counts=True)
    shares = len(rows) / (len(found) * counts)
    return dict(zip(found.tolist(), shares.tolist(), strict=True))


def classes_of(spec: Spec, y: Array) -> Classes:
    """Tell the class of each row; refuse targets that have none."""
    gaps = np.any(np.isnan(y), axis=1, keepdims=True)
    outputs = spec.dataset.columns()[1]
    if spec.loss.sparse:
        numbers = range(class_count(y))
        rows = y[:, 0]
    elif spec.loss.one_hot:
        numbers = range(len(outputs))
        rows = np.where(gaps, 0, y).argmax(axis=1)
    else:
        numbers = _two(spec, y[~gaps[:, 0]])
        rows = y[:, 0]
    numbered = {str(number): number for number in numbers}
    names = dict(numbered)
    if spec.loss.one_hot and not spec.loss.sparse:
        names |= {name: number for number, name in enumerate(outputs)}
    called = dict(zip(spec.dataset.class_names(), numbers, strict=False))
    # Where names look like numbers, a number could be either of two classes.
    names = called if numbered.keys() & called.keys() else names | called
    return Classes(np.where(gaps[:, 0], NONE, rows).astype(int), names)


def _two(spec: Spec, y: Array) -> list[int]:
    """Give the two classes of a table with one output."""
    outputs = spec.dataset.columns()[1]
    if len(outputs) > 1:
        message = f"a row has no class: {listed(outputs)} are independent of each other"
        hint = "a loss of one choice, such as categorical_crossentropy, has classes"
        raise _refused(spec, message.replace(" or ", " and "), hint)
    found = set(y.ravel().tolist())
    for pair in ([0, 1], [-1, 1]):
        if found <= {*pair}:
            return pair
    message = f"{outputs[0]!r} is a number, such as {max(found, key=_oddity):g}"
    hint = "classes are 0 and 1; to weigh rows, write 'sample_weight' in the dataset"
    raise _refused(spec, message, hint)


def _oddity(number: float) -> float:
    return min(abs(number), abs(number - 1), abs(number + 1))


def _table(
    spec: Spec, wish: Mapping[str, float], names: Mapping[str, int]
) -> dict[int, float]:
    table: dict[int, float] = {}
    for name, factor in wish.items():
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            raise _refused(spec, f"there is no class {name!r}", hint, name)
        if names[name] in table:
            message = f"{name!r} is a class that is weighed already"
            raise _refused(spec, message, "write its number or its name", name)
        table[names[name]] = factor
    return table


def _refused(spec: Spec, message: str, hint: str, *key: str) -> SpecError:
    path = ("training", "class_weight", *key)
    problem = Problem(message, path, hint, at="key" if key else "value")
    return spec.refused(SpecError([problem]))
