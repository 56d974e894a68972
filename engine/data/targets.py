"""Targets as the loss takes them: those that count, and none that it cannot take."""

import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.running.rng import stream
from engine.errors import Path, Problem, SpecError
from engine.spec.model import Spec
from engine.vocabulary.datasets import Generated

Array = NDArray[Any]
CHUNK = 1 << 16
MOST_READ = 1_000_000
"""So many rows are made to know their classes before memory is counted."""
MOST_KEPT = 16 * 2**20
"""Examples of at most so many bytes are kept while their dataset lives."""

_Key = tuple[int, str, str]
_kept: dict[int, tuple[_Key, tuple[Array, Array]]] = {}


def draw(spec: Spec) -> tuple[Array, Array]:
    """Make inputs and targets, read-only; NaN where a target does not count.

    Small ones are made once for a dataset, whoever asks: the schema, `lint`, a trainer.

    Raises
    ------
    SpecError
        At the first target for which the loss is not defined.
    """
    dataset = spec.dataset
    key = (spec.seed, spec.dtype, repr(spec.loss))
    if (kept := _kept.get(id(dataset))) and kept[0] == key:
        return kept[1]
    x, y = (array.view() for array in _draw(spec))
    x.flags.writeable = y.flags.writeable = False
    if x.nbytes + y.nbytes <= MOST_KEPT:
        if kept is None:
            weakref.finalize(dataset, _kept.pop, id(dataset), None)
        _kept[id(dataset)] = key, (x, y)
    return x, y


def _draw(spec: Spec) -> tuple[Array, Array]:
    outputs = spec.dataset.columns()[1]
    if spec.loss.sparse and len(outputs) > 1:
        message = f"{spec.loss.tag()} takes one output, not {', '.join(outputs)}"
        hint = "with a column for each class take 'categorical_crossentropy'"
        raise spec.refused(SpecError([Problem(message, ("loss",), hint)]))
    x, y = _numbers(spec)
    y = np.where(spec.loss.is_gap(y), np.nan, y)
    unfit = np.argwhere(spec.loss.unfit(y) & ~np.isnan(y))
    if len(unfit):
        raise spec.refused(SpecError([_refusal(spec, y, *map(int, unfit[0]))]))
    return x, y


def _numbers(spec: Spec) -> tuple[Array, Array]:
    """Let the dataset make its arrays, and bring them to the spec's precision."""
    own = spec.dataset.seed if isinstance(spec.dataset, Generated) else None
    rng = stream(spec.seed if own is None else own, "dataset")
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            x, y = (a.astype(spec.dtype, copy=False) for a in spec.dataset.arrays(rng))
    except SpecError as error:
        raise spec.refused(error.under("dataset")) from None
    if not _is_finite(x) or np.isinf(y).any():
        message = f"some numbers are too large for {spec.dtype}"
        problem = Problem(message, ("dataset",), "choose smaller ones")
        raise spec.refused(SpecError([problem]))
    return x, y


def _is_finite(x: Array) -> bool:
    """Look at some rows at a time, as there may be more than memory holds."""
    starts = range(0, len(x), CHUNK)
    return all(np.isfinite(x[start : start + CHUNK]).all() for start in starts)


def class_count(y: Array) -> int:
    """Tell how many classes there must be for the highest number among targets."""
    return int(y.max(initial=-1, where=~np.isnan(y))) + 1


def place_of(spec: Spec, row: int) -> Path:
    """Say where in the spec a row stands."""
    typed = getattr(spec.dataset, "rows", None) is not None
    return ("dataset", "rows", row) if typed else ("dataset",)


def _refusal(spec: Spec, y: Array, row: int, column: int) -> Problem:
    inputs, outputs = spec.dataset.columns()
    path, loss = place_of(spec, row), spec.loss
    if len(path) > 1:
        path = (*path, len(inputs) + column)
    message = (
        f"{loss.tag()} cannot take {y[row, column]:g} as {outputs[column]!r} "
        f"of row {row + 1}"
    )
    return Problem(message, path, f"it takes {loss.takes}")
