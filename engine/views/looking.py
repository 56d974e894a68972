"""Computes what a network has learned; the cost is bounded, however many rows."""

from typing import Any

import numpy as np

from engine.training.trainer import Trainer
from engine.views.judged import (
    classes,
    is_choice,
    is_logical,
    is_table,
    right_rows,
    seen,
)
from engine.views.pictures import (
    Answers,
    Array,
    Confusion,
    Fit,
    Kind,
    Learned,
    Scatter,
    Surface,
    Wish,
)
from engine.vocabulary.metrics import classes_of

MOST_ANSWERS = 200
MOST_POINTS = 1_000
MOST_JUDGED = 4_096
MOST_CLASSES = 50
MARGIN, MARGIN_OF_TABLES = 0.1, 0.25
"""How far a plane reaches beyond the examples, as a part of their range."""

CURVE = 400
"""How many points a fitted curve has."""


def varying(trainer: Trainer) -> tuple[int, ...]:
    """Tell which inputs are not the same in all examples; none if they have a shape."""
    x = trainer.parts.train.x
    if x.ndim != 2 or x.shape[1] > MOST_CLASSES:
        return ()
    others = [p.x for _, p in trainer.parts.items()]
    changes = [np.any(part != x[0], axis=0) for part in others]
    return tuple(map(int, np.flatnonzero(np.any(changes, axis=0))))


def kinds(trainer: Trainer) -> tuple[Kind, ...]:
    """Name the views that suit the task, the most telling first."""
    inputs = len(varying(trainer))
    if trainer.model.program.training.net.lookups:
        inputs = 0
    if inputs == 2:
        first: tuple[Kind, ...] = ("surface",)
    else:
        first = ("fit",) if inputs == 1 else ()
    if is_table(trainer):
        return (*first, "answers")
    is_of_classes = is_choice(trainer) or is_logical(trainer.parts.train.y)
    judged: Kind = "confusion" if is_of_classes else "scatter"
    return (*first, judged, "answers")


def learned(trainer: Trainer, wish: Wish) -> Learned:
    """Compute what is wished for, for the weights as they are."""
    found: dict[str, Any] = {kind: _VIEWS[kind](trainer, wish) for kind in wish.kinds}
    return Learned(trainer.epoch, **found)


def answers(trainer: Trainer, _: Wish = Wish()) -> Answers:  # noqa: B008 - is frozen
    """Put predictions beside targets, for the first examples."""
    model, part = trainer.model, trainer.parts.train
    first = part.take(np.arange(min(len(part), MOST_ANSWERS)))
    p = trainer.predict(first.x)
    gaps = np.broadcast_to(first.gaps, first.y.shape)
    y = np.where(gaps, np.nan, first.y.astype(float))
    right = right_rows(trainer, first, p)
    verdicts = [None if gap.all() else v for gap, v in zip(gaps, right, strict=True)]
    return Answers(
        model.signature.inputs,
        model.signature.outputs,
        model.answers,
        first.x.reshape(len(first), -1),
        y,
        p,
        tuple(verdicts),
        len(part),
    )


def surface(trainer: Trainer, wish: Wish) -> Surface | None:
    """Predict a plane of the two inputs that vary."""
    found = varying(trainer)
    if len(found) != 2:
        return None
    part, output = _spread(trainer, MOST_POINTS), _output(trainer, wish)
    ranges = tuple(_range(trainer, column) for column in found)
    grid = _grid(trainer, found, ranges, wish.side)
    p = trainer.predict(grid).reshape(wish.side, wish.side, -1)
    y = seen(trainer, part)
    names = classes(trainer)
    low, high = _ends(trainer, output)
    inputs = trainer.model.signature.inputs
    return Surface(
        (inputs[found[0]], inputs[found[1]]),
        (ranges[0], ranges[1]),
        p.argmax(axis=2) if names else p[:, :, output],
        p.max(axis=2) if names else None,
        low,
        high,
        names,
        part.x[:, found],
        y.argmax(axis=1) if names else _with_gaps(part, y)[:, output],
        _verdicts(trainer, part),
        trainer.model.answers[output],
        len(trainer.parts.train),
    )


def fit(trainer: Trainer, wish: Wish) -> Fit | None:
    """Predict along the one input that varies."""
    found = varying(trainer)
    if len(found) != 1:
        return None
    part, output = _spread(trainer, MOST_POINTS), _output(trainer, wish)
    low, high = _range(trainer, found[0])
    rows = np.tile(part.x[0], (CURVE, 1))
    rows[:, found[0]] = x = np.linspace(low, high, CURVE)
    y = _with_gaps(part, seen(trainer, part))
    return Fit(
        trainer.model.signature.inputs[found[0]],
        trainer.model.answers[output],
        x,
        trainer.predict(rows)[:, output],
        part.x[:, found[0]],
        y[:, output],
        len(trainer.parts.train),
    )


def confusion(trainer: Trainer, wish: Wish) -> Confusion | None:
    """Count which classes were taken for which."""
    name, part = _judged(trainer)
    p, y = trainer.predict(part.x), seen(trainer, part)
    counts = ~np.broadcast_to(part.gaps, y.shape).all(axis=1)
    if is_choice(trainer):
        names = classes(trainer)
        pairs = classes_of(y, p), p.argmax(axis=1)
    else:
        output = _output(trainer, wish)
        names = ("-1", "1") if trainer.middle == 0 else ("0", "1")
        counts = ~np.broadcast_to(part.gaps, y.shape)[:, output]
        pairs = tuple((v[:, output] > trainer.middle).astype(int) for v in (y, p))
    size = len(names)
    cells = pairs[0][counts] * size + pairs[1][counts]
    table = np.bincount(cells, minlength=size * size).reshape(size, size)
    return Confusion(names, table, name, len(part))


def scatter(trainer: Trainer, wish: Wish) -> Scatter | None:
    """Put predicted numbers against actual ones."""
    name, part = _judged(trainer)
    part = part.take(_evenly(len(part), MOST_POINTS))
    output = _output(trainer, wish)
    y = _with_gaps(part, seen(trainer, part))[:, output]
    p = trainer.predict(part.x)[:, output]
    counts = ~np.isnan(y)
    rows = len(dict(trainer.parts.items())[name])
    return Scatter(trainer.model.answers[output], y[counts], p[counts], rows, name)


_VIEWS: dict[Kind, Any] = {
    "answers": answers,
    "surface": surface,
    "fit": fit,
    "confusion": confusion,
    "scatter": scatter,
}


def _output(trainer: Trainer, wish: Wish) -> int:
    return min(wish.output, len(trainer.model.answers) - 1)


def _evenly(rows: int, most: int) -> Array:
    return np.unique(np.linspace(0, rows - 1, min(rows, most)).astype(int))


def _spread(trainer: Trainer, most: int) -> Any:
    part = trainer.parts.train
    return part.take(_evenly(len(part), most))


def _judged(trainer: Trainer) -> tuple[str, Any]:
    """Choose what to judge by: what was kept from training, if there is such."""
    parts = dict(trainer.parts.items())
    name = "validation" if "validation" in parts else "train"
    part = parts[name]
    return name, part.take(_evenly(len(part), MOST_JUDGED))


def _with_gaps(part: Any, y: Array) -> Array:
    gaps = np.broadcast_to(part.gaps, y.shape)
    return np.where(gaps, np.nan, y)


def _verdicts(trainer: Trainer, part: Any) -> Array:
    verdicts = right_rows(trainer, part, trainer.predict(part.x))
    return np.array([verdict is not False for verdict in verdicts], bool)


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


def _ends(trainer: Trainer, output: int) -> tuple[float, float]:
    """Give the least and the greatest target."""
    if is_choice(trainer):
        return 0.0, 1.0
    y = seen(trainer, trainer.parts.train)
    y = _with_gaps(trainer.parts.train, y)[:, output]
    known = y[~np.isnan(y)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if low < high else (low - 0.5, high + 0.5)
