"""Which examples are training, validation and test examples."""

from collections.abc import Iterator, Mapping
from heapq import heapreplace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.running.rng import stream
from engine.errors import Problem, SpecError
from engine.spec.model import Spec
from engine.spec.sections import Split

Array = NDArray[Any]
PARTS = ("train", "validation", "test")


def divided(
    split: Split, seed: int, rows: int, classes: Array | None = None
) -> dict[str, Array]:
    """Divide rows at random; give those of each part in order, and no empty part.

    `classes` (rows,) are numbers; where they are given, each part gets its share of
    each class, to within one row. A part with a share has one row at least; where that
    leaves none to train on, there are no parts.
    """
    sizes = counts(split, rows)
    if sizes["train"] <= 0:
        return {}
    order = stream(seed, "split").permutation(rows)
    if classes is not None:
        order = order[np.argsort(classes[order], kind="stable")]
    judged = order[:0]
    if split.fold is not None:
        places = slice(split.fold - 1, None, split.folds)
        judged, order = order[places], np.delete(order, places)
        sizes["test"] = 0
    ordered = None if classes is None else classes[order]
    labels = _labels([sizes[name] for name in PARTS], ordered)
    found = {name: order[labels == i] for i, name in enumerate(PARTS)}
    return named({**found, "test": np.concatenate([found["test"], judged])})


def by_date(split: Split, dates: Array) -> dict[str, Array]:
    """Divide rows (rows,) by date: the last to judge by, those before to watch."""
    sizes = counts(split, len(dates))
    cuts = np.cumsum([sizes["train"], sizes["validation"]])
    found = np.split(np.argsort(dates, kind="stable"), cuts)
    return named(dict(zip(PARTS, found, strict=True)))


def by_group(split: Split, seed: int, groups: Array) -> dict[str, Array]:
    """Divide rows so that those of a group, a number for each row, stay together.

    Groups are taken at random for a part where that brings it nearer to its share; it
    has one at least. Folds get the largest groups first, always the smallest fold.
    """
    groups = np.unique(groups, return_inverse=True)[1]
    sizes, wished = np.bincount(groups), counts(split, len(groups))
    left = stream(seed, "split").permutation(len(sizes))
    if split.fold is None:
        judged, left = _nearest(left, sizes, wished["test"])
    else:
        folds = _dealt(left, sizes, split.folds or 1)
        judged, left = left[folds == split.fold - 1], left[folds != split.fold - 1]
    watched, trained = _nearest(left, sizes, wished["validation"])
    found = {"train": trained, "validation": watched, "test": judged}
    return named({k: np.flatnonzero(np.isin(groups, v)) for k, v in found.items()})


def named(parts: Mapping[str, Array]) -> dict[str, Array]:
    """Give the rows of each part in order, and no empty part."""
    return {name: np.sort(parts[name]) for name in PARTS if len(parts.get(name, ()))}


def counts(split: Split, rows: int) -> dict[str, int]:
    """Tell how many rows each part gets where they are divided at random."""
    judged = _size(split.test, rows)
    if split.fold is not None:
        judged = len(range(split.fold - 1, rows, split.folds or 1))
    left = rows if split.fold is None else rows - judged
    watched = _size(split.validation, left)
    return {"train": rows - watched - judged, "validation": watched, "test": judged}


def too_few(split: Split, count: int, what: str = "rows") -> Iterator[Problem]:
    """Find that there are more folds than rows, or groups, to judge by."""
    if split.folds is not None and count < split.folds:
        message = f"there are {count} {what} for {split.folds} folds"
        yield Problem(message, ("split", "folds"), f"at most as many as {what}")


def lonely(split: Split, classes: Array) -> int | None:
    """Find a row that is the only one of its class, so that parts cannot share it.

    Classes below 0 are none.
    """
    if not split.divides or not len(classes):
        return None
    _, first, sizes = np.unique(classes, return_index=True, return_counts=True)
    alone = first[(sizes == 1) & (classes[first] >= 0)]
    return int(alone.min()) if len(alone) else None


def _labels(sizes: list[int], classes: Array | None) -> Array:
    """Tell for each row in an order which part it is in, by its number.

    Rows to watch come first, then those to judge by; so they do in each class.
    """
    order = np.array([1, 2, 0])
    if classes is None:
        return np.repeat(order, np.array(sizes)[order])
    each = np.unique(classes, return_counts=True)[1]
    shared = _shared(each, np.array(sizes))[:, order]
    return np.repeat(np.tile(order, len(each)), shared.ravel())


def _shared(classes: Array, sizes: Array) -> Array:
    """Tell how many rows of each class, of which there are so many, each part gets.

    Each number is within one of the exact share. Of small classes, training gets the
    rows that cannot be divided.
    """
    found = np.outer(classes, sizes) // max(classes.sum(), 1)
    left = sizes - found.sum(axis=0)
    for row in np.argsort(classes, kind="stable"):
        more = classes[row] - found[row].sum()
        wanting = np.argsort(-left, kind="stable")[:more]
        found[row, wanting] += 1
        left[wanting] -= 1
    return found


def _nearest(groups: Array, sizes: Array, rows: int) -> tuple[Array, Array]:
    """Take groups while they bring the number of rows nearer; give them, and others."""
    if not rows or not len(groups):
        return groups[:0], groups
    taken, missing = np.zeros(len(groups), bool), rows
    for i, size in enumerate(sizes[groups].tolist()):
        if abs(missing - size) < abs(missing):
            taken[i], missing = True, missing - size
    if not taken.any():
        taken[sizes[groups].argmin()] = True
    return groups[taken], groups[~taken]


def _dealt(groups: Array, sizes: Array, folds: int) -> Array:
    """Give each group the fold, from 0, that has the fewest rows at its turn."""
    held, found = [(0, fold) for fold in range(folds)], np.zeros(len(groups), int)
    for i in np.argsort(-sizes[groups], kind="stable").tolist():
        rows, found[i] = held[0]
        heapreplace(held, (rows + int(sizes[groups[i]]), int(found[i])))
    return found


def _size(share: float, rows: int) -> int:
    return max(1, round(share * rows)) if share else 0


def kept_rows(spec: Spec, y: Array) -> Mapping[str, Array]:
    """Say which rows belong to which part; a part without rows is left out."""
    given = spec.dataset.parts()
    if given is not None:
        return given
    classes = _stratified(spec, y) if spec.kept.stratify else None
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


def _stratified(spec: Spec, y: Array) -> Array:
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
