"""Which examples are to train on, to watch, and to judge by."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.streams import stream
from engine.spec.sections import Split

Array = NDArray[Any]
PARTS = ("train", "validation", "test")


def divided(
    split: Split, seed: int, rows: int, classes: Array | None = None
) -> dict[str, Array]:
    """Divide rows at random; give those of each part in order, and no empty part.

    `classes` (rows,) are numbers; where they are given, each part gets its share of
    each class. A part with a share has one row at least.
    """
    order = stream(seed, "split").permutation(rows)
    return _parted(split, order if classes is None else in_turn(order, classes))


def by_date(split: Split, dates: Array) -> dict[str, Array]:
    """Divide rows (rows,) by date: the last to judge by, those before to watch."""
    sizes = counts(split, len(dates))
    cuts = np.cumsum([sizes["train"], sizes["validation"]])
    trained, watched, judged = np.split(np.argsort(dates, kind="stable"), cuts)
    return _kept({"train": trained, "validation": watched, "test": judged})


def by_group(split: Split, seed: int, groups: Array) -> dict[str, Array]:
    """Divide rows so that those of a group, a number for each row, stay together.

    Groups are taken at random for a part until it has its share of the rows.
    """
    sizes, wished = np.bincount(groups), counts(split, len(groups))
    left = stream(seed, "split").permutation(len(sizes))
    if split.fold is not None:
        largest_first = left[np.argsort(-sizes[left], kind="stable")]
        judged = largest_first[split.fold - 1 :: split.folds]
        left = left[~np.isin(left, judged)]
    else:
        judged, left = _first(left, sizes, wished["test"])
    watched, trained = _first(left, sizes, wished["validation"])
    found = {"train": trained, "validation": watched, "test": judged}
    return _kept({k: np.flatnonzero(np.isin(groups, v)) for k, v in found.items()})


def by_name(parts: Mapping[str, Array]) -> dict[str, Array]:
    """Divide rows as each says itself."""
    return _kept(parts)


def in_turn(order: Array, classes: Array) -> Array:
    """Put rows in an order of which any stretch has its share of each class.

    The rows of a class keep the order that they had.
    """
    drawn = classes[order]
    counts = np.bincount(drawn)
    by_class = np.argsort(drawn, kind="stable")
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    place = np.empty(len(order))
    place[by_class] = (np.arange(len(order)) - starts + 0.5) / np.repeat(counts, counts)
    return order[np.argsort(place, kind="stable")]


def counts(split: Split, rows: int) -> dict[str, int]:
    """Tell how many rows each part gets where they are divided at random."""
    judged = _size(split.test, rows)
    if split.fold is not None:
        judged = len(range(split.fold - 1, rows, split.folds or 1))
    left = rows - judged if split.folds is not None else rows
    watched = _size(split.validation, left)
    return {"train": rows - watched - judged, "validation": watched, "test": judged}


def _parted(split: Split, order: Array) -> dict[str, Array]:
    """Cut rows in an order into parts: to watch, to judge by, to train on."""
    sizes = counts(split, len(order))
    if split.fold is not None:
        places = slice(split.fold - 1, None, split.folds)
        judged, order = order[places], np.delete(order, places)
        watched, trained = np.split(order, [sizes["validation"]])
    else:
        cuts = np.cumsum([sizes["validation"], sizes["test"]])
        watched, judged, trained = np.split(order, cuts)
    return _kept({"train": trained, "validation": watched, "test": judged})


def _first(groups: Array, sizes: Array, rows: int) -> tuple[Array, Array]:
    """Take groups until there are so many rows; give them, and the others."""
    ends = np.cumsum(sizes[groups])
    taken = int(np.searchsorted(ends, rows)) + 1 if rows else 0
    return groups[:taken], groups[taken:]


def _kept(parts: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.sort(parts[name]) for name in PARTS if len(parts.get(name, ()))}


def _size(share: float, rows: int) -> int:
    return max(1, round(share * rows)) if share else 0
