"""Computes what a network has learned; the cost is bounded, however many rows."""

from typing import Any

import numpy as np

from engine.evaluation.tasks import (
    classes,
    gaps,
    has_two_targets,
    is_choice,
    right_rows,
    seen,
    sides,
)
from engine.training.trainer import Trainer
from engine.views.judged import evenly, is_table, output_of, with_gaps
from engine.views.own import MOST_ANSWERS, words
from engine.views.pictures import (
    Answers,
    Confusion,
    Kind,
    Learned,
    Scatter,
    Wish,
)
from engine.views.spanned import MOST_POINTS, fit, spanned, surface
from engine.views.units import in_units
from engine.vocabulary.metrics import classes_of

MOST_JUDGED = 4_096


def kinds(trainer: Trainer) -> tuple[Kind, ...]:
    """Name the views that suit the task, the most telling first."""
    inputs = len(spanned(trainer))
    if inputs == 2:
        first: tuple[Kind, ...] = ("surface",)
    else:
        first = ("fit",) if inputs == 1 else ()
    if is_table(trainer):
        return (*first, "answers")
    judged: Kind = "confusion" if _has_classes(trainer) else "scatter"
    return (*first, judged, "answers")


def _has_classes(trainer: Trainer) -> bool:
    return is_choice(trainer) or has_two_targets(trainer)


def learned(trainer: Trainer, wish: Wish) -> Learned:
    """Compute what is wished for, for the weights as they are."""
    found: dict[str, Any] = {kind: _VIEWS[kind](trainer, wish) for kind in wish.kinds}
    return Learned(trainer.epoch, **found)


def answers(trainer: Trainer, _: Wish = Wish()) -> Answers:  # noqa: B008 - is frozen
    """Put predictions beside targets, for the first examples."""
    model, part = trainer.model, trainer.parts.train
    first = part.take(np.arange(min(len(part), MOST_ANSWERS)))
    p = trainer.predict(first.x)
    free = np.broadcast_to(gaps(trainer, first), first.y.shape)
    y = in_units(trainer, np.where(free, np.nan, first.y.astype(float)))
    right = right_rows(trainer, first, p)
    verdicts = [None if gap.all() else v for gap, v in zip(free, right, strict=True)]
    return Answers(
        model.schema.inputs,
        model.schema.outputs,
        model.answers,
        first.x.reshape(len(first), -1),
        y,
        in_units(trainer, p),
        tuple(verdicts),
        len(part),
        words(trainer, p),
    )


def confusion(trainer: Trainer, wish: Wish) -> Confusion | None:
    """Count which classes were taken for which."""
    if not _has_classes(trainer):
        return None
    name, part = _judged(trainer)
    p, y = trainer.predict(part.x), seen(trainer, part)
    counts = ~np.broadcast_to(gaps(trainer, part), y.shape).all(axis=1)
    if is_choice(trainer):
        names = classes(trainer)
        pairs = classes_of(y, p), p.argmax(axis=1)
    else:
        output = output_of(trainer, wish)
        names = sides(trainer)
        counts = ~np.broadcast_to(gaps(trainer, part), y.shape)[:, output]
        pairs = tuple((v[:, output] > trainer.middle).astype(int) for v in (y, p))
    size = len(names)
    cells = pairs[0][counts] * size + pairs[1][counts]
    table = np.bincount(cells, minlength=size * size).reshape(size, size)
    return Confusion(names, table, name, len(dict(trainer.parts.items())[name]))


def scatter(trainer: Trainer, wish: Wish) -> Scatter | None:
    """Put predicted numbers against actual ones."""
    name, part = _judged(trainer)
    part = part.take(evenly(len(part), MOST_POINTS))
    output = output_of(trainer, wish)
    y = in_units(trainer, with_gaps(trainer, part, seen(trainer, part)))[:, output]
    p = in_units(trainer, trainer.predict(part.x))[:, output]
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


def _judged(trainer: Trainer) -> tuple[str, Any]:
    """Choose what to judge by: what was kept from training, if there is such."""
    parts = dict(trainer.parts.items())
    name = "validation" if "validation" in parts else "train"
    part = parts[name]
    return name, part.take(evenly(len(part), MOST_JUDGED))
