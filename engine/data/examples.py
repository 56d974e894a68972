"""From a spec's dataset to arrays: first what is known beforehand, then the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.streams import stream
from engine.errors import Problem, SpecError
from engine.spec.model import Spec
from engine.vocabulary.datasets import Generated

Array = NDArray[Any]


@dataclass(frozen=True)
class Signature:
    """What the network must know of the data before any is read.

    `shape` is that of one example's inputs. `has_gaps` tells that some targets do not
    count, so that every target has a weight.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shape: tuple[int, ...]
    rows: int
    has_gaps: bool


@dataclass(frozen=True)
class Examples:
    """Inputs x (rows, ...), targets y (rows, outputs), and weights like y, or None."""

    x: Array
    y: Array
    weight: Array | None = None

    def __len__(self) -> int:
        return len(self.x)

    def __iter__(self) -> Iterator[Array]:
        """Give the arrays in the order in which a program takes them."""
        yield from (self.x, self.y)
        if self.weight is not None:
            yield self.weight

    def take(self, rows: Array) -> "Examples":
        """Copy some rows."""
        return Examples(*(array[rows] for array in self))


@dataclass(frozen=True)
class Parts:
    """The examples to train on, to watch and to judge by; None if there are none."""

    train: Examples
    validation: Examples | None
    test: Examples | None

    def items(self) -> Iterator[tuple[str, Examples]]:
        """Give the parts that there are, by name."""
        for name, part in vars(self).items():
            if part is not None:
                yield name, part


def signature(spec: Spec) -> Signature:
    """Tell what is known of a spec's data without making it."""
    inputs, outputs = spec.dataset.columns()
    return Signature(
        tuple(inputs),
        tuple(outputs),
        spec.dataset.shape(),
        spec.dataset.count(),
        spec.dataset.has_gaps(),
    )


def examples(spec: Spec) -> Examples:
    """Make all examples of a spec, in its precision."""
    known = signature(spec)
    x, y = _numbers(spec)
    gaps = np.isnan(y)
    x = np.ascontiguousarray(x.reshape(len(x), *known.shape))
    filled = np.ascontiguousarray(np.where(gaps, 0, y), spec.dtype)
    if not known.has_gaps:
        return Examples(x, filled)
    counts = ~gaps
    if spec.loss.one_hot:
        counts = _whole_rows(spec, counts)
    return Examples(x, filled, np.ascontiguousarray(counts, spec.dtype))


def parts(spec: Spec) -> Parts:
    """Divide the examples as the spec's split says.

    The order is drawn from the stream `split`; each part then keeps the examples in
    the order of the dataset. A part with a share has one example at least.
    """
    everything, share = examples(spec), spec.kept
    order = stream(spec.seed, "split").permutation(len(everything))
    validation = _rows(share.validation, len(everything))
    test = _rows(share.test, len(everything))
    cuts = np.split(order, [validation, validation + test])
    watched, judged, trained = (
        everything.take(np.sort(rows)) if len(rows) else None for rows in cuts
    )
    if trained is None:
        message = f"it leaves none of the {len(everything)} examples to train on"
        raise spec.refused(SpecError([Problem(message, ("split",), "keep less")]))
    return Parts(trained, watched, judged)


def _numbers(spec: Spec) -> tuple[Array, Array]:
    """Let the dataset make its arrays, and bring them to the spec's precision."""
    own = spec.dataset.seed if isinstance(spec.dataset, Generated) else None
    rng = stream(spec.seed if own is None else own, "dataset")
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            x, y = (a.astype(spec.dtype) for a in spec.dataset.arrays(rng))
    except SpecError as error:
        raise spec.refused(error.under("dataset")) from None
    if not np.isfinite(x).all() or np.isinf(y).any():
        message = f"some numbers are too large for {spec.dtype}"
        problem = Problem(message, ("dataset",), "choose smaller ones")
        raise spec.refused(SpecError([problem]))
    return x, y


def training_rows(spec: Spec) -> int:
    """Count the examples that are left to train on."""
    rows, share = spec.dataset.count(), spec.kept
    return rows - _rows(share.validation, rows) - _rows(share.test, rows)


def _whole_rows(spec: Spec, counts: Array) -> Array:
    """Give one weight for each row, where a row is one choice."""
    partly = np.flatnonzero(counts.any(axis=1) & ~counts.all(axis=1))
    if len(partly):
        message = f"with {spec.loss.tag()}, all outputs of a row are null or none"
        path = ("dataset", "rows", int(partly[0]))
        raise spec.refused(SpecError([Problem(message, path)]))
    return counts[:, :1]


def _rows(share: float, rows: int) -> int:
    return max(1, round(share * rows)) if share else 0
