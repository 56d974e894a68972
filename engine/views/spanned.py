"""The prediction over the plane, or along the line, of the inputs that vary."""

from typing import Any

import numpy as np

from engine.data.examples import Examples
from engine.evaluation.tasks import (
    classes,
    gaps,
    is_choice,
    lasting,
    right_rows,
    seen,
)
from engine.training.trainer import Trainer
from engine.views.judged import evenly, is_table, output_of, with_gaps
from engine.views.pictures import Array, Fit, Surface, Wish
from engine.views.units import in_units, input_in_units

MOST_POINTS = 1_000
MOST_INPUTS = 50
MARGIN, MARGIN_OF_TABLES = 0.1, 0.25
"""How far a plane reaches beyond the examples, as a part of their range."""

CURVE = 400
"""How many points a fitted curve has."""


@lasting
def varying(trainer: Trainer) -> tuple[int, ...]:
    """Tell which inputs are not the same in all examples; none if they have a shape."""
    x = trainer.parts.train.x
    if x.ndim != 2 or x.shape[1] > MOST_INPUTS:
        return ()
    others = [p.x for _, p in trainer.parts.items()]
    changes = [np.any(part != x[0], axis=0) for part in others]
    return tuple(map(int, np.flatnonzero(np.any(changes, axis=0))))


def spanned(trainer: Trainer) -> tuple[int, ...]:
    """Tell which inputs vary; none if only whole numbers may be predicted."""
    return () if trainer.model.program.training.net.lookups else varying(trainer)


def surface(trainer: Trainer, wish: Wish) -> Surface | None:
    """Predict a plane of the two inputs that vary."""
    found = spanned(trainer)
    if len(found) != 2:
        return None
    part, output = _spread(trainer, MOST_POINTS), output_of(trainer, wish)
    ranges = _ranges(trainer)
    grid = _grid(trainer, found, ranges, wish.side)
    p = in_units(trainer, trainer.predict(grid)).reshape(wish.side, wish.side, -1)
    y = seen(trainer, part)
    names = classes(trainer)
    low, high = _ends(trainer)[output]
    inputs = trainer.model.schema.inputs
    return Surface(
        (inputs[found[0]], inputs[found[1]]),
        (_own(trainer, 0, ranges[0]), _own(trainer, 1, ranges[1])),
        p.argmax(axis=2) if names else p[:, :, output],
        _shares(trainer, p) if names else None,
        low,
        high,
        names,
        np.stack([_own(trainer, i, part.x[:, at]) for i, at in enumerate(found)], 1),
        _classes_in(trainer, part, y) if names else _targets(trainer, part)[:, output],
        _verdicts(trainer, part),
        trainer.model.answers[output],
        len(trainer.parts.train),
    )


def fit(trainer: Trainer, wish: Wish) -> Fit | None:
    """Predict along the one input that varies."""
    found = spanned(trainer)
    if len(found) != 1:
        return None
    part, output = _spread(trainer, MOST_POINTS), output_of(trainer, wish)
    ((low, high),) = _ranges(trainer)
    rows = np.tile(part.x[0], (CURVE, 1))
    rows[:, found[0]] = x = np.linspace(low, high, CURVE)
    y = _targets(trainer, part)
    return Fit(
        trainer.model.schema.inputs[found[0]],
        trainer.model.answers[output],
        _own(trainer, 0, x),
        in_units(trainer, trainer.predict(rows))[:, output],
        _own(trainer, 0, part.x[:, found[0]]),
        y[:, output],
        len(trainer.parts.train),
    )


def _spread(trainer: Trainer, most: int) -> Any:
    part = trainer.parts.train
    return part.take(evenly(len(part), most))


def _verdicts(trainer: Trainer, part: Any) -> Array:
    verdicts = right_rows(trainer, part, trainer.predict(part.x))
    return np.array([verdict is not False for verdict in verdicts], bool)


def _shares(trainer: Trainer, p: Array) -> Array:
    """Give how likely the likeliest is; scores that are no shares become some."""
    if trainer.model.spec.loss.expects != "shares":
        with np.errstate(all="ignore"):
            p = np.exp(p - p.max(axis=2, keepdims=True))
            p /= p.sum(axis=2, keepdims=True)
    return p.max(axis=2)


@lasting
def _ranges(trainer: Trainer) -> tuple[tuple[float, float], ...]:
    return tuple(_range(trainer, column) for column in spanned(trainer))


def _range(trainer: Trainer, column: int) -> tuple[float, float]:
    """Reach a little beyond the examples."""
    numbers = [part.x[:, column] for _, part in trainer.parts.items()]
    low = float(min(part.min() for part in numbers))
    high = float(max(part.max() for part in numbers))
    beyond = (high - low) * (MARGIN_OF_TABLES if is_table(trainer) else MARGIN)
    return low - beyond, high + beyond


def _grid(
    trainer: Trainer,
    columns: tuple[int, ...],
    ranges: tuple[tuple[float, float], ...],
    side: int,
) -> Array:
    rows = np.tile(trainer.parts.train.x[0], (side * side, 1))
    steps = [np.linspace(low, high, side) for low, high in ranges]
    first, second = np.meshgrid(*steps, indexing="ij")
    rows[:, columns[0]], rows[:, columns[1]] = first.ravel(), second.ravel()
    return rows


@lasting
def _ends(trainer: Trainer) -> list[tuple[float, float]]:
    """Give the least and the greatest target of each output."""
    if is_choice(trainer):
        return [(0.0, 1.0)] * len(trainer.model.answers)
    part = trainer.parts.train
    return [_between(y[~np.isnan(y)]) for y in _targets(trainer, part).T]


def _classes_in(trainer: Trainer, part: Examples, y: Array) -> Array:
    """Give the class of each row; NaN where any will do."""
    free = gaps(trainer, part).any(axis=1)
    return np.where(free, np.nan, y.argmax(axis=1))


def _targets(trainer: Trainer, part: Examples) -> Array:
    return in_units(trainer, with_gaps(trainer, part, seen(trainer, part)))


def _own(trainer: Trainer, place: int, values: Any) -> Any:
    """Give numbers of one of the inputs that vary in the units of the data."""
    found = input_in_units(trainer, spanned(trainer)[place], np.asarray(values))
    return tuple(found.tolist()) if isinstance(values, tuple) else found


def _between(y: Array) -> tuple[float, float]:
    low, high = (float(y.min()), float(y.max())) if len(y) else (0.0, 1.0)
    return (low, high) if low < high else (low - 0.5, high + 0.5)
