"""From a spec's dataset to arrays, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.class_weights import factors
from engine.data.schema import has_gaps, is_weighted
from engine.data.splitting.examples import PARTS, kept_rows, none_left
from engine.data.targets import draw, place_of
from engine.errors import Path, Problem, SpecError
from engine.memory import as_run
from engine.spec.model import Spec

Array = NDArray[Any]


@dataclass(frozen=True)
class Examples:
    """Inputs x (rows, ...), targets y (rows, outputs), and how much they count.

    `weight` is like y, or a column where rows count as a whole; None if all count
    alike. `counts`, where it differs from `weight`, is 0 for targets that do not count
    and 1 for others. `plain` is `weight` before rows were weighed by their class.
    """

    x: Array
    y: Array
    weight: Array | None = None
    counts: Array | None = None
    plain: Array | None = None

    def __len__(self) -> int:
        return len(self.x)

    def __iter__(self) -> Iterator[Array]:
        """Give the arrays in the order in which a program takes them."""
        given = (self.x, self.y, self.weight, self.counts)
        yield from (array for array in given if array is not None)

    def take(self, rows: Array) -> "Examples":
        """Choose some rows: a copy, but for those that follow each other."""
        chosen = as_run(rows)
        others = (self.weight, self.counts, self.plain)
        kept = (None if array is None else array[chosen] for array in others)
        return Examples(self.x[chosen], self.y[chosen], *kept)

    @property
    def gaps(self) -> Array:
        """Which targets do not count, or which rows, in a column."""
        counts = self.weight if self.counts is None else self.counts
        return np.zeros((len(self), 1), bool) if counts is None else counts == 0

    @property
    def judged(self) -> Array:
        """How much targets count for metrics: whatever their class."""
        plain = self.weight if self.plain is None else self.plain
        return np.ones_like(self.y) if plain is None else plain


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


def examples(spec: Spec) -> Examples:
    """Make all examples of a spec, in its precision."""
    return _arranged(spec, *draw(spec))


def _arranged(spec: Spec, x: Array, y: Array) -> Examples:
    """Put inputs and targets in order; NaN are those that do not count."""
    gaps, dtype = np.isnan(y), spec.dtype
    x = np.ascontiguousarray(x.reshape(len(x), *spec.dataset.shape()), dtype)
    made = Examples(x, np.ascontiguousarray(np.where(gaps, spec.loss.filler, y), dtype))
    if has_gaps(spec):
        counts = _whole_rows(spec, ~gaps) if spec.loss.per_row else ~gaps
        made = replace(made, weight=np.ascontiguousarray(counts, dtype))
    return _weighted(spec, made) if is_weighted(spec) else made


def _weighted(spec: Spec, made: Examples) -> Examples:
    """Let rows count as much as the dataset says."""
    given = spec.dataset.weights()
    weights = np.ones(len(made)) if given is None else given
    shape = (len(made), 1) if spec.loss.per_row else made.y.shape
    with np.errstate(over="ignore"):
        column = weights[:, np.newaxis].astype(spec.dtype)
    weight = np.ones(shape, spec.dtype) * column
    _check_finite(spec, weight, ("dataset", "sample_weight"))
    if made.weight is None:
        return replace(made, weight=weight)
    return replace(made, weight=made.weight * weight, counts=made.weight)


def parts(spec: Spec) -> Parts:
    """Divide the examples as the spec's split says.

    The order is drawn from the stream `split`; each part then keeps the examples in
    the order of the dataset. A part with a share has one example at least.
    """
    x, y = draw(spec)
    everything = _arranged(spec, x, y)
    rows = kept_rows(spec, y)
    trained, watched, judged = (
        everything.take(rows[name]) if name in rows else None for name in PARTS
    )
    if trained is None:
        raise spec.refused(SpecError(none_left(spec)))
    if spec.training.class_weight is not None and trained.weight is not None:
        trained = _by_class(spec, trained, factors(spec, y, rows["train"]))
    if trained.weight is not None and not trained.weight.any():
        message = f"none of the {len(trained)} examples to train on counts"
        problem = Problem(message, _why_none(spec, trained), "let some count")
        raise spec.refused(SpecError([problem]))
    return Parts(trained, watched, judged)


def _by_class(spec: Spec, trained: Examples, factor: Array) -> Examples:
    """Weigh the examples to train on by their classes as well."""
    with np.errstate(over="ignore"):
        weight = trained.weight * factor[:, np.newaxis].astype(spec.dtype)
    _check_finite(spec, weight, ("training", "class_weight"))
    return replace(trained, weight=weight, plain=trained.weight)


def _check_finite(spec: Spec, weight: Array, path: Path) -> None:
    """Refuse weights that are infinite in the precision of the spec."""
    if not np.isfinite(weight).all():
        message = f"some weights are too large for {spec.dtype}"
        raise spec.refused(SpecError([Problem(message, path, "choose smaller ones")]))


def _why_none(spec: Spec, trained: Examples) -> Path:
    """Find what lets no example count: classes, the split, or the data themselves."""
    if trained.plain is not None and trained.plain.any():
        return ("training", "class_weight")
    is_cut = len(trained) < spec.dataset.count()
    return ("split",) if is_cut else ("dataset",)


def _whole_rows(spec: Spec, counts: Array) -> Array:
    """Give one weight for each row, where a row is one choice."""
    partly = np.flatnonzero(counts.any(axis=1) & ~counts.all(axis=1))
    if len(partly):
        message = f"with {spec.loss.tag()}, all outputs of a row are null or none"
        path = place_of(spec, int(partly[0]))
        raise spec.refused(SpecError([Problem(message, path)]))
    return counts[:, :1]
